"""One thing that happened to an offering, and how such things are put in order and on pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby

from vetting.admin.parts.trail import Line
from vetting.services.assessments import local_day


class Sort(StrEnum):
    """What an event is about; at one moment they are told in this order."""

    DECISION = "decision"
    STOP = "stop"
    STATUS = "status"
    REVIEW = "review"
    ANSWERS = "answers"
    CHAIN = "chain"
    DETAILS = "details"


ORDER = {sort: place for place, sort in enumerate(Sort)}


@dataclass(frozen=True, slots=True)
class Event:
    """`whole_day` marks what has a day but no hour; `verdict` is shown as a badge."""

    at: datetime
    sort: Sort
    title: str
    verdict: str = ""
    verdict_label: str = ""
    who: str = ""
    why: str = ""
    lines: Sequence[Line] = ()
    whole_day: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    events: list[Event]


@dataclass(frozen=True, slots=True)
class Stream:
    """One page of the history, newest first; `older` is the moment before which more lies."""

    days: list[Day]
    older: datetime | None


def stream(events: Iterable[Event], most: int) -> Stream:
    """The newest `most` of these. What happened at one moment is never torn apart."""
    ordered = sorted(events, key=lambda e: (-e.at.timestamp(), ORDER[e.sort], e.title))
    shown = ordered[:most]
    if len(ordered) > most:
        last = shown[-1].at
        shown += [e for e in ordered[most:] if e.at == last]
    days = groupby(shown, key=lambda event: local_day(event.at))
    more = len(ordered) > len(shown)
    return Stream([Day(day, list(of_day)) for day, of_day in days], shown[-1].at if more else None)


def by(person: object) -> str:
    """Who did it; the registry where nobody did."""
    return str(person) if person is not None else "the registry"
