"""The types of the decision call, for the OpenAPI document."""

from rest_framework import serializers

from registry.api.check.items import LONGEST, MOST_ITEMS
from registry.api.check.matching import How
from registry.api.schema.catalogue import CEILINGS, KINDS, STATUSES, PointSerializer
from registry.api.schema.detail import ANSWERS, AlternativeSerializer
from registry.api.schema.problems import ProblemErrorSerializer
from vetting.scoring.use import Activity, Area, Data, Output

DATA = [d.value for d in Data]
OUTPUTS = [o.value for o in Output]
ACTIVITIES = [a.value for a in Activity]
AREAS = [a.value for a in Area]
MATCHES = [h.value for h in How]


def _text(name: str, words: str) -> serializers.CharField:
    return serializers.CharField(
        max_length=LONGEST[name], required=False, allow_null=True, help_text=words
    )


class CheckItemSerializer(serializers.Serializer):
    """One thing asked about: at least one of tool, offering, domain and url."""

    ref = _text("ref", "Your own mark, sent back as it came.")
    tool = _text("tool", "A tool or offering as people call it; a host or web address will do.")
    plan = _text("plan", "The plan of the tool, such as Enterprise.")
    offering = _text("offering", "The slug or the full name of an offering.")
    domain = _text("domain", "A host, such as chatgpt.com.")
    url = _text("url", "A web address; its host and the host's parent domains count.")


class CheckUseSerializer(serializers.Serializer):
    """What is to be done with it. Left out, only the tool is judged."""

    data = serializers.ListField(  # type: ignore[assignment]
        child=serializers.ChoiceField(DATA), required=False, allow_null=True
    )
    output = serializers.ChoiceField(OUTPUTS, required=False, allow_null=True)
    activities = serializers.ListField(
        child=serializers.ChoiceField(ACTIVITIES), required=False, allow_null=True
    )
    approvals_held = serializers.ListField(
        child=serializers.ChoiceField(AREAS),
        required=False,
        allow_null=True,
        help_text="Written approvals that the production says it holds.",
    )


class CheckQuestionSerializer(serializers.Serializer):
    """Up to a thousand items under one use."""

    as_of = serializers.DateField(required=False, allow_null=True, help_text="Today or earlier.")
    use = CheckUseSerializer(required=False, allow_null=True)
    items = serializers.ListField(child=CheckItemSerializer(), min_length=1, max_length=MOST_ITEMS)


class CheckOfferingSerializer(serializers.Serializer):
    slug = serializers.CharField()
    name = serializers.CharField()
    status = serializers.ChoiceField(STATUSES)
    url = serializers.URLField()


class CheckCandidateSerializer(CheckOfferingSerializer):
    """An offering that may have been meant, with its own answer under this use."""

    kind = serializers.ChoiceField(KINDS)
    answer = serializers.ChoiceField(ANSWERS)


class CheckApprovalSerializer(serializers.Serializer):
    """A written approval that this use needs, whatever the tool."""

    area = serializers.ChoiceField(AREAS)
    text = serializers.CharField()
    held = serializers.BooleanField(help_text="As the production states it.")


class CheckResultSerializer(serializers.Serializer):
    """The answer to one item."""

    ref = serializers.CharField(allow_null=True)
    match = serializers.ChoiceField(MATCHES)
    answer = serializers.ChoiceField(ANSWERS)
    offering = CheckOfferingSerializer(
        allow_null=True, help_text="The worst one where several match; null where none does."
    )
    why = serializers.ListField(child=serializers.CharField())
    conditions = PointSerializer(many=True)
    ceiling = serializers.ChoiceField(CEILINGS)
    approvals = CheckApprovalSerializer(many=True)
    alternatives = AlternativeSerializer(many=True)
    candidates = CheckCandidateSerializer(many=True)
    valid_until = serializers.DateField(allow_null=True)
    errors = ProblemErrorSerializer(many=True, help_text="What is wrong with the item itself.")  # type: ignore[assignment]


class CheckSummarySerializer(serializers.Serializer):
    """How many items got each answer."""

    allowed = serializers.IntegerField()
    allowed_with_conditions = serializers.IntegerField()
    not_allowed = serializers.IntegerField()
    escalate = serializers.IntegerField()


class CheckAnswerSerializer(serializers.Serializer):
    """The answers, one result for each item, in their order."""

    as_of = serializers.DateField()
    policy = serializers.CharField(allow_null=True, help_text="In force on that day.")
    notice = serializers.CharField(help_text="What the answers do not cover.")
    summary = CheckSummarySerializer()
    results = CheckResultSerializer(many=True)
    receipt = serializers.CharField(help_text="Under which this answer is shown again, unchanged.")
