"""What is sent to webhooks of productions: the types of every event, with an example of each."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, OpenApiWebhook, extend_schema
from rest_framework import serializers

from registry.api.schema.catalogue import STATUSES
from registry.api.schema.changes import (
    CAUSES,
    ChangeOfferingSerializer,
    StatusAfterSerializer,
    StatusBeforeSerializer,
)
from registry.api.schema.requests import STATES

LOOSENED, TIGHTENED = "offering.status.loosened", "offering.status.tightened"
EXPIRING, ANSWERED, TEST = "offering.expiring", "request.answered", "registry.test"
MOVED_TYPES, EXPIRING_TYPES = [LOOSENED, TIGHTENED], [EXPIRING]
ANSWERED_TYPES, TEST_TYPES = [ANSWERED], [TEST]
HAPPENED = "When it happened."
SIGNED = (
    "A message is signed as Standard Webhooks 1.0 has it: `webhook-id`, `webhook-timestamp` and "
    "`webhook-signature` (HMAC-SHA256 with the secret of the webhook; two signatures while a "
    "rotation overlaps). Answer with any 2xx within ten seconds. Anything else is tried again, "
    "later and later, always with the same `webhook-id`: pass over an id that you have seen. The "
    "order of messages is not promised; `GET changes/` has all changes in order."
)


class StatusMovedDataSerializer(serializers.Serializer):
    """From which status to which, and why."""

    offering = ChangeOfferingSerializer()
    on = serializers.DateField(help_text="The day from which on it is told.")
    cause = serializers.ChoiceField(CAUSES, help_text="calendar: time passed, nobody did it.")
    before = StatusBeforeSerializer()
    after = StatusAfterSerializer()
    because = serializers.CharField()
    notice = serializers.CharField(allow_null=True, help_text="Goes with every usable verdict.")


class StatusMovedSerializer(serializers.Serializer):
    """Your production may do more than before with an offering, or less, or has to do more."""

    type = serializers.ChoiceField(MOVED_TYPES)
    timestamp = serializers.DateTimeField(help_text=HAPPENED)
    data = StatusMovedDataSerializer()  # type: ignore[assignment]


class ExpiringDataSerializer(serializers.Serializer):
    """What runs out, and when."""

    offering = ChangeOfferingSerializer()
    status = serializers.ChoiceField(STATUSES)
    valid_until = serializers.DateField(help_text="The last day of the verdict.")
    not_vetted_from = serializers.DateField(
        allow_null=True, help_text="The first day on which it may not be used, if nobody renews it."
    )


class ExpiringSerializer(serializers.Serializer):
    """A verdict runs out in two weeks or less. Told once for each last day."""

    type = serializers.ChoiceField(EXPIRING_TYPES)
    timestamp = serializers.DateTimeField(help_text=HAPPENED)
    data = ExpiringDataSerializer()  # type: ignore[assignment]


class AnsweredRequestSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    tool = serializers.CharField()
    plan = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(STATES)
    url = serializers.URLField()


class RequestAnsweredDataSerializer(serializers.Serializer):
    """What the desk says."""

    request = AnsweredRequestSerializer()
    answer = serializers.CharField()
    offering = ChangeOfferingSerializer(allow_null=True)
    status = serializers.ChoiceField(
        STATUSES, allow_null=True, help_text="Of the offering, when it was answered."
    )


class RequestAnsweredSerializer(serializers.Serializer):
    """Something that your production asked for is answered, or answered otherwise than before."""

    type = serializers.ChoiceField(ANSWERED_TYPES)
    timestamp = serializers.DateTimeField(help_text=HAPPENED)
    data = RequestAnsweredDataSerializer()  # type: ignore[assignment]


class RegistryTestDataSerializer(serializers.Serializer):
    """A sentence about it."""

    text = serializers.CharField()


class RegistryTestSerializer(serializers.Serializer):
    """Somebody asked for a test; nothing has happened."""

    type = serializers.ChoiceField(TEST_TYPES)
    timestamp = serializers.DateTimeField(help_text="When it was asked for.")
    data = RegistryTestDataSerializer()  # type: ignore[assignment]


ROOT = "https://registry.studio.example/api/v1/"
AT = "2026-11-22T09:30:00.120000Z"
OFFERING = {
    "slug": "runway-enterprise",
    "name": "Runway - Enterprise",
    "url": f"{ROOT}offerings/runway-enterprise/",
}
CONDITION = {"criterion": "identity_sso", "text": "Sign in through the studio's single sign-on."}
USABLE = {
    "status": "conditional",
    "status_reason": "decided",
    "usable": True,
    "ceiling": "non_sensitive",
    "conditions": [CONDITION],
    "valid_until": "2027-05-22",
}
STOPPED = {
    "status": "not_vetted",
    "status_reason": "suspended",
    "usable": False,
    "ceiling": "none",
    "conditions": [],
    "valid_until": None,
}
NOTICE = "This verdict covers principles 2 and 3 only."
MOVED: dict[str, dict[str, Any]] = {
    LOOSENED: {
        "before": {"status": "not_vetted", "status_reason": "never_decided"},
        "after": USABLE,
        "because": "The order form forbids training; sign-in has to be enforced.",
        "notice": NOTICE,
    },
    TIGHTENED: {
        "before": {"status": "conditional", "status_reason": "decided"},
        "after": STOPPED,
        "because": "Suspended on 2026-11-22: The vendor reported a leak.",
        "notice": None,
    },
}
REQUEST_ID = "5b0f6c1e-8a4e-4a53-9d1c-0d5b1f0a7c11"
ASKED = {
    "id": REQUEST_ID,
    "tool": "Runway",
    "plan": "Enterprise",
    "state": "answered",
    "url": f"{ROOT}requests/{REQUEST_ID}/",
}
ENDS = {"status": "conditional", "valid_until": "2026-12-06", "not_vetted_from": "2027-01-06"}


def event(
    kind: str, summary: str, of: type[serializers.Serializer], data: dict[str, Any]
) -> OpenApiWebhook:
    """One type of event as the document shows it."""
    example = OpenApiExample(kind, {"type": kind, "timestamp": AT, "data": data})
    return OpenApiWebhook(
        kind,
        extend_schema(
            summary=summary,
            description=f"{(of.__doc__ or '').strip()}\n\n{SIGNED}",
            tags=["webhooks"],
            request={"application/json": of},
            responses={"2XX": OpenApiResponse(description="It has arrived.")},
            examples=[example],
        ),
    )


EVENTS = [
    event(
        kind,
        f"A status has {kind.rsplit('.', 1)[1]}",
        StatusMovedSerializer,
        {"offering": OFFERING, "on": "2026-11-22", "cause": "act", **MOVED[kind]},
    )
    for kind in MOVED_TYPES
] + [
    event(EXPIRING, "A verdict runs out", ExpiringSerializer, {"offering": OFFERING, **ENDS}),
    event(
        ANSWERED,
        "A request is answered",
        RequestAnsweredSerializer,
        {
            "request": ASKED,
            "answer": "You may use it, under these conditions.",
            "offering": OFFERING,
            "status": "conditional",
        },
    ),
    event(
        TEST,
        "A test",
        RegistryTestSerializer,
        {"text": "This is a test."},
    ),
]
STATUS_LOOSENED, STATUS_TIGHTENED, OFFERING_EXPIRING, REQUEST_ANSWERED, REGISTRY_TEST = EVENTS
