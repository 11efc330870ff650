"""Decides what stands in the benchmark's catalogue: 20,000 plans of 8,000 tools, and their past.

Everything follows from the number of an offering, so two runs on one day tell the same stories.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.builders import GOOD

# The catalogue is imported this long ago, and people decide from then on until today.
DAYS_OF_HISTORY = 200
BATCHES = 100
# Two tools of each five offerings: one with two plans, one with three.
OF_FIVE = (0, 0, 1, 1, 1)

CATEGORIES = (
    *("assistant", "animation", "captioning", "colour grading", "compositing", "dubbing"),
    *("editing", "image generation", "lip sync", "matte painting", "music generation"),
    *("previsualisation", "roto and masks", "script analysis", "sound effects", "storyboards"),
    *("transcription", "upscaling", "video generation", "voice generation"),
)
MODALITIES = ("image", "video", "text", "voice", "music", "3d")
PLANS = (
    ("Enterprise", "enterprise_workspace"),
    ("Pro", "consumer_paid"),
    ("Business", "business_workspace"),
    ("API", "api_standard"),
    ("Team", "team_self_serve"),
    ("Private Cloud", "single_tenant_or_vpc"),
    ("Zero Retention", "api_zero_retention"),
    ("Free", "consumer_free"),
)
HEADS = ("Al", "Bri", "Ca", "Dre", "El", "Fo", "Gla", "Hu", "Iv", "Ju", "Kre", "Lu", "Mo", "Ny")
MIDDLES = ("bo", "da", "fi", "ga", "li", "mo", "na", "pe", "ri", "sto", "ta", "vu", "we", "xa")
TAILS = ("ra", "dex", "lo", "mix", "nic", "pia", "que", "ris", "sol", "tik", "von", "wave", "zen")
LATTER = ("Studio", "Frame", "Cut", "Voice")

# What of the best answers is worse, by how the rules then judge it.
WEAKER: dict[str, Any] = {
    "identity_sso": "sso_available",
    "audit_log": "console_only",
    "admin_controls": "partial",
    "data_residency": "disclosed",
    "training_exceptions": "feedback_only",
    "human_review": "abuse_or_legal_only",
    "retention_control": "customer_set_available",
}
BANNING: dict[str, Any] = {
    "trains_on_inputs": "always",
    "content_reuse_scope": "service_and_improvement",
    "identity_sso": "password_only",
    "admin_controls": "none",
    "audit_log": "none",
    "contract_basis": "consumer_terms",
}
MAY_BE_OPEN = ("pen_test_date", "breach_notice_days", "terms_change_protection", "data_residency")


@dataclass(frozen=True, slots=True)
class Step:
    """One act of people, so many days after the import; `accept` publishes what the rules say."""

    day: int
    act: str


@dataclass(frozen=True, slots=True)
class Story:
    """One offering: what is answered of it, what it runs on, and what was decided."""

    number: int
    profile: str
    runs_on: tuple[int, ...]
    steps: tuple[Step, ...]
    lapses: bool


def story(number: int) -> Story:
    """About a fifth are never decided; the others hold one of each verdict, some changed since."""
    chance = random.Random(number)  # noqa: S311 - the same story for the same number is the point
    profile = chance.choices(("good", "weaker", "banning", "open"), (36, 30, 26, 8))[0]
    first = 2 + (number % BATCHES) * 150 // BATCHES
    later = first + 8 + number % 31
    path = chance.choices(
        ("", "accept", "accept accept", "accept ban", "accept suspend", "suspend lift", "lapses"),
        (20, 55, 6, 4, 4, 3, 8),
    )[0]
    lapses = path == "lapses" and profile in {"good", "weaker"} and first < 60
    if path == "suspend lift":
        acts = [(first, "accept"), (later, "suspend"), (later + 3, "lift")]
    else:
        words = ["accept"] if path == "lapses" else path.split()
        acts = list(zip((first, later), words, strict=False))
    below = tuple(sorted({chance.randrange(number or 1) // 20 * 20 for _ in range(1 + number % 3)}))
    return Story(
        number,
        profile,
        runs_on=below if number % 20 == 19 else (),
        steps=tuple(Step(day, act) for day, act in acts),
        lapses=lapses,
    )


def slug_of(number: int) -> str:
    return f"{tool_slug(tool_of(number))}-{_plan(number)[0].lower().replace(' ', '-')}"


def tool_of(number: int) -> int:
    return number // 5 * 2 + OF_FIVE[number % 5]


def tool_name(number: int) -> str:
    """Spread over the alphabet: neighbours in number are none by name."""
    mixed = number * 7919 % 10_007
    head, rest = HEADS[mixed % 14], mixed // 14
    middle, rest = MIDDLES[rest % 14], rest // 14
    tail, rest = TAILS[rest % 13], rest // 13
    name = f"{head}{middle}{tail} {LATTER[rest % 4]}"
    return name if number < 10_007 else f"{name} {number // 10_007 + 1}"


def tool_slug(number: int) -> str:
    return tool_name(number).lower().replace(" ", "-")


def write_catalogue(path: Path, offerings: int, begun_on: date) -> None:
    """The file that the importer reads, written piece by piece."""
    tools = tool_of(offerings - 1) + 1
    with path.open("w", encoding="utf-8") as file:
        file.write(f'{{"format": "registry-catalog/1", "as_of": "{begun_on}"')
        for section, entries in (
            ("vendors", (_vendor(n) for n in range(tools // 3 + 1))),
            ("tools", (_tool(n) for n in range(tools))),
            ("offerings", (_offering(n, begun_on) for n in range(offerings))),
        ):
            file.write(f', "{section}": [')
            for number, entry in enumerate(entries):
                file.write(("," if number else "") + json.dumps(entry))
            file.write("]")
        file.write("}")


def _plan(number: int) -> tuple[str, str]:
    return PLANS[(number + number // 5) % len(PLANS)]


def _vendor(number: int) -> dict[str, Any]:
    slug = f"vendor-{number}"
    name = f"{tool_name(number * 3).split()[0]} Labs {number}"
    return {"slug": slug, "name": name, "country": "US", "website": f"https://{slug}.example"}


def _tool(number: int) -> dict[str, Any]:
    slug = tool_slug(number)
    return {
        "slug": slug,
        "vendor": f"vendor-{number // 3}",
        "name": tool_name(number),
        "category": CATEGORIES[number % len(CATEGORIES)],
        "modalities": sorted({MODALITIES[number % 6], MODALITIES[number // 7 % 6]}),
        "domains": [f"{slug}.example", f"www.{slug}.example"],
        "aliases": [f"{tool_name(number).split()[0]} {number}"],
    }


def _offering(number: int, begun_on: date) -> dict[str, Any]:
    tool, (plan, kind) = tool_of(number), _plan(number)
    return {
        "slug": slug_of(number),
        "tool": tool_slug(tool),
        "name": plan,
        "kind": kind,
        "aliases": [f"{tool_name(tool)} {plan} Plan"],
        "login_domains": [f"{plan.lower().replace(' ', '-')}.{tool_slug(tool)}.example"],
        "runs_on": [slug_of(below) for below in story(number).runs_on],
        "answers": list(_answers(story(number), begun_on)),
    }


def _answers(told: Story, begun_on: date) -> Iterator[dict[str, Any]]:
    """20 to 24 answers. What is signed proves most of them, so that verdicts can be decided."""
    number = told.number
    given = GOOD | {"pen_test_date": str(begun_on - timedelta(30 + number % 90))}
    if told.profile == "weaker":
        names = list(WEAKER)
        given |= {n: WEAKER[n] for i, n in enumerate(names) if i == number % 7 or (number >> i) & 1}
    if told.profile == "banning":
        names = list(BANNING)
        given |= {n: BANNING[n] for i, n in enumerate(names) if i == 0 or (number >> i) & 1}
    open_ones = MAY_BE_OPEN[: number % 5] if told.profile != "good" else MAY_BE_OPEN[: number % 2]
    if told.profile == "open":
        open_ones = (*open_ones[:3], "trains_on_inputs")
    for criterion, value in given.items():
        if criterion not in open_ones:
            yield _answer(told, criterion, value, begun_on)


def _answer(told: Story, criterion: str, value: Any, begun_on: date) -> dict[str, Any]:
    vendor = tool_of(told.number) // 3
    ends = begun_on + timedelta(70 + told.number % 40) if told.lapses else None
    return {
        "criterion": criterion,
        "value": value,
        "evidence": {
            "kind": "signed_agreement",
            "url": f"https://vendor-{vendor}.example/agreements/{slug_of(told.number)}",
            "title": f"Order form and data addendum for {slug_of(told.number)}",
            "document_date": str(begun_on - timedelta(20)),
            "seen_on": str(begun_on - timedelta(10)),
            "undated": False,
            **({"expires_on": str(ends)} if ends else {}),
        },
        "note": f"Clause {len(criterion)}.{told.number % 9} says so for this plan and its users.",
        "confidence": "high",
    }
