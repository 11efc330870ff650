"""The result of each item in words and as JSON: what many items share is written once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from registry.api.alternatives import alternative
from registry.api.check.directory import Directory
from registry.api.check.items import Item
from registry.api.check.judging import Judge, is_refused
from registry.api.check.matching import How, Match, match
from registry.api.rows import Row
from registry.api.shapes import Shown, day, is_usable, named, reasons_of
from registry.api.written import a_list, an_object
from vetting.scoring.use import Approval, Permission
from vetting.scoring.vocabulary import Ceiling
from vetting.scoring.written import written

UNREADABLE = "This item could not be answered: see its errors."
UNKNOWN = "Nothing is known by this name: ask the studio contact before using it."
PERHAPS = "These may have been meant; ask again with the right name."
MOST_REASONS = 5


@dataclass(frozen=True, slots=True)
class Results:
    """One result for each item, in their order, as a list in JSON; how often each answer."""

    text: str
    summary: dict[str, int]


def results(items: Iterable[Item], directory: Directory, judge: Judge, shown: Shown) -> Results:
    """Items that differ in nothing but their `ref` are answered together."""
    refs = [(item.ref, replace(item, ref=None)) for item in items]
    matches = {item: match(item, directory) for item in dict.fromkeys(item for _, item in refs)}
    judge.gather_pool(matches.values())
    writer = Writer(judge, shown, written(_approvals(judge.approvals())))
    found = {item: writer.result(matched) for item, matched in matches.items()}
    counts = Counter(found[item][0] for _, item in refs)
    return Results(
        a_list(f'{{"ref":{written(ref)},{found[item][1][1:]}' for ref, item in refs),
        {answer.value: counts[answer] for answer in reversed(Permission)},
    )


@dataclass(slots=True)
class Writer:
    """Writes the results of one call, all but their `ref`."""

    judge: Judge
    shown: Shown
    approvals: str
    _lists: dict[str, str] = field(default_factory=dict)
    _candidates: dict[int, str] = field(default_factory=dict)
    _alternatives: dict[int, str] = field(default_factory=dict)

    def result(self, match: Match) -> tuple[Permission, str]:
        """The answer, and the whole as JSON."""
        if not match.rows:
            return Permission.ESCALATE, self._without_offering(match)
        row = self.judge.worst(match.rows)
        answer, permitted = self.judge.answer_to(match, row), self.judge.permitted(row)
        # Where only the plan is unknown, the known ones are the way forward.
        refused = is_refused(self.judge.answer(row))
        return answer, an_object(
            {
                "match": written(match.how.value),
                "answer": written(answer.value),
                "offering": an_object(_named(row, self.shown)),
                "why": a_list(map(written, [*_which(row, match), *_why(row, permitted.why)])),
                "conditions": self._rewritten(row["conditions"]) if is_usable(row) else "[]",
                "ceiling": written(row["ceiling"]),
                "approvals": self.approvals,
                "alternatives": self._instead(row, match) if refused else "[]",
                "candidates": self._listed(match.rows) if match.how is How.AMBIGUOUS else "[]",
                "valid_until": written(day(row["valid_until"])),
                "errors": "[]",
            }
        )

    def _without_offering(self, match: Match) -> str:
        """Nothing matched, or the item cannot be read: either way nobody has said yes."""
        why = [UNREADABLE] if match.errors else [UNKNOWN, *([PERHAPS] if match.near else [])]
        return an_object(
            {
                "match": written(How.NONE.value),
                "answer": written(Permission.ESCALATE.value),
                "offering": "null",
                "why": written(why),
                "conditions": "[]",
                "ceiling": written(Ceiling.NONE.value),
                "approvals": self.approvals,
                "alternatives": "[]",
                "candidates": self._listed(match.near),
                "valid_until": "null",
                "errors": written([{"field": name, "detail": text} for name, text in match.errors]),
            }
        )

    def _rewritten(self, stored: str) -> str:
        """A list that the database kept as JSON in its own way; many offerings have the same."""
        if stored not in self._lists:
            self._lists[stored] = written(json.loads(stored))
        return self._lists[stored]

    def _instead(self, row: Row, match: Match) -> str:
        return a_list(self._alternative(other) for other in self.judge.instead_of(row, match))

    def _alternative(self, row: Row) -> str:
        key = row["offering_id"]
        if key not in self._alternatives:
            shown = alternative(row, self.judge.answer(row), self.shown)
            self._alternatives[key] = written(shown)
        return self._alternatives[key]

    def _listed(self, rows: Iterable[Row]) -> str:
        return a_list(self._candidate(row) for row in rows)

    def _candidate(self, row: Row) -> str:
        key = row["offering_id"]
        if key not in self._candidates:
            kind, answer = written(row["kind"]), written(self.judge.answer(row).value)
            named = _named(row, self.shown)
            self._candidates[key] = an_object({**named, "kind": kind, "answer": answer})
        return self._candidates[key]


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


def _why(row: Row, judged: Iterable[str]) -> list[str]:
    """The judgement in words, then the reasons that decided it, each said once."""
    reasons = reasons_of(row)[:MOST_REASONS]
    said = [*judged, *(reason["text"] for reason in reasons)]
    return list(dict.fromkeys(text for text in said if text))


def _named(row: Row, shown: Shown) -> dict[str, str]:
    return {name: written(text) for name, text in named(row, shown).items()}


def _approvals(approvals: Iterable[Approval]) -> list[Row]:
    return [{"area": a.area.value, "text": a.text, "held": a.held} for a in approvals]
