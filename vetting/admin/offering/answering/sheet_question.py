"""One question of the sheet: what it was when the sheet was opened, and what was said since."""

from datetime import date
from typing import Any

from django import forms

from vetting.admin.offering.answering.basket import key_of
from vetting.admin.offering.answering.fields import QuestionForm
from vetting.models import Answer
from vetting.scoring.judgement import AnswerError, value_for
from vetting.scoring.policy import Criterion
from vetting.services.answer_checks import as_given
from vetting.services.seen import Seen

NO_ANSWER = "Choose an answer; a note or a document alone answers nothing."
CLEARED = "Give an answer. To open the question again, withdraw the answer."


class SheetQuestion(QuestionForm):
    """Changed is what differs from the answer that was in force when the sheet was opened.

    So what somebody else changed meanwhile, and this person did not touch, is no change of theirs.
    """

    proof = forms.CharField(label="Rests on", required=False, max_length=20)

    def __init__(
        self, *args: Any, criterion: Criterion, opened: Answer | None, today: date, **kwargs: Any
    ) -> None:
        self.opened = opened
        self.anchor = prefix_of(criterion.key)
        said: dict[str, Any] = {
            "criterion": criterion,
            "today": today,
            "prefix": self.anchor,
            "initial": initial_of(opened, criterion, today),
        }
        super().__init__(*args, **said, **kwargs)
        self.fields["value"].required = False

    @property
    def changed(self) -> bool:
        return self.is_bound and self.has_changed()

    @property
    def said(self) -> dict[str, Any]:
        """What its fields take, each where nothing is wrong with it."""
        self.is_valid()
        return self.cleaned_data

    @property
    def seen(self) -> Seen:
        return Seen(self.opened.pk if self.opened else None)

    @property
    def chosen(self) -> str:
        """The key of the document it rests on, "" where it names none of its own."""
        return str(self["proof"].value() or "")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if "value" not in self.errors and said.get("value") in (None, ""):
            self.add_error("value", CLEARED if self.opened else NO_ANSWER)
        return said


def prefix_of(key: str) -> str:
    """How the fields of this question begin, and where it stands on the page."""
    return f"q-{key}"


def initial_of(answer: Answer | None, criterion: Criterion, today: date) -> dict[str, Any]:
    """What the fields held; a value that the rules no longer know shows as none chosen."""
    if answer is None:
        return {}
    said = {"note": answer.note, "confidence": answer.confidence}
    if answer.evidence is not None:
        said["proof"] = key_of(answer.evidence)
    try:
        given = as_given(answer.value, criterion)
        value_for(criterion, given, today)
    except AnswerError:
        return said
    return {**said, "value": given}
