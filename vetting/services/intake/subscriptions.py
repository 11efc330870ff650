"""Takes what a production wants to be told of, by the slugs of offerings."""

from collections.abc import Iterable
from datetime import datetime

from vetting.models import Offering, Production
from vetting.services import subscriptions
from vetting.services.busy import or_busy
from vetting.services.refusals import Refused


def subscribe(*, production: Production, slugs: Iterable[str], now: datetime) -> set[str]:
    """Tell the production of these offerings from now on; the slugs that are new to it.

    Raises Refused with every slug that nobody knows, and Busy where the database takes no writes.
    """
    wanted = set(slugs)
    offerings = list(Offering.objects.filter(slug__in=wanted))
    unknown = sorted(wanted - {offering.slug for offering in offerings})
    if unknown:
        raise Refused([("offerings", f"There is no offering {slug!r}.") for slug in unknown])
    with or_busy():
        added = subscriptions.subscribe(
            production=production, offerings=offerings, by=None, now=now
        )
    return {offering.slug for offering in added}


def unsubscribe(*, production: Production, slug: str, now: datetime) -> bool:
    """Tell it of this one no more; False where it was not told of it. Raises Busy."""
    offerings = Offering.objects.filter(slug=slug)
    with or_busy():
        return bool(
            subscriptions.unsubscribe(production=production, offerings=offerings, by=None, now=now)
        )
