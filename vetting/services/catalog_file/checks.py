"""Whether a catalogue file can be imported: every problem at once, each with its place."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from vetting.models import Offering, RunsOn, Tool, Vendor
from vetting.models.catalogue import SLUG, SLUG_PATTERN
from vetting.models.naming import is_bare_host
from vetting.scoring.policy import Policy as Rules
from vetting.scoring.vocabulary import Kind
from vetting.services.answer_checks import (
    EvidenceInput,
    answer_problems,
    as_day,
    evidence_problems,
)
from vetting.services.catalog_file.frame import frame_problems
from vetting.services.catalog_file.reading import SECTIONS, entries
from vetting.services.catalog_file.shapes import (
    ANSWER,
    EVIDENCE,
    EVIDENCE_OPTIONAL,
    OFFERING,
    TOOL,
    VENDOR,
    shape_problems,
)
from vetting.services.catalogue import cycle_through

Entry = dict[str, Any]
WEB_ADDRESS = URLValidator(schemes=["http", "https"])
CONFIDENCES = ("high", "medium", "low", "")


@dataclass(slots=True)
class Seen:
    """What the file and the registry hold, as slugs only: its size does not grow with answers."""

    known: dict[str, set[str]]
    known_plans: dict[tuple[str, str], str]
    in_file: dict[str, set[str]] = field(default_factory=lambda: {s: set() for s in SECTIONS})
    plans: set[tuple[str, str]] = field(default_factory=set)
    links: dict[str, set[str]] = field(default_factory=dict)

    def has(self, section: str, slug: object) -> bool:
        return slug in self.in_file[section] or slug in self.known[section]


def catalog_problems(path: Path, rules: Rules, today: date) -> tuple[list[str], int]:
    """Every problem of the file, and how many offerings it holds. Raises BrokenFile."""
    found = frame_problems(path)
    if found:
        return found, 0
    plans = Offering.objects.values_list("tool__slug", "name", "slug")
    seen = Seen(_known(), {(tool, name): slug for tool, name, slug in plans.iterator()})
    for place, entry in _numbered(path, "vendors"):
        found += [f"{place}: {why}" for why in _vendor(entry, seen)]
    for place, entry in _numbered(path, "tools"):
        found += [f"{place}: {why}" for why in _tool(entry, seen)]
    count = 0
    for place, entry in _numbered(path, "offerings"):
        count += 1
        found += [f"{place}: {why}" for why in _offering(entry, seen, rules, today)]
    return found + _chain_problems(seen), count


def evidence_input(entry: Entry) -> EvidenceInput:
    """The evidence of an answer whose shape was checked."""
    return EvidenceInput(
        kind=entry["kind"],
        title=entry["title"],
        url=entry.get("url") or "",
        seen_on=date.fromisoformat(entry["seen_on"]),
        document_date=as_day(entry.get("document_date")),
        expires_on=as_day(entry.get("expires_on")),
        undated=entry["undated"],
    )


def _known() -> dict[str, set[str]]:
    return {
        "vendors": set(Vendor.objects.values_list("slug", flat=True)),
        "tools": set(Tool.objects.values_list("slug", flat=True)),
        "offerings": set(Offering.objects.values_list("slug", flat=True)),
        "tenants": set(Offering.objects.exclude(tenant_of=None).values_list("slug", flat=True)),
    }


def _numbered(path: Path, section: str) -> Iterator[tuple[str, object]]:
    for number, entry in entries(path, section):
        slug = entry.get("slug") if isinstance(entry, dict) else None
        yield f"{section}[{number}]" + (f" {slug!r}" if isinstance(slug, str) else ""), entry


def _slug(entry: Any, section: str, seen: Seen) -> list[str]:
    """Also noted where the rest of the entry is wrong, so that what names it is not blamed."""
    slug = entry.get("slug") if isinstance(entry, dict) else None
    if not isinstance(slug, str):
        return []
    if slug in seen.in_file[section]:
        return ["slug: appears twice in the file"]
    seen.in_file[section].add(slug)
    return [] if not slug or re.match(SLUG_PATTERN, slug) else [f"slug: {SLUG.message}"]


def _vendor(entry: Any, seen: Seen) -> list[str]:
    found = [*_slug(entry, "vendors", seen), *(wrong := shape_problems(entry, VENDOR))]
    return found if wrong else [*found, *_url(entry["website"], "website")]


def _tool(entry: Any, seen: Seen) -> list[str]:
    found = [*_slug(entry, "tools", seen), *(wrong := shape_problems(entry, TOOL))]
    if wrong:
        return found
    if not seen.has("vendors", entry["vendor"]):
        found.append(f"vendor: there is no vendor {entry['vendor']!r}")
    return [*found, *_hosts(entry["domains"], "domains")]


def _offering(entry: Any, seen: Seen, rules: Rules, today: date) -> list[str]:
    found = [*_slug(entry, "offerings", seen), *(wrong := shape_problems(entry, OFFERING))]
    if wrong:
        return found
    if entry["slug"] in seen.known["tenants"]:
        found.append("slug: it is our own tenant of a plan, which no catalogue knows of")
    if not seen.has("tools", entry["tool"]):
        found.append(f"tool: there is no tool {entry['tool']!r}")
    if (entry["tool"], entry["name"]) in seen.plans:
        found.append(f"name: this tool already has an offering {entry['name']!r} in the file")
    seen.plans.add((entry["tool"], entry["name"]))
    held_by = seen.known_plans.get((entry["tool"], entry["name"]), entry["slug"])
    if held_by != entry["slug"]:
        found.append(f"name: the registry has it already, as the offering {held_by!r}")
    seen.links[entry["slug"]] = set(entry["runs_on"])
    found += _hosts(entry["login_domains"], "login_domains")
    if entry["kind"] not in set(Kind):
        return [*found, f"kind: {entry['kind']!r} is not a deployment kind"]
    if not isinstance(entry["answers"], list):
        return [*found, "answers: must be a list"]
    return [*found, *_answers(entry, rules, today)]


def _answers(entry: Entry, rules: Rules, today: date) -> Iterator[str]:
    offering, seen = Offering(kind=entry["kind"]), set()
    for number, answer in enumerate(entry["answers"]):
        place = f"answers[{number}]"
        found = shape_problems(answer, ANSWER)
        if not found and answer["criterion"] in seen:
            found = [f"criterion: {answer['criterion']!r} is answered twice"]
        if not found:
            seen.add(answer["criterion"])
            place += f" {answer['criterion']}"
            found = list(_answer(answer, offering, rules, today))
        yield from (f"{place}, {why}" for why in found)


def _answer(answer: Entry, offering: Offering, rules: Rules, today: date) -> Iterator[str]:
    criterion = rules.criteria.get(answer["criterion"])
    if criterion is None:
        yield f"criterion: {answer['criterion']!r} is not a criterion of policy {rules.version}"
    else:
        for why in answer_problems(answer["value"], criterion, offering, today):
            yield f"value: {why}"
    if (answer["confidence"] or "") not in CONFIDENCES:
        yield f"confidence: {answer['confidence']!r} is not one of high, medium, low"
    found = shape_problems(answer["evidence"], EVIDENCE, EVIDENCE_OPTIONAL)
    yield from (f"evidence {why}" for why in found)
    if not found:
        yield from _url(answer["evidence"]["url"], "evidence url")
        given = evidence_input(answer["evidence"])
        yield from (
            f"evidence {name}: {why}" for name, why in evidence_problems(given, rules, today)
        )


def _url(value: str | None, name: str) -> Iterable[str]:
    return [f"{name}: {value!r} is not a web address"] if value and not _is_url(value) else []


@lru_cache(maxsize=1000)
def _is_url(value: str) -> bool:
    try:
        WEB_ADDRESS(value)
    except ValidationError:
        return False
    return True


def _hosts(hosts: list[str], name: str) -> list[str]:
    return [f"{name}: {host!r} is not a bare host name" for host in hosts if not is_bare_host(host)]


def _chain_problems(seen: Seen) -> list[str]:
    found = [
        f"offerings {slug!r}, runs_on: there is no offering {below!r}"
        for slug, belows in seen.links.items()
        for below in sorted(belows)
        if not seen.has("offerings", below)
    ]
    links = dict(seen.links)
    held = RunsOn.objects.filter(ended_on=None)
    for up, below in held.values_list("offering__slug", "upstream__slug"):
        if up not in seen.links:
            links.setdefault(up, set()).add(below)
    cycle = cycle_through(links)
    if cycle:
        found.append(f"runs_on: goes in a circle: {' runs on '.join(cycle)}")
    return found
