"""What an unknown name may have meant: near-misses, offered as candidates and never taken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db.models import Q
from django.db.models.functions import Left, Right

from registry.api.parameters import SLUG
from vetting.models import LookupName
from vetting.models.naming import name_key

ALIKE = 0.75
MOST = 3
# Who mistypes a name gets its first letters right, or its last.
HEAD, TAIL = 2, 5
# Comparing is slow, so a batch full of unknown names gets fewer comparisons for each.
MOST_TEXTS = 100
COMPARISONS = 20_000
MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Near:
    """A name like the one that was asked for; `offering` is None for a tool's own name."""

    tool: int
    offering: int | None


def near_names(texts: Iterable[str]) -> dict[str, list[Near]]:
    """For each text the few known names most like it, the best first. One query, none for none."""
    keys = {text: key_of(text) for text in sorted(texts)[:MOST_TEXTS]}
    keys = {text: key for text, key in keys.items() if len(key) > 2}
    if not keys:
        return {}
    heads, tails = {key[:HEAD] for key in keys.values()}, {key[-TAIL:] for key in keys.values()}
    alike = LookupName.objects.annotate(head=Left("key", HEAD), tail=Right("key", TAIL))
    alike = alike.filter(Q(head__in=heads) | Q(tail__in=tails)).order_by("pk")
    known: dict[str, list[Near]] = defaultdict(list)
    columns = alike.values_list("key", "tool_id", "offering_id")
    for key, tool, offering in columns[:MOST_ROWS]:
        known[key].append(Near(tool, offering))
    each = COMPARISONS // len(keys)
    return {text: _nearest(key, known, each) for text, key in keys.items()}


def key_of(text: str) -> str:
    """Hosts are compared as hosts, all else as names."""
    host_like = "." in text and not SLUG.match(text) and " " not in text
    return text.lower() if host_like else name_key(text)


def _nearest(key: str, known: dict[str, list[Near]], comparisons: int) -> list[Near]:
    tried = [
        other
        for other in known
        if (other[:HEAD] == key[:HEAD] or other[-TAIL:] == key[-TAIL:])
        and abs(len(other) - len(key)) <= max(2, len(key) // 3)
    ]
    tried = sorted(tried, key=lambda other: abs(len(other) - len(key)))[:comparisons]
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(key)
    scored = [(_ratio(matcher, other), other) for other in tried]
    best = sorted((pair for pair in scored if pair[0] >= ALIKE), key=lambda p: (-p[0], p[1]))
    return [near for _, other in best[:MOST] for near in known[other]]


def _ratio(matcher: SequenceMatcher[str], other: str) -> float:
    """The likeness, or 0 as soon as it is clear that it is too small."""
    matcher.set_seq1(other)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()
