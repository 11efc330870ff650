"""Which offerings of the catalogue a request may mean: by exact name, alias or host only.

Productions are told of these beside their requests, and the desk sees the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F, Q

from vetting.models.catalogue import LookupName
from vetting.models.naming import host_and_parents, name_key
from vetting.models.statuses import StatusPeriod

HOST = LookupName.What.HOST.value
MOST = 10
COLUMNS = ("offering_id", "slug", "name", "status", "reason")

Row = dict[str, Any]
# What it is found as (name, alias or host), the tool, and the offering unless the tool is meant.
Entry = tuple[str, int, int | None]


@dataclass(slots=True)
class Known:
    """The offerings that the requests of one page may mean, and those that answered them."""

    entries: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    offerings: dict[int, Row] = field(default_factory=dict)

    def meant(self, asked: Row) -> list[Row]:
        """Those of exactly this plan, or else all of the tool's and the host's; at most ten."""
        found = self.found(asked)
        tools = {tool for _, tool, offering in found if offering is None}
        ids = {offering for _, _, offering in found if offering is not None}
        rows = self.offerings.values()
        return [r for r in rows if r["offering_id"] in ids or r["tool_id"] in tools][:MOST]

    def found(self, asked: Row) -> list[Entry]:
        """As what it is found, and whom that means."""
        exact = self._named(asked["key"])
        return exact or self._named(name_key(asked["tool"])) + self._served(asked["host"])

    def _named(self, key: str) -> list[Entry]:
        return [entry for entry in self.entries.get(key, ()) if entry[0] != HOST]

    def _served(self, host: str) -> list[Entry]:
        """By the most specific of the host and its parents that anybody uses."""
        for key in _hosts(host):
            found = [entry for entry in self.entries.get(key, ()) if entry[0] == HOST]
            if found:
                return found
        return []


def known_to(requests: Iterable[Row], day: date) -> Known:
    """Look up what all of these may mean. Two queries."""
    requests, known = list(requests), Known()
    keys = {key for asked in requests for key in _keys(asked)}
    names = LookupName.objects.filter(key__in=keys)
    for key, what, tool, offering in names.values_list("key", "what", "tool_id", "offering_id"):
        known.entries[key].append((what, tool, offering))
    entries = [entry for found in known.entries.values() for entry in found]
    meant = Q(offering__tool__in={tool for _, tool, offering in entries if offering is None})
    meant |= Q(offering__in={offering for _, _, offering in entries if offering is not None})
    meant |= Q(offering__in={r["offering_id"] for r in requests if r["offering_id"] is not None})
    told = StatusPeriod.objects.covering(day).filter(meant).order_by("name", "offering_id")
    for row in told.values(*COLUMNS, tool_id=F("offering__tool_id")):
        known.offerings[row["offering_id"]] = row
    return known


def _keys(asked: Row) -> Iterator[str]:
    yield asked["key"]
    yield name_key(asked["tool"])
    yield from _hosts(asked["host"])


def _hosts(host: str) -> Iterator[str]:
    """A request keeps its host without www; the catalogue has both."""
    if host:
        yield f"www.{host}"
        yield from host_and_parents(host)
