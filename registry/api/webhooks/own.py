"""Whose endpoints these are, how they are shown, and what the tags of these answers are made of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.http import Http404

from registry.api.door.asker import production_of
from registry.api.door.busy import or_unavailable
from registry.api.door.endpoint import Endpoint as View
from registry.api.door.gate import SAFE
from registry.api.door.problems import Invalid
from registry.api.rows import Row
from registry.api.subscriptions import HasSubscriptionsScope
from vetting.models import Endpoint, Message, Production
from vetting.services.intake import Refused
from vetting.services.intake.webhooks import shown_address

Endpoints = QuerySet[Endpoint]

TAG = "webhooks"
# What the sender writes on an endpoint, or on its messages, while nobody acts.
OF_THE_SENDER = ("pk", "paused_at", "failing_since", "failures", "delivered_at", "last_error")
NO_SUCH = "Your production has no webhook of this id."
COLUMNS = (
    *("id", "code", "label", "channel", "address", "generation", "previous_until", "created_at"),
    *("paused_at", "paused_because", "failing_since", "delivered_at", "last_error"),
)


class OwnEndpoints(View):
    """What all these addresses share: whose endpoints they are, and what their tags are made of."""

    permission_classes = (HasSubscriptionsScope,)

    def own(self) -> Endpoints:
        """The endpoints of the production that asks, as they stand at this moment."""
        return _endpoints(production_of(self.request))

    def one(self) -> Endpoint:
        """The one that the address names. Raises Http404."""
        found = self.own().filter(code=self.kwargs["id"]).first()
        if found is None:
            raise Http404(NO_SUCH)
        return found

    def shown(self, code: UUID) -> Row:
        """How one stands. Raises Http404."""
        row = self.own().filter(code=code).values(*COLUMNS).first()
        if row is None:
            raise Http404(NO_SUCH)
        return shown(row)

    def outside_the_stamp(self) -> list[str]:
        """Delivering is no act of the desk, and neither is it to pause what fails."""
        if self.request.method not in SAFE:
            return []
        return [str(list(self.own().order_by("pk").values_list(*OF_THE_SENDER)))]


@contextmanager
def or_refused() -> Iterator[None]:
    """Raise what the API says where a service says no, or cannot write."""
    try:
        with or_unavailable():
            yield
    except Refused as refused:
        raise Invalid(refused.problems) from refused


def _endpoints(production: Production) -> Endpoints:
    messages = Message.objects.filter(endpoint=OuterRef("pk")).order_by()
    sent = messages.values("endpoint").annotate(newest=Max("sent_at")).values("newest")
    failed = messages.filter(~Q(error=""), state__in=("waiting", "sending", "failed"))
    return Endpoint.objects.filter(production=production, removed_at=None).annotate(
        delivered_at=Subquery(sent),
        last_error=Subquery(failed.order_by("-pk").values("error")[:1]),
    )


def shown(row: Row) -> Row:
    channel = row["channel"]
    return {
        "id": str(row["code"]),
        "label": row["label"],
        "channel": channel,
        "address": shown_address(Endpoint(channel=channel, address=row["address"])),
        "state": "paused" if row["paused_at"] else "active",
        "paused_at": row["paused_at"],
        "paused_because": row["paused_because"],
        "failing_since": row["failing_since"],
        "last_error": row["last_error"] if row["failing_since"] else None,
        "last_delivered_at": row["delivered_at"],
        "secret_generation": row["generation"] if channel == Endpoint.Channel.WEBHOOK else None,
        "previous_secret_until": row["previous_until"],
        "created_at": row["created_at"],
    }
