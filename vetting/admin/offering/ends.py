"""What ends a published verdict, in words: the contract, the override, evidence, the review."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from vetting.scoring.judgement import Judgement
from vetting.scoring.status import Status
from vetting.scoring.vocabulary import State

MOST_AHEAD = 4


@dataclass(frozen=True, slots=True)
class End:
    """A day after which something no longer carries the verdict."""

    on: date
    what: str


@dataclass(frozen=True, slots=True)
class Ends:
    """What ends the status on its last day, what runs out next, and the days of grace."""

    because: str
    ahead: list[End]
    grace_until: date | None


def ends_of(
    status: Status,
    judgements: Sequence[Judgement],
    links: Iterable[tuple[str, Status]],
    *,
    today: date,
    contract_ends_on: date | None = None,
    override_ends_on: date | None = None,
    grace_days: int = 0,
) -> Ends:
    """`links` are the offerings it runs on, by name; `judgements` those of its answers today."""
    known = [
        *_named(contract_ends_on, "our contract ends"),
        *_named(override_ends_on, "the override ends"),
        *_of_evidence(judgements),
        *(e for name, s in links for e in _named(s.valid_until, f"{name}, which it runs on, ends")),
    ]
    review = _named(status.review_due_on, "its review is due")
    last = status.valid_until
    ahead = sorted((end for end in [*known, *review] if end.on >= today), key=lambda end: end.on)
    grace = last + timedelta(grace_days) if last is not None and grace_days else None
    # A review is never due later than the last day, so it is the reason only where no other is.
    because = _because(last, known) or _because(last, review)
    if last is not None and not because:
        because = "what it rested on when it was decided ran until then"
    return Ends(because, ahead[:MOST_AHEAD], grace)


def _because(last: date | None, known: Iterable[End]) -> str:
    return "; ".join(end.what for end in known if end.on == last)


def _named(day: date | None, what: str) -> list[End]:
    return [End(day, what)] if day is not None else []


def _of_evidence(judgements: Sequence[Judgement]) -> list[End]:
    """One entry for each proof and day, naming the answers that it carries."""
    carried: dict[tuple[date, str], list[str]] = {}
    for row in judgements:
        if row.counts_until is not None and row.state is not State.KNOCK_OUT:
            title = row.evidence.title if row.evidence else ""
            carried.setdefault((row.counts_until, title), []).append(row.criterion.title)
    return [
        End(day, f"“{title}” runs out, which proves {_listed(titles)}")
        for (day, title), titles in carried.items()
    ]


def _listed(titles: Sequence[str]) -> str:
    shown = ", ".join(title.lower() for title in titles[:3])
    return f"{shown} and {len(titles) - 3} more" if len(titles) > 3 else shown
