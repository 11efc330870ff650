"""What somebody is reminded of next: the coming step of each thing that they look after."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse

from vetting.models import Snooze
from vetting.scoring.reminding import Matter
from vetting.services.reminding.found import Found
from vetting.services.reminding.looked_after import looked_after_by

SHOWN, MOST = 20, 500
WHAT = {
    Matter.REVIEW: "Review due",
    Matter.EVIDENCE: "Evidence runs out",
    Matter.CONTRACT: "Our contract ends",
    Matter.OVERRIDE: "Override ends",
    Matter.SUSPENDED: "Suspended since",
    Matter.NEVER_DECIDED: "Without a verdict since",
    Matter.OPEN_QUESTIONS: "Open questions since",
}
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Coming:
    """One reminder to come: when, of what, and the day that it is about."""

    on: date
    found: Found
    put_off: bool

    @property
    def what(self) -> str:
        return WHAT[self.found.subject.matter]

    @property
    def url(self) -> str:
        subject = self.found.subject
        if subject.matter is Matter.EVIDENCE:
            key = int(subject.key.partition(":")[2])
            return reverse("admin:vetting_evidence_change", args=[key])
        return reverse("admin:vetting_offering_change", args=[self.found.offerings[0][0]])


def coming_for(person: int, today: date) -> list[Coming]:
    """The soonest first; what was said to the end has none."""
    found = [each for each, _ in looked_after_by([person], today)]
    until = _put_off(found, today)
    rows = [
        Coming(sent_on(max(step.on, until.get(each.subject.key, step.on))), each, put_off)
        for each in found
        if (step := each.subject.next_step(today))
        for put_off in [each.subject.key in until]
    ]
    return sorted(rows, key=lambda row: (row.on, row.found.subject.day, row.found.subject.key))


def sent_on(day: date) -> date:
    """Nothing is said on a weekend unless the site is set so; Monday catches up."""
    if settings.REMIND_ON_WEEKENDS or day.weekday() < SATURDAY:
        return day
    return day + timedelta(7 - day.weekday())


def _put_off(found: Iterable[Found], today: date) -> dict[str, date]:
    """Until when what somebody put off is silent."""
    keys = [each.subject.key for each in found]
    rows = Snooze.objects.filter(subject__in=keys, until__gt=today, ended_at=None)
    return dict(rows.values_list("subject", "until"))
