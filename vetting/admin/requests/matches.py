"""What the registry has already that a request may mean: exactly, or by a name like it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from vetting.models import RequestSupporter, Tool, VettingRequest
from vetting.models.known import Entry, known_to
from vetting.models.lookups import Row, plans_of
from vetting.models.naming import name_key, telling_host
from vetting.models.near import near_names
from vetting.scoring.vocabulary import Verdict

MOST = 12
# Others may call it something else; the first few say enough.
MOST_WORDS = 10
HOW = {"name": "its name", "alias": "another name of it", "host": "its host"}
SURER = list(HOW.values())
NEAR = "a name like it"


@dataclass(frozen=True, slots=True)
class Match:
    """An offering, or a tool that has none yet, and by what it was found."""

    how: str
    tool: Tool
    offering: Row | None

    @property
    def status(self) -> str:
        return Verdict(self.offering["status"]).label if self.offering else ""

    @property
    def near(self) -> bool:
        return self.how == NEAR


def matches_of(request: VettingRequest, asking: list[RequestSupporter], today: date) -> list[Match]:
    """Exact matches first. Five queries at most, however many ask."""
    exact = sorted(_exact(request, asking, today), key=lambda entry: SURER.index(entry[0]))
    found = [*exact, *_near(request)]
    tools = {tool for _, tool, _ in found}
    if not tools:
        return []
    rows = plans_of(tools, today)
    held = Tool.objects.select_related("vendor").in_bulk(tools)
    matches: dict[Any, Match] = {}
    for how, tool, offering in found:
        meant = [r for r in rows if r["tool_id"] == tool and offering in (None, r["offering_id"])]
        for row in meant:
            matches.setdefault(row["offering_id"], Match(how, held[tool], row))
        if not meant and offering is None:
            matches.setdefault(f"tool {tool}", Match(how, held[tool], None))
    return list(matches.values())[:MOST]


def _exact(request: VettingRequest, asking: list[RequestSupporter], today: date) -> Iterator[Entry]:
    """By the rule that productions are told by, and for what each of them calls it."""
    wishes = [_asked(request.key, request.tool, request.host)]
    for supporter in asking[:MOST_WORDS]:
        words = supporter.words
        wishes.append(_asked(name_key(words), words, telling_host(supporter.url)))
    known = known_to(wishes, today)
    for wish in wishes:
        for what, tool, offering in known.found(wish):
            yield HOW[what], tool, offering


def _asked(key: str, tool: str, host: str) -> Row:
    return {"key": key, "tool": tool, "host": host, "offering_id": None}


def _near(request: VettingRequest) -> Iterator[Entry]:
    texts = [text for text in (request.tool, request.host) if text]
    found = near_names(texts)
    for text in texts:
        for near in found.get(text, ()):
            yield NEAR, near.tool, near.offering
