"""What an unknown name may have meant: near-misses, offered as candidates and never taken."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import islice
from typing import Generic, TypeVar

from django.db.models import Q
from django.db.models.functions import Length

from vetting.models.catalogue import HEAD, SLUG_PATTERN, TAIL, LookupName
from vetting.models.naming import name_key

SLUG = re.compile(SLUG_PATTERN, re.ASCII)
ALIKE = 0.75
MOST = 3
# Comparing is slow, so a batch full of unknown names gets fewer comparisons for each.
MOST_TEXTS = 100
COMPARISONS = 20_000
MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Near:
    """A name like the one that was asked for; `offering` is None for a tool's own name."""

    tool: int
    offering: int | None


Meant = TypeVar("Meant")


@dataclass(slots=True)
class Names(Generic[Meant]):
    """The names to compare with, each with its place, by length and by how they begin and end."""

    means: dict[str, list[Meant]] = field(default_factory=lambda: defaultdict(list))
    alike: dict[tuple[str, int], list[tuple[int, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add(self, key: str, meant: Meant) -> None:
        if key not in self.means:
            for part in _ends(key):
                self.alike[part, len(key)].append((len(self.means), key))
        self.means[key].append(meant)

    def nearest(self, key: str, comparisons: int = COMPARISONS) -> list[Meant]:
        """What the few names most like `key` stand for, the best first."""
        letters = Counter(key).items()
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(key)
        scored = []
        for other in islice(self.nearest_in_length(key), comparisons):
            if _may_be_alike(letters, len(key), other):
                matcher.set_seq1(other)
                scored.append((matcher.ratio(), other))
        best = sorted((pair for pair in scored if pair[0] >= ALIKE), key=lambda p: (-p[0], p[1]))
        return [meant for _, other in best[:MOST] for meant in self.means[other]]

    def nearest_in_length(self, key: str) -> Iterator[str]:
        """Those that begin or end like `key`: first the most like it in length, then by place."""
        for apart in range(_most_apart(key) + 1):
            lengths = {len(key) - apart, len(key) + apart}
            places = [self.alike.get((part, n), ()) for part in _ends(key) for n in lengths]
            yield from (other for _, other in sorted({one for place in places for one in place}))


def near_names(texts: Iterable[str]) -> dict[str, list[Near]]:
    """For each text the few known names most like it, the best first. One query, none for none."""
    keys = {text: key_of(text) for text in sorted(texts)[:MOST_TEXTS]}
    keys = {text: key for text, key in keys.items() if len(key) > 2}
    if not keys:
        return {}
    known = _known_beside(keys.values())
    each = COMPARISONS // len(keys)
    return {text: known.nearest(key, each) for text, key in keys.items()}


def key_of(text: str) -> str:
    """Hosts are compared as hosts, all else as names."""
    host_like = "." in text and not SLUG.match(text) and " " not in text
    return text.lower() if host_like else name_key(text)


def _known_beside(keys: Iterable[str]) -> Names[Near]:
    """Who mistypes a name gets its first letters right, or its last, and about its length."""
    keys = list(keys)
    alike = Q(head__in={key[:HEAD] for key in keys}) | Q(tail__in={key[-TAIL:] for key in keys})
    names = (
        LookupName.objects.filter(alike)
        .alias(length=Length("key"))
        .filter(
            length__gte=min(len(key) - _most_apart(key) for key in keys),
            length__lte=max(len(key) + _most_apart(key) for key in keys),
        )
    )
    columns = names.order_by("pk").values_list("key", "tool_id", "offering_id")
    known = Names[Near]()
    for key, tool, offering in columns[:MOST_ROWS]:
        known.add(key, Near(tool, offering))
    return known


def _may_be_alike(letters: Iterable[tuple[str, int]], length: int, other: str) -> bool:
    """Whether the letters that both have, in whatever order, are enough to be alike."""
    shared = sum(min(count, other.count(letter)) for letter, count in letters)
    return 2.0 * shared / (length + len(other)) >= ALIKE


def _most_apart(key: str) -> int:
    """By how many letters a name may be longer or shorter."""
    return max(2, len(key) // 3)


def _ends(key: str) -> tuple[str, str]:
    # The space keeps the two kinds apart: no name has one.
    return key[:HEAD], f" {key[-TAIL:]}"
