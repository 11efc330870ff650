"""What the decision call reads: whom names and slugs mean, and what is told of the plans of tools.

Every check passes here, and to put such queries together takes Django longer than to run them; so
they are written out once. Columns of JSON stay texts, for most of them nobody looks at.
"""

import json
from collections.abc import Collection
from datetime import date
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

Row = dict[str, Any]
# What it was found by and as (name, alias, host or a slug, as below); the tool and the offering.
Named = tuple[str, str, int, int | None]

TOOL_SLUG, OFFERING_SLUG = "tool slug", "offering slug"
# A list is one parameter, so the text of a query is the same for one name and for a thousand.
AMONG = {"postgresql": "= ANY(%s)", "sqlite": "IN (SELECT value FROM json_each(%s))"}
NAMES = "SELECT key, what, tool_id, offering_id FROM vetting_lookupname WHERE key {among}"
SLUGS = (
    " UNION ALL SELECT slug, 'tool slug', id, NULL FROM vetting_tool WHERE slug {among}"
    " UNION ALL SELECT slug, 'offering slug', tool_id, id FROM vetting_offering WHERE slug {among}"
)
TOLD = {
    "offering_id": "period.offering_id",
    "slug": "period.slug",
    "name": "period.name",
    "status": "period.status",
    "because": "period.because",
    "ceiling": "period.ceiling",
    "conditions": "period.conditions",
    "valid_until": "period.valid_until",
    "document": "period.document",
    "plan": "offering.name",
    "kind": "offering.kind",
    "aliases": "offering.aliases",
    "tool_id": "offering.tool_id",
    "tool_name": "tool.name",
    "tool_aliases": "tool.aliases",
    "category": "tool.category",
    "modalities": "tool.modalities",
}
# PostgreSQL would rather read the periods of the whole catalogue than look up a thousand of them.
COVERING = {
    "postgresql": "CROSS JOIN LATERAL (SELECT * FROM vetting_statusperiod"
    " WHERE vetting_statusperiod.offering_id = offering.id AND starts_on <= %s"
    " AND (ends_on IS NULL OR ends_on >= %s) LIMIT 1) AS period",
    "sqlite": "JOIN vetting_statusperiod AS period ON period.offering_id = offering.id"
    " AND period.starts_on <= %s AND (period.ends_on IS NULL OR period.ends_on >= %s)",
}
PLANS = (
    f"SELECT {', '.join(TOLD.values())} FROM vetting_offering AS offering"  # noqa: S608
    " JOIN vetting_tool AS tool ON tool.id = offering.tool_id {covering}"
    " WHERE offering.tool_id {among} ORDER BY period.name, period.offering_id"
)


def named(keys: Collection[str], slugs: Collection[str]) -> list[Named]:
    """Which tools and offerings go by one of these names or hosts, or have one of these slugs.

    One query; an offering is None where the tool itself is meant.
    """
    lists = [keys, *([slugs] * 2 if slugs else [])]
    return _rows(NAMES + SLUGS if slugs else NAMES, [], lists)


def plans_of(tools: Collection[int], day: date) -> list[Row]:
    """Every offering of these tools with what is told of it on `day`, by name. One query."""
    rows = _rows(PLANS, [day, day], [tools])
    return [dict(zip(TOLD, row, strict=True)) for row in rows]


def _rows(query: str, parameters: list[Any], lists: list[Collection[Any]]) -> list[Any]:
    # Asked for once: each look at what Django calls the connection goes through three others.
    database = connections[DEFAULT_DB_ALIAS]
    listed = json.dumps if database.vendor == "sqlite" else list
    with database.cursor() as cursor:
        given = [*parameters, *(listed(list(values)) for values in lists)]
        cursor.execute(_query(query, database.vendor), given)
        return list(cursor.fetchall())


@cache
def _query(query: str, vendor: str) -> str:
    return query.format(among=AMONG[vendor], covering=COVERING[vendor])
