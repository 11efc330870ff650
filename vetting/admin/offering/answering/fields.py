"""What an answer and a document are asked for, on the sheet and on the page of one question."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from vetting.admin.parts.writing import DAY, show_refusal
from vetting.models import Answer
from vetting.scoring.policy import Criterion, Policy, Value
from vetting.scoring.vocabulary import AnswerType
from vetting.scoring.worth import counted
from vetting.services.answer_checks import EvidenceInput, proof_problems
from vetting.services.seen import Seen

KEY = re.compile(r"[0-9]{1,18}")
ISO = ["%Y-%m-%d"]
EVIDENCE_FIELDS = ("kind", "title", "url", "document_date", "undated", "seen_on", "expires_on")


class NoteField(forms.CharField):
    """Lines end as browsers or as others end them; that alone makes no note another one."""

    def to_python(self, value: Any) -> Any:
        said = super().to_python(value)
        return said.replace("\r\n", "\n") if isinstance(said, str) else said

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial) != self.to_python(data)


class RuledForm(forms.Form):
    """A form that is checked by the rules as they are on a day."""

    def __init__(self, *args: Any, rules: Policy, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules, self.today = rules, today


class DocumentForm(RuledForm):
    """One document as somebody states it; all that is wrong with it is shown at once."""

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
        label="Date on the document", required=False, widget=DAY, input_formats=ISO
    )
    undated = forms.BooleanField(label="It carries no date", required=False)
    seen_on = forms.DateField(label="Read by you on", widget=DAY, input_formats=ISO)
    expires_on = forms.DateField(
        label="Ends on",
        required=False,
        widget=DAY,
        input_formats=ISO,
        help_text="Only if the document states its own end.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["kind"]
        kinds.choices = list(self.kind_choices())

    def kind_choices(self) -> Iterator[tuple[str, Any]]:
        yield "", "Choose …"
        for kind in self.rules.evidence_kinds.values():
            yield kind.key, f"{kind.label} (grade {kind.grade.key})"

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        proof = {name: said.get(name) for name in EVIDENCE_FIELDS if name not in self.errors}
        blank: dict[str, Any] = {"kind": "", "title": "", "seen_on": self.today}
        stated = EvidenceInput(**{**blank, **proof})
        show_refusal(self, proof_problems(stated, self.rules, self.today))
        return said

    def evidence(self) -> EvidenceInput:
        return EvidenceInput(**{name: self.cleaned_data[name] for name in EVIDENCE_FIELDS})


@dataclass(frozen=True, slots=True)
class Choice:
    """One possible answer, what it is worth and what it would ask of a production."""

    value: Value
    checked: bool


class QuestionForm(RuledForm):
    """The answer to one criterion, without what it rests on."""

    note = NoteField(
        label="Note",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="The clause, or what you looked at, in your own words.",
    )
    confidence = forms.ChoiceField(
        label="How sure are you?", required=False, choices=[("", "-"), *Answer.Confidence.choices]
    )

    def __init__(self, *args: Any, criterion: Criterion, **kwargs: Any) -> None:
        self.criterion = criterion
        super().__init__(*args, **kwargs)
        self.fields["value"] = _value_field(criterion)

    def choices(self) -> list[Choice]:
        """The answers in the policy's order; for a number or a day, the steps it falls on."""
        given = str(self["value"].value() or "")
        worth = (counted(value, self.rules) for value in self.criterion.values)
        return [Choice(value, value.key == given) for value in worth]

    @property
    def is_choice(self) -> bool:
        return self.criterion.answer_type is AnswerType.CHOICE


def seen_in(posted: str | None) -> Seen | None:
    """Which answer a page says it showed; "" stands for an open question, None says nothing."""
    if posted is None:
        return None
    return Seen(int(posted) if KEY.fullmatch(posted) else None)


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
    return forms.DateField(label="Day", widget=DAY, input_formats=ISO)
