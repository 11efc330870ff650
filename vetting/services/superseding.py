"""How an answer ends, and what it said: nothing is overwritten, every day stays readable."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Greatest

from vetting.models import Answer


def supersede(answers: Iterable[Answer], by: Answer.Origin, *, now: datetime) -> None:
    """End these answers; they stay readable for every day on which they stood."""
    keys = [answer.pk for answer in answers]
    # The clock of the machine that recorded them may be ahead of ours.
    ends = Greatest(Value(now, output_field=DateTimeField()), F("recorded_at"))
    Answer.objects.filter(pk__in=keys, superseded_at=None).update(
        superseded_at=ends, superseded_by=by
    )


def said(answer: Answer) -> list[object]:
    """What an answer states, to compare it with another and to show it in the trail."""
    return [
        answer.value,
        answer.evidence.title if answer.evidence else "",
        answer.evidence_id,
        answer.note,
        answer.confidence,
    ]
