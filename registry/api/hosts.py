"""Which offerings each host of the catalogue stands for on a day, and how a host is published."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from registry.api.door.freshness import Stamp
from registry.api.rows import Row
from registry.api.shapes import Shown, named
from vetting.models import LookupName, StatusPeriod
from vetting.scoring.hosts import HostJudgement, judge_hosts
from vetting.scoring.vocabulary import Verdict

Columns = tuple[int, int, str, str, str]

COLUMNS = ("offering_id", "offering__tool_id", "slug", "name", "status")
# No comma and no semicolon: either may part the cells of a table, depending on who opens it.
BETWEEN = " | "
HEADING = ("host", "status", "because", "offerings", "names")
VERDICTS = {verdict.value: verdict for verdict in Verdict}


class Plan(NamedTuple):
    """One offering on a host."""

    slug: str
    name: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Hosts:
    """Every host of the catalogue: what is told of each, and which offerings name exactly it."""

    told: dict[str, HostJudgement]
    on_host: dict[str, set[int]]
    rows: dict[int, Columns]

    def plans(self, host: str) -> list[Plan]:
        """The offerings on a host, the worst first."""
        rows = (self.rows[key] for key in self.on_host[host])
        plans = [Plan(slug, name, VERDICTS[status]) for _, _, slug, name, status in rows]
        return sorted(plans, key=lambda plan: (plan.verdict.rank, plan.name, plan.slug))


@lru_cache(maxsize=2)
def hosts_on(day: date, never_block: tuple[str, ...], stamp: Stamp) -> Hosts:
    """Every host once. Two queries of few columns, asked once under each stamp."""
    named = LookupName.objects.filter(what=LookupName.What.HOST)
    names = list(named.values_list("key", "tool_id", "offering_id"))
    told = StatusPeriod.objects.covering(day).values_list(*COLUMNS)
    rows: dict[int, Columns] = {row[0]: row for row in told.iterator()}
    of_tool: dict[int, list[int]] = defaultdict(list)
    for key, tool, *_ in rows.values():
        of_tool[tool].append(key)
    on_host: dict[str, set[int]] = defaultdict(set)
    for host, tool, offering in names:
        # An offering may have come between the two queries, or gone.
        on_host[host].update(of_tool[tool] if offering is None else {offering} & rows.keys())
    verdicts = {host: {VERDICTS[rows[key][-1]] for key in keys} for host, keys in on_host.items()}
    return Hosts(judge_hosts(verdicts, never_block), on_host, rows)


def host_row(host: str, hosts: Hosts, shown: Shown) -> Row:
    """One host as the list shows it."""
    return {
        "host": host,
        "status": hosts.told[host].status.value,
        "because": hosts.told[host].because,
        "offerings": [
            named({**plan._asdict(), "status": plan.verdict.value}, shown)
            for plan in hosts.plans(host)
        ],
    }


def host_cells(host: str, hosts: Hosts) -> tuple[str, ...]:
    """One host as a line of a table, in the order of HEADING."""
    plans = hosts.plans(host)
    return (
        host,
        hosts.told[host].status.value,
        hosts.told[host].because,
        BETWEEN.join(plan.slug for plan in plans),
        BETWEEN.join(f"{plan.name} ({plan.verdict.label.lower()})" for plan in plans),
    )
