"""GET and POST webhooks/: where a production is told, with secrets that are shown once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.door.asker import production_of
from registry.api.door.busy import or_unavailable
from registry.api.door.described import described
from registry.api.door.endpoint import Endpoint as View
from registry.api.door.gate import SAFE
from registry.api.door.given import read_fields, refuse_a_body, text_by
from registry.api.door.problems import Invalid
from registry.api.lists.fields import answered, chosen_of_each, fields_of
from registry.api.lists.filterset import StrictFilter, StrictFilterSet
from registry.api.lists.newest import newest_first
from registry.api.lists.pagination import PAGING, page_of
from registry.api.lists.parameters import choice, read, text_of
from registry.api.rows import Row
from registry.api.schema import webhooks as schema
from registry.api.shapes import shown_to
from registry.api.subscriptions import HasSubscriptionsScope
from vetting.models import Endpoint, Message, Production
from vetting.services.intake import Refused
from vetting.services.intake import webhooks as intake

Endpoints = QuerySet[Endpoint]

NEWEST = newest_first("created_at")
LIST = (fields_of(schema.WebhookPageSerializer), NEWEST.parameter(), *PAGING)
ONE = (fields_of(schema.WebhookSerializer),)
TAG = "webhooks"
# What the sender writes on an endpoint, or on its messages, while nobody acts.
OF_THE_SENDER = ("pk", "paused_at", "failing_since", "failures", "delivered_at", "last_error")
EXAMPLE = '{"label": "Render farm", "url": "https://hooks.example.com/ai-tools"}'
TAKERS = {"label": text_by(text_of(80)), "url": text_by(text_of(2000))}
NO_SUCH = "Your production has no webhook of this id."
COLUMNS = (
    *("id", "code", "label", "channel", "address", "generation", "previous_until", "created_at"),
    *("paused_at", "paused_because", "failing_since", "delivered_at", "last_error"),
)
LONGEST_OVERLAP = int(intake.LONGEST_OVERLAP / timedelta(hours=1))


class WebhookFilter(StrictFilterSet):
    """Narrows where a production is told."""

    channel = StrictFilter(
        choice(schema.CHANNELS), "How it is told there.", many=True, method="by_channel"
    )
    state = StrictFilter(choice(schema.STATES), "Whether it waits.", method="by_state")

    class Meta:
        model = Endpoint
        fields = ()

    def by_channel(self, rows: Endpoints, _: str, wanted: tuple[str, ...]) -> Endpoints:
        return rows.filter(channel__in=wanted)

    def by_state(self, rows: Endpoints, _: str, wanted: str) -> Endpoints:
        return rows.filter(paused_at__isnull=wanted == "active")


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
        return _shown(row)

    def outside_the_stamp(self) -> list[str]:
        """Delivering is no act of the desk, and neither is it to pause what fails."""
        if self.request.method not in SAFE:
            return []
        return [str(list(self.own().order_by("pk").values_list(*OF_THE_SENDER)))]


class WebhookList(OwnEndpoints):
    """A list costs three queries with the key's."""

    parameters = None

    @described(
        "webhooks_list",
        "List where your production is told",
        schema.WebhookPageSerializer,
        tag=TAG,
        parameters=LIST,
        filters=WebhookFilter,
        examples=[schema.PAGE],
    )
    def get(self, request: Request) -> Response:
        filterset = WebhookFilter(request.query_params, LIST)
        rows = filterset.filter_queryset(self.own())
        page = page_of(rows.values(*COLUMNS), NEWEST, filterset.asked)
        found = chosen_of_each((_shown(row) for row in page.rows), filterset.asked)
        return Response(page.envelope(request, found))

    @described(
        "webhooks_create",
        "Add a webhook",
        schema.WebhookWithSecretSerializer,
        tag=TAG,
        body=schema.AddWebhookSerializer,
        code=201,
        writes=True,
        examples=schema.ADDED,
        description="It is told of every offering that your production subscribes to, and of "
        "answers to its requests. `secret` is shown this once; each message is signed with it.",
    )
    def post(self, request: Request) -> Response:
        read(request.query_params, ())
        given, errors = read_fields(request.data, TAKERS, EXAMPLE)
        faulty = {name for name, _ in errors}
        errors += [
            (name, "This field has to be given.")
            for name in TAKERS
            if name not in given and name not in faulty
        ]
        if errors:
            raise Invalid(errors)
        with or_refused():
            made, secret = intake.add_webhook(
                production=production_of(request), **given, now=timezone.now()
            )
        body = self.shown(made.code) | {"secret": secret}
        address = shown_to(request).url("webhooks", str(made.code))
        return Response(body, status=201, headers={"Location": address})


