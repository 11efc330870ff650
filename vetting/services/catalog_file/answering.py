"""Bring the answers of a catalogue file into the registry; what the desk answered itself stays."""

from datetime import datetime

from django.contrib.auth.models import User

from vetting.models import Answer, Evidence, Offering
from vetting.services.answers import said, supersede
from vetting.services.audit import Act, one_at_a_time, record_acts
from vetting.services.catalog_file.checks import Entry, evidence_input
from vetting.services.catalog_file.rows import Counts, fingerprint
from vetting.services.consequences import answers_changed
from vetting.services.proofs import keep_evidence

CATALOG = Answer.Origin.CATALOG
# An answer of a file whose proof the desk read again says what the file said, and goes with it.
OF_A_FILE = (Answer.Origin.CATALOG, Answer.Origin.REREAD)
Held = dict[tuple[int, str], Answer]
Told = dict[tuple[int, str], tuple[Answer, bool]]


def import_answers(
    batch: list[Entry],
    rows: dict[str, Offering],
    changed: set[str],
    counts: Counts,
    *,
    by: User | None,
    now: datetime,
    because: str,
) -> None:
    """Answer, supersede and withdraw what the file says anew, then act on what the rules say.

    They are asked about `changed` offerings too: another kind is asked other questions.
    """
    marks = {entry["slug"]: fingerprint(entry["answers"]) for entry in batch}
    fresh = [e for e in batch if rows[e["slug"]].catalog_answers_sha256 != marks[e["slug"]]]
    judged = {rows[slug].pk for slug in changed | {entry["slug"] for entry in fresh}}
    if not judged:
        return
    offerings = [rows[entry["slug"]] for entry in fresh]
    stated_proofs = (evidence_input(a["evidence"]) for e in fresh for a in e["answers"])
    proofs = keep_evidence(stated_proofs, now=now)
    current, last = _held(offerings)
    new: list[Answer] = []
    ended: list[Answer] = []
    acts: list[Act] = []
    for entry in fresh:
        offering = rows[entry["slug"]]
        stated = {a["criterion"]: _answer(offering, a, proofs, now) for a in entry["answers"]}
        added, dropped = _differences(offering, stated, current, last, counts)
        new += added
        ended += dropped
        acts += _act(offering, added, dropped, because)
        offering.catalog_answers_sha256 = marks[entry["slug"]]
    supersede(ended, CATALOG, now=now)
    Answer.objects.bulk_create(new, batch_size=500)
    Offering.objects.bulk_update(offerings, ["catalog_answers_sha256"], batch_size=200)
    if acts:
        record_acts(acts, by=by, now=now)
    _judge_again(judged, by=by, now=now)


def _differences(
    offering: Offering, stated: dict[str, Answer], current: Held, last: Told, counts: Counts
) -> tuple[list[Answer], list[Answer]]:
    """The answers to write and the answers to end.

    The file is compared with what a file said last: where that is the same, the desk's later
    word stands; where a desk answer stands and the file says something new, it stands too and
    is counted as kept.
    """
    new: list[Answer] = []
    ended: list[Answer] = []
    for criterion, answer in stated.items():
        held = current.get((offering.pk, criterion))
        before, stands = last.get((offering.pk, criterion), (None, False))
        if before is not None and said(before) == said(answer) and stands:
            continue
        if held is not None and held.origin == Answer.Origin.DESK:
            counts["kept"] += 1
            continue
        ended += [held] if held else []
        new.append(answer)
        counts["answers superseded" if held else "answers recorded"] += 1
    for (key, criterion), held in current.items():
        if key == offering.pk and criterion not in stated and held.origin in OF_A_FILE:
            ended.append(held)
            counts["answers withdrawn"] += 1
    return new, ended


def _held(offerings: list[Offering]) -> tuple[Held, Told]:
    """The current answers, by offering and criterion, and the last word of a catalogue file.

    With each last word, whether it stands as far as files go: none has ended it, nor what the desk
    made of it by reading its proof again.
    """
    answers = Answer.objects.filter(offering__in=offerings).select_related("evidence")
    current: Held = {}
    last: Told = {}
    for answer in answers.order_by("pk").iterator(chunk_size=2000):
        key = (answer.offering_id, answer.criterion)
        if answer.superseded_at is None:
            current[key] = answer
        if answer.origin in OF_A_FILE:
            word = answer if answer.origin == CATALOG else last[key][0]
            last[key] = (word, answer.superseded_by != CATALOG)
    return current, last


def _answer(offering: Offering, entry: Entry, proofs: dict[str, Evidence], now: datetime) -> Answer:
    return Answer(
        offering=offering,
        criterion=entry["criterion"],
        value=entry["value"],
        evidence=proofs[evidence_input(entry["evidence"]).fingerprint()],
        note=entry["note"] or "",
        confidence=entry["confidence"] or "",
        origin=CATALOG,
        recorded_at=now,
    )


def _act(offering: Offering, added: list[Answer], dropped: list[Answer], because: str) -> list[Act]:
    if not added and not dropped:
        return []
    before = {answer.criterion: said(answer) for answer in dropped}
    after = {answer.criterion: said(answer) for answer in added}
    return [Act("answered", offering, because, before, after)]


@one_at_a_time
def _judge_again(keys: set[int], *, by: User | None, now: datetime) -> None:
    offerings = Offering.objects.filter(pk__in=keys).with_answers_at()
    answers_changed(offerings, now=now, by=by)
