"""The types of what the catalogue's lists show: offerings, tools and vendors."""

from rest_framework import serializers

from vetting.scoring.status import Act
from vetting.scoring.vocabulary import Ceiling, Kind, StatusReason, Verdict

STATUSES = [v.value for v in Verdict]
STATUS_REASONS = [r.value for r in StatusReason]
CEILINGS = [c.value for c in Ceiling]
KINDS = [k.value for k in Kind]
ACTS = [a.value for a in Act]


class PointSerializer(serializers.Serializer):
    """Something to do or to know; `criterion` is null where it is about the whole offering."""

    criterion = serializers.CharField(allow_null=True)
    text = serializers.CharField()


class SourceSerializer(serializers.Serializer):
    """The evidence that something rests on."""

    kind = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField()
    document_date = serializers.DateField(allow_null=True)
    seen_on = serializers.DateField(allow_null=True)


class ReasonSerializer(PointSerializer):
    """Why it has this status."""

    source = SourceSerializer(allow_null=True)  # type: ignore[assignment]


class ScoresSerializer(serializers.Serializer):
    """Two percentages that are never averaged; null where nothing was decided."""

    p2 = serializers.FloatField(allow_null=True, min_value=0, max_value=100)
    p3 = serializers.FloatField(allow_null=True, min_value=0, max_value=100)


class NamedSerializer(serializers.Serializer):
    slug = serializers.CharField()
    name = serializers.CharField()


class OfferingToolSerializer(NamedSerializer):
    modalities = serializers.ListField(child=serializers.CharField())


class OfferingBriefSerializer(serializers.Serializer):
    """An offering where it stands inside something else."""

    slug = serializers.CharField()
    name = serializers.CharField(help_text="Tool and plan.")
    plan = serializers.CharField(help_text="The plan alone.")
    kind = serializers.ChoiceField(KINDS)
    status = serializers.ChoiceField(STATUSES)
    status_reason = serializers.ChoiceField(STATUS_REASONS)
    usable = serializers.BooleanField()
    valid_until = serializers.DateField(allow_null=True)
    url = serializers.URLField()


class OfferingSerializer(serializers.Serializer):
    """One plan, edition or deployment of a tool: what is told of it on a day."""

    slug = serializers.CharField()
    name = serializers.CharField(help_text="Tool and plan.")
    vendor = NamedSerializer()
    tool = OfferingToolSerializer()
    kind = serializers.ChoiceField(KINDS)
    status = serializers.ChoiceField(STATUSES)
    status_reason = serializers.ChoiceField(STATUS_REASONS)
    usable = serializers.BooleanField()
    scores = ScoresSerializer(help_text="Those of the assessment that the decision rests on.")
    ceiling = serializers.ChoiceField(CEILINGS, help_text="The most sensitive material it may see.")
    conditions = PointSerializer(many=True)
    reasons = ReasonSerializer(many=True)
    policy = serializers.CharField(allow_null=True, help_text="The version it was decided under.")
    decided_on = serializers.DateField(allow_null=True)
    review_due_on = serializers.DateField(allow_null=True)
    valid_until = serializers.DateField(allow_null=True)
    notice = serializers.CharField(allow_null=True, help_text="Goes with every usable verdict.")
    url = serializers.URLField()


class OverrideSerializer(serializers.Serializer):
    """Where people decided otherwise than the rules: why, for what, at whose risk, until when."""

    reason = serializers.CharField()
    risk_owner = serializers.CharField()
    scope = serializers.CharField()
    ends_on = serializers.DateField()


class HistoryEntrySerializer(serializers.Serializer):
    """One decision, as it was made."""

    act = serializers.ChoiceField(ACTS)
    verdict = serializers.ChoiceField(STATUSES, allow_null=True)
    because = serializers.CharField()
    scores = ScoresSerializer()
    ceiling = serializers.ChoiceField(CEILINGS)
    conditions = PointSerializer(many=True)
    reasons = ReasonSerializer(many=True)
    policy = serializers.CharField(allow_null=True)
    decided_on = serializers.DateField()
    decided_at = serializers.DateTimeField()
    review_due_on = serializers.DateField(allow_null=True)
    valid_until = serializers.DateField(allow_null=True)
    override = OverrideSerializer(allow_null=True)


class ToolSerializer(serializers.Serializer):
    """What people call it. A tool has no status: its offerings have."""

    slug = serializers.CharField()
    name = serializers.CharField()
    vendor = NamedSerializer()
    category = serializers.CharField(allow_blank=True)
    modalities = serializers.ListField(child=serializers.CharField())
    domains = serializers.ListField(child=serializers.CharField())
    aliases = serializers.ListField(child=serializers.CharField())
    offerings = OfferingBriefSerializer(many=True)
    url = serializers.URLField()


class VendorSerializer(serializers.Serializer):
    """Who makes a tool."""

    slug = serializers.CharField()
    name = serializers.CharField()
    country = serializers.CharField(allow_blank=True)
    website = serializers.CharField(allow_blank=True)
    url = serializers.URLField()


class VendorDetailSerializer(VendorSerializer):
    """A vendor with its tools."""

    tools = ToolSerializer(many=True)


class RootSerializer(serializers.Serializer):
    """Where everything is."""

    offerings = serializers.URLField()
    tools = serializers.URLField()
    domains = serializers.URLField()
    policies = serializers.URLField()
    vendors = serializers.URLField()
    check = serializers.URLField()
    changes = serializers.URLField()
    receipts = serializers.URLField()
    requests = serializers.URLField()
    subscriptions = serializers.URLField()
    webhooks = serializers.URLField()
    problems = serializers.URLField()
    schema = serializers.URLField()
    docs = serializers.URLField()


def page_of(
    row: type[serializers.Serializer], name: str, plural: str = ""
) -> type[serializers.Serializer]:
    """The envelope of a list under a name of its own, as the document needs it."""
    fields = {
        "next": serializers.URLField(allow_null=True, help_text="The next page, if there is one."),
        "previous": serializers.URLField(allow_null=True),
        "results": row(many=True),
        "__doc__": f"One page of a list of {plural or f'{name.lower()}s'}.",
        "__module__": __name__,
    }
    return type(f"{name}PageSerializer", (serializers.Serializer,), fields)


OfferingPageSerializer = page_of(OfferingSerializer, "Offering")
HistoryPageSerializer = page_of(HistoryEntrySerializer, "HistoryEntry")
ToolPageSerializer = page_of(ToolSerializer, "Tool")
VendorPageSerializer = page_of(VendorSerializer, "Vendor")
