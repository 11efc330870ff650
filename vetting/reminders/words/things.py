"""One thing to be reminded of, with all that it takes to put it into words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from vetting.models import Notice, Review
from vetting.reminders.words.coming import Told
from vetting.reminders.words.phrases import one_line, told
from vetting.scoring.reminding import Matter, Role


@dataclass(frozen=True, slots=True)
class Snoozed:
    """Who put the reminders off, until when and why."""

    by: str
    until: date
    because: str


@dataclass(frozen=True, slots=True)
class Thing:
    """What a notice says. `owner` is empty where nobody looks after it, None where nobody asks.

    `day` is the one on which it runs out, or since which it waits. `told` is what productions are
    told of the offering today; of several, of the one that is the first to be no longer usable.
    """

    matter: Matter
    step: str
    day: date
    role: Role = Role.OWNER
    offering: str = ""
    title: str = ""
    because: str = ""
    offerings: tuple[str, ...] = ()
    others: int = 0
    owner: str | None = None
    snoozed: Snoozed | None = None
    told: Told | None = None
    review: str = ""


def thing_of(
    notice: Notice, matter: Matter, told_of: Mapping[int, Told], reviews: Mapping[int, Review]
) -> Thing:
    """From the facts of a notice, and what holds today of the offerings that it names."""
    facts: dict[str, Any] = notice.facts
    resting = facts.get("offerings") or []
    owner = facts.get("owner")
    return Thing(
        matter=matter,
        step=notice.step,
        day=notice.day or notice.on,
        role=Role(facts.get("role", Role.OWNER.value)),
        offering=one_line(notice.offering.full_name) if notice.offering else "",
        title=one_line(facts.get("title") or ""),
        because=told(facts.get("because") or ""),
        offerings=tuple(one_line(name) for _, name in resting),
        others=facts.get("others") or 0,
        owner=one_line(owner) if owner is not None else None,
        snoozed=_snoozed(facts.get("snoozed")),
        told=_told(notice, matter, told_of),
        review=_under_way(reviews.get(notice.offering_id or 0)),
    )


def keys_of(notice: Notice) -> list[int]:
    """The offerings that a notice names."""
    keys = [key for key, _ in notice.facts.get("offerings") or []]
    return keys or ([notice.offering_id] if notice.offering_id else [])


def _snoozed(plain: Mapping[str, str] | None) -> Snoozed | None:
    if not plain:
        return None
    until = date.fromisoformat(plain["until"])
    return Snoozed(one_line(plain["by"]), until, one_line(plain["because"]))


def _told(notice: Notice, matter: Matter, told_of: Mapping[int, Told]) -> Told | None:
    """Of the offerings that rest on a proof, the one that ends with it first.

    What ends before the proof does, it does not end with it.
    """
    each = [told_of[key] for key in keys_of(notice) if key in told_of]
    if matter is not Matter.EVIDENCE:
        return each[0] if each else None
    last = notice.day or notice.on
    ending = [(t.ends_from, t) for t in each if t.ends_from is not None and t.ends_from > last]
    return min(ending, key=lambda pair: pair[0])[1] if ending else None


def _under_way(review: Review | None) -> str:
    """What stands between the reminder and the decision."""
    if review is None:
        return ""
    if review.state == Review.State.OPEN.value:
        return "A review is open."
    by = review.proposed_by
    name = one_line(by.get_full_name() or by.get_username()) if by else "somebody"
    return f"A proposal by {name} waits for a second person."
