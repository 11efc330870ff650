"""By which cadence things are reminded of, and which days of them are worth reading at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Case, CharField, Exists, Expression, OuterRef, Q, Value, When

from vetting.models import Notice, Policy
from vetting.scoring.policy import Cadence
from vetting.scoring.policy import Policy as Rules
from vetting.scoring.reminding import Matter, subject_of

# So long after its last step a thing is still read every night, whatever was said of it: somebody
# may have put it off, or is new in a team.
AFTERWARDS = 45


@dataclass(frozen=True)
class Cadences:
    """The cadence of each policy (by key) that decisions were made under, and today's."""

    today: date
    rules: Rules
    by_policy: Mapping[int, Cadence]

    def of(self, policy: int | None) -> Cadence:
        """That of a decision's policy; of the policy in force where there is none."""
        return self.by_policy.get(policy or 0, self.rules.cadence)

    @cached_property
    def horizon(self) -> date:
        """What runs out later is due for nobody today, under any policy and in any tier."""
        tiers = (tier for cadence in self._all for tier in cadence.tiers.values())
        return self.today + timedelta(max((d for t in tiers for d in t.reminder_days), default=0))

    @cached_property
    def first_chased(self) -> date:
        """What waits since later is due for nobody today."""
        return self.today - timedelta(min((d for c in self._all for d in c.chase_days), default=0))

    @cached_property
    def alive(self) -> date:
        """What ran out or waits since then is read every night, whatever was said of it."""
        last = max((d for c in self._all for d in (*c.overdue_days, *c.chase_days)), default=0)
        return self.today - timedelta(last + AFTERWARDS)

    def last_step(self, matter: Matter, policy: str = "") -> Expression:
        """The step after which nothing more is said, by the policy in that field of a row."""
        last = {key: _last(matter, cadence) for key, cadence in self.by_policy.items() if policy}
        return Case(
            *(When(**{policy: key}, then=Value(step)) for key, step in last.items()),
            default=Value(_last(matter, self.rules.cadence)),
            output_field=CharField(),
        )

    @cached_property
    def _all(self) -> list[Cadence]:
        return [*self.by_policy.values(), self.rules.cadence]


def cadences_on(today: date) -> Cadences:
    """Two queries. Raises Policy.DoesNotExist where no policy is in force."""
    released = Policy.objects.filter(state=Policy.State.RELEASED)
    by_policy = {policy.pk: policy.rules.cadence for policy in released}
    return Cadences(today, Policy.objects.in_force(today).rules, by_policy)


def unsettled(alive: Q) -> Q:
    """What is `alive`, and what is older but was not said to the end, however long nobody looked.

    On rows with the `key` of their subject, its `last_step` and the `carer`, who looks after it:
    somebody to whom it was handed over since was not told yet.
    """
    said = Notice.objects.filter(
        subject=OuterRef("key"), step=OuterRef("last_step"), person__isnull=False
    )
    unaware = ~Q(Exists(said.filter(person=OuterRef("carer"))))
    return alive | ~Q(Exists(said)) | Q(carer__isnull=False) & unaware


def _last(matter: Matter, cadence: Cadence) -> str:
    steps = subject_of(matter, "", date(2000, 1, 1), cadence, None).steps
    return steps[-1].name if steps else ""
