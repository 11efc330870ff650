"""The type of every error answer."""

from rest_framework import serializers


class ProblemErrorSerializer(serializers.Serializer):
    field = serializers.CharField(help_text="The parameter or the place in the body; may be empty.")
    detail = serializers.CharField(help_text="What is wrong with it, and what to give instead.")


class ProblemSerializer(serializers.Serializer):
    """An error as RFC 9457 shapes it."""

    type = serializers.CharField(help_text="Always about:blank: the status says it all.")
    title = serializers.CharField(help_text="The phrase of the status.")
    status = serializers.IntegerField(min_value=400, max_value=599)
    detail = serializers.CharField(help_text="What went wrong, in a sentence.")
    errors = ProblemErrorSerializer(many=True, required=False, help_text="All faults at once.")  # type: ignore[assignment]
