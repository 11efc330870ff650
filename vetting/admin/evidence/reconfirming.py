"""“I looked, it still says so”: one page for one proof or many, with what each of them renews."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.urls import reverse
from django.utils.functional import cached_property

from vetting.admin.evidence.desk_page import DeskPage, page_of
from vetting.admin.evidence.picking import LONGEST_KEY, left_sentence
from vetting.admin.parts.badges import day
from vetting.admin.parts.writing import DAY
from vetting.models import Answer, Evidence, Policy
from vetting.services.evidence import ADD, ANSWER, MOST_AT_ONCE, reconfirm
from vetting.services.renewals import Renewal, renewals_of

NAMED = 3
MOST_NAMES = 1000
MOST_SHOWN = 5000


class ReconfirmForm(forms.Form):
    """The day of the look. The hidden fields say what the page showed when it was opened."""

    seen_on = forms.DateField(label="You looked on", widget=DAY, input_formats=["%Y-%m-%d"])
    because = forms.CharField(
        label="What you looked at",
        required=False,
        widget=forms.TextInput(attrs={"class": "wide"}),
        help_text="One sentence is enough. It is kept in the audit trail.",
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput)


@dataclass(frozen=True, slots=True)
class Line:
    """One proof on the page: what it gains, and where it is used."""

    renewal: Renewal
    answers: int
    offerings: list[str]
    more: int


class ReconfirmPage(DeskPage):
    permissions = (ADD, ANSWER)
    heading = "Reconfirm evidence"
    form_class = ReconfirmForm
    template_name = "admin/vetting/evidence/reconfirm.html"

    @cached_property
    def proofs(self) -> list[Evidence]:
        keys = {k for k in self.request.GET.get("of", "").split(",") if k.isdecimal()}
        known = [key for key in keys if len(key) <= LONGEST_KEY][:MOST_AT_ONCE]
        return list(Evidence.objects.filter(pk__in=known).order_by("title", "pk"))

    @cached_property
    def day(self) -> date:
        """The day to show it for: as it was sent, or today."""
        sent = self.request.POST.get("seen_on") or self.request.GET.get("seen_on")
        try:
            return min(date.fromisoformat(sent or ""), self.today)
        except ValueError:
            return self.today

    def get_initial(self) -> dict[str, Any]:
        shown = Answer.objects.filter(evidence__in=self.proofs, superseded_at=None)
        keys = shown.order_by("pk").values_list("pk", flat=True)[:MOST_SHOWN]
        return {"seen_on": self.day, "shown": " ".join(map(str, keys))}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = lines_of(renewals_of(self.proofs, self.day, self.today))
        return super().get_context_data(
            renewed=[line for line in lines if not line.renewal.problem],
            left_out=[line for line in lines if line.renewal.problem],
            shown_for=self.day,
            of=self.request.GET.get("of", ""),
            back=self.back(),
            **kwargs,
        )

    def carry_out(self, form: forms.Form) -> str:
        """Those that a look renews; the page has said why it leaves the others out."""
        said = form.cleaned_data
        asked = renewals_of(self.proofs, said["seen_on"], self.today)
        fine = [one.evidence for one in asked if not one.problem]
        done = reconfirm(
            evidence=fine or self.proofs,
            seen_on=said["seen_on"],
            by=self.user,
            now=self.now,
            because=said["because"],
        )
        messages.success(self.request, _told(done.renewals, len(done.moved)))
        moved = {str(answer.pk) for answer in done.moved}
        keys = said["shown"].split()[:MOST_SHOWN]
        shown = {key for key in keys if key.isdecimal() and len(key) <= LONGEST_KEY}
        left = list(Answer.objects.filter(pk__in=shown - moved).exclude(superseded_at=None))
        if left:
            rules = Policy.objects.in_force(self.today).rules
            messages.warning(self.request, left_sentence(left, rules))
        if len(self.proofs) > 1:
            return reverse("admin:vetting_evidence_changelist")
        return page_of(self.proofs[0].renewals.order_by("-pk")[0].renewed)

    def back(self) -> str:
        if len(self.proofs) == 1:
            return page_of(self.proofs[0])
        return reverse("admin:vetting_evidence_changelist")


def lines_of(renewals: list[Renewal]) -> list[Line]:
    """With how many answers rest on each proof and the first offerings by name; two queries."""
    keys = [one.evidence.pk for one in renewals]
    current = Answer.objects.filter(evidence__in=keys, superseded_at=None).order_by()
    per_proof = current.values_list("evidence")
    counts = {
        key: (answers, offerings)
        for key, answers, offerings in per_proof.annotate(
            Count("pk"), Count("offering", distinct=True)
        )
    }
    names: dict[int | None, list[str]] = defaultdict(list)
    pairs = current.values_list("evidence", "offering__full_name").distinct()
    for key, name in pairs.order_by("offering__full_name", "evidence")[:MOST_NAMES]:
        names[key].append(name)
    return [_line(one, *counts.get(one.evidence.pk, (0, 0)), names) for one in renewals]


def _line(
    renewal: Renewal, answers: int, offerings: int, names: dict[int | None, list[str]]
) -> Line:
    first = names[renewal.evidence.pk][:NAMED]
    return Line(renewal, answers, first, offerings - len(first))


def _told(renewals: list[Renewal], answers: int) -> str:
    rest = f"{answers} answer{'s'[: answers != 1]} moved to the new reading."
    if len(renewals) > 1:
        return f"{len(renewals)} proofs are reconfirmed. {rest}"
    one = renewals[0]
    last = f"until {day(one.then)} instead of {day(one.until)}"
    return f"“{one.evidence}” is reconfirmed and counts {last}. {rest}"
