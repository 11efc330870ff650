"""Make our own tenant of a plan, and take over at a tenant what its plan says now."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse

from vetting.admin.offering.act_page import ActPage
from vetting.admin.offering.tenancy import ANSWER, MAKE
from vetting.admin.parts.form_page import ReasonForm
from vetting.admin.parts.lines import hosts
from vetting.admin.parts.writing import DAY
from vetting.models import Offering, Policy
from vetting.scoring.assessment import Assessment
from vetting.scoring.verdict import one_decimal
from vetting.scoring.vocabulary import Kind, Principle
from vetting.services.heirs import News, news_at
from vetting.services.tenants import KINDS, TenantInput, as_tenant, make_tenant, take_over

HELP = {
    Kind.STUDIO_TENANT: "We signed for it and set it up ourselves.",
    Kind.NETFLIX_ENTERPRISE_AGREEMENT: "The studio's agreement answers the question about the "
    "contract, and nothing else.",
}


class TenantForm(ReasonForm):
    name = forms.CharField(
        label="What the tenant is called",
        max_length=120,
        help_text="Productions see it after the name of the tool.",
    )
    kind = forms.ChoiceField(
        label="Under whose agreement",
        choices=[(kind.value, kind.label) for kind in KINDS],
        widget=forms.RadioSelect,
    )
    login_domains = hosts(
        label="Login hosts",
        help_text="Hosts on which our people sign in, one per line: app.example.com.",
    )
    contract_ends_on = forms.DateField(
        required=False,
        label="Last day of our contract",
        widget=DAY,
        input_formats=["%Y-%m-%d"],
        help_text="No verdict holds longer than this.",
    )
    field_order = ("name", "kind", "login_domains", "contract_ends_on", "because")


class Start:
    """A kind of tenant, and what it would start with on the answers that it inherits."""

    def __init__(self, kind: Kind, found: Assessment, chosen: bool) -> None:
        self.kind, self.found, self.chosen = kind, found, chosen
        self.help = HELP[kind]
        self.scores = [f"{p} {one_decimal(found.scores[p])}" for p in Principle]
        self.carried = [j for j in found.judgements if j.evidence is not None]
        self.open = {j.criterion.key: j for j in found.judgements if j.open}


class TenantPage(ActPage):
    heading = "Our tenant of this plan"
    explanation = (
        "A new offering of the same tool, on the same chain. It takes over the plan's answers with "
        "their evidence, each marked as inherited, so that our contract and our own checks can "
        "strengthen them. Nobody may use it before two people have decided."
    )
    button = "Make the tenant"
    form_class: type[forms.Form] = TenantForm
    template_name = "admin/vetting/offering/tenant.html"
    made: Offering | None = None

    def allowed(self) -> bool:
        if not self.offering.deployment_kind.may_have_tenants or self.offering.tenant_of_id:
            raise Http404("There is no tenant of our own of this kind of offering.")
        return self.user.has_perms(MAKE)

    def get_initial(self) -> dict[str, Any]:
        return {
            "name": f"{self.offering.name}, our tenant",
            "kind": Kind.STUDIO_TENANT.value,
            "login_domains": self.offering.login_domains,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form") or self.get_form()
        today = self.today
        rules = Policy.objects.in_force(today).rules
        chosen = form["kind"].value()
        starts = [
            Start(kind, as_tenant(self.offering, kind, rules, today), kind.value == chosen)
            for kind in KINDS
        ]
        ours, *others = [start.open for start in starts]
        return super().get_context_data(
            **{**kwargs, "form": form},
            starts=starts,
            scores=[_scores(principle, starts) for principle in Principle],
            open=[(row, any(key not in other for other in others)) for key, row in ours.items()],
        )

    def carry_out(self, said: dict[str, Any]) -> str:
        self.made = make_tenant(
            plan=self.offering,
            given=TenantInput(**{name: said[name] for name in said if name != "because"}),
            because=said["because"],
            by=self.user,
            now=self.now,
        )
        count = self.made.answers.count()
        return f"{self.made} is in the registry with {count} inherited answers. Strengthen them."

    def back(self) -> str:
        shown = self.made or self.offering
        return reverse("admin:vetting_offering_change", args=[shown.pk])


def _scores(principle: Principle, starts: list[Start]) -> dict[str, Any]:
    """What each kind would score, and could once every question is answered."""
    found = [(start.found.scores, start.found.score_max) for start in starts]
    shown = [(one_decimal(now[principle]), one_decimal(most[principle])) for now, most in found]
    return {"principle": principle, "scores": shown}


class SeenField(forms.Field):
    """Which answers of the plan were read, each as “criterion:key”; no key: it has none."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> dict[str, int | None]:
        found: dict[str, int | None] = {}
        for one in value or []:
            criterion, _, key = str(one).partition(":")
            if key and not key.isdecimal():
                raise ValidationError("Open this page again; it was sent with an odd value.")
            found[criterion] = int(key) if key else None
        return found


class TakeOverForm(forms.Form):
    seen = SeenField(error_messages={"required": "Choose what to take over."})


class TakeOverPage(ActPage):
    permission = ANSWER
    heading = "Take over what the plan says now"
    explanation = (
        "Each of these then says what the plan says, marked as inherited. What follows for the "
        "verdict follows as for any answer."
    )
    button = "Take over"
    form_class: type[forms.Form] = TakeOverForm
    template_name = "admin/vetting/offering/take_over.html"

    def news(self) -> list[News]:
        today = self.today
        rows = Offering.objects.select_related("tenant_of").with_answers_at()
        tenant = rows.get(pk=self.offering.pk)
        return news_at(tenant, Policy.objects.in_force(today).rules, today)

    def allowed(self) -> bool:
        if self.offering.tenant_of_id is None:
            raise Http404("This offering is no tenant of a plan.")
        return super().allowed()

    def get_initial(self) -> dict[str, Any]:
        return {"seen": [f"{one.criterion.key}:{one.key or ''}" for one in self.news()]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(news=self.news(), **kwargs)

    def carry_out(self, said: Mapping[str, Any]) -> str:
        seen = said["seen"]
        take_over(tenant=self.offering, seen=seen, by=self.user, now=self.now)
        return f"Taken over from the plan: {len(seen)} answer{'s'[: len(seen) != 1]}."
