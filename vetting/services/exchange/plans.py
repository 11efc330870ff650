"""What an import would do, worked out before anything is written, and all that is wrong."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from vetting.services.exchange.cells import one_text
from vetting.services.exchange.files_in import Grid
from vetting.services.refusals import Refused


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell, or with a whole row where `column` is empty."""

    row: int
    column: str
    why: str


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one row: what the registry holds, and what the file says."""

    name: str
    was: object
    now: object

    @property
    def shown(self) -> tuple[str, str]:
        return one_text(self.was), one_text(self.now)


@dataclass(frozen=True, slots=True)
class Planned:
    """A row that would be written. `values` is what the writer needs of it."""

    row: int
    label: str
    is_new: bool
    changes: list[Change]
    values: Any = None


@dataclass
class Plan:
    """All of a file. It can be carried out only without a problem."""

    what: str
    rows: list[Planned] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def new(self) -> int:
        return sum(row.is_new for row in self.rows)

    @property
    def changed(self) -> int:
        return len(self.rows) - self.new

    @property
    def wrong(self) -> int:
        """How many rows have something wrong with them."""
        return len({problem.row for problem in self.problems})

    @cached_property
    def digest(self) -> str:
        """Another file, or another state of what it would change, has another one."""
        said = [
            [row.label, row.is_new, [[c.name, *c.shown] for c in row.changes]] for row in self.rows
        ]
        text = json.dumps([self.what, said, self.unchanged], ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did, or would do, beyond the rows themselves."""

    new: int
    changed: int
    suspended: list[str]
    reviews: list[str]


@dataclass(frozen=True, slots=True)
class ColumnHelp:
    """What a page says of one column: whether it must be there, and what to write into it."""

    name: str
    required: bool
    text: str
    example: str


def refuse_columns(
    grid: Grid, columns: Iterable[ColumnHelp], reading_only: Mapping[str, str] | Iterable[str]
) -> list[str]:
    """Raise Refused for columns that nobody knows or that are missing; the ones passed over."""
    known = {column.name: column for column in columns}
    passed = [name for name in grid.columns if name in set(reading_only)]
    problems = [
        ("file", f"The column {name} is not known here. Known are: {', '.join(known)}.")
        for name in grid.columns
        if name not in known and name not in passed
    ]
    problems += [
        ("file", f"The column {column.name} is missing.")
        for column in known.values()
        if column.required and column.name not in grid.columns
    ]
    if problems:
        raise Refused(problems)
    return passed
