"""How offerings are read: which rows and columns a page or the API needs, in counted queries."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import F, FilteredRelation, Prefetch, Q, QuerySet

if TYPE_CHECKING:
    pass


class OfferingQuerySet(QuerySet["Offering"]):
    """Offerings, with their status on a day joined as `now`."""

    def with_status_on(self, day: date) -> "OfferingQuerySet":
        """Join the one status period that covers `day` as `now`, in the same query."""
        covers = Q(periods__starts_on__lte=day) & (
            Q(periods__ends_on=None) | Q(periods__ends_on__gte=day)
        )
        return self.annotate(now=FilteredRelation("periods", condition=covers)).annotate(
            status=F("now__status")
        )

    def for_publication(self, day: date) -> "OfferingQuerySet":
        """All that one published row shows, in one query."""
        return self.with_status_on(day).select_related(
            "tool__vendor", "now__decision__assessment", "now__decision__policy"
        )

    def with_answers_at(self, moment: datetime | None = None) -> "OfferingQuerySet":
        """Prefetch the answers in force (at a moment, or now) as `current_answers`."""
        answers = self.model.answers.rel.related_model.objects.select_related("evidence")
        if moment is None:
            answers = answers.filter(superseded_at=None)
        else:
            answers = answers.filter(recorded_at__lte=moment).filter(
                Q(superseded_at=None) | Q(superseded_at__gt=moment)
            )
        return self.prefetch_related(
            Prefetch("answers", answers.order_by("pk"), to_attr="current_answers")
        )
