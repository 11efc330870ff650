"""Record what is known of an offering: an answer with its evidence supersedes the one before."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction

from vetting.models import Answer, Assessment, Evidence, Offering, Policy
from vetting.scoring.judgement import AnswerError, value_for
from vetting.scoring.policy import Criterion
from vetting.scoring.policy import Policy as Rules
from vetting.scoring.vocabulary import AnswerType
from vetting.services.assessments import local_day
from vetting.services.audit import record_act
from vetting.services.consequences import answers_changed
from vetting.services.refusals import Refused, problems_of


@dataclass(frozen=True, slots=True)
class EvidenceInput:
    """Evidence as somebody states it."""

    kind: str
    title: str
    seen_on: date
    url: str = ""
    document_date: date | None = None
    expires_on: date | None = None
    undated: bool = False

    def fingerprint(self) -> str:
        """The same statement twice is the same evidence."""
        fields = [
            self.kind,
            self.title,
            str(self.seen_on),
            self.url,
            str(self.document_date),
            str(self.expires_on),
            self.undated,
        ]
        return hashlib.sha256(json.dumps(fields).encode()).hexdigest()


def evidence_problems(given: EvidenceInput, rules: Rules, today: date) -> list[tuple[str, str]]:
    """Every reason why this evidence cannot be recorded, each with its field."""
    found = []
    if given.kind not in rules.evidence_kinds:
        known = ", ".join(rules.evidence_kinds)
        found.append(("kind", f"{given.kind!r} is not a kind of evidence; choose one of {known}."))
    if not given.title.strip():
        found.append(("title", "Say what the document is called."))
    if given.url and not given.url.startswith(("https://", "http://")):
        found.append(("url", f"{given.url!r} is not a web address; it starts with https://."))
    if given.seen_on > today:
        found.append(("seen_on", f"{given.seen_on} is in the future; give the day it was read."))
    if given.document_date and given.document_date > today:
        found.append(("document_date", f"{given.document_date} is in the future."))
    if given.undated and given.document_date:
        found.append(("undated", "A document with a date is not undated."))
    if given.expires_on and given.document_date and given.expires_on < given.document_date:
        found.append(("expires_on", "It cannot end before the day of the document."))
    return found


def answer_problems(
    value: object, criterion: Criterion, offering: Offering, today: date
) -> list[str]:
    """Every reason why this value is no answer to this criterion for this offering."""
    if not criterion.applies(offering.deployment_kind):
        kind = offering.deployment_kind.label.lower()
        return [f"{criterion.key} does not apply to this kind of offering ({kind})."]
    try:
        given = as_given(value, criterion)
        value_for(criterion, given, today)
    except AnswerError as error:
        return [str(error)]
    if isinstance(given, date) and given > today:
        return [f"{criterion.key}: {given} is in the future."]
    return []


def as_given(value: object, criterion: Criterion) -> str | int | date:
    """A stored or posted value as the rules read it. Raises AnswerError."""
    if criterion.answer_type is AnswerType.DATE and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            message = f"{criterion.key}: {value!r} is not a day; give YYYY-MM-DD."
            raise AnswerError(message) from error
    if isinstance(value, bool) or not isinstance(value, str | int | date):
        raise AnswerError(f"{criterion.key}: {value!r} is not an answer.")
    return value


@transaction.atomic
def record_answer(
    *,
    offering: Offering,
    criterion: str,
    value: object,
    evidence: EvidenceInput,
    by: AbstractBaseUser | None,
    now: datetime,
    note: str = "",
    confidence: str = "",
) -> Assessment:
    """Record one answer and act on what the rules now say. Raises Refused; then nothing changed.

    The same value on the same evidence as before changes nothing.
    """
    rules, today = Policy.objects.in_force().rules, local_day(now)
    _refuse(offering, criterion, value, evidence, rules, today)
    proof = keep_evidence(evidence, now=now)
    held = offering.answers.filter(criterion=criterion, superseded_at=None).first()
    new = Answer(
        offering=offering,
        criterion=criterion,
        value=str(value) if isinstance(value, date) else value,
        evidence=proof,
        note=note,
        confidence=confidence,
        origin=Answer.Origin.DESK,
        recorded_at=now,
        recorded_by=by,
    )
    if held is None or said(held) != said(new):
        supersede([held] if held else [], Answer.Origin.DESK, now=now)
        new.save()
        record_act(
            act="answered",
            subject=offering,
            by=by,
            now=now,
            because=note,
            before={criterion: said(held)} if held else {},
            after={criterion: said(new)},
        )
    return answers_changed([offering], now=now, by=by)[offering.pk]


@transaction.atomic
def withdraw_answer(
    *, offering: Offering, criterion: str, because: str, by: AbstractBaseUser | None, now: datetime
) -> Assessment:
    """Make a criterion unknown again. Raises Refused without an answer or a reason."""
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
    Answer.objects.filter(pk__in=keys, superseded_at=None).update(
        superseded_at=now, superseded_by=by
    )


def keep_evidence(given: EvidenceInput, *, now: datetime) -> Evidence:
    """The evidence row for this statement; made if it is new."""
    row, _ = Evidence.objects.get_or_create(
        fingerprint=given.fingerprint(), defaults={**evidence_fields(given), "created_at": now}
    )
    return row


def evidence_fields(given: EvidenceInput) -> dict[str, object]:
    return {name: getattr(given, name) for name in EvidenceInput.__slots__}


def _refuse(
    offering: Offering,
    criterion: str,
    value: object,
    evidence: EvidenceInput,
    rules: Rules,
    today: date,
) -> None:
    found = evidence_problems(evidence, rules, today)
    if criterion not in rules.criteria:
        found.append(("criterion", f"{criterion!r} is not a criterion of this policy."))
    else:
        question = rules.criteria[criterion]
        found += [("value", why) for why in answer_problems(value, question, offering, today)]
    if not found:
        try:
            Evidence(**evidence_fields(evidence)).clean_fields(
                exclude=["fingerprint", "created_at"]
            )
        except ValidationError as error:
            found = problems_of(error)
    if found:
        raise Refused(found)


def said(answer: Answer) -> list[object]:
    return [
        answer.value,
        answer.evidence.title if answer.evidence else "",
        answer.evidence_id,
        answer.note,
    ]
