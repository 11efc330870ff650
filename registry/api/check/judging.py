"""The answer to each item: what the status permits for this use, why, and what to use instead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from registry.api.alternatives import alternative, alternatives_to, usable_in
from registry.api.check.items import Item
from registry.api.check.matching import How, Match
from registry.api.freshness import Stamp
from registry.api.rows import Row, told
from registry.api.shapes import Shown, day, is_usable, reasons_of
from vetting.scoring.use import Approval, Permission, Permitted, Use, approvals_for, permission
from vetting.scoring.vocabulary import Ceiling

UNREADABLE = "This item could not be answered: see its errors."
UNKNOWN = "Nothing is known by this name: ask the studio contact before using it."
PERHAPS = "These may have been meant; ask again with the right name."
MOST_REASONS = 5


@dataclass(slots=True)
class Judge:
    """Answers the items of one call; each offering is judged once for all of them."""

    use: Use
    shown: Shown
    pool: list[Row] = field(default_factory=list)
    judged: dict[int, Permitted] = field(default_factory=dict)

    def permitted(self, row: Row) -> Permitted:
        key = row["offering_id"]
        if key not in self.judged:
            self.judged[key] = permission(told(row), self.use)
        return self.judged[key]

    def answer(self, row: Row) -> Permission:
        return self.permitted(row).permission

    def worst(self, rows: Iterable[Row]) -> Row:
        return min(
            rows,
            key=lambda r: (self.answer(r).rank, told(r).verdict.rank, r["name"], r["slug"]),
        )


def results(
    items: Iterable[Item], matches: list[Match], judge: Judge, on: date, stamp: Stamp
) -> list[Row]:
    """One result for each item, in their order. One query for all alternatives, if any."""
    rows = {row["offering_id"]: row for match in matches for row in match.rows}
    needy = {r["category"] for r in rows.values() if judge.answer(r).rank <= ESCALATE_RANK}
    judge.pool = usable_in(needy, on, stamp) if needy else []
    return [_result(item, match, judge) for item, match in zip(items, matches, strict=True)]


ESCALATE_RANK = Permission.ESCALATE.rank


def summary(found: Iterable[Row]) -> dict[str, int]:
    counts = Counter(result["answer"] for result in found)
    return {answer.value: counts[answer.value] for answer in reversed(Permission)}


def _result(item: Item, match: Match, judge: Judge) -> Row:
    if not match.rows:
        return _without_offering(item, match, judge)
    row = judge.worst(match.rows)
    answer = judge.answer(row)
    if match.unknown_plan:
        answer = min(answer, Permission.ESCALATE, key=lambda p: p.rank)
    refused = answer.rank <= ESCALATE_RANK
    return {
        "ref": item.ref,
        "match": match.how.value,
        "answer": answer.value,
        "offering": _named(row, judge.shown),
        "why": [*_which(row, match), *_why(row, judge)],
        "conditions": row["conditions"] if is_usable(row) else [],
        "ceiling": row["ceiling"],
        "approvals": _approvals(judge.permitted(row).approvals),
        "alternatives": _alternatives(row, match, judge) if refused else [],
        "candidates": _candidates(match.rows, judge) if match.how is How.AMBIGUOUS else [],
        "valid_until": day(row["valid_until"]),
        "errors": [],
    }


def _without_offering(item: Item, match: Match, judge: Judge) -> Row:
    """Nothing matched, or the item cannot be read: either way nobody has said yes."""
    why = [UNREADABLE] if match.errors else [UNKNOWN, *([PERHAPS] if match.near else [])]
    return {
        "ref": item.ref,
        "match": How.NONE.value,
        "answer": Permission.ESCALATE.value,
        "offering": None,
        "why": why,
        "conditions": [],
        "ceiling": Ceiling.NONE.value,
        "approvals": _approvals(approvals_for(judge.use)),
        "alternatives": [],
        "candidates": _candidates(match.near, judge),
        "valid_until": None,
        "errors": [{"field": name, "detail": detail} for name, detail in match.errors],
    }


def _which(row: Row, match: Match) -> list[str]:
    """For several offerings: which one this answer is of."""
    if match.how is not How.AMBIGUOUS:
        return []
    said = []
    if match.unknown_plan:
        said.append(f"No plan called {match.unknown_plan} is known here, so nobody has vetted it.")
    if len(match.rows) > 1:
        said.append(
            f"The answer depends on the plan: {len(match.rows)} offerings go by this name. "
            f"This is the answer of the worst of them, {row['name']}; name the plan."
        )
    return said


def _why(row: Row, judge: Judge) -> list[str]:
    """The judgement in words, then the reasons that decided it, each said once."""
    reasons = reasons_of(row)[:MOST_REASONS]
    said = [*judge.permitted(row).why, *(reason["text"] for reason in reasons)]
    return list(dict.fromkeys(text for text in said if text))


def _alternatives(row: Row, match: Match, judge: Judge) -> list[Row]:
    apart_from = {other["offering_id"] for other in match.rows}
    best = alternatives_to(row, judge.pool, judge.answer, apart_from=apart_from)
    return [alternative(other, judge.answer(other), judge.shown) for other in best]


def _candidates(rows: Iterable[Row], judge: Judge) -> list[Row]:
    return [
        {**_named(row, judge.shown), "kind": row["kind"], "answer": judge.answer(row).value}
        for row in rows
    ]


def _named(row: Row, shown: Shown) -> dict[str, Any]:
    return {
        "slug": row["slug"],
        "name": row["name"],
        "status": row["status"],
        "url": shown.url("offerings", row["slug"]),
    }


def _approvals(approvals: Iterable[Approval]) -> list[Row]:
    return [{"area": a.area.value, "text": a.text, "held": a.held} for a in approvals]
