"""What stands on a day of a calendar: what runs out, what to do about it, and why on that day."""

from datetime import date

from django.utils.formats import date_format

from vetting.scoring.reminding import Matter
from vetting.services.reminding.found import Found

SUMMARIES = {
    Matter.REVIEW: "Review due: {names}",
    Matter.EVIDENCE: "Evidence runs out: {title}",
    Matter.CONTRACT: "Our contract ends: {names}",
    Matter.OVERRIDE: "Override ends: {names}",
}
TO_DO = {
    Matter.REVIEW: "The review of {names} is due on {day}. Read the answers and their evidence "
    "again, and propose a verdict before then.",
    Matter.EVIDENCE: "“{title}” counts until {day}, and it carries the verdict of {names}. Read it "
    "again and confirm it, or add a newer one.",
    Matter.CONTRACT: "Our contract for {names} ends on {day}. Enter its new last day once it is "
    "renewed, or propose a verdict that does without it.",
    Matter.OVERRIDE: "The verdict of {names} departs from the rules until {day}; {title} answers "
    "for it. Propose a verdict again before then.",
}
BAN = "Ban to look at again: {names}"
STILL_BANNED = "See whether anything has changed since {names} was banned, and propose a verdict."
LAPSE = "Lapses: {names}"
NO_LONGER = (
    "From {day} on productions may no longer use {names}, unless a new verdict is published before."
)
CATEGORIES = {
    Matter.REVIEW: "Review",
    Matter.EVIDENCE: "Evidence",
    Matter.CONTRACT: "Contract",
    Matter.OVERRIDE: "Override",
}


def said_of_end(found: Found) -> tuple[str, str]:
    """The line in the calendar, and what stands behind it."""
    matter, day = found.subject.matter, found.subject.day
    summary, to_do = SUMMARIES[matter], TO_DO[matter]
    if matter is Matter.REVIEW and found.last_usable is None:
        summary, to_do = BAN, STILL_BANNED
    facts = {"names": found.names, "title": found.title, "day": in_words(day)}
    last = found.last_usable
    grace = f"Without a new verdict it lapses after {in_words(last)}." if last else ""
    why = f"Why that day: {found.because}" if found.because else ""
    sentences = [to_do.format(**facts), grace if matter is Matter.REVIEW else "", why]
    return summary.format(**facts), " ".join(filter(None, sentences))


def said_of_lapse(found: Found, day: date) -> tuple[str, str]:
    facts = {"names": found.names, "day": in_words(day)}
    return LAPSE.format(**facts), NO_LONGER.format(**facts)


def in_words(day: date) -> str:
    return date_format(day, "j F Y")
