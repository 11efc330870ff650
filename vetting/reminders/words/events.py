"""What a message to a production says, put together: what has to stop comes first."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from vetting.models import Message, Notice, Policy
from vetting.reminders.words import links, moved
from vetting.reminders.words.happened import asked_before, happened
from vetting.reminders.words.moves import Before, Kind, Move, move_of
from vetting.reminders.words.phrases import wrapped
from vetting.reminders.words.worded import NothingLeft, heading_of

MOST = 40

_LEADS_TO = {
    Kind.STOP: "The reasons, the way back, and what you can use instead",
    Kind.STRICTER: "All that holds for it",
    Kind.EXPIRING: "Where it stands",
    Kind.ANSWERED: "Your request",
    Kind.LOOSENED: "All that holds for it",
}


@dataclass(frozen=True, slots=True)
class Event:
    """One event in words, and where the whole answer stands."""

    notice: Notice
    move: Move
    paragraphs: list[str]
    conditions: list[tuple[str, list[str]]]
    url: str

    @property
    def name(self) -> str:
        return self.move.asked or self.move.offering

    @property
    def leads_to(self) -> str:
        """What stands behind the link."""
        return _LEADS_TO[self.move.kind]

    @property
    def wrapped_name(self) -> str:
        return wrapped(self.name, "  ").strip()

    @property
    def wrapped(self) -> list[str]:
        return [wrapped(each, "  ") for each in self.paragraphs]

    @property
    def bullets(self) -> list[tuple[str, list[str]]]:
        return [
            (title, [f"  - {wrapped(each, '    ').strip()}" for each in texts])
            for title, texts in self.conditions
        ]


@dataclass(frozen=True, slots=True)
class Part:
    """Events that ask for the same."""

    kind: Kind
    count: int
    events: list[Event]

    @property
    def title(self) -> str:
        return self.kind.title

    @property
    def urgent(self) -> bool:
        return self.kind is Kind.STOP

    @property
    def left(self) -> int:
        """How many are not shown."""
        return self.count - len(self.events)


@dataclass(frozen=True, slots=True)
class Events:
    """All that one message to a production says. `notice` is the standing one, where it counts."""

    heading: str
    parts: list[Part]
    count: int
    notice: str


def events(message: Message, *, today: date, most: int = MOST) -> Events:
    """In five queries at most, with a bounded number of events. Raises NothingLeft."""
    found = happened(message.notices.all(), today, most)
    if not found.first:
        raise NothingLeft
    before = asked_before(found.first)
    each = [_event(notice, before.get(notice.pk), today) for notice in found.first]
    count = sum(found.counts.values())
    stopped = [event.name for event in each if event.move.kind is Kind.STOP]
    said = (
        moved.heading_of_one(each[0].move, today)
        if count == 1
        else moved.heading(found.counts, stopped)
    )
    parts = [
        Part(kind, found.counts.get(kind, 0), list(of_kind))
        for kind, of_kind in groupby(each, key=lambda event: event.move.kind)
    ]
    usable = any(event.move.usable for event in each)
    return Events(heading_of(said), parts, count, standing_notice(today) if usable else "")


def standing_notice(today: date) -> str:
    return " ".join(Policy.objects.in_force(today).rules.notice.split())


def url_of(notice: Notice) -> str:
    if notice.subject.startswith("request:"):
        return links.published_request(notice.facts["request"]["id"])
    return links.published(notice.offering) if notice.offering else links.published_changes()


def _event(notice: Notice, before: Before | None, today: date) -> Event:
    read = vars(notice)
    facts = dict(notice.facts)
    if read["status_before"]:
        was = {"status": read["status_before"], "status_reason": read["reason_before"]}
        facts["before"] = was
    move = move_of(Kind(read["kind"]), facts, before)
    said = moved.sentences(move, today)
    # An answer of the desk may have several paragraphs; all else is one.
    paragraphs = said if move.kind is Kind.ANSWERED else [" ".join(said)]
    return Event(notice, move, paragraphs, moved.condition_lists(move), url_of(notice))
