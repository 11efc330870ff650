"""The types of the released policies: their list, and every rule of one."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema_serializer
from rest_framework import serializers

from registry.api.schema.catalogue import CEILINGS, KINDS, STATUSES, page_of
from registry.api.schema.detail import PRINCIPLES, STATES
from vetting.scoring.vocabulary import AnswerType, Deployment, Effect

ANSWER_TYPES = [t.value for t in AnswerType]
EFFECTS = [e.value for e in Effect]
DEPLOYMENTS = [d.value for d in Deployment]
COUNTS_FROM = ["seen_on", "document"]
SUM = "255321507b40d84415705dddefd19092e8d5b42cacdb3bbc2615026774eedaab"


class PolicySerializer(serializers.Serializer):
    """One released version of the rules; it is never changed again."""

    version = serializers.CharField()
    sha256 = serializers.CharField(help_text="Of the exact text, which `?format=toml` gives.")
    effective_on = serializers.DateField(help_text="The first day on which it counts.")
    released_at = serializers.DateTimeField()
    in_force = serializers.BooleanField(help_text="true for the one that counts today.")
    url = serializers.URLField()


class PerPrincipleSerializer(serializers.Serializer):
    p2 = serializers.FloatField(min_value=0, max_value=100)
    p3 = serializers.FloatField(min_value=0, max_value=100)


class ThresholdsSerializer(serializers.Serializer):
    """Scores from 0 to 100."""

    approve_from = PerPrincipleSerializer(help_text="The least for an approval.")
    ban_below = PerPrincipleSerializer(help_text="A score under this bans.")
    unreleased_from_p3 = serializers.FloatField(
        help_text="Least score on principle 3 of a conditional offering for unreleased material."
    )


class VerdictRuleSerializer(serializers.Serializer):
    """The first rule that is true decides."""

    verdict = serializers.ChoiceField(STATUSES)
    when = serializers.CharField()


class CeilingRuleSerializer(VerdictRuleSerializer):
    """The most sensitive material under a verdict; the first rule that is true decides."""

    ceiling = serializers.ChoiceField(CEILINGS)


class PrefilledSerializer(serializers.Serializer):
    """An answer that comes with a deployment kind."""

    kind = serializers.ChoiceField(KINDS)
    criterion = serializers.CharField()
    value = serializers.CharField()


class StrictSerializer(serializers.Serializer):
    """What counts instead where the policy has the strict storage switch on."""

    state = serializers.ChoiceField(STATES)
    text = serializers.CharField(allow_blank=True)


class ValueSerializer(serializers.Serializer):
    """One possible answer, or one step of a ladder of days."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    credit = serializers.FloatField(min_value=0, max_value=1)
    state = serializers.ChoiceField(STATES)
    knock_out = serializers.BooleanField(help_text="true: this answer bans, whatever the scores.")
    text = serializers.CharField(allow_blank=True, help_text="The condition or note it adds.")
    standing_term = serializers.CharField(
        allow_blank=True, help_text="What must stay true for a good answer."
    )
    up_to = serializers.IntegerField(
        allow_null=True, help_text="Last day of this step; null on the last one and on choices."
    )
    strict = StrictSerializer(allow_null=True)


class CrosswalkSerializer(serializers.Serializer):
    """The same question in another framework; the id is good for its version only."""

    framework = serializers.CharField()
    version = serializers.CharField()
    id = serializers.CharField()
    title = serializers.CharField()


class CriterionSerializer(serializers.Serializer):
    """One question, with its answers from the best to the worst."""

    key = serializers.CharField()
    principle = serializers.ChoiceField(PRINCIPLES)
    title = serializers.CharField()
    question = serializers.CharField()
    help = serializers.CharField(help_text="How to find the answer.")
    why = serializers.CharField(help_text="Why it is asked.")
    missing = serializers.CharField(help_text="What to do while the answer is unknown.")
    weight = serializers.FloatField(help_text="Its share of the score of its principle.")
    gating = serializers.BooleanField(help_text="true: no usable verdict without an answer.")
    effect = serializers.ChoiceField(
        EFFECTS, help_text="What less than full credit adds: a condition or a note."
    )
    answer_type = serializers.ChoiceField(ANSWER_TYPES)
    values = ValueSerializer(many=True)
    applies_to = serializers.ListField(child=serializers.ChoiceField(DEPLOYMENTS))
    proof = serializers.ListField(
        child=serializers.CharField(), help_text="Evidence kinds that usually prove it, best first."
    )
    crosswalk = CrosswalkSerializer(many=True)


