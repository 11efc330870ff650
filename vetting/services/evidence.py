"""Acts on proofs: add one, let answers rest on it, say of one read again that it still says so."""

from collections.abc import Collection, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from django.contrib.auth.models import User

from vetting.models import Answer, Evidence, Policy, Reconfirmation
from vetting.scoring.evidence import is_document
from vetting.services.answer_checks import (
    EvidenceInput,
    column_problems,
    evidence_fields,
    evidence_problems,
    stated_by,
)
from vetting.services.assessments import local_day
from vetting.services.audit import Act, one_at_a_time, record_act, record_acts
from vetting.services.file_kinds import Upload
from vetting.services.file_store import KeptFile, kept_file
from vetting.services.permissions import require
from vetting.services.proofs import keep_evidence
from vetting.services.refusals import Refused, refuse_if
from vetting.services.renewals import Renewal, renewals_of
from vetting.services.resting import rest_on

ADD, ANSWER = "vetting.add_evidence", "vetting.add_answer"
CATALOG, REREAD, DESK = Answer.Origin.CATALOG, Answer.Origin.REREAD, Answer.Origin.DESK
MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Rested:
    """A proof, the answers that moved to it, and those that somebody had changed meanwhile."""

    evidence: Evidence
    moved: list[Answer]
    left: list[Answer]


@dataclass(frozen=True, slots=True)
class Reconfirmed:
    """What each proof gained, and the answers that moved to its new reading, as they were."""

    renewals: list[Renewal]
    moved: list[Answer]


def add_evidence(
    *,
    given: EvidenceInput,
    by: User,
    now: datetime,
    upload: Upload | None = None,
    for_answers: Collection[int] = (),
    because: str = "",
) -> Rested:
    """Keep a proof with its file, and let current answers (by key) rest on it, as one act.

    Raises Refused with all problems; then nothing is kept, and no file either. With an upload it
    must not be called inside a transaction.
    """
    require(by, ADD)
    if found := proof_problems(given, has_file=upload is not None, today=local_day(now)):
        raise Refused(found)
    with kept_file(upload) if upload else nullcontext() as file:
        return _add(given, file, for_answers, by=by, now=now, because=because)


def proof_problems(given: EvidenceInput, *, has_file: bool, today: date) -> list[tuple[str, str]]:
    """Every reason why this cannot be kept as evidence on its own, each with its field."""
    rules = Policy.objects.in_force(today).rules
    found = evidence_problems(given, rules, today)
    if not given.undated and given.document_date is None:
        found.append(("document_date", "Give its date, or say that it carries none."))
    kind = rules.evidence_kinds.get(given.kind)
    if kind and is_document(kind) and not given.url and not has_file:
        found.append(("url", "Give the address where it can be read, or send the file."))
    return found or column_problems(given)


@one_at_a_time
def rest_answers(
    *,
    evidence: Evidence,
    for_answers: Collection[int],
    by: User,
    now: datetime,
    because: str = "",
) -> Rested:
    """Let these current answers (by key) rest on this proof; their values and notes stay.

    One that somebody changed meanwhile is left as it is. Raises Refused where the proof no longer
    counts.
    """
    require(by, ANSWER)
    if evidence.counts_until < local_day(now):
        ended = evidence.counts_until.isoformat()
        raise Refused([("", f"It counted until {ended}, so no answer can rest on it any more.")])
    rows = Answer.objects.filter(pk__in=for_answers).select_related("offering", "evidence")
    asked = list(rows.order_by("pk"))
    left = [answer for answer in asked if answer.superseded_at is not None]
    moved = [a for a in asked if a.superseded_at is None and a.evidence_id != evidence.pk]
    rest_on(
        moved,
        lambda _: evidence,
        act="moved answers to other evidence",
        origin_of=lambda _: DESK,
        by=by,
        now=now,
        because=because,
    )
    return Rested(evidence, moved, left)


