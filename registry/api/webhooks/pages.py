"""GET and POST webhooks/, GET and DELETE webhooks/{id}/: seen, added with a secret, removed."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.door.asker import production_of
from registry.api.door.described import described
from registry.api.door.given import read_fields, text_by
from registry.api.door.problems import Invalid
from registry.api.lists.fields import answered, chosen_of_each, fields_of
from registry.api.lists.filterset import StrictFilter, StrictFilterSet
from registry.api.lists.newest import newest_first
from registry.api.lists.pagination import PAGING, page_of
from registry.api.lists.parameters import choice, read, text_of
from registry.api.schema import webhooks as schema
from registry.api.shapes import shown_to
from registry.api.webhooks.own import COLUMNS, TAG, Endpoints, OwnEndpoints, or_refused, shown
from vetting.models import Endpoint
from vetting.services.intake.webhooks import add_webhook, remove_webhook

NEWEST = newest_first("created_at")
LIST = (fields_of(schema.WebhookPageSerializer), NEWEST.parameter(), *PAGING)
ONE = (fields_of(schema.WebhookSerializer),)
EXAMPLE = '{"label": "Render farm", "url": "https://hooks.example.com/ai-tools"}'
TAKERS = {"label": text_by(text_of(80)), "url": text_by(text_of(2000))}


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
        found = chosen_of_each((shown(row) for row in page.rows), filterset.asked)
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
            made, secret = add_webhook(
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
            remove_webhook(endpoint=self.one(), now=timezone.now())
        return Response(status=204)
