"""Draw what explains an offering: what the rules say of its answers, in the texts that are sent."""

from collections.abc import Sequence
from dataclasses import dataclass

from vetting.models import Answer, Explanation, Offering
from vetting.scoring.assessment import Assessment
from vetting.scoring.explanation import answers_text, judged_texts, path_text
from vetting.scoring.outcome import Plain
from vetting.scoring.policy import Policy as Rules
from vetting.scoring.validity import outcome_holds_until

COLUMNS = [f.name for f in Explanation._meta.concrete_fields if not f.primary_key]


@dataclass(frozen=True, slots=True)
class Judged:
    """An offering with its answers in force, what the rules say of them, and the same as data."""

    offering: Offering
    answers: Sequence[Answer]
    found: Assessment
    result: Plain


def draw_explanations(judged: Sequence[Judged], rules: Rules, policy_sha256: str) -> None:
    """Bring the explanations of these offerings up to date. Two queries for all.

    The caller acts one at a time. One that still explains the same is left as it is.
    """
    held = Explanation.objects.in_bulk([each.offering.pk for each in judged])
    drawn = (_drawn(each, held.get(each.offering.pk), rules, policy_sha256) for each in judged)
    Explanation.objects.bulk_create(
        [row for row in drawn if row is not None],
        update_conflicts=True,
        unique_fields=["offering"],
        update_fields=COLUMNS,
    )


def _drawn(
    judged: Judged, held: Explanation | None, rules: Rules, policy_sha256: str
) -> Explanation | None:
    """The explanation as it is now, or None where the one that is held says it already."""
    assessment, criteria = judged_texts(judged.result)
    answers = answers_text(answer.as_published() for answer in judged.answers)
    holds = held is not None and held.holds_on(judged.found.on, policy_sha256)
    if held and holds and held.says(assessment, criteria, answers):
        return None
    return Explanation(
        offering=judged.offering,
        policy_sha256=policy_sha256,
        drawn_on=judged.found.on,
        holds_until=outcome_holds_until(judged.found),
        assessment=assessment,
        criteria=criteria,
        answers=answers,
        path_to_yes=path_text(judged.found, rules),
    )