class PeriodSerializer(serializers.Serializer):
    """A length of time in months or in days."""

    months = serializers.IntegerField(min_value=0)
    days = serializers.IntegerField(min_value=0)


class EvidenceKindSerializer(serializers.Serializer):
    """One sort of proof."""

    key = serializers.CharField()
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    help = serializers.CharField()
    grade = serializers.CharField(help_text="One of `grades`.")
    counts_from = serializers.ChoiceField(
        COUNTS_FROM, help_text="The day on which it was seen, or the day that it bears."
    )
    validity = PeriodSerializer(help_text="How long it counts.")
    at_most = PeriodSerializer(
        allow_null=True, help_text="How far off an end date of its own may lie."
    )
    proves_good = serializers.BooleanField(
        help_text="false: it can only count against an offering."
    )


class GradeSerializer(serializers.Serializer):
    """What evidence of one strength can carry, the strongest first."""

    key = serializers.CharField()
    credit_cap = serializers.FloatField(min_value=0, max_value=1)
    gating = serializers.BooleanField(help_text="Whether it can prove a gating answer.")
    condition = serializers.CharField(
        allow_blank=True, help_text="What it adds to a gating answer that it proves."
    )


class TierSerializer(serializers.Serializer):
    """How often a sort of offering is looked at again."""

    number = serializers.IntegerField(min_value=1)
    label = serializers.CharField()  # type: ignore[assignment]
    months = serializers.IntegerField(min_value=0)
    reminder_days = serializers.ListField(child=serializers.IntegerField())
    light_check = serializers.CharField(allow_blank=True)


class CadenceSerializer(serializers.Serializer):
    """When a verdict is looked at again, and how long it outlives its last day."""

    grace_days = serializers.IntegerField(min_value=0)
    overdue_days = serializers.ListField(child=serializers.IntegerField())
    chase_days = serializers.ListField(child=serializers.IntegerField())
    banned_months = serializers.IntegerField(min_value=0)
    banned_not_before_days = serializers.IntegerField(min_value=0)
    tiers = TierSerializer(many=True)
    tier_1_kinds = serializers.ListField(child=serializers.ChoiceField(KINDS))


class OverrideLimitsSerializer(serializers.Serializer):
    """How long people may depart from the computed verdict."""

    looser = PeriodSerializer()
    stricter = PeriodSerializer()


class PolicyDetailSerializer(PolicySerializer):
    """A released policy with every rule it holds."""

    title = serializers.CharField()
    summary = serializers.CharField()
    notice = serializers.CharField(help_text="Goes with every usable verdict.")
    strict_storage = serializers.BooleanField()
    thresholds = ThresholdsSerializer()
    verdicts = VerdictRuleSerializer(many=True)
    ceilings = CeilingRuleSerializer(many=True)
    prefilled = PrefilledSerializer(many=True)
    criteria = CriterionSerializer(many=True)
    evidence_kinds = EvidenceKindSerializer(many=True)
    grades = GradeSerializer(many=True)
    cadence = CadenceSerializer()
    override = OverrideLimitsSerializer()


POLICIES = OpenApiExample(
    "Policies",
    {
        "next": None,
        "previous": None,
        "results": [
            {
                "version": "2026.1",
                "sha256": SUM,
                "effective_on": "2026-01-01",
                "released_at": "2026-01-01T00:00:00Z",
                "in_force": True,
                "url": "https://registry.studio.example/api/v1/policies/2026.1/",
            }
        ],
    },
)
PolicyPageSerializer = extend_schema_serializer(examples=[POLICIES])(
    page_of(PolicySerializer, "Policy", "policies")
)
POLICY_AS_TOML = OpenApiResponse(
    OpenApiTypes.STR,
    examples=[OpenApiExample("The text", 'version = "2026.1"\nstrict_storage = false\n')],
)
