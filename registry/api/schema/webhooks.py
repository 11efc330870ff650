"""The types of where a production is told, with examples."""

from typing import Any

from drf_spectacular.utils import OpenApiExample
from rest_framework import serializers

from registry.api.schema.catalogue import page_of
from vetting.models import Endpoint

CHANNELS = [channel.value for channel in Endpoint.Channel]
STATES = ["active", "paused"]


class AddWebhookSerializer(serializers.Serializer):
    """Where your production wants to be told."""

    label = serializers.CharField(max_length=80, help_text="What listens there.")  # type: ignore[assignment]
    url = serializers.CharField(max_length=2000, help_text="An https address on the internet.")


class RotateWebhookSerializer(serializers.Serializer):
    """How long the secret before signs too."""

    overlap_hours = serializers.IntegerField(
        min_value=0,
        max_value=168,
        required=False,
        allow_null=True,
        help_text="24 if left out. 0 ends the secret before at once.",
    )


class WebhookSerializer(serializers.Serializer):
    """One address at which your production is told: a webhook, or a chat or mail of the desk's."""

    id = serializers.UUIDField()
    label = serializers.CharField()  # type: ignore[assignment]
    channel = serializers.ChoiceField(CHANNELS)
    address = serializers.CharField(help_text="Without what may be a secret in it.")
    state = serializers.ChoiceField(STATES, help_text="paused: what there is to tell waits.")
    paused_at = serializers.DateTimeField(allow_null=True)
    paused_because = serializers.CharField(allow_blank=True)
    failing_since = serializers.DateTimeField(
        allow_null=True, help_text="Nothing has arrived since then, though it was tried."
    )
    last_error = serializers.CharField(
        allow_null=True, help_text="Why the newest attempt failed, while it fails."
    )
    last_delivered_at = serializers.DateTimeField(allow_null=True)
    secret_generation = serializers.IntegerField(
        allow_null=True, help_text="1 for the first secret; null where nothing is signed."
    )
    previous_secret_until = serializers.DateTimeField(
        allow_null=True, help_text="Until then the secret before signs too."
    )
    created_at = serializers.DateTimeField()


class WebhookWithSecretSerializer(WebhookSerializer):
    """A webhook with its new secret, which is shown this once."""

    secret = serializers.CharField(help_text="whsec_ and the key in base64. Keep it safe.")


class WebhookTestSerializer(serializers.Serializer):
    """A test that is on its way."""

    message = serializers.CharField(help_text="Its webhook-id.")


WebhookPageSerializer = page_of(WebhookSerializer, "Webhook")

QUESTION = {"label": "Render farm", "url": "https://hooks.harbour-lights.example/ai-tools"}
SHOWN: dict[str, Any] = {
    "id": "0c6f2a52-8a2d-4a87-9c53-6f1c8f0f4d10",
    "label": QUESTION["label"],
    "channel": "webhook",
    "address": QUESTION["url"],
    "state": "active",
    "paused_at": None,
    "paused_because": "",
    "failing_since": None,
    "last_error": None,
    "last_delivered_at": "2026-11-22T09:31:12Z",
    "secret_generation": 1,
    "previous_secret_until": None,
    "created_at": "2026-11-20T15:00:00Z",
}
# Made by hand, and good for nothing.
SECRET = "whsec_" + "RXhhbXBsZXMgYXJlIG5vIHNlY3JldHMgb2YgYW55Ym9keS4="
PAGE = OpenApiExample(
    "Answer", {"next": None, "previous": None, "results": [SHOWN]}, response_only=True
)
ONE = OpenApiExample("Answer", SHOWN, response_only=True)
ADDED = (
    OpenApiExample("A webhook for one program", QUESTION, request_only=True),
    OpenApiExample(
        "A new webhook",
        {**SHOWN, "last_delivered_at": None, "secret": SECRET},
        response_only=True,
        status_codes=["201"],
    ),
)
ROTATED = (
    OpenApiExample("Both secrets sign for two days", {"overlap_hours": 48}, request_only=True),
    OpenApiExample(
        "The second secret",
        {
            **SHOWN,
            "secret_generation": 2,
            "previous_secret_until": "2026-11-24T09:40:00Z",
            "secret": SECRET,
        },
        response_only=True,
    ),
)
TESTED = OpenApiExample(
    "A test on its way",
    {"message": "msg_0c6f2a528a2d4a879c536f1c8f0f4d10"},
    response_only=True,
    status_codes=["202"],
)
