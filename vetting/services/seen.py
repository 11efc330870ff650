"""Whether an answer is still the one that somebody saw, and who was faster if it is not."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format

from vetting.models import Answer, AuditEntry, Offering
from vetting.scoring.policy import Policy as Rules
from vetting.services.answer_words import in_words


@dataclass(frozen=True, slots=True)
class Seen:
    """The answer that somebody had before them while they worked; None: the question was open."""

    answer: int | None


def overtaken(
    seen: Seen | None,
    held: Answer | None,
    *,
    offering: Offering,
    criterion: str,
    rules: Rules,
    today: date,
) -> str:
    """Who answered meanwhile, what and when; "" where nobody did or nothing is said to be seen."""
    if seen is None or seen.answer == (held.pk if held else None):
        return ""
    if held is None:
        return f"{_withdrawn(offering, criterion)} Nothing was saved; save again if yours stands."
    question = rules.criteria.get(criterion)
    said = in_words(question, held.value, today) if question else str(held.value)
    return (
        f"{_who(held)} answered this on {_moment(held.recorded_at)}, after you had opened it: "
        f"“{said}”. Nothing was saved; save again if yours should replace it."
    )


def _withdrawn(offering: Offering, criterion: str) -> str:
    entries = AuditEntry.objects.filter(
        subject_kind="offering", subject_id=offering.slug, before__has_key=criterion
    )
    entry = entries.order_by("-pk").first()
    if entry is None:
        return "The answer that you saw was withdrawn meanwhile."
    return f"{entry.by_name} withdrew the answer that you saw on {_moment(entry.at)}."


def _who(answer: Answer) -> str:
    if answer.recorded_by is not None:
        return answer.recorded_by.get_full_name() or answer.recorded_by.get_username()
    return "A catalogue file" if answer.origin == Answer.Origin.CATALOG else "The registry"


def _moment(value: datetime) -> str:
    return date_format(timezone.localtime(value), "j M Y, H:i")
