"""POST webhooks/{id}/rotate/, test/ and resume/: what a production does with one of its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.door.described import described
from registry.api.door.given import read_fields, refuse_a_body
from registry.api.door.problems import Invalid
from registry.api.schema import webhooks as schema
from registry.api.webhooks.own import TAG, OwnEndpoints, or_refused
from vetting.services.intake import webhooks as intake

LONGEST_OVERLAP = int(intake.LONGEST_OVERLAP / timedelta(hours=1))


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


def _hours(value: Any) -> timedelta:
    if type(value) is not int or not 0 <= value <= LONGEST_OVERLAP:
        raise ValueError(f"Give a whole number of hours from 0 to {LONGEST_OVERLAP}.")
    return timedelta(hours=value)
