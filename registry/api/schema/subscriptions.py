"""The types of what a production is told of."""

from rest_framework import serializers

from registry.api.schema.catalogue import STATUS_REASONS, STATUSES, page_of

MOST = 1000


class SubscriptionSerializer(serializers.Serializer):
    """An offering that your production is told of, and what is told of it today."""

    slug = serializers.CharField()
    name = serializers.CharField(help_text="Tool and plan.")
    status = serializers.ChoiceField(STATUSES)
    status_reason = serializers.ChoiceField(STATUS_REASONS)
    usable = serializers.BooleanField()
    valid_until = serializers.DateField(allow_null=True)
    subscribed_at = serializers.DateTimeField(help_text="Since then it is told.")
    url = serializers.URLField(help_text="The offering.")


SubscriptionPageSerializer = page_of(SubscriptionSerializer, "Subscription")


class SubscribeSerializer(serializers.Serializer):
    """The offerings to be told of."""

    offerings = serializers.ListField(
        child=serializers.CharField(max_length=120, help_text="The slug of an offering."),
        min_length=1,
        max_length=MOST,
    )


class SubscribedSerializer(serializers.Serializer):
    """What subscribing led to."""

    added = serializers.ListField(
        child=serializers.CharField(), help_text="Told from now on, by slug."
    )
    already = serializers.ListField(
        child=serializers.CharField(), help_text="Told before as well, by slug."
    )
