"""Give a webhook a new secret, while the one before it signs too for a while."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User

from vetting.models import Endpoint
from vetting.services.audit import one_at_a_time, record_act
from vetting.services.endpoints.rights import held, require_for
from vetting.services.endpoints.secrets import secret_of
from vetting.services.refusals import Refused

OVERLAP, LONGEST_OVERLAP = timedelta(hours=24), timedelta(days=7)


@one_at_a_time
def rotate_secret(
    *, endpoint: Endpoint, by: User | None, now: datetime, overlap: timedelta = OVERLAP
) -> str:
    """The new secret, which is not shown again; the old one signs too for `overlap`.

    No more than two sign at a time: while an earlier rotation overlaps, the next one has to end it
    in so many words, by an overlap of nothing. Raises Refused.
    """
    require_for(by, endpoint, "change")
    current = held(endpoint)
    if problems := _problems(current, overlap, now):
        raise Refused(problems)
    before = current.generation
    current.generation += 1
    current.previous_until = now + overlap if overlap else None
    current.save(update_fields=["generation", "previous_until"])
    record_act(
        act="rotated",
        subject=current,
        by=by,
        now=now,
        before={"generation": before},
        after={"generation": current.generation, "previous_until": current.previous_until},
    )
    endpoint.generation, endpoint.previous_until = current.generation, current.previous_until
    return secret_of(current)


def _problems(endpoint: Endpoint, overlap: timedelta, now: datetime) -> list[tuple[str, str]]:
    if endpoint.channel != Endpoint.Channel.WEBHOOK:
        return [("", "Only a webhook has a secret.")]
    if not timedelta() <= overlap <= LONGEST_OVERLAP:
        return [("overlap", f"Choose from 0 hours to {LONGEST_OVERLAP.days} days.")]
    if overlap and endpoint.previous_until is not None and now < endpoint.previous_until:
        until = f"{endpoint.previous_until:%Y-%m-%d %H:%M} UTC"
        return [
            (
                "overlap",
                f"The secret before this one still signs until {until}. Rotate again after that, "
                "or choose an overlap of 0, which ends both old secrets at once.",
            )
        ]
    return []
