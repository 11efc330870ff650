"""Tell the second of two people who act on one offering what the first one did meanwhile.

A page carries what it showed as a token: the newest decision, the review under way, the outcome of
the rules. The service asks again, in its turn, whether it still is so.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from vetting.models import Assessment, AuditEntry, Offering
from vetting.models.decisions import UNDER_WAY
from vetting.services.audit import named
from vetting.services.refusals import Refused

DECISION, REVIEW, OUTCOME = "decision", "review", "outcome"
MOST_TOLD, MOST_READ = 5, 20
SEPARATOR = "_"


class Overtaken(Refused):
    """Somebody else was faster. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What stood at one moment; `entry` is the newest one of the offering in the trail."""

    entry: str
    decision: str
    review: str
    outcome: str

    @property
    def token(self) -> str:
        return SEPARATOR.join((self.entry, self.decision, self.review, self.outcome))


def seen_now(offering: Offering) -> Seen:
    """What stands now; four short queries."""
    decision = offering.decisions.order_by("-pk").values_list("pk", flat=True).first()
    outcome = Assessment.objects.filter(offering=offering, superseded_at=None)
    return Seen(
        str(_entries(offering).values_list("pk", flat=True).first() or 0),
        str(decision or 0),
        _review(offering),
        str(outcome.values_list("pk", flat=True).first() or 0),
    )


def refuse_if_overtaken(offering: Offering, seen: str | None, *parts: str) -> None:
    """Raise Overtaken where one of these parts is no longer as it was seen.

    None is somebody who was shown nothing, such as a program.
    """
    if seen is None:
        return
    now, then = seen_now(offering), _read(seen)
    if then is not None and all(getattr(now, part) == getattr(then, part) for part in parts):
        return
    told = _told(offering, int(then.entry)) if then else []
    raise Overtaken([("", sentence) for sentence in [*told, _what_next(told)]])


def last_changes(row: models.Model, fields: Iterable[str]) -> dict[str, str]:
    """Who changed each of these fields of a row last, and when, as far as the newest acts tell."""
    subject, wanted = named(row), set(fields)
    entries = AuditEntry.objects.filter(subject_kind=subject.kind, subject_id=subject.id)
    found: dict[str, str] = {}
    for entry in entries.select_related("by").order_by("-pk")[:MOST_READ]:
        for field in wanted & {name.removesuffix("_id") for name in entry.after}:
            found.setdefault(field, f"{_who(entry)} ({_when(entry)})")
    return found


def _read(token: str) -> Seen | None:
    parts = token.split(SEPARATOR)
    return Seen(*parts) if len(parts) == 4 and parts[0].isdecimal() else None


def _entries(offering: Offering) -> QuerySet[AuditEntry]:
    rows = AuditEntry.objects.filter(subject_kind="offering", subject_id=offering.slug)
    return rows.order_by("-pk")


def _review(offering: Offering) -> str:
    """The review under way with its proposal and its newest comment."""
    under_way = offering.reviews.filter(state__in=UNDER_WAY)
    review = under_way.annotate(said=Max("comments")).first()
    if review is None:
        return "none"
    moment = review.proposed_at or review.returned_at
    return f"{review.pk}-{review.state}-{moment.timestamp() if moment else 0}-{review.said or 0}"


def _told(offering: Offering, after: int) -> list[str]:
    """What was done to the offering since, the first thing first."""
    done = list(_entries(offering).filter(pk__gt=after).select_related("by")[:MOST_TOLD])
    return [_sentence(entry) for entry in reversed(done)]


def _sentence(entry: AuditEntry) -> str:
    why = f": “{entry.because}”" if entry.because else ""
    return f"Meanwhile, {_who(entry)} {entry.act} ({_when(entry)}){why}."


def _who(entry: AuditEntry) -> str:
    return (entry.by.get_full_name() if entry.by else "") or entry.by_name


def _when(entry: AuditEntry) -> str:
    return date_format(timezone.localtime(entry.at), "j M Y, H:i")


def _what_next(told: list[str]) -> str:
    first = "" if told else "Something changed since you opened this page. "
    return (
        f"{first}Nothing was done, and what you typed is still here. This page shows how it stands "
        "now: look again, then press the button once more."
    )
