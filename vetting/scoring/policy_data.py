"""A policy as plain data: every rule in the open, for people and programs to read."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum

from vetting.scoring.assessment import ceiling_of
from vetting.scoring.outcome import Plain
from vetting.scoring.policy import Cadence, Criterion, EvidenceKind, Policy, Value
from vetting.scoring.vocabulary import Principle, State, Verdict

ALWAYS, OTHERWISE = "Always.", "Otherwise."
BEST_P3 = Decimal(100)


def policy_as_data(policy: Policy) -> Plain:
    """The whole policy in JSON types; lists stand in the order in which the policy has them."""
    return {
        "version": policy.version,
        "title": policy.title,
        "summary": policy.summary,
        "notice": policy.notice,
        "strict_storage": policy.strict_storage,
        "thresholds": {
            "approve_from": _per_principle(policy.approve_from),
            "ban_below": _per_principle(policy.ban_below),
            "unreleased_from_p3": float(policy.unreleased_from_p3),
        },
        "verdicts": list(_verdicts(policy)),
        "ceilings": list(_ceilings(policy)),
        "prefilled": [
            {"kind": kind.value, "criterion": criterion, "value": value}
            for kind, answers in policy.prefilled.items()
            for criterion, value in answers.items()
        ],
        "criteria": [_criterion(criterion) for criterion in policy.criteria.values()],
        "evidence_kinds": [_evidence_kind(kind) for kind in policy.evidence_kinds.values()],
        "grades": [_plain(grade) for grade in policy.grades.values()],
        "cadence": _cadence(policy.cadence),
        "override": _plain(policy.override),
    }


def _verdicts(policy: Policy) -> Iterator[Plain]:
    """How a verdict is drawn: the first line that is true decides, as in `draw_verdict`."""
    p2, p3 = Principle.P2, Principle.P3
    lines = (
        (Verdict.BANNED, "An answer is a knock-out, whatever the scores."),
        (Verdict.NOT_VETTED, "A gating question has no usable answer."),
        (
            Verdict.BANNED,
            f"The score is under {policy.ban_below[p2]} on principle 2 "
            f"or under {policy.ban_below[p3]} on principle 3.",
        ),
        (
            Verdict.APPROVED,
            f"The scores are at least {policy.approve_from[p2]} on principle 2 and "
            f"{policy.approve_from[p3]} on principle 3, with no question and no condition open.",
        ),
        (Verdict.CONDITIONAL, OTHERWISE),
    )
    return ({"verdict": verdict.value, "when": when} for verdict, when in lines)


def _ceilings(policy: Policy) -> Iterator[Plain]:
    """How sensitive the material may be under each verdict; again the first true line counts."""
    for verdict in reversed(Verdict):
        best = ceiling_of(verdict, BEST_P3, False, policy)
        least = ceiling_of(verdict, Decimal(0), True, policy)
        if best is not least:
            when = (
                f"The score on principle 3 is at least {policy.unreleased_from_p3} "
                "and no question is open."
            )
            yield {"verdict": verdict.value, "ceiling": best.value, "when": when}
        when = ALWAYS if best is least else OTHERWISE
        yield {"verdict": verdict.value, "ceiling": least.value, "when": when}


def _criterion(criterion: Criterion) -> Plain:
    return _fields(criterion) | {
        "values": [_value(value) for value in criterion.values],
        "applies_to": sorted(deployment.value for deployment in criterion.applies_to),
    }


def _value(value: Value) -> Plain:
    strict = value.strict and {"state": value.strict[0].value, "text": value.strict[1]}
    return _fields(value) | {"knock_out": value.state is State.KNOCK_OUT, "strict": strict}


def _evidence_kind(kind: EvidenceKind) -> Plain:
    """Its grade by its letter alone: the grades have a list of their own."""
    row = _fields(kind) | {"grade": kind.grade.key}
    row["counts_from"] = "document" if row.pop("counts_from_document") else "seen_on"
    return row


def _cadence(cadence: Cadence) -> Plain:
    return _fields(cadence) | {
        "tiers": [_plain(tier) for tier in cadence.tiers.values()],
        "tier_1_kinds": sorted(kind.value for kind in cadence.tier_1_kinds),
    }


def _per_principle(numbers: Mapping[Principle, Decimal]) -> Plain:
    return {principle.value.lower(): float(number) for principle, number in numbers.items()}


def _fields(record: object) -> Plain:
    """Every field of a record by its own name: one that is added is published with the rest."""
    named = fields(record)  # type: ignore[arg-type]
    return {field.name: _plain(getattr(record, field.name)) for field in named}


def _plain(value: object) -> object:
    if is_dataclass(value):
        return _fields(value)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value
