"""Let current answers rest on another proof: each is superseded by one that says the same."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import groupby

from django.contrib.auth.models import User

from vetting.models import Answer, Evidence, Offering
from vetting.services.audit import Act, record_acts
from vetting.services.consequences import answers_changed
from vetting.services.superseding import said, supersede

# What is judged at a time; what explains each of them takes memory.
BATCH = 100
# What the new answer does not take over from the one that it supersedes.
ITS_OWN = {"id", "evidence_id", "origin", "recorded_at", "recorded_by_id"}
ITS_OWN |= {"superseded_at", "superseded_by", "inherited_from_id"}
COPIED = [f.attname for f in Answer._meta.concrete_fields if f.attname not in ITS_OWN]


def rest_on(
    answers: Iterable[Answer],
    proof_of: Callable[[Answer], Evidence],
    *,
    act: str,
    origin_of: Callable[[Answer], str],
    by: User,
    now: datetime,
    because: str,
) -> None:
    """Supersede these current answers by the same on other proofs, and act on what follows.

    One entry in the trail for each offering, and as many queries for each hundred of them however
    many there are. The caller acts one at a time, since before it read them.
    """
    ordered = sorted(answers, key=lambda answer: (answer.offering_id, answer.pk))
    of_each = [list(rows) for _, rows in groupby(ordered, key=lambda a: a.offering_id)]
    for start in range(0, len(of_each), BATCH):
        batch = of_each[start : start + BATCH]
        old = [answer for rows in batch for answer in rows]
        new = [_again(a, proof_of(a), origin_of(a), by, now) for a in old]
        supersede(old, Answer.Origin.DESK, now=now)
        Answer.objects.bulk_create(new, batch_size=500)
        keys = {answer.offering_id for answer in old}
        offerings = Offering.objects.filter(pk__in=keys).with_answers_at().in_bulk()
        told = dict(zip((a.pk for a in old), new, strict=True))
        record_acts(
            [
                Act(act, offerings[rows[0].offering_id], because, *_difference(rows, told))
                for rows in batch
            ],
            by=by,
            now=now,
        )
        answers_changed(offerings.values(), now=now, by=by)


def _again(answer: Answer, proof: Evidence, origin: str, by: User, now: datetime) -> Answer:
    same = {name: getattr(answer, name) for name in COPIED}
    return Answer(evidence=proof, origin=origin, recorded_at=now, recorded_by=by, **same)


def _difference(
    old: Sequence[Answer], told: dict[int, Answer]
) -> tuple[dict[str, object], dict[str, object]]:
    before: dict[str, object] = {answer.criterion: said(answer) for answer in old}
    return before, {answer.criterion: said(told[answer.pk]) for answer in old}
