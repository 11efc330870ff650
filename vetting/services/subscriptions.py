"""Say which offerings a production is told of: over the API by itself, in the admin for it."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User

from vetting.models import Offering, Production, Subscription
from vetting.services.assessments import local_day
from vetting.services.audit import one_at_a_time, record_act
from vetting.services.changes import catch_up
from vetting.services.permissions import require

ADD, CHANGE = "vetting.add_subscription", "vetting.change_subscription"


@one_at_a_time
def subscribe(
    *, production: Production, offerings: Iterable[Offering], by: User | None, now: datetime
) -> list[Offering]:
    """Tell a production of these from now on; those that it was not told of yet.

    One act, however many; none at all where nothing is new. `by` is None where the production did
    it itself. Raises Refused.
    """
    if by is not None:
        require(by, ADD)
    wanted = {offering.pk: offering for offering in offerings}
    # Whoever begins to listen is not told of a lapse before that.
    catch_up(local_day(now), now=now)
    held = Subscription.objects.filter(production=production, offering__in=wanted)
    for key in held.values_list("offering", flat=True):
        del wanted[key]
    added = list(wanted.values())
    Subscription.objects.bulk_create(
        Subscription(production=production, offering=each, created_at=now, created_by=by)
        for each in added
    )
    _record("subscribed", production, added, by, now)
    return added


@one_at_a_time
def unsubscribe(
    *, production: Production, offerings: Iterable[Offering], by: User | None, now: datetime
) -> list[Offering]:
    """Tell a production of these no more; those that it was told of. Raises Refused.

    What was put down before is still sent.
    """
    if by is not None:
        require(by, CHANGE)
    known = {offering.pk: offering for offering in offerings}
    held = Subscription.objects.filter(production=production, offering__in=known)
    ended = [known[key] for key in held.values_list("offering", flat=True)]
    held.delete()
    _record("unsubscribed", production, ended, by, now)
    return ended


def _record(
    act: str, production: Production, offerings: list[Offering], by: User | None, now: datetime
) -> None:
    if offerings:
        slugs = sorted(offering.slug for offering in offerings)
        record_act(act=act, subject=production, by=by, now=now, after={"offerings": slugs})
