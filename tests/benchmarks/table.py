"""Puts what was measured into a Markdown table, with its targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.benchmarks.load import Scenario
from tests.benchmarks.scenarios import MOST_QUERIES, TARGETS, Target

HEAD = (
    "| scenario | requests/s | median ms | p95 ms | mean ms | worker CPU ms | bytes "
    "| against | by medians | by means | by CPU | target | |"
)


def table(scenarios: Sequence[Scenario], queries: int) -> str:
    known = {each.name: each for each in scenarios}
    targets = {target.scenario: target for target in TARGETS}
    lines = [HEAD, "|---|" + "---:|" * 6 + "---|---:|---:|---:|---:|---|"]
    for each in scenarios:
        lines.append(_line(each, targets.get(each.name), known))
    missing = [name for name in targets if name not in known]
    lines += [f"\nNot there to be measured: {', '.join(missing)}."] if missing else []
    lines.append(
        f"\nA batch of 1,000 takes {queries} queries, at most {MOST_QUERIES}: "
        f"{_word(queries <= MOST_QUERIES)}."
    )
    return "\n".join(lines)


def _line(each: Scenario, target: Target | None, known: Mapping[str, Scenario]) -> str:
    cells = [
        each.name,
        f"{each.per_second:,.0f}" if each.per_second >= 10 else f"{each.per_second:.1f}",
        *(f"{seconds * 1000:.2f}" for seconds in (each.median, each.p95, each.mean, each.cpu_each)),
        f"{sum(each.sizes) / len(each.sizes):,.0f}",
        *_judged(each, target, known),
    ]
    return f"| {' | '.join(cells)} |"


def _judged(each: Scenario, target: Target | None, known: Mapping[str, Scenario]) -> list[str]:
    if target is None:
        return [""] * 6
    if not target.than:
        held = each.median <= target.at_most
        return ["", "", "", "", f"{target.at_most * 1000:.0f} ms", _word(held)]
    other = known[target.than]
    ratio = each.median / other.median
    return [
        target.than,
        f"{ratio:.2f}",
        f"{each.mean / other.mean:.2f}",
        f"{each.cpu_each / other.cpu_each:.2f}" if other.cpu_each else "",
        f"{target.at_most:.1f}",
        _word(ratio <= target.at_most),
    ]


def _word(held: bool) -> str:
    return "pass" if held else "**fail**"
