"""Whether what a vendor says of itself may take the place of the answer that stands."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from vetting.scoring.judgement import Judgement, value_for
from vetting.scoring.policy import EvidenceKind, Grade


def why_not_replace(
    held: Judgement,
    claimed: str | int | date,
    kind: EvidenceKind,
    grades: Mapping[str, Grade],
    today: date,
) -> str:
    """Why a claim on proof of this kind cannot replace the answer as it stands, or "".

    Good news never displaces a stronger proof that still counts. Bad news may: a vendor who admits
    what a contract denies is to be believed.
    """
    if held.open or held.evidence is None or held.given is None:
        return ""
    proven = grades[held.grade]
    if strength(proven) <= strength(kind.grade):
        return ""
    places = held.criterion.values
    value, stands = (value_for(held.criterion, one, today) for one in (claimed, held.given))
    if places.index(value) > places.index(stands):
        return ""
    return (
        f"The answer in force is better proven: grade {proven.key}, and a questionnaire is grade "
        f"{kind.grade.key}."
    )


def strength(grade: Grade) -> tuple[bool, Decimal, bool]:
    """What a proof of this grade can carry, so that grades can be compared."""
    return grade.gating, grade.credit_cap, not grade.condition
