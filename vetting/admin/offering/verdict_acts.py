"""The acts that choose a verdict: propose one to a second person, or tighten at once."""

from typing import Any

from django import forms

from vetting.admin.offering.act_buttons import PROPOSE, STOP
from vetting.admin.offering.act_page import ActPage
from vetting.admin.offering.verdict_options import Option, option_of
from vetting.admin.parts.lines import LinesField
from vetting.admin.parts.writing import DAY
from vetting.scoring.permission import Override
from vetting.scoring.vocabulary import Verdict
from vetting.services import decisions
from vetting.services.assessments import local_day
from vetting.services.drafts import told_on

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
        required=False, label="Who carries the risk", help_text="A named person."
    )
    scope = forms.CharField(
        required=False, label="For what", help_text="Title, sequence or material it is limited to."
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
        return self.is_bound and (self._overrides() or bool(self.errors))

    def _overrides(self) -> bool:
        return any(self.cleaned_data.get(name) for name in OVERRIDE_FIELDS)


class VerdictPage(ActPage):
    template_name = "admin/vetting/offering/verdict.html"

    def choices(self) -> list[Verdict]:
        return list(reversed(Verdict))

    def worked_out(self) -> list[Option]:
        return [option_of(self.offering, v, now=self.now) for v in self.choices()]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        options = self.worked_out()
        form = kwargs.get("form") or self.get_form()
        chosen = str(form["verdict"].value() or "") or next(
            (o.verdict.value for o in options if o.computed), ""
        )
        return super().get_context_data(**{**kwargs, "form": form}, options=options, chosen=chosen)


class ProposePage(VerdictPage):
    permission = PROPOSE
    heading = "Propose a verdict"
    explanation = "Nothing is published until a second person approves it."
    button = "Propose it"
    form_class: type[forms.Form] = ProposalForm

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
    form_class: type[forms.Form] = VerdictForm

    def choices(self) -> list[Verdict]:
        told = told_on(self.offering, local_day(self.now)).verdict
        return [v for v in reversed(Verdict) if v.rank <= told.rank]

    def carry_out(self, said: dict[str, Any]) -> str:
        made = decisions.tighten(
            offering=self.offering,
            verdict=said["verdict"],
            because=said["because"],
            by=self.user,
            now=self.now,
            extra_conditions=said["extra_conditions"],
        )
        return f"Published: {Verdict(made.verdict).label}. A review is open."
