"""How the preview of an import is laid out: row by row, what is wrong first, then what changes."""

from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator

from vetting.services.exchange.plans import Plan, Planned, Problem

ROWS_ON_A_PAGE = 200


@dataclass(slots=True)
class Entry:
    """One row of the file as the preview shows it."""

    row: int
    planned: Planned | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def kind(self) -> str:
        if self.problems:
            return "wrong"
        return "new" if self.planned and self.planned.is_new else "changed"


def page_of(plan: Plan, number: str | None) -> Page:
    """One page of the rows that are wrong, new or changed; unchanged ones are only counted."""
    entries = {one.row: Entry(one.row, one) for one in plan.rows}
    for problem in plan.problems:
        entries.setdefault(problem.row, Entry(problem.row)).problems.append(problem)
    ordered = sorted(entries.values(), key=lambda entry: (not entry.problems, entry.row))
    return Paginator(ordered, ROWS_ON_A_PAGE).get_page(number)
