"""What the page of one offering is made of, in one query: its row, its own words, its explanation.

To put such a query together takes Django ten times as long as to run it, so it is written out; and
what is JSON in the database is handed on as the text that it is.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from vetting.scoring.explanation import Explained

# What is looked up by its key stands in a SELECT of its own: each table that is joined makes
# PostgreSQL plan longer, and it plans longer than it reads.
OFFERING = """
SELECT o.id, o.name, o.aliases, o.login_domains, o.out_of_scope,
       (SELECT t.category FROM vetting_tool t WHERE t.id = o.tool_id),
       (SELECT t.modalities FROM vetting_tool t WHERE t.id = o.tool_id),
       p.slug, p.status, p.because, p.document,
       (SELECT d.override FROM vetting_decision d WHERE d.id = p.decision_id),
       EXISTS (
           SELECT 1 FROM vetting_runson r WHERE r.offering_id = o.id
           AND r.started_on <= %(day)s AND (r.ended_on IS NULL OR r.ended_on > %(day)s)
       ),
       e.drawn_on, e.assessment, e.criteria, e.answers, e.path_to_yes
FROM vetting_offering o
JOIN vetting_statusperiod p ON p.offering_id = o.id
    AND p.starts_on <= %(day)s AND (p.ends_on IS NULL OR p.ends_on >= %(day)s)
LEFT JOIN vetting_explanation e ON e.offering_id = o.id AND e.policy_sha256 = %(rules)s
    AND e.drawn_on <= %(day)s AND (e.holds_until IS NULL OR e.holds_until >= %(day)s)
WHERE o.slug = %(slug)s
"""
CHAIN = """
SELECT p.slug, p.name, o.name, o.kind, p.status, p.reason, p.valid_until
FROM vetting_runson r
JOIN vetting_offering o ON o.id = r.upstream_id
JOIN vetting_statusperiod p ON p.offering_id = o.id
    AND p.starts_on <= %(day)s AND (p.ends_on IS NULL OR p.ends_on >= %(day)s)
WHERE r.offering_id = %(offering)s
    AND r.started_on <= %(day)s AND (r.ended_on IS NULL OR r.ended_on > %(day)s)
ORDER BY p.name, o.id
"""
TOLD = (
    "pk",
    "plan",
    "aliases",
    "login_domains",
    "out_of_scope",
    "category",
    "modalities",
    "slug",
    "status",
    "because",
    "document",
    "override",
)
LINK = ("slug", "name", "plan", "kind", "status", "reason", "valid_until")


@dataclass(frozen=True, slots=True)
class InFull:
    """One offering on a day. `aliases`, `login_domains`, `modalities`, `override` are JSON texts.

    `explained` is there where an explanation holds, with the day on which it was drawn.
    """

    pk: int
    plan: str
    aliases: str
    login_domains: str
    out_of_scope: str
    category: str
    modalities: str
    slug: str
    status: str
    because: str
    document: str
    override: str | None
    runs_on_any: bool
    drawn_on: date | None
    explained: Explained | None


def in_full(slug: str, day: date, rules: str) -> InFull | None:
    """The offering of that slug on `day`, and what explains it by these rules (their SHA-256)."""
    found = _rows(OFFERING, day, slug=slug, rules=rules)
    if not found:
        return None
    told = dict(zip(TOLD, found[0], strict=False))
    runs_on_any, drawn_on, *texts = found[0][len(TOLD) :]
    return InFull(
        **told,
        runs_on_any=bool(runs_on_any),
        drawn_on=_day(drawn_on),
        explained=Explained(*texts) if drawn_on else None,
    )


def chain_of(offering: int, day: date) -> list[dict[str, Any]]:
    """What it runs on directly on `day`, each with what is told of it. One query."""
    rows = _rows(CHAIN, day, offering=offering)
    return [{**dict(zip(LINK, row, strict=True)), "valid_until": _day(row[-1])} for row in rows]


def _rows(query: str, day: date, **given: str | int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"day": connection.ops.adapt_datefield_value(day), **given})
        return cursor.fetchall()


def _day(value: date | str | None) -> date | None:
    """SQLite keeps days as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value
