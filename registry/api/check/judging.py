"""What the status permits for this use: the answer of each offering, and what to use instead."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from registry.api.check.matching import Match
from registry.api.rows import Row
from vetting.models.alternatives import best_first, but_not
from vetting.scoring.status import Status
from vetting.scoring.use import (
    Approval,
    Permission,
    Permitted,
    Use,
    answer_for,
    approvals_for,
    permission,
)
from vetting.scoring.vocabulary import Ceiling, StatusReason, Verdict

ESCALATE_RANK = Permission.ESCALATE.rank


@dataclass(slots=True)
class Judge:
    """Answers for one use. What many items share is found out once for all of them.

    `at_hand` gives the best usable offerings of categories, and is asked for all needed at once.
    """

    use: Use
    at_hand: Callable[[Iterable[str]], Mapping[str, list[Row]]]
    pool: Mapping[str, list[Row]] = field(default_factory=dict)
    _answers: dict[tuple[str, str], Permission] = field(default_factory=dict)
    _instead: dict[tuple[str, str], list[Row]] = field(default_factory=dict)

    def answer(self, row: Row) -> Permission:
        key = row["status"], row["ceiling"]
        if key not in self._answers:
            self._answers[key] = answer_for(Verdict(key[0]), Ceiling(key[1]), self.use)
        return self._answers[key]

    def permitted(self, row: Row) -> Permitted:
        """The answer with its reasons, of a row that says why."""
        told = Status(
            Verdict(row["status"]), StatusReason.DECIDED, row["because"], Ceiling(row["ceiling"])
        )
        return permission(told, self.use)

    def approvals(self) -> tuple[Approval, ...]:
        return approvals_for(self.use)

    def worst(self, rows: Iterable[Row]) -> Row:
        return min(
            rows,
            key=lambda r: (
                self.answer(r).rank,
                Verdict(r["status"]).rank,
                r["name"],
                r["slug"],
            ),
        )

    def answer_to(self, match: Match, row: Row) -> Permission:
        """The answer to an item: that of the worst it may mean, and of no plan that is unknown."""
        answers = [self.answer(row), *([Permission.ESCALATE] if match.unknown_plan else [])]
        return min(answers, key=lambda answer: answer.rank)

    def gather_pool(self, matches: Iterable[Match]) -> None:
        """Fetch what may be used instead of all that is refused. One query at most."""
        rows = {row["offering_id"]: row for match in matches for row in match.rows}
        needy = {r["category"] for r in rows.values() if is_refused(self.answer(r))}
        self.pool = self.at_hand(needy) if needy else {}

    def instead_of(self, row: Row, match: Match) -> list[Row]:
        """At most five offerings of other names."""
        key = row["category"], row["modalities"]
        if key not in self._instead:
            pool, made = self.pool.get(row["category"], ()), json.loads(row["modalities"])
            self._instead[key] = best_first(pool, made, self.answer)
        return but_not({other["offering_id"] for other in match.rows}, self._instead[key])


def is_refused(answer: Permission) -> bool:
    return answer.rank <= ESCALATE_RANK
