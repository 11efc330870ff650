"""The types of requests for vetting, with examples."""

from typing import Any

from drf_spectacular.utils import OpenApiExample
from rest_framework import serializers

from registry.api.schema.catalogue import STATUSES, page_of
from vetting.models import VettingRequest

# One that was joined to another is shown as the other.
STATES = [s.value for s in VettingRequest.State if s is not VettingRequest.State.JOINED]


class AskedSerializer(serializers.Serializer):
    """What a production asks to have vetted. Only the tool has to be named."""

    tool = serializers.CharField(max_length=120, help_text="The tool as people call it.")
    plan = serializers.CharField(
        max_length=120, required=False, allow_null=True, help_text="Such as Enterprise."
    )
    vendor = serializers.CharField(max_length=120, required=False, allow_null=True)
    url = serializers.CharField(
        max_length=2000, required=False, allow_null=True, help_text="Where the tool is found."
    )
    purpose = serializers.CharField(
        max_length=1000, required=False, allow_null=True, help_text="What it is wanted for."
    )
    needed_by = serializers.DateField(
        required=False, allow_null=True, help_text="Today or a day to come."
    )
    contact = serializers.CharField(
        max_length=200, required=False, allow_null=True, help_text="Whom the desk may ask."
    )


class KnownOfferingSerializer(serializers.Serializer):
    """An offering of the catalogue."""

    slug = serializers.CharField()
    name = serializers.CharField()
    status = serializers.ChoiceField(STATUSES)
    url = serializers.URLField()


class RequestSerializer(serializers.Serializer):
    """A request that your production asked or joined. What others wrote is never shown."""

    id = serializers.UUIDField()
    formerly = serializers.ListField(
        child=serializers.UUIDField(),
        help_text="Other ids under which your production asked for the same; each still answers.",
    )
    tool = serializers.CharField(help_text="As the first production called it.")
    plan = serializers.CharField(allow_blank=True)
    vendor = serializers.CharField(allow_blank=True)
    url = serializers.CharField(allow_blank=True, help_text="The address that you gave.")
    state = serializers.ChoiceField(STATES)
    votes = serializers.IntegerField(help_text="How many productions ask for it.")
    asked_at = serializers.DateTimeField(help_text="When your production asked first.")
    your_words = serializers.CharField(help_text="What your production calls it.")
    your_purpose = serializers.CharField(allow_blank=True)
    your_needed_by = serializers.DateField(allow_null=True)
    your_contact = serializers.CharField(allow_blank=True)
    known = KnownOfferingSerializer(
        many=True, help_text="Offerings already catalogued that this may mean, with their status."
    )
    answer = serializers.CharField(allow_blank=True, help_text="What the desk says to it.")
    answered_at = serializers.DateTimeField(allow_null=True)
    offering = KnownOfferingSerializer(
        allow_null=True, help_text="The offering that was catalogued for it."
    )


class AskedAnswerSerializer(RequestSerializer):
    """The request as it stands after asking."""

    joined = serializers.BooleanField(
        help_text="true: there was such a request, and your production is counted on it."
    )
    message = serializers.CharField(help_text="What asking led to, in a sentence.")


RequestPageSerializer = page_of(RequestSerializer, "Request")

QUESTION = {
    "tool": "Runway",
    "plan": "Enterprise",
    "vendor": "Runway AI",
    "url": "https://runwayml.com/enterprise",
    "purpose": "Clean plates for two sequences.",
    "needed_by": "2027-02-01",
    "contact": "vfx@harbour-lights.example",
}
ANSWER: dict[str, Any] = {
    "id": "5b0f6c1e-8a4e-4a53-9d1c-0d5b1f0a7c11",
    "formerly": [],
    **{name: QUESTION[name] for name in ("tool", "plan", "vendor", "url")},
    "state": "open",
    "votes": 1,
    "asked_at": "2026-11-22T09:30:00Z",
    "your_words": "Runway - Enterprise",
    **{f"your_{name}": QUESTION[name] for name in ("purpose", "needed_by", "contact")},
    "known": [],
    "answer": "",
    "answered_at": None,
    "offering": None,
    "joined": False,
    "message": "Your request is open.",
}
EXAMPLES = (
    OpenApiExample("Ask for one plan of a tool", QUESTION, request_only=True),
    OpenApiExample("A new request", ANSWER, response_only=True, status_codes=["201"]),
    OpenApiExample(
        "Another production has asked already",
        {**ANSWER, "votes": 2, "joined": True, "message": "Others ask for this too."},
        response_only=True,
        status_codes=["200"],
    ),
)
