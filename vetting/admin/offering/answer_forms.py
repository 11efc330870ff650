"""The form of one answer: the criterion's choices in words, and the evidence that proves it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from vetting.admin.parts.writing import DAY, show_refusal
from vetting.models import Answer, Offering
from vetting.scoring.policy import Criterion, EvidenceKind, Period, Policy, Value
from vetting.scoring.vocabulary import AnswerType
from vetting.services.answer_checks import EvidenceInput, answer_problems, evidence_problems

EVIDENCE_FIELDS = ("kind", "title", "url", "document_date", "undated", "seen_on", "expires_on")


@dataclass(frozen=True, slots=True)
class Choice:
    """One possible answer, what it is worth and what it would ask of a production."""

    value: Value
    checked: bool


class AnswerForm(forms.Form):
    """Knows its criterion. All that is wrong is shown at once, each at its field."""

    kind = forms.ChoiceField(label="Kind of evidence")
    title = forms.CharField(
        label="What the document is called",
        max_length=300,
        widget=forms.TextInput(attrs={"class": "wide"}),
    )
    url = forms.CharField(
        label="Where it can be read",
        required=False,
        max_length=1000,
        widget=forms.URLInput(attrs={"class": "wide", "placeholder": "https://"}),
    )
    document_date = forms.DateField(
        label="Date on the document", required=False, widget=DAY, input_formats=["%Y-%m-%d"]
    )
    undated = forms.BooleanField(label="It carries no date", required=False)
    seen_on = forms.DateField(label="Read by you on", widget=DAY, input_formats=["%Y-%m-%d"])
    expires_on = forms.DateField(
        label="Ends on",
        required=False,
        widget=DAY,
        input_formats=["%Y-%m-%d"],
        help_text="Only if the document states its own end.",
    )
    note = forms.CharField(
        label="Note",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="The clause, or what you looked at, in your own words.",
    )
    confidence = forms.ChoiceField(
        label="How sure are you?", required=False, choices=[("", "-"), *Answer.Confidence.choices]
    )

    def __init__(
        self,
        *args: Any,
        criterion: Criterion,
        rules: Policy,
        offering: Offering,
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.criterion, self.rules = criterion, rules
        self.offering, self.today = offering, today
        self.fields["value"] = _value_field(criterion)
        self.fields["kind"].choices = list(_kind_choices(criterion, rules))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        proof = {name: said.get(name) for name in EVIDENCE_FIELDS if name not in self.errors}
        blank: dict[str, Any] = {"kind": "", "title": "", "seen_on": self.today}
        stated = EvidenceInput(**{**blank, **proof})
        problems = evidence_problems(stated, self.rules, self.today)
        if "value" not in self.errors:
            problems += [
                ("value", why)
                for why in answer_problems(said["value"], self.criterion, self.offering, self.today)
            ]
        show_refusal(self, problems)
        return said

    def evidence(self) -> EvidenceInput:
        return EvidenceInput(**{name: self.cleaned_data[name] for name in EVIDENCE_FIELDS})

    def choices(self) -> list[Choice]:
        """The answers in the policy's order; for a number or a day, the steps it falls on."""
        given = str(self["value"].value() or "")
        return [Choice(value, value.key == given) for value in self.criterion.values]

    @property
    def is_choice(self) -> bool:
        return self.criterion.answer_type is AnswerType.CHOICE

    def proofs(self) -> list[tuple[EvidenceKind, bool, str]]:
        """Every kind of evidence, whether it usually proves this, and how long it counts."""
        usual = self.criterion.proof
        kinds = sorted(
            self.rules.evidence_kinds.values(),
            key=lambda kind: usual.index(kind.key) if kind.key in usual else len(usual),
        )
        return [(kind, kind.key in usual, in_words(kind.validity)) for kind in kinds]


def in_words(period: Period) -> str:
    count, unit = (period.months, "month") if period.months else (period.days, "day")
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def _value_field(criterion: Criterion) -> forms.Field:
    if criterion.answer_type is AnswerType.CHOICE:
        return forms.ChoiceField(
            label="Answer",
            choices=[(v.key, v.label) for v in criterion.values],
            widget=forms.RadioSelect,
            error_messages={"required": "Choose an answer."},
        )
    if criterion.answer_type is AnswerType.DAYS:
        return forms.IntegerField(
            label="Number of days", min_value=0, help_text="9999 stands for “no limit stated”."
        )
    return forms.DateField(label="Day", widget=DAY, input_formats=["%Y-%m-%d"])


def _kind_choices(
    criterion: Criterion, rules: Policy
) -> Iterator[tuple[str, list[tuple[str, str]] | str]]:
    usual = [(key, rules.evidence_kinds[key].label) for key in criterion.proof]
    others = [
        (k.key, k.label) for k in rules.evidence_kinds.values() if k.key not in criterion.proof
    ]
    yield "", "Choose …"
    yield "Usually proves this", usual
    yield "Other kinds", others
