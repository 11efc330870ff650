"""What answers would give if they were recorded now, by the same rules; nothing is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from vetting.models import Answer, Evidence, Offering, Policy, Review
from vetting.models.decisions import UNDER_WAY
from vetting.scoring.assessment import Assessment, OpenQuestion
from vetting.scoring.judgement import Point
from vetting.services.answer_checks import EvidenceInput, evidence_fields
from vetting.services.answers import AnswerInput, answer_row, held_answers, problems_of_all
from vetting.services.assessments import assessment_row, judged, local_day
from vetting.services.consequences import what_follows


@dataclass(frozen=True, slots=True)
class Preview:
    """What the rules say before and after a change, and what would follow from it at once."""

    before: Assessment
    after: Assessment
    counted: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]
    because: str
    opens_review: bool
    suspends: bool

    @property
    def gained(self) -> tuple[Point, ...]:
        """What a production would have to do besides."""
        return _without(self.after.must_do, self.before.must_do)

    @property
    def lost(self) -> tuple[Point, ...]:
        return _without(self.before.must_do, self.after.must_do)

    @property
    def still_needed(self) -> tuple[OpenQuestion, ...]:
        """The questions that would still keep every verdict away."""
        return tuple(question for question in self.after.open_questions if question.gating)


def preview(
    *,
    offering: Offering,
    given: Sequence[AnswerInput],
    now: datetime,
    withdrawn: Sequence[str] = (),
) -> Preview:
    """What `record_answers` and `withdraw_answer` would lead to now.

    An answer that would be refused is left out, with the reason.
    """
    policy = Policy.objects.in_force(local_day(now))
    held = held_answers(offering)
    checked = problems_of_all(offering, given, held, now)
    sound = [one for one, problems in checked if not problems]
    changed = {**held, **{one.criterion: _unwritten(offering, one, now) for one in sound}}
    would_be = [answer for key, answer in changed.items() if key not in withdrawn]
    before, after = (
        judged(offering, rows, policy.rules, local_day(now))
        for rows in (list(held.values()), would_be)
    )
    found = {offering.pk: assessment_row(after, policy, now)}
    follow = what_follows(found, now=now).get(offering.pk)
    return Preview(
        before=before.found,
        after=after.found,
        counted=tuple(one.criterion for one in sound),
        left_out=tuple((one.criterion, why) for one, each in checked for _, why in each),
        because=follow.because if follow else "",
        opens_review=follow is not None and not _under_way(offering),
        suspends=follow is not None and bool(follow.stop),
    )


def _unwritten(offering: Offering, given: AnswerInput, now: datetime) -> Answer:
    stated: Mapping[str, Evidence] = {}
    if isinstance(given.evidence, EvidenceInput):
        stated = {given.evidence.fingerprint(): Evidence(**evidence_fields(given.evidence))}
    return answer_row(offering, given, stated, None, now)


def _under_way(offering: Offering) -> bool:
    return Review.objects.filter(offering=offering, state__in=UNDER_WAY).exists()


def _without(points: tuple[Point, ...], others: tuple[Point, ...]) -> tuple[Point, ...]:
    known = {(point.criterion, point.text) for point in others}
    return tuple(point for point in points if (point.criterion, point.text) not in known)
