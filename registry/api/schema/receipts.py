"""The types of receipts: an answer as it was given, and the list of them."""

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
