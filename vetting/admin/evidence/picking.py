"""Pick an offering and tick which of its answers rest on a proof; say what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from vetting.admin.offering.answering.movement import Standing, moved, stopped
from vetting.admin.parts.current import rules
from vetting.models import Answer, Evidence, Offering, Policy
from vetting.models.decisions import UNDER_WAY
from vetting.scoring.policy import Policy as Rules
from vetting.services.answer_words import in_words
from vetting.services.assessments import assess_offering
from vetting.services.drafts import told_on
from vetting.services.evidence import Rested

MOST_FOUND = 20
LONGEST_KEY = 18


@dataclass(frozen=True, slots=True)
class Tick:
    """One current answer that may rest on the proof."""

    answer: Answer
    title: str
    said: str
    gating: bool
    there: bool
    checked: bool


@dataclass(frozen=True, slots=True)
class Pick:
    """What was looked for, what was found, which offering was chosen, and its answers."""

    term: str
    found: list[Offering]
    offering: Offering | None
    ticks: list[Tick]

    @property
    def too_many(self) -> bool:
        return len(self.found) > MOST_FOUND


class KeysField(forms.MultipleChoiceField):
    """Keys of answers. One that is no longer current is for the service to leave alone."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: str) -> bool:
        return value.isdecimal() and len(value) <= LONGEST_KEY

    def clean(self, value: Any) -> list[int]:
        return [int(key) for key in super().clean(value)]


def pick_of(request: HttpRequest, rules: Rules, today: date, proof: Evidence | None = None) -> Pick:
    """What the address asks for; three queries at most."""
    term = request.GET.get("q", "").strip()[:100]
    key = request.GET.get("offering", "")
    known = key.isdecimal() and len(key) <= LONGEST_KEY
    offering = Offering.objects.filter(pk=key).first() if known else None
    found = _found(term) if term and offering is None else []
    ticked = set(request.POST.getlist("for_answers"))
    ticks = _ticks(offering, rules, today, proof, ticked) if offering else []
    return Pick(term, found, offering, ticks)


def _found(term: str) -> list[Offering]:
    rows = Offering.objects.order_by("full_name", "pk")
    for word in term.split():
        rows = rows.filter(full_name__icontains=word)
    return list(rows[: MOST_FOUND + 1])


def _ticks(
    offering: Offering, rules: Rules, today: date, proof: Evidence | None, ticked: set[str]
) -> list[Tick]:
    rows = offering.answers.filter(superseded_at=None).select_related("evidence")
    held = {answer.criterion: answer for answer in rows}
    return [
        Tick(
            answer,
            criterion.title,
            in_words(criterion, answer.value, today),
            criterion.gating,
            proof is not None and answer.evidence_id == proof.pk,
            str(answer.pk) in ticked,
        )
        for criterion in rules.criteria.values()
        if (answer := held.get(criterion.key)) is not None
    ]


def standing(offering: Offering | None, today: date) -> Standing | None:
    """How the offering stands now, to tell later what moved."""
    if offering is None:
        return None
    rules = Policy.objects.in_force(today).rules
    in_review = offering.reviews.filter(state__in=UNDER_WAY).exists()
    return Standing(assess_offering(offering, rules, today), told_on(offering, today), in_review)


def tell(
    request: HttpRequest, rested: Rested, before: Standing | None, after: Standing | None
) -> None:
    """Which answers moved, what that moved, and which were left because somebody was faster."""
    if rested.moved:
        count = len(rested.moved)
        rest = "answer rests" if count == 1 else "answers rest"
        said = f" {moved(before, after)}" if before and after else ""
        messages.success(request, f"{count} {rest} on it now.{said}")
    if before and after and (alarm := stopped(before, after)):
        messages.error(request, alarm)
    if rested.left:
        messages.warning(request, left_sentence(rested.left, rules()))


def left_sentence(left: Iterable[Answer], rules: Rules) -> str:
    """Which answers are as somebody else saved them since the page was opened."""
    titles = sorted({title_of(answer.criterion, rules) for answer in left})
    return (
        f"Left as somebody else saved it meanwhile: {', '.join(titles)}. "
        "Look at it again before you change it."
    )


def title_of(criterion: str, rules: Rules) -> str:
    return rules.criteria[criterion].title if criterion in rules.criteria else criterion
