"""Turns the text of a policy file into a `Policy`, or says all that is wrong with it at once."""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

from vetting.scoring.loader_checks import check_grades, check_prefilled
from vetting.scoring.loader_criteria import read_criteria
from vetting.scoring.loader_tables import Table
from vetting.scoring.policy import (
    Cadence,
    Criterion,
    EvidenceKind,
    Grade,
    OverrideLimits,
    Period,
    Policy,
    Tier,
)
from vetting.scoring.vocabulary import Kind, Principle

SHIPPED = Path(__file__).parent / "policies"

# Longer spans than these are slips of the keyboard, and dates could not carry them.
_MOST_MONTHS = 120
_MOST_DAYS = 3650
_GRADES = ("A", "B", "C", "D")
_TIERS = (1, 2, 3)


class PolicyError(Exception):
    """The policy cannot be used as it stands."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def shipped_policy_text(version: str) -> str:
    """The text of a policy that came with the product; raises PolicyError for any other version."""
    shipped = {path.stem: path for path in sorted(SHIPPED.glob("*.toml"))}
    if version not in shipped:
        known = ", ".join(shipped)
        raise PolicyError([f'no policy "{version}" came with the product, only {known}'])
    return shipped[version].read_text(encoding="utf-8")


def load_policy(text: str) -> Policy:
    """Read a policy; raises PolicyError with every problem found, each naming its place."""
    problems: list[str] = []
    top = Table(_parsed(text), "the policy", problems)
    policy = _policy(top)
    top.refuse_the_rest()
    if problems:
        raise PolicyError(problems)
    return policy


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise PolicyError([f"the file is not valid TOML: {error}"]) from error


def _policy(top: Table) -> Policy:
    grades = _grades(top.table("grades", "grades"))
    evidence_kinds = _evidence_kinds(top.table("evidence", "evidence"), grades)
    criteria = read_criteria(top, evidence_kinds)
    approve_from, ban_below, unreleased_from_p3 = _thresholds(top.table("thresholds", "thresholds"))
    return Policy(
        version=top.text("version"),
        title=top.text("title"),
        summary=top.text("summary"),
        notice=top.text("notice"),
        strict_storage=top.flag("strict_storage"),
        approve_from=approve_from,
        ban_below=ban_below,
        unreleased_from_p3=unreleased_from_p3,
        prefilled=_prefilled(top, criteria),
        criteria=criteria,
        evidence_kinds=evidence_kinds,
        grades=grades,
        cadence=_cadence(top.table("cadence", "cadence")),
        override=_override(top.table("override", "override")),
    )


def _thresholds(
    table: Table,
) -> tuple[Mapping[Principle, Decimal], Mapping[Principle, Decimal], Decimal]:
    before = len(table.problems)
    approve_from = _per_principle(table.table("approve_from", "thresholds, approve_from"))
    ban_below = _per_principle(table.table("ban_below", "thresholds, ban_below"))
    unreleased_from_p3 = table.number("unreleased_from_p3", 0, 100)
    table.refuse_the_rest()
    for principle in Principle if len(table.problems) == before else ():
        if approve_from[principle] < ban_below[principle]:
            table.note(
                f"approve_from {principle} is {approve_from[principle]}, "
                f"which is under its ban_below of {ban_below[principle]}"
            )
    return approve_from, ban_below, unreleased_from_p3


def _per_principle(table: Table) -> Mapping[Principle, Decimal]:
    scores = {principle: table.number(principle, 0, 100) for principle in Principle}
    table.refuse_the_rest()
    return MappingProxyType(scores)


def _prefilled(top: Table, criteria: Mapping[str, Criterion]) -> Mapping[Kind, Mapping[str, str]]:
    prefilled: dict[Kind, Mapping[str, str]] = {}
    if not top.has("prefilled"):
        return MappingProxyType(prefilled)
    table = top.table("prefilled", "prefilled")
    for key in table.entries:
        answers = table.table(key, f'prefilled "{key}"')
        if key in set(Kind):
            given = {criterion: answers.text(criterion) for criterion in answers.entries}
            prefilled[Kind(key)] = MappingProxyType(given)
        else:
            table.note(f'there is no deployment kind "{key}"')
    top.problems += check_prefilled(prefilled, criteria)
    return MappingProxyType(prefilled)


def _grades(table: Table) -> Mapping[str, Grade]:
    before = len(table.problems)
    grades = {key: _grade(key, table.table(key, f'grade "{key}"')) for key in _GRADES}
    table.refuse_the_rest()
    if len(table.problems) == before:
        table.problems += check_grades(grades)
    return MappingProxyType(grades)


def _grade(key: str, table: Table) -> Grade:
    grade = Grade(
        key=key,
        credit_cap=table.number("credit_cap", 0, 1),
        gating=table.flag("gating"),
        condition=table.text("condition", optional=True),
    )
    table.refuse_the_rest()
    return grade


def _evidence_kinds(table: Table, grades: Mapping[str, Grade]) -> Mapping[str, EvidenceKind]:
    kinds = {
        key: _evidence_kind(key, table.table(key, f'evidence "{key}"'), grades)
        for key in table.entries
    }
    return MappingProxyType(kinds)


def _evidence_kind(key: str, table: Table, grades: Mapping[str, Grade]) -> EvidenceKind:
    kind = EvidenceKind(
        key=key,
        code=table.text("code"),
        label=table.text("label"),
        help=table.text("help"),
        grade=grades[table.one_of("grade", grades)],
        counts_from_document=table.one_of("counts_from", ("seen_on", "document")) == "document",
        validity=_period(table, "valid"),
        at_most=_period(table, "at_most") if table.has("at_most") else None,
        proves_good=table.flag("proves_good", default=True),
    )
    table.refuse_the_rest()
    return kind


def _period(parent: Table, key: str) -> Period:
    table = parent.table(key, f"{parent.place}, {key}")
    if table.has("months") == table.has("days"):
        table.note("give either months or days")
    months = table.whole("months", 1, _MOST_MONTHS) if table.has("months") else 0
    days = table.whole("days", 1, _MOST_DAYS) if table.has("days") else 0
    table.refuse_the_rest()
    return Period(months=months, days=days)


def _cadence(table: Table) -> Cadence:
    cadence = Cadence(
        grace_days=table.whole("grace_days", 1, _MOST_DAYS),
        overdue_days=table.days("overdue_days", rising=True),
        chase_days=table.days("chase_days", rising=True),
        banned_months=table.whole("banned_months", 1, _MOST_MONTHS),
        banned_not_before_days=table.whole("banned_not_before_days", 1, _MOST_DAYS),
        tiers=_tiers(table.table("tiers", "cadence, tiers")),
        tier_1_kinds=_kinds(table, "tier_1_kinds"),
    )
    table.refuse_the_rest()
    return cadence


def _kinds(table: Table, key: str) -> frozenset[Kind]:
    return frozenset(Kind(name) for name in table.some_of(key, Kind))


def _tiers(table: Table) -> Mapping[int, Tier]:
    tiers = {n: _tier(n, table.table(str(n), f"cadence, tier {n}")) for n in _TIERS}
    table.refuse_the_rest()
    return MappingProxyType(tiers)


def _tier(number: int, table: Table) -> Tier:
    tier = Tier(
        number=number,
        label=table.text("label"),
        months=table.whole("months", 1, _MOST_MONTHS),
        reminder_days=table.days("reminder_days", rising=False),
        light_check=table.text("light_check"),
    )
    table.refuse_the_rest()
    return tier


def _override(table: Table) -> OverrideLimits:
    limits = OverrideLimits(
        looser=_period(table, "looser"),
        stricter=_period(table, "stricter"),
    )
    table.refuse_the_rest()
    return limits
