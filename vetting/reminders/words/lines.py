"""The sentences of one reminder: what runs out or waits, what it leads to, and with whom it is."""

from datetime import date

from vetting.reminders.words.coming import Told
from vetting.reminders.words.phrases import away, counted, dated, day_of, listed, shortened
from vetting.reminders.words.things import Thing
from vetting.scoring.reminding import Matter, Role
from vetting.scoring.vocabulary import StatusReason, Verdict

# The last reminder of something that nobody has decided on for so long.
LAST_CHASE_DAYS = 30
# Of a reason that somebody wrote.
LONGEST = 300
# Words that are no names: they begin a sentence and may as well go on one.
LIKE_ANY_WORD = {"A", "Our", "The", "This"}


def called(thing: Thing) -> str:
    """What the line is about, and what its link is called."""
    return thing.title if thing.matter is Matter.EVIDENCE else thing.offering


def sentences(thing: Thing, today: date, *, shared: bool = False) -> list[str]:
    """In the order in which a colleague would say them; `shared` where a whole team reads it."""
    said = [
        _what(thing, today),
        _resting(thing) if thing.matter is Matter.EVIDENCE else "",
        _otherwise(thing, today),
        thing.review,
        *_with_whom(thing, shared=shared),
    ]
    return [each for each in said if each]


def _what(thing: Thing, today: date) -> str:
    past, when = thing.day < today, dated(thing.day, today)
    since = when.removeprefix("on ")
    match thing.matter:
        case Matter.REVIEW:
            return _with(f"Its review {'was' if past else 'is'} due {when}", thing.because)
        case Matter.EVIDENCE:
            return _with(f"It {'counted' if past else 'counts'} until {since}", thing.because)
        case Matter.CONTRACT:
            return _with(f"Our contract {'ended' if past else 'ends'} {when}", thing.because)
        case Matter.OVERRIDE:
            whose = (
                f"The override that {thing.title} answers for" if thing.title else "Its override"
            )
            return _given(
                f"{whose} {'ended' if past else 'ends'} {when}.", thing, "Why it was given"
            )
        case Matter.SUSPENDED:
            return _given(f"Suspended since {since}.", thing, "The reason")
        case Matter.NEVER_DECIDED:
            return f"It came in {when}, and nobody has decided on it yet."
        case Matter.OPEN_QUESTIONS:
            said = f"Decided as not vetted {when}, because questions were open."
            return _given(said, thing, "The decision says")


def _with(said: str, because: str) -> str:
    """A day, and why it is that one."""
    if not because:
        return f"{said}."
    first, _, rest = because.partition(" ")
    return f"{said}: {first.lower() if first in LIKE_ANY_WORD else first} {rest}".rstrip()


def _given(said: str, thing: Thing, whose: str) -> str:
    """A reason that somebody wrote, as they wrote it."""
    return f"{said} {whose}: “{shortened(thing.because, LONGEST)}”" if thing.because else said


def _resting(thing: Thing) -> str:
    """Which offerings rest on a proof."""
    names = thing.offerings or ((thing.offering,) if thing.offering else ())
    count = len(names) + thing.others
    if count <= 1:
        return f"{names[0]} rests on it." if names else ""
    others = [counted(thing.others, "other")] if thing.others else []
    return f"{counted(count, 'offering')} rest on it: {listed([*names, *others])}."


def _otherwise(thing: Thing, today: date) -> str:
    """What happens if nobody acts, or has happened already."""
    if not thing.matter.runs_out:
        return _until_somebody_acts(thing, today)
    told = thing.told
    if told is None:
        return ""
    if told.ends_from is not None:
        return _lapses(thing, told, told.ends_from, today)
    if told.reason is StatusReason.LAPSED:
        since = "today" if told.since == today else day_of(told.since)
        return f"It has lapsed: productions are told “not vetted” since {since}."
    if told.reason is StatusReason.SUSPENDED:
        return "It is suspended, so productions may not use it at present."
    if told.verdict is Verdict.BANNED and not thing.because:
        return "It stays banned until somebody decides otherwise."
    return ""


def _lapses(thing: Thing, told: Told, from_day: date, today: date) -> str:
    several = len(thing.offerings) + thing.others > 1
    what = "that the first of them is not vetted" if several else "“not vetted”"
    soon = f", {away(from_day, today)}" if (from_day - today).days <= LAST_CHASE_DAYS else ""
    return f"{_unless(thing)}, productions are told {what} from {day_of(from_day)}{soon}."


def _unless(thing: Thing) -> str:
    if thing.matter is Matter.EVIDENCE:
        return "Without a newer proof and a new decision"
    return "Without a new decision"


def _until_somebody_acts(thing: Thing, today: date) -> str:
    if thing.matter is Matter.SUSPENDED:
        return "Productions may not use it until somebody lifts the suspension or decides anew."
    if (today - thing.day).days >= LAST_CHASE_DAYS:
        return "Decide on it now, or ban it because no answer came."
    return "Until somebody decides, productions that ask for it are told “not vetted”."


def _with_whom(thing: Thing, *, shared: bool) -> list[str]:
    """Who looks after it, where somebody else reads it, and until when they put it off."""
    snoozed, owner = thing.snoozed, thing.owner
    off, put_off = "", ""
    if snoozed is not None:
        until = f"until {day_of(snoozed.until)}"
        off = f"put the reminders off {until}: “{shortened(snoozed.because, LONGEST)}”."
        put_off = f"{snoozed.by} {off}"
    if owner == "":
        return ["Nobody looks after it yet: name somebody on its page.", put_off]
    if owner is None or (thing.role is Role.OWNER and not shared):
        return [put_off]
    names = owner.split(", ")
    if snoozed is not None and names == [snoozed.by]:
        return [f"{owner} looks after it, and {off}"]
    return [f"{listed(names)} {'looks' if len(names) == 1 else 'look'} after it.", put_off]
