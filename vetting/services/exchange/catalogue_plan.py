"""What a file of vendors, tools or offerings would change, and all that is wrong with it.

A column that the file does not have stays as it is; an empty cell empties its field. The number of
queries does not depend on the number of rows.
"""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from vetting.models import Offering, RunsOn
from vetting.services.catalogue import cycle_through
from vetting.services.exchange.catalogue_columns import OFFERINGS, Sheet
from vetting.services.exchange.cells import CellError, read_text, same_lines
from vetting.services.exchange.files_in import Grid, Line
from vetting.services.exchange.plans import Change, Plan, Planned, Problem, refuse_columns
from vetting.services.refusals import problems_of

LINKS = "runs_on"
KEPT_BY_SERVICES = ("full_name", "created_at")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One row as it would be, and what it would run on where the file says so."""

    row: Any
    links: list[str] | None


@dataclass(slots=True)
class Seen:
    """What the registry holds of all that the file names, and what the file has said so far."""

    rows: dict[str, Any]
    parents: dict[str, Any]
    links: dict[str, list[str]] = field(default_factory=dict)
    offerings: set[str] = field(default_factory=set)
    plans: dict[tuple[str, str], str] = field(default_factory=dict)
    slugs: dict[str, int] = field(default_factory=dict)
    wanted_links: dict[str, tuple[int, list[str]]] = field(default_factory=dict)


def plan_rows(grid: Grid, sheet: Sheet, by: User) -> Plan:
    """Raises Refused for a file whose columns make no sense."""
    passed = refuse_columns(grid, sheet.help, sheet.reading_only)
    plan = Plan(sheet.what, notes=list(grid.notes))
    if passed:
        plan.notes.append(f"For reading only, and passed over: {', '.join(passed)}.")
    seen = _seen(grid, sheet)
    for line in grid.lines:
        _plan_line(line, sheet, seen, plan)
    plan.problems += [*_circles(seen), *_not_allowed(plan, sheet, by)]
    plan.problems.sort(key=lambda problem: problem.row)
    return plan


def _plan_line(line: Line, sheet: Sheet, seen: Seen, plan: Plan) -> None:
    values, found = _read(line, sheet)
    slug = str(values.get("slug", ""))
    if slug in seen.slugs:
        found.append(Problem(line.number, "slug", f"{slug} is in row {seen.slugs[slug]} too."))
    seen.slugs.setdefault(slug, line.number)
    row = seen.rows.get(slug)
    is_new = row is None
    if row is None:
        row = sheet.model(slug=slug)
        found += _missing(line, values, sheet, {problem.column for problem in found})
    changes, problems = _put(line, row, values, sheet, seen)
    found += problems or (_invalid(line, row, sheet, seen) if not found else [])
    plan.problems += found
    if changes or is_new:
        label = f"{row.name} ({slug})"
        plan.rows.append(
            Planned(line.number, label, is_new, changes, Wanted(row, values.get(LINKS)))
        )
    else:
        plan.unchanged += not found


def _read(line: Line, sheet: Sheet) -> tuple[dict[str, Any], list[Problem]]:
    values, found = {}, []
    if line.too_many:
        found.append(Problem(line.number, "", "The row has more cells than there are columns."))
    for name, column in sheet.fields.items():
        if name not in line.cells:
            continue
        try:
            read = column.read(line.cells[name])
        except CellError as error:
            found.append(Problem(line.number, name, str(error)))
            continue
        if column.required and not read:
            found.append(Problem(line.number, name, "This cell must not be empty."))
        else:
            values[name] = read
    return values, found


def _missing(line: Line, values: dict[str, Any], sheet: Sheet, told: set[str]) -> list[Problem]:
    why = f"The registry does not have this {sheet.what} yet, and a new one needs this."
    return [
        Problem(line.number, name, why)
        for name, column in sheet.fields.items()
        if column.required and name not in values and name not in told
    ]


def _put(
    line: Line, row: Any, values: dict[str, Any], sheet: Sheet, seen: Seen
) -> tuple[list[Change], list[Problem]]:
    """Set on the row what the file says; what differed, and which other rows it names in vain."""
    changes, found = [], []
    parent = sheet.parent[0] if sheet.parent else ""
    for name, now in values.items():
        if name == "slug":
            continue
        if name == parent:
            was = getattr(row, name).slug if getattr(row, f"{name}_id") else ""
            if now in seen.parents:
                setattr(row, name, seen.parents[now])
            else:
                found.append(Problem(line.number, name, f"There is no {name} {now!r}."))
        elif name == LINKS:
            was, now = seen.links.get(row.slug, []), sorted(now)
            seen.wanted_links[row.slug] = (line.number, now)
            found += _unknown_links(line, row, now, seen)
        else:
            was = getattr(row, name)
            setattr(row, name, now)
        if not same(was, now):
            changes.append(Change(name, was, now))
    return changes, found


def same(was: object, now: object) -> bool:
    if isinstance(was, str) and isinstance(now, str):
        return same_lines(was).strip() == now
    return was == now


def _unknown_links(line: Line, row: Any, links: list[str], seen: Seen) -> list[Problem]:
    return [
        Problem(line.number, LINKS, f"There is no offering {slug!r}.")
        for slug in links
        if slug not in seen.offerings
    ]


def _invalid(line: Line, row: Any, sheet: Sheet, seen: Seen) -> list[Problem]:
    """What the model says of its fields, and names that are taken."""
    parent = [sheet.parent[0]] if sheet.parent else []
    found = []
    try:
        row.clean_fields(exclude=[*parent, *KEPT_BY_SERVICES])
    except ValidationError as error:
        found = [Problem(line.number, name, why) for name, why in problems_of(error)]
    if sheet is OFFERINGS:
        plan = (row.tool.slug, row.name)
        taken = seen.plans.setdefault(plan, row.slug)
        if taken != row.slug:
            why = f"This tool already has an offering of that name: {taken}."
            found.append(Problem(line.number, "name", why))
    return found


def _circles(seen: Seen) -> list[Problem]:
    links = {slug: set(below) for slug, below in seen.links.items()}
    links.update({slug: set(below) for slug, (_, below) in seen.wanted_links.items()})
    cycle = cycle_through(links) if seen.wanted_links else []
    if not cycle:
        return []
    row = min(seen.wanted_links[slug][0] for slug in cycle if slug in seen.wanted_links)
    return [Problem(row, LINKS, f"That would go in a circle: {' runs on '.join(cycle)}.")]


def _not_allowed(plan: Plan, sheet: Sheet, by: User) -> list[Problem]:
    """Somebody may be allowed to change rows and not to add any, or the other way round."""
    verbs = {True: "add", False: "change"}
    return [
        Problem(row.row, "", f"You may not {verbs[row.is_new]} {sheet.plural}.")
        for row in plan.rows
        if not by.has_perm(f"vetting.{verbs[row.is_new]}_{sheet.what}")
    ]


def _seen(grid: Grid, sheet: Sheet) -> Seen:
    named = {name: _named(grid, name) for name in ("slug", LINKS, *(sheet.parent or ())[:1])}
    rows = sheet.model.objects.filter(slug__in=named["slug"])
    if sheet.parent is None:
        return Seen({row.slug: row for row in rows}, {})
    parent, model = sheet.parent
    held = {row.slug: row for row in rows.select_related(parent)}
    parents = model.objects.filter(slug__in=named[parent])
    seen = Seen(held, {row.slug: row for row in parents})
    if sheet is OFFERINGS:
        _see_offerings(seen, named)
    return seen


def _see_offerings(seen: Seen, named: dict[str, set[str]]) -> None:
    plans = Offering.objects.filter(tool__in=[row.pk for row in seen.parents.values()])
    plans |= Offering.objects.filter(tool__in={row.tool_id for row in seen.rows.values()})
    seen.plans = {
        (tool, name): s for tool, name, s in plans.values_list("tool__slug", "name", "slug")
    }
    linked = {part for text in named[LINKS] for part in text.replace(";", "\n").split()}
    known = Offering.objects.filter(slug__in=linked).values_list("slug", flat=True)
    seen.offerings = set(known) | named["slug"]
    links = RunsOn.objects.filter(ended_on=None).order_by("upstream__slug")
    for up, below in links.values_list("offering__slug", "upstream__slug"):
        seen.links.setdefault(up, []).append(below)


def _named(grid: Grid, column: str) -> set[str]:
    """Every name in a column, as far as its cells can be read."""
    found = set()
    for line in grid.lines:
        raw = line.cells.get(column)
        for entry in raw if isinstance(raw, list) else [raw]:
            try:
                found.add(read_text(entry))
            except CellError:
                continue
    return found
