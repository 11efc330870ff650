"""The status as periods of days, past and to come: what `status` says on each day, once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from vetting.scoring.status import DecisionFact, Link, Status, status


@dataclass(frozen=True, slots=True)
class StatusPeriod:
    """A stretch of days on which a status stays the same; `ends_on` is its last day."""

    starts_on: date
    ends_on: date | None
    status: Status


@dataclass(frozen=True, slots=True)
class Upstream:
    """An offering below, the days on which this one ran on it, and its own periods."""

    slug: str
    name: str
    started_on: date
    ended_on: date | None
    periods: Sequence[StatusPeriod]

    def on(self, day: date) -> Link | None:
        """The link as it stood at the end of `day`, or None when there was none."""
        if self.started_on > day or (self.ended_on is not None and self.ended_on <= day):
            return None
        period = next(p for p in reversed(self.periods) if p.starts_on <= day)
        return Link(self.slug, self.name, period.status)


def timeline(
    decisions: Sequence[DecisionFact], upstreams: Sequence[Upstream]
) -> tuple[StatusPeriod, ...]:
    """Every period of an offering, past and to come, without gaps from the first day on.

    A status can only change on the days collected here, so asking `status` on each of them is
    asking it on every day.
    """
    days = sorted({date.min, *_own_days(decisions), *_upstream_days(upstreams)})
    told = [
        (day, status(decisions, [lk for u in upstreams if (lk := u.on(day))], day)) for day in days
    ]
    kept = [t for i, t in enumerate(told) if i == 0 or t[1] != told[i - 1][1]]
    ends = [day - timedelta(1) for day, _ in kept[1:]]
    return tuple(
        StatusPeriod(day, end, what) for (day, what), end in zip(kept, [*ends, None], strict=True)
    )


def _own_days(decisions: Iterable[DecisionFact]) -> Iterable[date]:
    for decision in decisions:
        yield decision.decided_on
        last = decision.last_usable_day()
        if last is not None:
            yield last + timedelta(1)


def _upstream_days(upstreams: Iterable[Upstream]) -> Iterable[date]:
    for upstream in upstreams:
        yield upstream.started_on
        if upstream.ended_on is not None:
            yield upstream.ended_on
        yield from (p.starts_on for p in upstream.periods)
