"""Open reviews as part of another act; a review that is open already learns of the new reason."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import User

from vetting.models import Offering, Review
from vetting.models.decisions import UNDER_WAY
from vetting.services.audit import Act
from vetting.services.comments import note_other_reasons


def open_reviews(reasons: Mapping[Offering, str], *, by: User | None, now: datetime) -> list[Act]:
    """Open a review for each that has none under way; the acts to record. A few queries for all.

    Where one is open it learns of the reason, so that nobody takes it for what it was opened for.
    """
    held = Review.objects.filter(offering__in=reasons, state__in=UNDER_WAY).select_related(
        "offering"
    )
    under_way = {review.offering: review for review in held}
    note_other_reasons({under_way[o]: reasons[o] for o in under_way}, by=by, now=now)
    missing = {o: because for o, because in reasons.items() if o not in under_way}
    Review.objects.bulk_create(
        Review(offering=o, because=because, opened_at=now, opened_by=by, state=Review.State.OPEN)
        for o, because in missing.items()
    )
    return [opened(o, because) for o, because in missing.items()]


def opened(offering: Offering, because: str) -> Act:
    """The act of opening a review, as the trail tells it."""
    return Act("opened a review", offering, because)
