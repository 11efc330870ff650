"""Whom the names, slugs and hosts of a whole batch mean: read in three queries at most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from registry.api.check.items import Item
from registry.api.lists.parameters import SLUG
from registry.api.rows import Row
from vetting.models import LookupName
from vetting.models.lookups import OFFERING_SLUG, TOOL_SLUG, named, plans_of
from vetting.models.naming import host_and_parents, host_of, name_key
from vetting.models.near import Near, near_names

HOST = LookupName.What.HOST.value
NAME = LookupName.What.NAME.value
# Longer host names exist, but none that anybody signs in on; it bounds the query for a batch.
MOST_LABELS = 8

Ids = frozenset[int]


@dataclass(frozen=True, slots=True)
class Found:
    """The offerings that a text means, and whether it said their name and not an alias."""

    ids: Ids
    exact: bool = True


@dataclass(slots=True)
class Directory:
    """All that the matching of one batch needs to know; `rows` are in the order of names."""

    rows: dict[int, Row] = field(default_factory=dict)
    place: dict[int, int] = field(default_factory=dict)
    of_tool: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    entries: dict[str, list[tuple[str, int, int | None]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    tool_slugs: dict[str, int] = field(default_factory=dict)
    offering_slugs: dict[str, int] = field(default_factory=dict)
    near: dict[str, list[Near]] = field(default_factory=dict)

    def named(self, text: str) -> Found | None:
        """By name, or else by alias: a name beats the aliases of others."""
        entries = [e for e in self.entries.get(name_key(text), ()) if e[0] != HOST]
        names = [e for e in entries if e[0] == NAME]
        return self._found(names or entries, exact=bool(names))

    def served(self, host: str) -> Found | None:
        """By the most specific of the host and its parents that anybody uses."""
        for key in hosts_of(host):
            found = self._found([e for e in self.entries.get(key, ()) if e[0] == HOST], exact=True)
            if found:
                return found
        return None

    def slugged(self, text: str) -> Found | None:
        """By the slug of an offering, or else of a tool."""
        slug = text.lower()
        if slug in self.offering_slugs:
            return Found(frozenset({self.offering_slugs[slug]}))
        tool = self.tool_slugs.get(slug)
        return Found(frozenset(self.of_tool[tool])) if tool and self.of_tool[tool] else None

    def near_rows(self, text: str) -> list[Row]:
        """The offerings that a text may have meant, the nearest first."""
        ids: dict[int, None] = {}
        for name in self.near.get(text, ()):
            ids |= dict.fromkeys([name.offering] if name.offering else self.of_tool[name.tool])
        return [self.rows[key] for key in ids if key in self.rows]

    def in_order(self, ids: Ids) -> tuple[Row, ...]:
        return tuple(self.rows[key] for key in sorted(ids, key=self.place.__getitem__))

    def _found(
        self, entries: Iterable[tuple[str, int, int | None]], *, exact: bool
    ) -> Found | None:
        ids: set[int] = set()
        for _, tool, offering in entries:
            ids |= {offering} if offering else set(self.of_tool[tool])
        known = frozenset(key for key in ids if key in self.rows)
        return Found(known, exact) if known else None


def hosts_of(host: str) -> list[str]:
    """The host and its parents, as far up as anybody could use them."""
    return list(host_and_parents(".".join(host.split(".")[-MOST_LABELS:])))


def host_in(text: str) -> str:
    """The host in a tool's name that is one, such as chatgpt.com; "" for other names."""
    return host_of(text) if "." in text and "\\" not in text else ""


def open_directory(items: Iterable[Item], day: date) -> Directory:
    """Look up everything that the items say. Two queries, three where something is unknown."""
    items = [item for item in items if not item.errors]
    texts = {t for item in items for t in (item.tool, item.offering) if t}
    hosts = {h for item in items for h in (item.domain, item.url, host_in(item.tool)) if h}
    found = Directory()
    if not items:
        return found
    tools = _look_up(found, texts, hosts)
    found.near = near_names(text for text in texts | hosts if not _known(found, text))
    tools |= {name.tool for names in found.near.values() for name in names}
    _read_rows(found, tools, day)
    return found


def _look_up(found: Directory, texts: set[str], hosts: set[str]) -> set[int]:
    """Fill in whom the texts and hosts name, and return the tools of all that they name."""
    keys = {name_key(text) for text in texts} | {key for host in hosts for key in hosts_of(host)}
    slugs = {text.lower() for text in texts if SLUG.match(text.lower())}
    tools = set()
    for text, what, tool, offering in named(keys - {""}, slugs):
        tools.add(tool)
        if what == TOOL_SLUG:
            found.tool_slugs[text] = tool
        elif what == OFFERING_SLUG and offering:
            found.offering_slugs[text] = offering
        else:
            found.entries[text].append((what, tool, offering))
    return tools


def _known(found: Directory, text: str) -> bool:
    slug, host = text.lower(), host_in(text)
    return (
        name_key(text) in found.entries
        or slug in found.tool_slugs
        or slug in found.offering_slugs
        or any(key in found.entries for key in (hosts_of(host) if host else ()))
    )


def _read_rows(found: Directory, tools: set[int], day: date) -> None:
    """Every offering of every tool that was named, for a plan is looked for beside its siblings."""
    rows = plans_of(tools, day) if tools else []
    for place, row in enumerate(rows):
        found.rows[row["offering_id"]] = row
        found.place[row["offering_id"]] = place
        found.of_tool[row["tool_id"]].append(row["offering_id"])
