"""The one form that puts what a request asks for into the catalogue and opens its review."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.urls import reverse

from vetting.admin.parts.lines import LinesField, hosts
from vetting.admin.requests.acts import RequestPage, SeenForm
from vetting.admin.requests.matches import Match, matches_of
from vetting.models import Offering, Tool, Vendor
from vetting.models.naming import name_key
from vetting.models.requests import UNDER_WAY
from vetting.scoring.vocabulary import Kind
from vetting.services.requests import Wanted, turn_into_review


class TurnForm(SeenForm):
    tool = forms.ModelChoiceField(
        Tool.objects.select_related("vendor"), required=False, label="Tool in the registry",
        help_text="Where one is chosen, what stands under “A new tool” is left aside.",
    )  # fmt: skip
    tool_name = forms.CharField(required=False, max_length=120, label="Name of the tool")
    vendor = forms.ModelChoiceField(
        Vendor.objects.all(), required=False, label="Vendor in the registry"
    )
    vendor_name = forms.CharField(
        required=False, max_length=120, label="Or the name of a new vendor",
        help_text="It counts where no vendor is chosen.",
    )  # fmt: skip
    category = forms.CharField(
        required=False, max_length=80, label="Category",
        help_text="What it does, such as video generation.",
    )  # fmt: skip
    modalities = LinesField(
        label="Makes", help_text="One per line: text, image, video, voice, music, code, 3d."
    )
    domains = hosts(label="Hosts of the tool", help_text="One per line: example.com.")
    plan = forms.CharField(
        max_length=120,
        label="Plan",
        help_text="Such as Enterprise, Free or API: the unit of vetting.",
    )
    kind = forms.ChoiceField(
        choices=[("", "Choose"), *((k.value, k.label) for k in Kind)], label="Kind",
        help_text="It decides which questions are asked.",
    )  # fmt: skip
    login_domains = hosts(
        label="Login hosts",
        help_text="Hosts on which people of this plan sign in, one per line: app.example.com.",
    )

    NEW_TOOL = ("tool_name", "vendor", "vendor_name", "category", "modalities", "domains")

    def new_tool_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.NEW_TOOL]

    @property
    def new_tool_open(self) -> bool:
        """True where the fields of a new tool should be in view."""
        return not self["tool"].value() or any(name in self.errors for name in self.NEW_TOOL)

    def plan_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("plan", "kind", "login_domains")]


class TurnPage(RequestPage):
    heading = "Turn into a review"
    explanation = (
        "What is missing is put into the registry, a review of the new offering opens, "
        "and the request is in review."
    )
    button = "Make it and open the review"
    form_class = TurnForm
    template_name = "admin/vetting/request/turn.html"

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        for name, field in (("tool", Offering._meta.get_field("tool")), ("vendor", _VENDOR)):
            choice = form.fields[name]
            choice.widget = AutocompleteSelect(field, self.site, choices=choice.choices)
        return form

    def get_initial(self) -> dict[str, Any]:
        asked = self.asked
        initial = {**super().get_initial(), "plan": asked.plan}
        tool = self._proposed_tool()
        if tool is not None:
            return {**initial, "tool": tool.pk}
        vendor = _vendor_called(asked.vendor)
        return {
            **initial,
            "tool_name": asked.tool,
            "vendor": vendor.pk if vendor else None,
            "vendor_name": "" if vendor else asked.vendor,
            "domains": [asked.host] if asked.host else [],
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            matches=self._matches(), may_handle=self.asked.state in UNDER_WAY, **kwargs
        )

    def carry_out(self, said: dict[str, Any]) -> str:
        given: dict[str, Any] = {
            name: tuple(said[name]) if isinstance(said[name], list) else said[name]
            for name in Wanted.__dataclass_fields__
        }
        wanted = Wanted(**given)
        self.made = turn_into_review(
            request=self.asked, wanted=wanted, seen=said["seen"], by=self.user, now=self.now
        )
        return f"{self.made} is in the registry, and its review is open. Answer its questions next."

    def next(self) -> str:
        return reverse("admin:vetting_offering_change", args=[self.made.pk])

    def _matches(self) -> list[Match]:
        asking = self.asked.supporters.order_by("asked_at", "pk")
        return matches_of(self.asked, list(asking), self.today)

    def _proposed_tool(self) -> Tool | None:
        """The tool that was pressed on the request's page, or the only one that is meant."""
        chosen = self.request.GET.get("tool", "")
        if chosen.isdecimal():
            return Tool.objects.filter(pk=chosen).first()
        exact = {match.tool.pk: match.tool for match in self._matches() if not match.near}
        return next(iter(exact.values())) if len(exact) == 1 else None


_VENDOR = Tool._meta.get_field("vendor")


def _vendor_called(name: str) -> Vendor | None:
    key = name_key(name)
    if not key:
        return None
    names = Vendor.objects.values_list("pk", "name").iterator()
    found = next((pk for pk, called in names if name_key(called) == key), None)
    return Vendor.objects.filter(pk=found).first() if found else None
