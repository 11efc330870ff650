"""The types of the log of status changes."""

from rest_framework import serializers

from registry.api.schema.catalogue import (
    CEILINGS,
    STATUS_REASONS,
    STATUSES,
    NamedSerializer,
    PointSerializer,
)

CAUSES = ["act", "calendar"]


class ChangeOfferingSerializer(NamedSerializer):
    url = serializers.URLField()


class StatusBeforeSerializer(serializers.Serializer):
    status = serializers.ChoiceField(STATUSES)
    status_reason = serializers.ChoiceField(STATUS_REASONS)


class StatusAfterSerializer(StatusBeforeSerializer):
    usable = serializers.BooleanField()
    ceiling = serializers.ChoiceField(CEILINGS)
    conditions = PointSerializer(many=True)
    valid_until = serializers.DateField(allow_null=True)


class StatusChangeSerializer(serializers.Serializer):
    """From one status of an offering to the next."""

    cursor = serializers.CharField(help_text="Where to go on after this change.")
    at = serializers.DateTimeField(help_text="When it was done, or the midnight it fell on.")
    on = serializers.DateField(help_text="The day from which on it is told.")
    cause = serializers.ChoiceField(CAUSES, help_text="calendar: time passed, nobody did it.")
    offering = ChangeOfferingSerializer()
    before = StatusBeforeSerializer(allow_null=True, help_text="null: it was not known before.")
    after = StatusAfterSerializer()
    because = serializers.CharField()


class StatusChangePageSerializer(serializers.Serializer):
    """Some of the log, the oldest first."""

    next = serializers.URLField(allow_null=True, help_text="More of it, if there is more now.")
    previous = serializers.URLField(allow_null=True, help_text="Always null: a log goes forward.")
    cursor = serializers.CharField(
        allow_null=True, help_text="Keep it: ?after= it gives what came later. null: nothing yet."
    )
    results = StatusChangeSerializer(many=True)
