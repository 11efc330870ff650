"""What somebody is reminded of next: the coming step of each thing that they look after."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from vetting.scoring.reminding import Matter
from vetting.services.reminding.found import Found
from vetting.services.reminding.looked_after import looked_after_by
from vetting.services.reminding.snoozes import running
from vetting.services.reminding.weekends import told_from

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
    snoozed = running([each.subject.key for each in found], today)
    until = {key: snooze.until for key, snooze in snoozed.items()}
    rows = [
        Coming(told_from(max(step.on, until.get(each.subject.key, step.on))), each, put_off)
        for each in found
        if (step := each.subject.next_step(today))
        for put_off in [each.subject.key in until]
    ]
    return sorted(rows, key=lambda row: (row.on, row.found.subject.day, row.found.subject.key))