class WebhookDetail(OwnEndpoints):
    """One of them."""

    parameters = None

    @described(
        "webhooks_retrieve",
        "Show one address where your production is told",
        schema.WebhookSerializer,
        tag=TAG,
        parameters=ONE,
        examples=[schema.ONE],
    )
    def get(self, request: Request, id: UUID) -> Response:
        return answered(self.shown(id), read(request.query_params, ONE))

    @described(
        "webhooks_destroy",
        "Be told there no more",
        None,
        tag=TAG,
        code=204,
        writes=True,
        kept=False,
        description="What waits for it is dropped. This cannot be undone.",
    )
    def delete(self, request: Request, id: UUID) -> Response:
        read(request.query_params, ())
        with or_refused():
            intake.remove_webhook(endpoint=self.one(), now=timezone.now())
        return Response(status=204)


class WebhookRotation(OwnEndpoints):
    """A new secret for one of them."""

    @described(
        "webhooks_rotate",
        "Give a webhook a new secret",
        schema.WebhookWithSecretSerializer,
        tag=TAG,
        body=schema.RotateWebhookSerializer,
        writes=True,
        examples=schema.ROTATED,
        description="The secret before signs too for `overlap_hours`, 24 if you leave it out, so "
        "that no message is lost while you change it. `secret` is shown this once.",
    )
    def post(self, request: Request, id: UUID) -> Response:
        given, errors = read_fields(
            request.data, {"overlap_hours": _hours}, '{"overlap_hours": 48}'
        )
        if errors:
            raise Invalid(errors)
        overlap = given.get("overlap_hours", intake.OVERLAP)
        endpoint = self.one()
        with or_refused():
            secret = intake.rotate_webhook(endpoint=endpoint, overlap=overlap, now=timezone.now())
        return Response(self.shown(id) | {"secret": secret})


class WebhookTest(OwnEndpoints):
    """A message that says nothing, to see it arrive."""

    @described(
        "webhooks_test",
        "Send a test there",
        schema.WebhookTestSerializer,
        tag=TAG,
        code=202,
        writes=True,
        kept=False,
        examples=[schema.TESTED],
        description="It goes out shortly, signed like every message, at most one a minute. Whether "
        "it arrived stands at the webhook afterwards.",
    )
    def post(self, request: Request, id: UUID) -> Response:
        refuse_a_body(request.data)
        with or_refused():
            message = intake.test_webhook(endpoint=self.one(), now=timezone.now())
        return Response({"message": f"msg_{message.code.hex}"}, status=202)


class WebhookResumption(OwnEndpoints):
    """Sending again where it was paused."""

    @described(
        "webhooks_resume",
        "Send again to a paused webhook",
        schema.WebhookSerializer,
        tag=TAG,
        writes=True,
        kept=False,
        examples=[schema.ONE],
        description="What has failed for too long is paused by itself, and what there is to tell "
        "waits. Now it is sent.",
    )
    def post(self, request: Request, id: UUID) -> Response:
        refuse_a_body(request.data)
        with or_refused():
            intake.resume_webhook(endpoint=self.one(), now=timezone.now())
        return Response(self.shown(id))


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


def _hours(value: Any) -> timedelta:
    if type(value) is not int or not 0 <= value <= LONGEST_OVERLAP:
        raise ValueError(f"Give a whole number of hours from 0 to {LONGEST_OVERLAP}.")
    return timedelta(hours=value)


def _shown(row: Row) -> Row:
    channel = row["channel"]
    return {
        "id": str(row["code"]),
        "label": row["label"],
        "channel": channel,
        "address": intake.shown_address(Endpoint(channel=channel, address=row["address"])),
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
