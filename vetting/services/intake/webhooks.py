"""Takes what a production does with its own endpoints: adds a webhook, tests it, and so on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from vetting.models import Endpoint, Message, Production
from vetting.services.busy import or_busy
from vetting.services.endpoints.adding import add_endpoint
from vetting.services.endpoints.addresses import shown_address
from vetting.services.endpoints.pausing import remove_endpoint, resume_endpoint
from vetting.services.endpoints.rotating import LONGEST_OVERLAP, OVERLAP, rotate_secret
from vetting.services.endpoints.testing import test_endpoint
from vetting.services.refusals import Refused

__all__ = [
    "LONGEST_OVERLAP",
    "OVERLAP",
    "add_webhook",
    "remove_webhook",
    "resume_webhook",
    "rotate_webhook",
    "shown_address",
    "test_webhook",
]

# What the API calls otherwise than the desk.
CALLED = {"address": "url", "overlap": "overlap_hours"}


@contextmanager
def called_as_in_the_api() -> Iterator[None]:
    """A refusal names the fields that the caller sent."""
    try:
        yield
    except Refused as refused:
        problems = [(CALLED.get(field, field), why) for field, why in refused.problems]
        raise Refused(problems) from refused


def add_webhook(
    *, production: Production, label: str, url: str, now: datetime
) -> tuple[Endpoint, str]:
    """A new webhook and its secret, which is not shown again. Raises Refused and Busy."""
    with or_busy(), called_as_in_the_api():
        return add_endpoint(
            channel=Endpoint.Channel.WEBHOOK.value,
            address=url,
            label=label,
            production=production,
            by=None,
            now=now,
        )


def rotate_webhook(*, endpoint: Endpoint, overlap: timedelta, now: datetime) -> str:
    """A new secret, which is not shown again; the old one signs too for a while.

    Raises Refused and Busy.
    """
    with or_busy(), called_as_in_the_api():
        return rotate_secret(endpoint=endpoint, by=None, now=now, overlap=overlap)


def test_webhook(*, endpoint: Endpoint, now: datetime) -> Message:
    """A message that says nothing, waiting to be sent. Raises Refused and Busy."""
    with or_busy():
        return test_endpoint(endpoint=endpoint, by=None, now=now)


# Its name begins like a test of ours; it is none.
test_webhook.__test__ = False  # type: ignore[attr-defined]


def resume_webhook(*, endpoint: Endpoint, now: datetime) -> None:
    """Send again, what has waited too. Raises Refused and Busy."""
    with or_busy():
        resume_endpoint(endpoint=endpoint, by=None, now=now)


def remove_webhook(*, endpoint: Endpoint, now: datetime) -> None:
    """Send nothing there any more. Raises Refused and Busy."""
    with or_busy():
        remove_endpoint(endpoint=endpoint, by=None, now=now)
