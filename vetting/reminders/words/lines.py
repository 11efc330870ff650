"""The sentences of one reminder: what runs out or waits, what it leads to, and with whom it is."""

from datetime import date

from vetting.reminders.words.coming import Told
from vetting.reminders.words.phrases import away, counted, dated, day_of, listed
from vetting.reminders.words.things import Thing
from vetting.scoring.reminding import Matter, Role
from vetting.scoring.vocabulary import StatusReason, Verdict

# The last reminder of something that nobody has decided on for so long.
LAST_CHASE_DAYS = 30


def called(thing: Thing) -> str:
    """What the line is about, and what its link is called."""
    return thing.title if thing.matter is Matter.EVIDENCE else thing.offering


def sentences(thing: Thing, today: date, *, shared: bool = False) -> list[str]:
    """In the order in which a colleague would say them; `shared` where a whole team reads it."""
    said = [
        _what(thing, today),
        thing.because,
        _otherwise(thing, today),
        thing.review,
        *_with_whom(thing, shared=shared),
    ]
    return [each for each in said if each]


def _what(thing: Thing, today: date) -> str:
    day, past = thing.day, thing.day < today
    when = dated(day, today)
    match thing.matter:
        case Matter.REVIEW:
            return f"Its review {'was' if past else 'is'} due {when}."
        case Matter.EVIDENCE:
            verb = "It counted until" if past else "It counts until"
            until = "today" if day == today else f"{day_of(day)}, {away(day, today)}"
            return f"{verb} {until}. {_resting(thing)}".rstrip()
        case Matter.CONTRACT:
            return f"Our contract {'ended' if past else 'ends'} {when}."
        case Matter.OVERRIDE:
            whose = (
                f"The override that {thing.title} answers for" if thing.title else "Its override"
            )
            return f"{whose} {'ended' if past else 'ends'} {when}."
        case Matter.SUSPENDED:
            return f"Suspended since {_since(day, today)}."
        case Matter.NEVER_DECIDED:
            return f"It came in {when}, and nobody has decided on it yet."
        case Matter.OPEN_QUESTIONS:
            return f"Decided as not vetted {when}, because questions were open."


def _since(day: date, today: date) -> str:
    return "today" if day == today else f"{day_of(day)}, {away(day, today)}"


def _resting(thing: Thing) -> str:
    """Which offerings rest on a proof."""
    count = len(thing.offerings) + thing.others
    if count == 0:
        return f"{thing.offering} rests on it." if thing.offering else ""
    if count == 1:
        return f"{thing.offerings[0]} rests on it."
    others = [counted(thing.others, "other")] if thing.others else []
    return f"{counted(count, 'offering')} rest on it: {listed([*thing.offerings, *others])}."


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
    if told.verdict is Verdict.BANNED and thing.matter is Matter.REVIEW:
        return "It stays banned until somebody decides otherwise."
    return ""


def _lapses(thing: Thing, told: Told, from_day: date, today: date) -> str:
    several = len(thing.offerings) + thing.others > 1
    told = "that the first of them is not vetted" if several else "“not vetted”"
    soon = f", {away(from_day, today)}" if (from_day - today).days <= LAST_CHASE_DAYS else ""
    return f"{_unless(thing)}, productions are told {told} from {day_of(from_day)}{soon}."


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
    off = (
        f"put the reminders off until {day_of(snoozed.until)}: “{snoozed.because}”"
        if snoozed
        else ""
    )
    if owner and snoozed and snoozed.by == owner:
        return [f"{owner} looks after it, and {off}."]
    put_off = f"{snoozed.by} {off}." if snoozed else ""
    if owner == "":
        return ["Nobody looks after it yet: name somebody on its page.", put_off]
    if owner is None or (thing.role is Role.OWNER and not shared):
        return [put_off]
    return [f"{owner} looks after it.", put_off]