@one_at_a_time
def reconfirm(
    *,
    evidence: Sequence[Evidence],
    seen_on: date,
    by: User,
    now: datetime,
    because: str = "",
) -> Reconfirmed:
    """Say of these proofs that somebody read them on that day and they still say so.

    Each gets a new row that says the same of the new day, on which every current answer of the old
    one rests from now on. What is published keeps its own last day. Raises Refused with what is
    wrong with each.
    """
    require(by, ADD)
    require(by, ANSWER)
    today = local_day(now)
    _refuse_day_or_number(evidence, seen_on, today)
    renewals = renewals_of(evidence, seen_on, today)
    many = len(renewals) > 1
    if wrong := [one for one in renewals if one.problem]:
        raise Refused(
            [("seen_on", f"{r.evidence}: {r.problem}" if many else r.problem) for r in wrong]
        )
    renewed = _read_again(renewals, seen_on, by=by, now=now, because=because)
    current = Answer.objects.filter(evidence__in=renewed, superseded_at=None)
    # What a tenant inherited follows its plan by itself.
    current = current.exclude(origin=Answer.Origin.INHERITED)
    moved = list(current.select_related("offering", "evidence"))
    rest_on(
        moved,
        lambda answer: renewed[answer.evidence_id or 0],
        act="reconfirmed evidence",
        origin_of=lambda answer: REREAD if answer.origin == CATALOG else answer.origin,
        by=by,
        now=now,
        because=because,
    )
    return Reconfirmed(renewals, moved)


def _refuse_day_or_number(evidence: Sequence[Evidence], seen_on: date, today: date) -> None:
    if not evidence:
        raise Refused([("", "Choose the evidence that was read again.")])
    if len(evidence) > MOST_AT_ONCE:
        raise Refused([("", f"At most {MOST_AT_ONCE} are reconfirmed at once.")])
    if seen_on > today:
        raise Refused([("seen_on", f"{seen_on} is in the future; give the day it was read.")])


def _read_again(
    renewals: list[Renewal], seen_on: date, *, by: User, now: datetime, because: str
) -> dict[int, Evidence]:
    """The new row of each proof by the key of the old one, with who read it and the trail."""
    stated = {r.evidence.pk: replace(stated_by(r.evidence), seen_on=seen_on) for r in renewals}
    kept = keep_evidence(stated.values(), now=now, by=by)
    renewed = {key: kept[one.fingerprint()] for key, one in stated.items()}
    Reconfirmation.objects.bulk_create(
        Reconfirmation(
            evidence=r.evidence,
            renewed=renewed[r.evidence.pk],
            made_at=now,
            made_by=by,
            because=because,
        )
        for r in renewals
    )
    record_acts([_act(r, seen_on, because) for r in renewals], by=by, now=now)
    return renewed


def _act(renewal: Renewal, seen_on: date, because: str) -> Act:
    old = {"seen_on": renewal.evidence.seen_on, "counts_until": renewal.until}
    return Act(
        "reconfirmed",
        renewal.evidence,
        because,
        old,
        {"seen_on": seen_on, "counts_until": renewal.then},
    )


@one_at_a_time
def _add(
    given: EvidenceInput,
    file: KeptFile | None,
    for_answers: Collection[int],
    *,
    by: User,
    now: datetime,
    because: str,
) -> Rested:
    if file is not None:
        given = replace(given, **asdict(_kept_once(file, given.kind)))
    mark = given.fingerprint()
    evidence = Evidence.objects.filter(fingerprint=mark).first()
    if evidence is None:
        evidence = keep_evidence([given], now=now, by=by)[mark]
        after = {**evidence_fields(given), "counts_until": evidence.counts_until}
        # Under which name the file lies is nobody's business but the registry's.
        del after["file_key"]
        record_act(act="added", subject=evidence, by=by, now=now, because=because, after=after)
    if not for_answers:
        return Rested(evidence, [], [])
    return rest_answers(evidence=evidence, for_answers=for_answers, by=by, now=now, because=because)


def _kept_once(file: KeptFile, kind: str) -> KeptFile:
    """The file, or the one of the same bytes that is kept already. Raises Refused for its twin."""
    held = of_same_bytes(file.file_sha256)
    if held is None:
        return file
    refuse_if(
        [f"This very file is kept already as “{held}”; let the answers rest on that one."]
        if held.kind == kind
        else [],
        "file",
    )
    return replace(file, file_key=held.file_key)


def of_same_bytes(sha256: str) -> Evidence | None:
    """The newest reading of the proof with this very file, if there is one."""
    return Evidence.objects.filter(file_sha256=sha256).order_by("seen_on", "pk").last()
