"""Put the owner's reminders of one thing off for some days, with a reason; no date moves by it."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.contrib.auth.models import User

from vetting.models import Offering, Snooze
from vetting.services.assessments import local_day
from vetting.services.audit import Act, one_at_a_time, record_acts
from vetting.services.permissions import require
from vetting.services.refusals import Refused, refuse_if
from vetting.services.reminding.found import Found
from vetting.services.reminding.subjects import subjects_of

SNOOZE = "vetting.snooze_reminder"
AT_MOST = 30


@one_at_a_time
def snooze(
    *, offering: Offering, subject: str, until: date, because: str, by: User, now: datetime
) -> Snooze:
    """No reminders of this to its owner before that day. Raises Refused with all that is wrong.

    One that still runs is replaced. Whoever is told later, the lead and the head of security, is
    told all the same, and by whom it was put off.
    """
    require(by, SNOOZE)
    today = local_day(now)
    found = {each.subject.key: each for each in subjects_of(offering, today)}
    problems = [*_problems(found.get(subject), until, today)]
    if not because.strip():
        problems.append(("because", "Give the reason in a sentence; the lead is told of it."))
    if problems:
        raise Refused(problems)
    before = Snooze.objects.filter(subject=subject, ended_at=None).first()
    if before is not None:
        _end(before, now)
    made = Snooze.objects.create(
        subject=subject,
        offering=offering,
        until=until,
        because=because.strip(),
        made_at=now,
        made_by=by,
    )
    was = _said(before) if before is not None and before.until > today else None
    done = Act("put reminders off", offering, made.because, was, _said(made))
    record_acts([done], by=by, now=now)
    return made


@one_at_a_time
def wake_up(*, snooze: Snooze, because: str, by: User, now: datetime) -> Snooze:
    """Reminders come again from today on. Raises Refused where nothing is put off any more."""
    require(by, SNOOZE)
    snooze = Snooze.objects.select_related("offering").get(pk=snooze.pk)
    over = snooze.ended_at is not None or snooze.until <= local_day(now)
    refuse_if(["Nothing is put off here any more: reminders come again already."] if over else [])
    _end(snooze, now)
    done = Act("let reminders come again", snooze.offering, because.strip(), _said(snooze))
    record_acts([done], by=by, now=now)
    return snooze


def running(keys: Iterable[str], today: date) -> dict[str, Snooze]:
    """What is put off now, by the key of its subject; one query."""
    rows = Snooze.objects.filter(subject__in=keys, ended_at=None, until__gt=today)
    return {snooze.subject: snooze for snooze in rows.select_related("made_by")}


def _problems(found: Found | None, until: date, today: date) -> list[tuple[str, str]]:
    if found is None:
        return [("subject", "Nothing of that sort runs out or waits here; look at the page again.")]
    if until <= today:
        return [("until", "Choose a day after today: the first on which reminders come again.")]
    problems = []
    if until > (last := today + timedelta(AT_MOST)):
        problems.append(f"At most {AT_MOST} days: {last.isoformat()} at the latest.")
    lapses = found.last_usable
    if lapses is not None and today <= lapses < until:
        problems.append(
            f"The verdict lapses after {lapses.isoformat()}; reminders have to come again by then."
        )
    return [("until", problem) for problem in problems]


def _end(snooze: Snooze, now: datetime) -> None:
    snooze.ended_at = now
    snooze.save(update_fields=["ended_at"])


def _said(snooze: Snooze) -> dict[str, object]:
    return {"subject": snooze.subject, "until": snooze.until}
