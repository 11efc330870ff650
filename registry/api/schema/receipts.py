"""The types of receipts: an answer as it was given, and the list of them."""

from drf_spectacular.utils import OpenApiExample
from rest_framework import serializers

from registry.api.check.schema import (
    CheckAnswerSerializer,
    CheckQuestionSerializer,
    CheckSummarySerializer,
)
from registry.api.schema.catalogue import page_of


class ReceiptSerializer(CheckAnswerSerializer):
    """The answer as it was sent, with what it answered and when."""

    made_at = serializers.DateTimeField(help_text="When it was first given.")
    made_on = serializers.DateField(help_text="The day of that moment where the registry is.")
    policy_sha256 = serializers.CharField(
        allow_null=True, help_text="The seal of the policy's text; see policies/."
    )
    question = CheckQuestionSerializer(
        help_text="As it was read. approvals_held is as stated by the production."
    )


class ReceiptLineSerializer(serializers.Serializer):
    """One receipt in a list."""

    receipt = serializers.CharField()
    made_at = serializers.DateTimeField()
    made_on = serializers.DateField()
    as_of = serializers.DateField()
    policy = serializers.CharField(allow_null=True)
    items = serializers.IntegerField(help_text="How many things were asked about.")
    summary = CheckSummarySerializer()
    url = serializers.URLField()


ReceiptPageSerializer = page_of(ReceiptLineSerializer, "Receipt")

EXAMPLE = OpenApiExample(
    "What was told of one tool",
    {
        "as_of": "2026-11-22",
        "policy": "2026.1",
        "notice": "This verdict covers principles 2 and 3 only.",
        "summary": {
            "allowed": 1,
            "allowed_with_conditions": 0,
            "escalate": 0,
            "not_allowed": 0,
        },
        "results": [
            {
                "ref": "1",
                "match": "exact",
                "answer": "allowed",
                "offering": {
                    "slug": "runway-enterprise",
                    "name": "Runway - Enterprise",
                    "status": "approved",
                    "url": "https://registry.example/api/v1/offerings/runway-enterprise/",
                },
                "why": ["It is approved."],
                "conditions": [],
                "ceiling": "unreleased",
                "approvals": [],
                "alternatives": [],
                "candidates": [],
                "valid_until": "2027-03-01",
                "errors": [],
            }
        ],
        "receipt": "wwvfoxklg4ccd7nt25bhh7tdygms434m",
        "made_at": "2026-11-22T09:30:00Z",
        "made_on": "2026-11-22",
        "policy_sha256": "255321507b40d84415705dddefd19092e8d5b42cacdb3bbc2615026774eedaab",
        "question": {
            "as_of": "2026-11-22",
            "use": {
                "data": ["public_material"],
                "output": "temporary",
                "activities": [],
                "approvals_held": [],
            },
            "items": [{"ref": "1", "tool": "Runway", "plan": "Enterprise"}],
        },
    },
    response_only=True,
)
