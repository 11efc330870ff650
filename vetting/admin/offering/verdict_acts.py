"""The acts that choose a verdict: propose one to a second person, or tighten at once."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.functional import cached_property

from vetting.admin.offering.act_buttons import PROPOSE, STOP
from vetting.admin.offering.act_page import ActPage
from vetting.admin.offering.verdict_options import Limits, Option, limits_of, options_of
from vetting.admin.parts.lines import LinesField
from vetting.admin.parts.writing import DAY
from vetting.models import Review, ReviewComment
from vetting.scoring.permission import Override
from vetting.scoring.vocabulary import Verdict
from vetting.services import decisions
from vetting.services.drafts import Ground, grounds_of
from vetting.services.publishing import override_from_data

OVERRIDE_FIELDS = ("reason", "risk_owner", "scope", "ends_on")


class VerdictForm(forms.Form):
    verdict = forms.ChoiceField(
        choices=[(v.value, v.label) for v in reversed(Verdict)], widget=forms.RadioSelect
    )
    because = forms.CharField(
        label="Reason",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Published with the verdict: what a production should know about why.",
    )
    extra_conditions = LinesField(
        label="Further conditions",
        help_text="One per line, only with a conditional verdict. "
        "The conditions that follow from the answers are added by themselves.",
    )

    def clean_verdict(self) -> Verdict:
        return Verdict(self.cleaned_data["verdict"])


class ProposalForm(VerdictForm):
    reason = forms.CharField(
        required=False, label="Why depart from the rules", widget=forms.Textarea(attrs={"rows": 2})
    )
    risk_owner = forms.CharField(
        required=False,
        label="Who carries the risk",
        help_text="A named person of the production or the studio, who knows of it.",
    )
    scope = forms.CharField(
        required=False,
        label="For what",
        help_text="The title, sequence or kind of material that it is limited to.",
    )
    ends_on = forms.DateField(required=False, label="Until", widget=DAY)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self._overrides() and not said.get("ends_on") and "ends_on" not in self.errors:
            self.add_error("ends_on", "An override needs an end date.")
        return said

    def override(self) -> Override | None:
        """The override that was filled in, if any of it was."""
        if not self._overrides():
            return None
        return Override(**{name: self.cleaned_data[name] for name in OVERRIDE_FIELDS})

    def override_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in OVERRIDE_FIELDS]

    @property
    def override_open(self) -> bool:
        """True where the fields of the override should be in view."""
        if not self.is_bound:
            return bool(self.initial.get("ends_on"))
        return self._overrides() or bool(self.errors)

    def _overrides(self) -> bool:
        return any(self.cleaned_data.get(name) for name in OVERRIDE_FIELDS)


class VerdictPage(ActPage):
    template_name = "admin/vetting/offering/verdict.html"
    watched = True
    no_longer = False

    def choices(self) -> list[Verdict]:
        return list(reversed(Verdict))

    @cached_property
    def ground(self) -> Ground:
        return grounds_of([self.offering], now=self.now)[self.offering.pk]

    def limits(self) -> Limits | None:
        """How far an override may go, where the page offers one."""
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        options = options_of(self.ground, self.choices(), no_longer=self.no_longer)
        form = kwargs.get("form") or self.get_form()
        return super().get_context_data(
            **{**kwargs, "form": form},
            options=options,
            chosen=str(form["verdict"].value() or "") or _computed(options),
            limits=self.limits(),
        )


def _computed(options: list[Option]) -> str:
    return next((o.verdict.value for o in options if o.computed), "")


class ProposePage(VerdictPage):
    permission = PROPOSE
    heading = "Propose a verdict"
    explanation = "Nothing is published until a second person approves it."
    button = "Propose it"
    form_class: type[forms.Form] = ProposalForm

    def limits(self) -> Limits | None:
        return limits_of(self.ground)

    def returned(self) -> ReviewComment | None:
        """The proposal that went back, with its comment, until another one is made."""
        under_way = Q(review__offering=self.offering, review__state=Review.State.OPEN)
        gone_back = Q(what__in=[ReviewComment.What.SENT_BACK, ReviewComment.What.TAKEN_BACK])
        return ReviewComment.objects.filter(under_way, gone_back).order_by("pk").last()

    def get_initial(self) -> dict[str, Any]:
        """What went back is filled in again, so that only what was missing has to be typed."""
        held = self.returned()
        if held is None or not held.proposal.get("verdict"):
            return {}
        override = override_from_data(held.proposal.get("override"))
        known = {name: getattr(override, name) for name in OVERRIDE_FIELDS} if override else {}
        return {
            **known,
            "verdict": held.proposal["verdict"],
            "because": held.proposal["because"],
            "extra_conditions": held.proposal.get("extra_conditions", []),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(returned=self.returned(), **kwargs)

    def form_valid(self, form: Any) -> Any:
        self.override = form.override()
        return super().form_valid(form)

    def carry_out(self, said: dict[str, Any]) -> str:
        decisions.propose(
            offering=self.offering,
            verdict=said["verdict"],
            because=said["because"],
            by=self.user,
            now=self.now,
            override=self.override,
            extra_conditions=said["extra_conditions"],
            seen=self.seen,
        )
        return f"Proposed: {said['verdict'].label}. A second person has to approve it."


class TightenPage(VerdictPage):
    permission = STOP
    heading = "Tighten or ban at once"
    explanation = (
        "Published at once by you alone, because it only makes things stricter. "
        "A review opens, so that a second person looks at it afterwards."
    )
    button = "Publish now"
    danger = True
    no_longer = True
    form_class: type[forms.Form] = VerdictForm

    def choices(self) -> list[Verdict]:
        held = self.ground.before.verdict
        return [v for v in reversed(Verdict) if v.rank <= held.rank]

    def carry_out(self, said: dict[str, Any]) -> str:
        made = decisions.tighten(
            offering=self.offering,
            verdict=said["verdict"],
            because=said["because"],
            by=self.user,
            now=self.now,
            extra_conditions=said["extra_conditions"],
            seen=self.seen,
        )
        return f"Published: {Verdict(made.verdict).label}. A review is open."
