"""Record what is known of an offering: an answer with its evidence supersedes the one before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.contrib.auth.models import User

from vetting.models import Answer, Assessment, Evidence, Offering, Policy
from vetting.scoring.policy import Policy as Rules
from vetting.services.answer_checks import (
    EvidenceInput,
    answer_problems,
    proof_problems,
    with_file_of,
)
from vetting.services.assessments import local_day
from vetting.services.audit import one_at_a_time, record_act
from vetting.services.consequences import answers_changed
from vetting.services.permissions import require
from vetting.services.proofs import keep_evidence
from vetting.services.refusals import Refused
from vetting.services.seen import Seen, overtaken
from vetting.services.superseding import said as said
from vetting.services.superseding import supersede as supersede

Problems = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class AnswerInput:
    """One answer as somebody gives it, on evidence that is new or is kept already.

    With `seen` it is refused where somebody else answered meanwhile; without, it just comes later.
    """

    criterion: str
    value: object
    evidence: EvidenceInput | Evidence
    note: str = ""
    confidence: str = ""
    seen: Seen | None = None


def record_answer(
    *,
    offering: Offering,
    criterion: str,
    value: object,
    evidence: EvidenceInput | Evidence,
    by: User | None,
    now: datetime,
    note: str = "",
    confidence: str = "",
    seen: Seen | None = None,
) -> Assessment:
    """Record one answer and act on what the rules now say. Raises Refused; then nothing changed."""
    given = AnswerInput(criterion, value, evidence, note, confidence, seen)
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
    held = held_answers(offering)
    refuse_unsound(problems_of_all(offering, given, held, now))
    given = [_with_file(one, held.get(one.criterion)) for one in given]
    stated = (one.evidence for one in given if isinstance(one.evidence, EvidenceInput))
    proofs = keep_evidence(stated, now=now, by=by)
    rows = [answer_row(offering, one, proofs, by, now) for one in given]
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
    *,
    offering: Offering,
    criterion: str,
    because: str,
    by: User | None,
    now: datetime,
    seen: Seen | None = None,
) -> Assessment:
    """Make a criterion unknown again. Raises Refused without an answer or a reason."""
    if by is not None:
        require(by, "vetting.add_answer")
    held = held_answers(offering).get(criterion)
    today = local_day(now)
    rules = Policy.objects.in_force(today).rules
    late = overtaken(seen, held, offering=offering, criterion=criterion, rules=rules, today=today)
    if late:
        raise Refused([("seen", late)])
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


def held_answers(offering: Offering) -> dict[str, Answer]:
    """The answers in force by criterion, each with its evidence and who recorded it."""
    current = offering.answers.filter(superseded_at=None)
    rows = current.select_related("evidence", "recorded_by").order_by("pk")
    return {answer.criterion: answer for answer in rows}


def _with_file(given: AnswerInput, held: Answer | None) -> AnswerInput:
    if isinstance(given.evidence, Evidence):
        return given
    proof = held.evidence if held else None
    return replace(given, evidence=with_file_of(given.evidence, proof))


def answer_row(
    offering: Offering,
    given: AnswerInput,
    proofs: Mapping[str, Evidence],
    by: User | None,
    now: datetime,
) -> Answer:
    """The answer as it would be kept, not written; new evidence is found by its fingerprint."""
    proof = given.evidence
    return Answer(
        offering=offering,
        criterion=given.criterion,
        value=str(given.value) if isinstance(given.value, date) else given.value,
        evidence=proof if isinstance(proof, Evidence) else proofs[proof.fingerprint()],
        note=given.note,
        confidence=given.confidence,
        origin=Answer.Origin.DESK,
        recorded_at=now,
        recorded_by=by,
    )


def problems_of_all(
    offering: Offering, given: Sequence[AnswerInput], held: Mapping[str, Answer], now: datetime
) -> list[tuple[AnswerInput, Problems]]:
    """Each answer with every reason why it cannot be recorded over those in force."""
    today = local_day(now)
    rules = Policy.objects.in_force(today).rules
    found, known = [], set()
    for one in given:
        twice = [("criterion", "It is answered twice.")] if one.criterion in known else []
        known.add(one.criterion)
        found.append((one, twice + _problems(offering, one, held, rules, today)))
    return found


def refuse_unsound(found: Sequence[tuple[AnswerInput, Problems]]) -> None:
    """Raise Refused with all of it; a problem names its criterion where several were given."""
    problems = [
        (f"{one.criterion}, {name}" if len(found) > 1 else name, why)
        for one, each in found
        for name, why in each
    ]
    if problems:
        raise Refused(problems)


def _problems(
    offering: Offering, given: AnswerInput, held: Mapping[str, Answer], rules: Rules, today: date
) -> Problems:
    key = given.criterion
    found = proof_problems(given.evidence, rules, today)
    if key not in rules.criteria:
        return [*found, ("criterion", f"{key!r} is not a criterion of this policy.")]
    question = rules.criteria[key]
    found += [("value", why) for why in answer_problems(given.value, question, offering, today)]
    late = overtaken(
        given.seen, held.get(key), offering=offering, criterion=key, rules=rules, today=today
    )
    return [*found, ("seen", late)] if late else found
