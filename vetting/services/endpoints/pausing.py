"""Pause an endpoint, so that its messages wait; resume it; or remove it for good."""

from datetime import datetime

from django.contrib.auth.models import User

from vetting.models import Endpoint
from vetting.services.audit import one_at_a_time, record_act
from vetting.services.endpoints.rights import held, require_for
from vetting.services.outbox.waking import wake
from vetting.services.refusals import Refused, refuse_if


@one_at_a_time
def pause_endpoint(*, endpoint: Endpoint, because: str, by: User | None, now: datetime) -> None:
    """Send nothing there until it is resumed; what there is to tell waits. Raises Refused."""
    require_for(by, endpoint, "change")
    refuse_if([] if because.strip() else ["Say why in a sentence."], "because")
    current = held(endpoint)
    if current.paused_at is not None:
        raise Refused([("", "This is paused already.")])
    _keep(endpoint, paused_at=now, paused_because=because.strip())
    record_act(act="paused", subject=current, by=by, now=now, because=because.strip())


@one_at_a_time
def resume_endpoint(*, endpoint: Endpoint, by: User | None, now: datetime) -> None:
    """Send again, what has waited too; earlier failures are forgotten. Raises Refused."""
    require_for(by, endpoint, "change")
    current = held(endpoint)
    if current.paused_at is None:
        raise Refused([("", "This is not paused.")])
    before = {"paused_at": current.paused_at, "paused_because": current.paused_because}
    _keep(endpoint, paused_at=None, paused_because="", failing_since=None, failures=0)
    wake()
    record_act(act="resumed", subject=current, by=by, now=now, before=before)


@one_at_a_time
def remove_endpoint(
    *, endpoint: Endpoint, by: User | None, now: datetime, because: str = ""
) -> None:
    """Send nothing there any more; the outbox drops what waits. It cannot be undone.

    Raises Refused.
    """
    require_for(by, endpoint, "change")
    current = held(endpoint)
    _keep(endpoint, removed_at=now)
    record_act(act="removed", subject=current, by=by, now=now, because=because.strip())


def _keep(endpoint: Endpoint, **values: object) -> None:
    """Write these fields alone: a sender counts failures on the same row."""
    Endpoint.objects.filter(pk=endpoint.pk).update(**values)
    for name, value in values.items():
        setattr(endpoint, name, value)
