"""Which offerings an item means: exactly one, one by an alias, several, or none. Never a guess."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from registry.api.check.directory import Directory, Found, host_in
from registry.api.check.items import Item
from registry.api.door.problems import Error
from registry.api.rows import Row
from vetting.models.naming import name_key

MOST_NEAR = 10


class How(StrEnum):
    """How sure it is which offering was meant."""

    EXACT = "exact"
    ALIAS = "alias"
    AMBIGUOUS = "ambiguous"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Match:
    """The offerings meant; `unknown_plan` where none of them is called what the item says."""

    how: How
    rows: tuple[Row, ...] = ()
    near: tuple[Row, ...] = ()
    unknown_plan: str = ""
    errors: tuple[Error, ...] = ()


def match(item: Item, directory: Directory) -> Match:
    """Every field given must mean the same offerings; the plan then picks among them."""
    if item.errors:
        return Match(How.NONE, errors=item.errors)
    said = dict(_said(item, directory))
    known = {name: found for name, found in said.items() if found}
    if not known:
        return Match(How.NONE, near=_near(said, item, directory))
    errors = [(name, _unheard(name)) for name in said if name not in known]
    ids = frozenset.intersection(*(found.ids for found in known.values()))
    if not ids:
        errors.append((list(known)[-1], f"This contradicts {' and '.join(list(known)[:-1])}."))
    if errors:
        return Match(How.NONE, errors=tuple(errors))
    rows = directory.in_order(ids)
    exact = all(found.exact for found in known.values())
    found = Match(_how(rows, exact), rows)
    return _with_plan(found, item, exact) if item.plan else found


def _said(item: Item, directory: Directory) -> Iterator[tuple[str, Found | None]]:
    if item.offering:
        yield "offering", directory.slugged(item.offering) or directory.named(item.offering)
    if item.tool:
        host = host_in(item.tool)
        yield (
            "tool",
            directory.named(item.tool)
            or (directory.served(host) if host else None)
            or directory.slugged(item.tool),
        )
    if item.domain:
        yield "domain", directory.served(item.domain)
    if item.url:
        yield "url", directory.served(item.url)


def _how(rows: tuple[Row, ...], exact: bool) -> How:
    if len(rows) > 1:
        return How.AMBIGUOUS
    return How.EXACT if exact else How.ALIAS


def _with_plan(found: Match, item: Item, exact: bool) -> Match:
    """The offerings of that plan. An unknown plan of a named offering contradicts it."""
    named = tuple(row for row in found.rows if name_key(item.plan) in plan_names(row))
    rows = named or tuple(row for row in found.rows if _is_plan_alias(item.plan, row))
    if rows:
        return Match(_how(rows, exact and bool(named)), rows)
    if item.offering and found.how is not How.AMBIGUOUS:
        return Match(How.NONE, errors=(("plan", "The offering named here is of another plan."),))
    return replace(found, how=How.AMBIGUOUS, unknown_plan=item.plan)


def plan_names(row: Row) -> set[str]:
    """The keys of what a plan is called in full."""
    return {name_key(text) for text in (row["plan"], row["name"], row["slug"])}


def _is_plan_alias(plan: str, row: Row) -> bool:
    """By an alias of the plan, alone or with the tool's name before it: "Plus", "ChatGPT Plus"."""
    aliases = {name_key(alias) for alias in json.loads(row["aliases"])}
    tools = ["", row["tool_name"], *json.loads(row["tool_aliases"])]
    said = {name_key(f"{tool} {plan}") for tool in tools}
    return not said.isdisjoint(aliases | plan_names(row))


def _near(said: dict[str, Found | None], item: Item, directory: Directory) -> tuple[Row, ...]:
    near = [row for name in said for row in directory.near_rows(getattr(item, name))]
    return tuple({row["offering_id"]: row for row in near}.values())[:MOST_NEAR]


def _unheard(name: str) -> str:
    if name in {"domain", "url"}:
        return "Nothing known here is used on this host; the other fields name something else."
    return "Nothing is known by this name; the other fields name something else."
