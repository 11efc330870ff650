"""The heading of a digest: the most pressing first, with how many there are of it."""

from datetime import date

from vetting.reminders.words.groups import Counts, Group
from vetting.reminders.words.phrases import away, counted
from vetting.reminders.words.things import Thing
from vetting.scoring.reminding import Matter

# So many sorts of things are named; the others are counted together.
MOST_NAMED = 2

_WITHIN = {
    Group.TODAY: "today",
    Group.WEEK: "within 7 days",
    Group.FORTNIGHT: "within 14 days",
    Group.MONTH: "within 30 days",
    Group.MONTHS: "within 60 days",
    Group.AHEAD: "in more than 60 days",
}
_OVERDUE = {
    Matter.REVIEW: ("review is overdue", "reviews are overdue"),
    Matter.EVIDENCE: ("proof has run out", "proofs have run out"),
    Matter.CONTRACT: ("contract has ended", "contracts have ended"),
    Matter.OVERRIDE: ("override has ended", "overrides have ended"),
}
_COMING = {
    Matter.REVIEW: ("review is due", "reviews are due"),
    Matter.EVIDENCE: ("proof runs out", "proofs run out"),
    Matter.CONTRACT: ("contract ends", "contracts end"),
    Matter.OVERRIDE: ("override ends", "overrides end"),
}
_WAITING = {
    Matter.SUSPENDED: ("offering is suspended", "offerings are suspended"),
    Matter.NEVER_DECIDED: ("offering was never decided", "offerings were never decided"),
    Matter.OPEN_QUESTIONS: ("offering has questions open", "offerings have questions open"),
}
_ANY_OVERDUE = ("thing is overdue", "things are overdue")
_ANY_COMING = ("thing is due", "things are due")
_ANY_WAITING = ("offering waits for a decision", "offerings wait for a decision")
_LEAD = ("thing in your team is due or late", "things in your team are due or late")
_HEAD = ("thing has been late for weeks", "things have been late for weeks")


def heading(counts: Counts) -> str:
    """For several things; of one alone `heading_of_one` says more."""
    by_group: dict[Group, dict[Matter, int]] = {}
    for (group, matter), count in sorted(counts.items()):
        by_group.setdefault(group, {})[matter] = count
    said = [_of_group(group, matters) for group, matters in by_group.items()]
    others = list(by_group.values())[MOST_NAMED:]
    more = sum(sum(matters.values()) for matters in others)
    rest = [f"and {more:,} more"] if more else []
    return ", ".join([*said[:MOST_NAMED], *rest])


def _of_group(group: Group, matters: dict[Matter, int]) -> str:
    count = sum(matters.values())
    only = next(iter(matters)) if len(matters) == 1 else None
    if group is Group.LEAD:
        return counted(count, *_LEAD)
    if group is Group.HEAD:
        return counted(count, *_HEAD)
    if group is Group.WAITING:
        return counted(count, *(_WAITING[only] if only else _ANY_WAITING))
    if group is Group.OVERDUE:
        return counted(count, *(_OVERDUE[only] if only else _ANY_OVERDUE))
    return f"{counted(count, *(_COMING[only] if only else _ANY_COMING))} {_WITHIN[group]}"


def heading_of_one(thing: Thing, today: date) -> str:
    past, when = thing.day < today, away(thing.day, today)
    days = (today - thing.day).days
    waits = f"for {counted(days, 'day')}" if days else "since today"
    match thing.matter:
        case Matter.REVIEW if past:
            return f"{thing.offering}: the review was due {when}"
        case Matter.REVIEW:
            return f"{thing.offering}: the review is due {when}"
        case Matter.EVIDENCE:
            return f"{thing.title} {'ran out' if past else 'runs out'} {when}"
        case Matter.CONTRACT:
            return f"{thing.offering}: our contract {'ended' if past else 'ends'} {when}"
        case Matter.OVERRIDE:
            return f"{thing.offering}: the override {'ended' if past else 'ends'} {when}"
        case Matter.SUSPENDED:
            return f"{thing.offering} has been suspended {waits}"
        case Matter.NEVER_DECIDED:
            return f"{thing.offering} has waited for a first decision {waits}"
        case Matter.OPEN_QUESTIONS:
            return f"{thing.offering} has had questions open {waits}"
