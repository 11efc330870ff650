"""Tell the productions that subscribed to an offering how its status moved, as it is written."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from vetting.models import StatusChange
from vetting.scoring.vocabulary import Verdict
from vetting.services.assessments import local_day
from vetting.services.outbox.notices import Telling, put
from vetting.services.telling.listeners import Heard, listeners_of


def tell_of_changes(changes: Iterable[StatusChange], *, now: datetime) -> None:
    """Put down what these changes mean for whoever listens, in the transaction that writes them.

    Only what moved is told: who goes by the others may do, and must do, as before. One query where
    anything moved, and one more for each thousand things to tell.
    """
    moved = [change for change in changes if change.movement]
    heard = listeners_of({change.offering_id for change in moved})
    if heard:
        put(_tellings(moved, heard), on=local_day(now), now=now)


def _tellings(changes: list[StatusChange], heard: dict[int, Heard]) -> Iterator[Telling]:
    for change in changes:
        if change.offering_id not in heard:
            continue
        offering = heard[change.offering_id]
        facts = facts_of(change, offering)
        for endpoint in offering.endpoints:
            yield Telling(
                subject=f"change:{change.number}",
                step=change.movement,
                endpoint=endpoint,
                offering=change.offering_id,
                day=change.on,
                facts=facts,
            )


def facts_of(change: StatusChange, offering: Heard) -> dict[str, object]:
    """The change as `changes/` of the API shows it, with its type."""
    return {
        "type": f"offering.status.{change.movement}",
        "on": change.on.isoformat(),
        "cause": "calendar" if change.calendar else "act",
        "offering": offering.named,
        "before": {"status": change.status_before, "status_reason": change.reason_before},
        "after": {
            "status": change.status,
            "status_reason": change.reason,
            "usable": Verdict(change.status).usable,
            "ceiling": change.ceiling,
            "conditions": change.conditions,
            "valid_until": change.valid_until.isoformat() if change.valid_until else None,
        },
        "because": change.because,
    }
