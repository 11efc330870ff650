"""What stands on an offering's page around its answers: its acts so far, its chain, its plans."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from vetting.models import Decision, Offering, Review, RunsOn, StatusPeriod
from vetting.models.decisions import UNDER_WAY
from vetting.scoring.status import NEVER_DECIDED, Act, Status

MOST = 50
MOST_PLANS = 24


@dataclass(frozen=True, slots=True)
class History:
    """The newest decisions and reviews of one offering, and one more of each to look back to."""

    decisions: list[Decision]
    reviews: list[Review]

    @property
    def suspended(self) -> bool:
        """True while the newest act is a stop."""
        return bool(self.decisions) and self.decisions[0].act == Act.SUSPEND.value

    @property
    def under_way(self) -> Review | None:
        return next((r for r in self.reviews if r.state in UNDER_WAY), None)

    def decision(self, key: int | None) -> Decision | None:
        return next((d for d in self.decisions if d.pk == key), None)


def history_of(offering: Offering, before: datetime | None = None) -> History:
    """What was decided and reviewed, newest first; two queries."""
    decisions = offering.decisions.select_related("author", "approver", "policy")
    reviews = offering.reviews.select_related("opened_by", "proposed_by", "returned_to")
    if before is not None:
        decisions, reviews = (
            decisions.filter(decided_at__lt=before),
            reviews.filter(opened_at__lt=before),
        )
    return History(
        list(decisions.order_by("-decided_on", "-pk")[: MOST + 1]),
        list(reviews.order_by("-opened_at", "-pk")[: MOST + 1]),
    )


@dataclass(frozen=True, slots=True)
class Link:
    offering: Offering
    status: Status


@dataclass(frozen=True, slots=True)
class Around:
    """The offering's own status, and the offerings that it stands between, each with theirs."""

    status: Status
    upstreams: list[Link]
    downstreams: list[Link]
    plans: list[Link]
    more_downstreams: bool
    more_plans: bool


def around(offering: Offering, today: date) -> Around:
    """What it runs on, what runs on it, and the other plans of its tool; four queries."""
    below = RunsOn.objects.filter(offering=offering, ended_on=None).select_related("upstream")
    above = RunsOn.objects.filter(upstream=offering, ended_on=None).select_related("offering")
    ups = [link.upstream for link in below.order_by("upstream__full_name", "pk")]
    downs = [link.offering for link in above.order_by("offering__full_name", "pk")[: MOST + 1]]
    same_tool = Offering.objects.filter(tool=offering.tool_id).exclude(pk=offering.pk)
    plans = list(same_tool.order_by("full_name", "pk")[: MOST_PLANS + 1])
    told = statuses_on([offering, *ups, *downs, *plans], today)
    return Around(
        told[offering.pk],
        [Link(o, told[o.pk]) for o in ups],
        [Link(o, told[o.pk]) for o in downs[:MOST]],
        [Link(o, told[o.pk]) for o in plans[:MOST_PLANS]],
        len(downs) > MOST,
        len(plans) > MOST_PLANS,
    )


def statuses_on(offerings: Iterable[Offering], day: date) -> dict[int, Status]:
    """What readers are told of each of these on a day, by its key; one query."""
    keys = {offering.pk for offering in offerings}
    periods = StatusPeriod.objects.filter(offering__in=keys).covering(day).defer("document")
    told = {row.offering_id: row.as_fact().status for row in periods}
    return {key: told.get(key, NEVER_DECIDED) for key in keys}
