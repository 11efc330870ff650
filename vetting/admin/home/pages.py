"""The first page put together: numbers first, then the plots, each with its table."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.urls import reverse
from django.utils.safestring import SafeString

from vetting.admin.home import readings
from vetting.admin.home.heartbeat import VIEW, heard
from vetting.admin.home.numbers import numbers_for
from vetting.admin.home.plots import marks, months, score_map, unknowns, weeks
from vetting.models import Policy
from vetting.models.gate import newest_head
from vetting.scoring.policy import Policy as Rules
from vetting.scoring.vocabulary import Principle, Verdict
from vetting.services.assessments import local_day

# The rest of the questions stands behind a click.
WORST = 10


@dataclass(frozen=True)
class Plots:
    """Everything that is drawn, and the numbers behind it for the tables."""

    cells: list[score_map.Cell]
    thresholds: score_map.Thresholds
    coming: weeks.Coming
    months: list[months.Month]
    asked: list[unknowns.Asked]

    @cached_property
    def offerings(self) -> str:
        return reverse("admin:vetting_offering_changelist")

    @cached_property
    def map(self) -> SafeString:
        return score_map.draw(self.cells, self.thresholds, self.offerings)

    @cached_property
    def weeks(self) -> SafeString:
        return weeks.draw(self.coming)

    @cached_property
    def columns(self) -> SafeString:
        return months.draw(self.months)

    @cached_property
    def key(self) -> list[tuple[Verdict, SafeString]]:
        """What each sign of the map means."""
        return [(verdict, marks.swatch(verdict)) for verdict in marks.SORTS]

    @cached_property
    def stack_key(self) -> list[tuple[Verdict, SafeString]]:
        """What each part of a column means."""
        return [(verdict, months.swatch(verdict)) for verdict in marks.SORTS]

    @cached_property
    def overdue(self) -> str:
        return weeks.overdue(self.coming)

    @cached_property
    def map_rows(self) -> list[tuple[score_map.Cell, list[tuple[int, str]]]]:
        """The cells with their links, the best scores first."""
        best = sorted(self.cells, key=lambda cell: (-cell.p2, -cell.p3))
        return [(cell, cell.by_status(self.offerings)) for cell in best]

    @cached_property
    def worst(self) -> list[unknowns.Asked]:
        return self.asked[:WORST]

    @cached_property
    def other(self) -> list[unknowns.Asked]:
        return self.asked[WORST:]


def home(user: User | AnonymousUser, now: datetime) -> dict[str, Any]:
    """What the first page shows this person, in as many queries whatever is in the registry."""
    numbers = numbers_for(user, now)
    beat = heard(now) if user.has_perm(VIEW) else None
    if numbers is None or numbers.empty:
        return {"numbers": numbers, "heartbeat": beat}
    drawn = plots(newest_head().sha256, local_day(now))
    return {"numbers": numbers, "heartbeat": beat, "plots": drawn}


def plots(seal: str, today: date) -> Plots:
    """Read and drawn once for each state of the registry.

    Every act sets a new seal, and the calendar changes nothing but at midnight. Before the first
    act there is no seal, and nothing is kept.
    """
    return kept(seal, today) if seal else read(today)


@lru_cache(maxsize=1)
def kept(seal: str, today: date) -> Plots:
    return read(today)


def read(today: date) -> Plots:
    rules = Policy.objects.in_force(today).rules
    return Plots(
        cells=readings.score_cells(today),
        thresholds=thresholds(rules),
        coming=readings.coming(today),
        months=readings.status_over_time(today),
        asked=unknowns.worst_first(rules.criteria.values(), readings.open_questions()),
    )


def thresholds(rules: Rules) -> score_map.Thresholds:
    approve, ban = rules.approve_from, rules.ban_below
    return score_map.Thresholds(
        approve=(float(approve[Principle.P2]), float(approve[Principle.P3])),
        ban=(float(ban[Principle.P2]), float(ban[Principle.P3])),
    )
