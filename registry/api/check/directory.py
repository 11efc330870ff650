"""Whom the names, slugs and hosts of a whole batch mean: read from the database in four queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Value

from registry.api.check.items import Item
from registry.api.check.near import Near, near_names
from registry.api.parameters import SLUG
from registry.api.rows import TOLD, Row, rows_on
from vetting.models import LookupName, Offering, Tool
from vetting.models.naming import host_and_parents, host_of, name_key

HOST = LookupName.What.HOST.value
NAME = LookupName.What.NAME.value
# Longer host names exist, but none that anybody signs in on; it bounds the query for a batch.
MOST_LABELS = 8
NAMED = ("offering_id", "slug", "name", "plan", "aliases", "tool_id", "tool_name", "tool_aliases")
COLUMNS = (*NAMED, *TOLD, "kind", "category", "modalities", "document")

Ids = frozenset[int]


@dataclass(frozen=True, slots=True)
class Found:
    """The offerings that a text means, and whether it said their name and not an alias."""

    ids: Ids
    exact: bool = True


@dataclass(slots=True)
class Directory:
    """All that the matching of one batch needs to know."""

    rows: dict[int, Row] = field(default_factory=dict)
    of_tool: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    entries: dict[str, list[tuple[str, int, int | None]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    tool_slugs: dict[str, int] = field(default_factory=dict)
    offering_slugs: dict[str, int] = field(default_factory=dict)
    slugged_tools: set[int] = field(default_factory=set)
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
    return host_of(text) if "\\" not in text else ""


def open_directory(items: Iterable[Item], day: date) -> Directory:
    """Look up everything that the items say. Four queries, five where something is unknown."""
    items = [item for item in items if not item.errors]
    texts = {t for item in items for t in (item.tool, item.offering) if t}
    hosts = {h for item in items for h in (item.domain, item.url, host_in(item.tool)) if h}
    found = Directory()
    keys = {name_key(t) for t in texts} | {h for host in hosts for h in hosts_of(host)}
    names = LookupName.objects.filter(key__in=keys - {""})
    for key, what, tool, offering in names.values_list("key", "what", "tool_id", "offering_id"):
        found.entries[key].append((what, tool, offering))
    unnamed = {text for text in texts if name_key(text) not in found.entries}
    _look_up_slugs(found, unnamed | {item.offering for item in items})
    found.near = near_names(text for text in texts | hosts if not _known(found, text))
    _read_rows(found, day)
    return found


def _look_up_slugs(found: Directory, texts: set[str]) -> None:
    slugs = {text.lower() for text in texts if SLUG.match(text.lower())}
    if not slugs:
        return
    tools = Tool.objects.filter(slug__in=slugs).values_list("slug", "pk", Value(0))
    offerings = Offering.objects.filter(slug__in=slugs).values_list("slug", "tool_id", F("pk"))
    for slug, tool, offering in tools.union(offerings, all=True):
        if offering:
            found.offering_slugs[slug] = offering
        else:
            found.tool_slugs[slug] = tool
        found.slugged_tools.add(tool)


def _known(found: Directory, text: str) -> bool:
    slug, host = text.lower(), host_in(text)
    return (
        name_key(text) in found.entries
        or slug in found.tool_slugs
        or slug in found.offering_slugs
        or any(key in found.entries for key in (hosts_of(host) if host else ()))
    )


def _read_rows(found: Directory, day: date) -> None:
    """Every offering of every tool that was named, for a plan is looked for beside its siblings."""
    tools = {tool for entries in found.entries.values() for _, tool, _ in entries}
    tools |= found.slugged_tools
    tools |= {name.tool for names in found.near.values() for name in names}
    rows = rows_on(day, COLUMNS).filter(offering__tool__in=tools)
    for row in rows.order_by("name", "offering_id"):
        found.rows[row["offering_id"]] = row
        found.of_tool[row["tool_id"]].append(row["offering_id"])
