"""Put a test message for an endpoint into the outbox; whether it arrived stands on the message."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User

from vetting.models import Endpoint, Message
from vetting.services.assessments import local_day
from vetting.services.audit import one_at_a_time, record_act
from vetting.services.endpoints.rights import held, require_for
from vetting.services.outbox.waking import wake
from vetting.services.refusals import Refused

PAUSE_BETWEEN = timedelta(minutes=1)


@one_at_a_time
def test_endpoint(*, endpoint: Endpoint, by: User | None, now: datetime) -> Message:
    """A message that waits to be sent. At most one a minute. Raises Refused."""
    require_for(by, endpoint, "change")
    current = held(endpoint)
    if current.paused_at is not None:
        raise Refused([("", "This is paused. Resume it first.")])
    tests = Message.objects.filter(endpoint=current, what=Message.What.TEST)
    if tests.filter(made_at__gt=now - PAUSE_BETWEEN).exists():
        raise Refused([("", "A test was asked for less than a minute ago. Wait a little.")])
    message = Message.objects.create(
        what=Message.What.TEST,
        endpoint=current,
        on=local_day(now),
        made_at=now,
        next_at=now,
    )
    wake()
    record_act(act="tested", subject=current, by=by, now=now, after={"message": message.code})
    return message


# Its name begins like a test of ours; it is none.
test_endpoint.__test__ = False  # type: ignore[attr-defined]
