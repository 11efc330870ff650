"""An offering's reminders: who looks after it, what comes next, what was said, what is put off."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from vetting.admin.outbox import wording
from vetting.admin.outbox.notice_words import Told, matter_words, step_words, told
from vetting.models import Notice, Offering, Snooze
from vetting.scoring.reminding import Role, Step
from vetting.services.reminding.directory import Directory, read_directory
from vetting.services.reminding.found import Found
from vetting.services.reminding.owners import ASSIGN, owner_of
from vetting.services.reminding.recipients import recipients
from vetting.services.reminding.snoozes import AT_MOST, SNOOZE, running
from vetting.services.reminding.subjects import subjects_of
from vetting.services.reminding.weekends import told_from

SEE_NOTICES, SEE_MESSAGES = "vetting.view_notice", "vetting.view_message"
MOST_SAID, AT_ONCE = 10, 5
AS_WHAT = {Role.OWNER: "", Role.LEAD: " (lead)", Role.HEAD: " (head of security)"}


@dataclass(frozen=True, slots=True)
class Coming:
    """One thing of an offering, and its next reminder: on which day, at which step, to whom.

    Only what is `near` can be put off.
    """

    subject: str
    what: str
    because: str
    step: str
    on: date | None
    left: str
    to: list[str]
    snooze: Snooze | None
    near: bool


@dataclass(frozen=True, slots=True)
class Said:
    """One notice, and what became of the message that it went in."""

    told: Told
    to: str
    at: datetime
    state: str
    style: str


@dataclass(frozen=True, slots=True)
class Reminding:
    """`said` is None for those who may not read what was sent; `may_*` say which buttons show."""

    owner: str
    coming: list[Coming]
    said: list[Said] | None
    may_assign: bool
    may_snooze: bool
    sees_messages: bool

    @property
    def first(self) -> list[Coming]:
        return self.coming[:AT_ONCE]

    @property
    def others(self) -> list[Coming]:
        return self.coming[AT_ONCE:]


def reminding_of(offering: Offering, user: Any, today: date) -> Reminding:
    """In a number of queries that does not depend on how much there is to be reminded of."""
    known, found = read_directory(), subjects_of(offering, today)
    keys = [each.subject.key for each in found]
    return Reminding(
        owner=owner_of(offering, today, known),
        coming=coming(found, known, running(keys, today), today),
        said=said_of(offering, keys) if user.has_perm(SEE_NOTICES) else None,
        may_assign=user.has_perm(ASSIGN),
        may_snooze=user.has_perm(SNOOZE),
        sees_messages=user.has_perm(SEE_MESSAGES),
    )


def coming(
    found: Iterable[Found], known: Directory, snoozes: dict[str, Snooze], today: date
) -> list[Coming]:
    """The next reminder first; what nothing more is said of comes last. One query."""
    found = list(found)
    said = steps_said(found)
    rows = [_coming(each, known, snoozes.get(each.subject.key), said, today) for each in found]
    return sorted(rows, key=lambda row: (row.on or date.max, row.subject))


def steps_said(found: Iterable[Found]) -> set[tuple[str, str]]:
    keys = [each.subject.key for each in found]
    return set(Notice.objects.filter(subject__in=keys).values_list("subject", "step"))


def _coming(
    found: Found,
    known: Directory,
    snooze: Snooze | None,
    said: set[tuple[str, str]],
    today: date,
) -> Coming:
    subject = found.subject
    step = upcoming(found, said, today)
    to = _to(found, step, known, snooze) if step else []
    on = max(step.on, today) if step else None
    if step and snooze and not to:
        # Nobody hears of it meanwhile: it is said on the day on which reminders come again.
        on = max(snooze.until, step.on)
        step = subject.due_step(on) or step
        to = _to(found, step, known, None)
    on = told_from(on) if on else None
    return Coming(
        subject=subject.key,
        what=matter_words(subject.key, "", subject.day, found.title),
        because=found.because,
        step=step_words(step.name) if step else "",
        on=on,
        left=days_left(on, today),
        to=to,
        snooze=snooze,
        near=on is not None and on <= today + timedelta(AT_MOST),
    )


def upcoming(found: Found, said: Container[tuple[str, str]], today: date) -> Step | None:
    """What is due and was not said yet; otherwise what is still to come."""
    due = found.subject.due_step(today)
    if due is not None and (found.subject.key, due.name) not in said:
        return due
    return found.subject.next_step(today)


def days_left(on: date | None, today: date) -> str:
    if on is None:
        return ""
    days = (on - today).days
    return {0: "with the next run", 1: "tomorrow"}.get(days) or f"in {days} days"


def _to(found: Found, step: Step, known: Directory, snooze: Snooze | None) -> list[str]:
    put_off = snooze is not None and step.on < snooze.until
    named = [
        f"{one.name}{AS_WHAT[one.role]}" + (f", {one.way}" if one.endpoint else "")
        for one in recipients(found, step, known, snoozed=put_off)
    ]
    return list(dict.fromkeys(named))


def said_of(offering: Offering, keys: Sequence[str]) -> list[Said]:
    """The newest first; of proofs also what was said about other offerings. Three queries."""
    rows = Notice.objects.select_related(
        "offering", "person", "message", *(f"endpoint__{of}" for of in ("production", "team")),
        "endpoint__person",
    )  # fmt: skip
    proofs = [key for key in keys if key.startswith("evidence:")]
    asked = (
        rows.filter(offering=offering),
        rows.filter(subject__in=proofs, person__isnull=False),
        rows.filter(subject__in=proofs, endpoint__isnull=False),
    )
    held = {row.pk: row for some in asked for row in some.order_by("-pk")[:MOST_SAID]}
    return [_said(held[key]) for key in sorted(held, reverse=True)[:MOST_SAID]]


def _said(notice: Notice) -> Said:
    message = notice.message
    if message is None:
        return Said(told(notice), _who(notice), notice.made_at, "with the next run", "open")
    return Said(
        told(notice),
        _who(notice),
        message.sent_at or notice.made_at,
        str(message.get_state_display()),
        wording.STYLES[message.state],
    )


def _who(notice: Notice) -> str:
    to = wording.recipient(notice.person, notice.endpoint)
    return f"{to.who}, {to.label}" if to.label else to.who
