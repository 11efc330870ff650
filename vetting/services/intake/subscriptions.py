"""Takes what a production wants to be told of, and what no more."""

from collections.abc import Iterable
from datetime import datetime

from vetting.models import Offering, Production
from vetting.services import subscriptions
from vetting.services.busy import or_busy


def subscribe(
    *, production: Production, offerings: Iterable[Offering], now: datetime
) -> list[Offering]:
    """Tell it of these from now on; those that are new to it. Raises Busy."""
    with or_busy():
        return subscriptions.subscribe(production=production, offerings=offerings, by=None, now=now)


def unsubscribe(
    *, production: Production, offerings: Iterable[Offering], now: datetime
) -> list[Offering]:
    """Tell it of these no more; those that it was told of. Raises Busy."""
    with or_busy():
        return subscriptions.unsubscribe(
            production=production, offerings=offerings, by=None, now=now
        )
