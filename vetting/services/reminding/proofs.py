"""Proofs that run out and decide usable verdicts: assessed only where a step of theirs may be due.

An offering is assessed if a current answer of it rests on such a proof, so what a night costs goes
with what runs out around it, and not with the catalogue.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from vetting.models import Answer, Decision, Evidence, Offering
from vetting.models.waiting import USABLE
from vetting.scoring.deciding import deciding
from vetting.scoring.evidence import why_until
from vetting.scoring.reminding import Matter, Subject, ladder
from vetting.scoring.vocabulary import Verdict
from vetting.services.assessments import facts
from vetting.services.reminding.cadences import Cadences, unsettled
from vetting.services.reminding.chunks import in_chunks, keyed, pieces
from vetting.services.reminding.found import NAMED, Care, Found
from vetting.services.reminding.in_force import verdicts_in_force

# What is judged of an offering, and a proof of many offerings, takes memory.
PROOFS, ASSESSED = 100, 100
# Nobody comes back to a verdict that ran out so long ago by way of its proofs.
FORGOTTEN = timedelta(400)


class Verdicted(NamedTuple):
    """A usable verdict in force, and the offering that it is on."""

    offering: int
    name: str
    verdict: str
    decided_on: date
    valid_until: date
    grace_days: int
    policy: int
    tier: int
    care: Care

    @property
    def last_usable(self) -> date:
        return self.valid_until + timedelta(self.grace_days)


COLUMNS: tuple[str, ...] = (
    "offering_id",
    "offering__full_name",
    "verdict",
    "decided_on",
    "valid_until",
    "grace_days",
    "policy_id",
    "tier",
    "offering__owner_id",
    "author_id",
)
Resting = dict[int, list[Verdicted]]


Worth = Callable[[list[Found]], Collection[str]]


def deciding_proofs(
    by: Cadences, about: Q | None = None, *, worth: Worth | None = None
) -> Iterator[list[Found]]:
    """Those with a step that is due; all of the proofs that are asked about, whatever is due.

    `worth` is asked with what there would be to say if every verdict on a proof rested on it, and
    gives the keys of what has to be looked into.
    """
    for chunk in in_chunks(_proofs(by, about), PROOFS):
        resting = _resting(chunk, by.today)
        if worth is not None:
            thought = {p.pk: _found(p, r, by) for p in chunk if (r := resting[p.pk])}
            due = {key: f for key, f in thought.items() if f.subject.due_step(by.today)}
            keys = worth(list(due.values())) if due else ()
            resting = {key: resting[key] for key, f in due.items() if f.subject.key in keys}
        decided = _decided(resting, by)
        yield [_found(proof, rows, by) for proof in chunk if (rows := decided.get(proof.pk))]


def carrying(offerings: Iterable[int] | QuerySet[Any]) -> Q:
    """Proofs that an answer in force of one of these offerings (keys) rests on."""
    current = Answer.objects.filter(evidence=OuterRef("pk"), superseded_at=None)
    return Q(Exists(current.filter(offering__in=offerings)))


def _proofs(by: Cadences, about: Q | None) -> QuerySet[Evidence]:
    """Proofs that counted when a verdict was given that is in force and rests on them."""
    verdicts = _usable(by.today).filter(
        offering__answers__evidence=OuterRef("pk"),
        offering__answers__superseded_at=None,
        decided_on__lte=OuterRef("counts_until"),
        valid_until__gte=by.today - FORGOTTEN,
    )
    rows = Evidence.objects.filter(Exists(verdicts)).select_related("added_by")
    if about is not None:
        return rows.filter(about)
    rows = rows.alias(
        key=keyed("evidence", "pk"), last_step=by.last_step(Matter.EVIDENCE), carer=F("added_by")
    )
    alive = Q(counts_until__gte=by.alive)
    return rows.filter(unsettled(alive), counts_until__lte=by.horizon)


def _usable(today: date) -> QuerySet[Decision]:
    return verdicts_in_force(today).filter(verdict__in=USABLE)


def _resting(chunk: Iterable[Evidence], today: date) -> Resting:
    """The usable verdicts that may rest on each of these proofs; two queries."""
    ends = {proof.pk: proof.counts_until for proof in chunk}
    current = Answer.objects.filter(evidence__in=ends, superseded_at=None)
    pairs = list(
        current.values_list("evidence_id", "offering_id").order_by("offering_id").distinct()
    )
    verdicts = {v.offering: v for v in _verdicts({offering for _, offering in pairs}, today)}
    found: Resting = {key: [] for key in ends}
    for key, offering in pairs:
        verdict = verdicts.get(offering)
        if verdict and verdict.decided_on <= ends[key] and _in_time(verdict, ends[key], today):
            found[key].append(verdict)
    return found


def _in_time(verdict: Verdicted, day: date, today: date) -> bool:
    """It ran out while the verdict could be used, or the verdict still can be."""
    return min(day, today) <= verdict.last_usable


def _verdicts(offerings: set[int], today: date) -> Iterator[Verdicted]:
    for some in pieces(sorted(offerings), 1000):
        for row in _usable(today).filter(offering__in=some).values_list(*COLUMNS):
            yield Verdicted._make((*row[:-2], Care(*row[-2:])))


def _subject(proof: Evidence, resting: list[Verdicted], by: Cadences) -> Subject:
    """With the longest ladder of the verdicts that rest on it."""
    ladders = (ladder(by.of(v.policy), v.tier) for v in resting)
    longest = max(ladders, key=lambda days: max(days, default=0))
    after = by.rules.cadence.overdue_days
    return Subject(Matter.EVIDENCE, f"evidence:{proof.pk}", proof.counts_until, longest, after)


def _decided(resting: Mapping[int, list[Verdicted]], by: Cadences) -> Resting:
    """Of the verdicts that may rest on each proof those that do: here they are assessed."""
    verdicts = {v.offering: v for rows in resting.values() for v in rows}
    found: Resting = {}
    for some in pieces(sorted(verdicts), ASSESSED):
        for offering in Offering.objects.with_answers_at().filter(pk__in=some).order_by("pk"):
            verdict = verdicts[offering.pk]
            for proof in _deciding_of(offering, verdict, resting.keys(), by):
                if verdict in resting[proof]:
                    found.setdefault(proof, []).append(verdict)
    return found


def _deciding_of(
    offering: Offering, verdict: Verdicted, asked: Collection[int], by: Cadences
) -> set[int]:
    rows: list[Answer] = offering.current_answers  # type: ignore[attr-defined]
    on = {r.criterion: r.evidence_id for r in rows if r.evidence_id and r.evidence_id in asked}
    keys = deciding(
        Verdict(verdict.verdict),
        facts(offering, by.rules),
        by.rules,
        by.today,
        kind=offering.deployment_kind,
        since=verdict.decided_on,
        among=on.keys(),
    )
    return {proof for key in keys if (proof := on.get(key)) is not None}


def _found(proof: Evidence, resting: list[Verdicted], by: Cadences) -> Found:
    known = proof.kind in by.rules.evidence_kinds
    return Found(
        _subject(proof, resting, by),
        tuple((v.offering, v.name) for v in resting[:NAMED]),
        frozenset(v.care for v in resting),
        others=max(len(resting) - NAMED, 0),
        added_by=proof.added_by_id,
        title=proof.title,
        because=why_until(proof.as_fact(), by.rules) if known else "",
        last_usable=min(v.last_usable for v in resting),
    )
