"""The types of what one offering shows beyond its row in a list."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from registry.api.schema.catalogue import (
    CEILINGS,
    KINDS,
    STATUSES,
    OfferingBriefSerializer,
    OfferingSerializer,
    OverrideSerializer,
    PointSerializer,
    ReasonSerializer,
    ScoresSerializer,
    SourceSerializer,
)
from vetting.scoring.use import Permission
from vetting.scoring.vocabulary import Principle, State

ANSWERS = [p.value for p in Permission]
STATES = [s.value for s in State]
PRINCIPLES = [p.value for p in Principle]
GIVEN = {"oneOf": [{"type": "string"}, {"type": "integer"}]}


@extend_schema_field(GIVEN)
class GivenField(serializers.Field):
    """A key of the criterion's values, a number of days, or a day as YYYY-MM-DD."""


class OpenQuestionSerializer(serializers.Serializer):
    """What nobody has answered, or not with a proof that counts."""

    criterion = serializers.CharField()
    text = serializers.CharField()
    gating = serializers.BooleanField(help_text="true: no usable verdict without an answer.")
    because = serializers.CharField()


class AssessmentSerializer(serializers.Serializer):
    """What the rules say of the answers in force on the day, whatever people decided."""

    policy = serializers.CharField()
    kind = serializers.ChoiceField(KINDS)
    on = serializers.DateField()
    verdict = serializers.ChoiceField(STATUSES)
    ceiling = serializers.ChoiceField(CEILINGS)
    escalate = serializers.BooleanField()
    scores = ScoresSerializer()
    score_max = ScoresSerializer(help_text="With full credit for every open question.")
    knock_outs = serializers.ListField(child=serializers.CharField())
    conditions = PointSerializer(many=True)
    must_do = PointSerializer(many=True)
    notes = PointSerializer(many=True)
    standing_terms = PointSerializer(many=True)
    reasons = ReasonSerializer(many=True)
    open_questions = OpenQuestionSerializer(many=True)


class CriterionResultSerializer(serializers.Serializer):
    """How one answer stands, and why."""

    criterion = serializers.CharField()
    principle = serializers.ChoiceField(PRINCIPLES)
    title = serializers.CharField()
    state = serializers.ChoiceField(STATES)
    credit = serializers.FloatField(min_value=0, max_value=1)
    weight = serializers.FloatField()
    gating = serializers.BooleanField()
    given = GivenField(allow_null=True)
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    reason = serializers.CharField()
    text = serializers.CharField(allow_blank=True)
    grade = serializers.CharField(allow_blank=True)
    counts_until = serializers.DateField(allow_null=True)
    source = SourceSerializer(allow_null=True)  # type: ignore[assignment]


class AnswerEvidenceSerializer(SourceSerializer):
    """What proves an answer."""

    expires_on = serializers.DateField(allow_null=True)
    undated = serializers.BooleanField()


class AnswerSerializer(serializers.Serializer):
    """The value given for one criterion."""

    criterion = serializers.CharField()
    value = GivenField()
    note = serializers.CharField(allow_blank=True)
    confidence = serializers.CharField(allow_blank=True)
    recorded_at = serializers.DateTimeField()
    evidence = AnswerEvidenceSerializer(allow_null=True)


class SufficientValueSerializer(serializers.Serializer):
    """An answer that would do."""

    value = GivenField()
    label = serializers.CharField()  # type: ignore[assignment]


class ChangeSerializer(serializers.Serializer):
    """One answer to change, and which evidence kinds would prove it."""

    criterion = serializers.CharField()
    title = serializers.CharField()
    now = serializers.CharField()
    to = GivenField(help_text="The least that suffices.")
    any_of = SufficientValueSerializer(many=True, help_text="All that suffice, the least first.")
    proof = serializers.ListField(child=serializers.CharField())


class PathSerializer(serializers.Serializer):
    """The smallest sets of changes that lead to a verdict."""

    verdict = serializers.ChoiceField(STATUSES)
    sets = serializers.ListField(child=ChangeSerializer(many=True))


class AlternativeSerializer(serializers.Serializer):
    """A usable offering that makes the same."""

    slug = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(KINDS)
    status = serializers.ChoiceField(STATUSES)
    answer = serializers.ChoiceField(ANSWERS, help_text="Its own answer under this use.")
    scores = ScoresSerializer()
    ceiling = serializers.ChoiceField(CEILINGS)
    valid_until = serializers.DateField(allow_null=True)
    url = serializers.URLField()


class OfferingDetailSerializer(OfferingSerializer):
    """One offering with all that is known of it on a day."""

    plan = serializers.CharField()
    because = serializers.CharField(help_text="The status in a sentence.")
    aliases = serializers.ListField(child=serializers.CharField())
    login_domains = serializers.ListField(child=serializers.CharField())
    out_of_scope = serializers.CharField(allow_blank=True, help_text="Not vetted: not to be used.")
    override = OverrideSerializer(allow_null=True)
    assessment = AssessmentSerializer(allow_null=True)
    criteria = CriterionResultSerializer(many=True)
    answers = AnswerSerializer(many=True)
    path_to_yes = PathSerializer(many=True)
    chain = OfferingBriefSerializer(many=True, help_text="What it runs on directly.")
    alternatives = AlternativeSerializer(many=True, help_text="None where it is usable.")
