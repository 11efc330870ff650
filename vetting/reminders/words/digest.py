"""A digest put together: its groups in order of urgency, each cut where it gets long, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from vetting.models import Message, Notice, Review
from vetting.reminders.words import links
from vetting.reminders.words.coming import Told, reviews_under_way, told_of
from vetting.reminders.words.groups import Counts, Group, Picked, found
from vetting.reminders.words.heading import heading, heading_of_one
from vetting.reminders.words.lines import called, sentences
from vetting.reminders.words.phrases import counted, wrapped
from vetting.reminders.words.things import Thing, keys_of, thing_of
from vetting.reminders.words.worded import NothingLeft, heading_of
from vetting.scoring.reminding import Matter

MOST = 15

_NAMES = {
    Matter.REVIEW: ("review", "reviews"),
    Matter.EVIDENCE: ("proof", "proofs"),
    Matter.CONTRACT: ("contract", "contracts"),
    Matter.OVERRIDE: ("override", "overrides"),
    Matter.SUSPENDED: ("suspended offering", "suspended offerings"),
    Matter.NEVER_DECIDED: ("offering never decided", "offerings never decided"),
    Matter.OPEN_QUESTIONS: ("offering with open questions", "offerings with open questions"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing: what it is called, what is to be said of it, and where to go on."""

    group: Group
    notice: Notice
    thing: Thing
    said: list[str]
    url: str

    @property
    def name(self) -> str:
        return called(self.thing)

    @property
    def text(self) -> str:
        return " ".join(self.said)

    @property
    def wrapped_name(self) -> str:
        return wrapped(self.name, "  ")[2:]

    @property
    def wrapped(self) -> str:
        return wrapped(self.text, "  ")


@dataclass(frozen=True, slots=True)
class More:
    """What a group that was cut does not show: how many of one sort, and their list."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Part:
    """A group with its first lines."""

    group: Group
    count: int
    lines: list[Line]
    more: list[More]

    @property
    def title(self) -> str:
        return self.group.title

    @property
    def headline(self) -> str:
        return f"{self.title} ({self.count:,})"

    @property
    def urgent(self) -> bool:
        return self.group in (Group.OVERDUE, Group.TODAY, Group.HEAD)


@dataclass(frozen=True, slots=True)
class Digest:
    """All that a digest says, before it takes the shape of a mail, a chat message or JSON."""

    heading: str
    parts: list[Part]
    count: int
    today: date

    @property
    def groups(self) -> set[Group]:
        return {part.group for part in self.parts}


def digest(message: Message, *, today: date, most: int = MOST, shared: bool = False) -> Digest:
    """In five queries, with a bounded number of lines. Raises NothingLeft."""
    seen = found(message.notices.all(), today, most)
    if not seen.first:
        raise NothingLeft
    keys = {key for each in seen.first for key in keys_of(each.notice)}
    told, reviews = told_of(keys, today), reviews_under_way(keys)
    lines = [_line(each, told, reviews, today, shared=shared) for each in seen.first]
    count = sum(seen.counts.values())
    said = heading_of_one(lines[0].thing, today) if count == 1 else heading(seen.counts)
    parts = [
        _part(group, list(each), seen.counts)
        for group, each in groupby(lines, key=lambda line: line.group)
    ]
    return Digest(heading_of(said), parts, count, today)


def _line(
    picked: Picked,
    told: dict[int, Told],
    reviews: dict[int, Review],
    today: date,
    *,
    shared: bool,
) -> Line:
    notice = picked.notice
    thing = thing_of(notice, picked.matter, told, reviews)
    said = sentences(thing, today, shared=shared)
    return Line(picked.group, notice, thing, said, _url(notice, thing, reviews))


def _url(notice: Notice, thing: Thing, reviews: dict[int, Review]) -> str:
    if thing.matter is Matter.EVIDENCE:
        return links.evidence_page(int(notice.subject.partition(":")[2]))
    review = reviews.get(notice.offering_id or 0)
    if review is not None:
        return links.review_page(review)
    return links.offering_page(notice.offering_id) if notice.offering_id else links.desk()


def _part(group: Group, lines: list[Line], counts: Counts) -> Part:
    of_group = {matter: n for (each, matter), n in counts.items() if each is group}
    return Part(group, sum(of_group.values()), lines, list(_more(of_group, lines)))


def _more(counts: dict[Matter, int], lines: Sequence[Line]) -> Iterable[More]:
    for matter in Matter:
        left = counts.get(matter, 0) - sum(line.thing.matter is matter for line in lines)
        if left > 0:
            yield More(f"and {counted(left, *_more_names(matter))}", links.list_of(matter))


def _more_names(matter: Matter) -> tuple[str, str]:
    one, many = _NAMES[matter]
    return f"more {one}", f"more {many}"
