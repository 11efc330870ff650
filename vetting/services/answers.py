"""Record what is known of an offering: an answer with its evidence supersedes the one before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Greatest

from vetting.models import Answer, Assessment, Evidence, Offering, Policy
from vetting.scoring.policy import Policy as Rules
from vetting.services.answer_checks import (
    EvidenceInput,
    answer_problems,
    evidence_fields,
    evidence_problems,
    with_file_of,
)
from vetting.services.assessments import local_day
from vetting.services.audit import one_at_a_time, record_act
from vetting.services.consequences import answers_changed
from vetting.services.permissions import require
from vetting.services.proofs import keep_evidence
from vetting.services.refusals import Refused, problems_of


@dataclass(frozen=True, slots=True)
class AnswerInput:
    """One answer as somebody gives it."""

    criterion: str
    value: object
    evidence: EvidenceInput
    note: str = ""
    confidence: str = ""


def record_answer(
    *,
    offering: Offering,
    criterion: str,
    value: object,
    evidence: EvidenceInput,
    by: User | None,
    now: datetime,
    note: str = "",
    confidence: str = "",
) -> Assessment:
    """Record one answer and act on what the rules now say. Raises Refused; then nothing changed."""
    given = AnswerInput(criterion, value, evidence, note, confidence)
    return record_answers(offering=offering, given=[given], by=by, now=now, because=note)


@one_at_a_time
def record_answers(
    *,
    offering: Offering,
    given: Sequence[AnswerInput],
    by: User | None,
    now: datetime,
    because: str = "",
) -> Assessment:
    """Record several answers as one act. Raises Refused with every problem of every answer.

    What says the same as before, on the same evidence, changes nothing.
    """
    if by is not None:
        require(by, "vetting.add_answer")
    problems = _problems(offering, given, now)
    if problems:
        raise Refused(problems)
    keys = [one.criterion for one in given]
    current = offering.answers.filter(superseded_at=None, criterion__in=keys)
    held = {answer.criterion: answer for answer in current.select_related("evidence")}
    given = [_with_file(one, held.get(one.criterion)) for one in given]
    proofs = keep_evidence((one.evidence for one in given), now=now, by=by)
    rows = [_row(offering, one, proofs, by, now) for one in given]
    new = [r for r in rows if r.criterion not in held or said(held[r.criterion]) != said(r)]
    ended = [held[r.criterion] for r in new if r.criterion in held]
    if new:
        supersede(ended, Answer.Origin.DESK, now=now)
        Answer.objects.bulk_create(new)
        record_act(
            act="answered",
            subject=offering,
            by=by,
            now=now,
            because=because,
            before={answer.criterion: said(answer) for answer in ended},
            after={answer.criterion: said(answer) for answer in new},
        )
    return answers_changed([offering], now=now, by=by)[offering.pk]


@one_at_a_time
def withdraw_answer(
    *, offering: Offering, criterion: str, because: str, by: User | None, now: datetime
) -> Assessment:
    """Make a criterion unknown again. Raises Refused without an answer or a reason."""
    if by is not None:
        require(by, "vetting.add_answer")
    held = offering.answers.filter(criterion=criterion, superseded_at=None).first()
    if held is None:
        raise Refused([("criterion", f"{criterion} has no answer to withdraw.")])
    if not because.strip():
        raise Refused([("because", "Say why the answer no longer stands.")])
    supersede([held], Answer.Origin.DESK, now=now)
    record_act(
        act="withdrew an answer",
        subject=offering,
        by=by,
        now=now,
        because=because,
        before={criterion: said(held)},
    )
    return answers_changed([offering], now=now, by=by)[offering.pk]


def supersede(answers: Iterable[Answer], by: Answer.Origin, *, now: datetime) -> None:
    """End these answers; they stay readable for every day on which they stood."""
    keys = [answer.pk for answer in answers]
    # The clock of the machine that recorded them may be ahead of ours.
    ends = Greatest(Value(now, output_field=DateTimeField()), F("recorded_at"))
    Answer.objects.filter(pk__in=keys, superseded_at=None).update(
        superseded_at=ends, superseded_by=by
    )


def said(answer: Answer) -> list[object]:
    """What an answer states, to compare it with another and to show it in the trail."""
    return [
        answer.value,
        answer.evidence.title if answer.evidence else "",
        answer.evidence_id,
        answer.note,
        answer.confidence,
    ]


def _with_file(given: AnswerInput, held: Answer | None) -> AnswerInput:
    proof = held.evidence if held else None
    return replace(given, evidence=with_file_of(given.evidence, proof))


def _row(
    offering: Offering,
    given: AnswerInput,
    proofs: dict[str, Evidence],
    by: User | None,
    now: datetime,
) -> Answer:
    return Answer(
        offering=offering,
        criterion=given.criterion,
        value=str(given.value) if isinstance(given.value, date) else given.value,
        evidence=proofs[given.evidence.fingerprint()],
        note=given.note,
        confidence=given.confidence,
        origin=Answer.Origin.DESK,
        recorded_at=now,
        recorded_by=by,
    )


def _problems(
    offering: Offering, given: Sequence[AnswerInput], now: datetime
) -> list[tuple[str, str]]:
    """The problems of all answers; a problem names its criterion where several were given."""
    today = local_day(now)
    rules = Policy.objects.in_force(today).rules
    found, seen = [], set()
    for one in given:
        prefix = f"{one.criterion}, " if len(given) > 1 else ""
        if one.criterion in seen:
            found.append((prefix + "criterion", "It is answered twice."))
        seen.add(one.criterion)
        found += [(prefix + name, why) for name, why in _answer(offering, one, rules, today)]
    return found


def _answer(
    offering: Offering, given: AnswerInput, rules: Rules, today: date
) -> list[tuple[str, str]]:
    found = evidence_problems(given.evidence, rules, today)
    if given.criterion not in rules.criteria:
        found.append(("criterion", f"{given.criterion!r} is not a criterion of this policy."))
    else:
        question = rules.criteria[given.criterion]
        found += [("value", why) for why in answer_problems(given.value, question, offering, today)]
    if not found:
        try:
            row = Evidence(**evidence_fields(given.evidence))
            row.clean_fields(exclude=["fingerprint", "created_at"])
        except ValidationError as error:
            found = problems_of(error)
    return found
