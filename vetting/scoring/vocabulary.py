"""The words of the registry as closed lists: principles, states, verdicts, ceilings and kinds."""

from enum import StrEnum


class Principle(StrEnum):
    """The two principles that can be judged per offering."""

    P2 = "P2"
    P3 = "P3"

    @property
    def heading(self) -> str:
        return _PRINCIPLE_HEADINGS[self]


_PRINCIPLE_HEADINGS = {
    Principle.P2: "Principle 2: data protection",
    Principle.P3: "Principle 3: enterprise-secured environment",
}


class State(StrEnum):
    """How one answer stands against its criterion."""

    SATISFIES = "S"
    PARTLY = "P"
    VIOLATES = "V"
    KNOCK_OUT = "K"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "n/a"

    @property
    def label(self) -> str:
        return _STATE_LABELS[self]


_STATE_LABELS = {
    State.SATISFIES: "satisfies",
    State.PARTLY: "satisfies in part",
    State.VIOLATES: "violates",
    State.KNOCK_OUT: "knock-out",
    State.UNKNOWN: "unknown",
    State.NOT_APPLICABLE: "does not apply",
}


class Verdict(StrEnum):
    """What may be said of an offering; the same four words serve verdict, decision and status."""

    BANNED = "banned"
    NOT_VETTED = "not_vetted"
    CONDITIONAL = "conditional"
    APPROVED = "approved"

    @property
    def rank(self) -> int:
        """Strictness: 0 is the strictest, so `min` by rank is the worst link of a chain."""
        return _VERDICTS.index(self)

    @property
    def usable(self) -> bool:
        return self in {Verdict.CONDITIONAL, Verdict.APPROVED}

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()


_VERDICTS = tuple(Verdict)


class StatusReason(StrEnum):
    """Why a reader is told this status today."""

    DECIDED = "decided"
    NEVER_DECIDED = "never_decided"
    OPEN_QUESTIONS = "open_questions"
    LAPSED = "lapsed"
    SUSPENDED = "suspended"
    UPSTREAM = "upstream"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()


class Ceiling(StrEnum):
    """The most sensitive production data an offering may be given."""

    NONE = "none"
    NON_SENSITIVE = "non_sensitive"
    UNRELEASED = "unreleased"

    @property
    def rank(self) -> int:
        return list(Ceiling).index(self)

    @property
    def label(self) -> str:
        return _CEILING_LABELS[self]


_CEILING_LABELS = {
    Ceiling.NONE: "No production data",
    Ceiling.NON_SENSITIVE: "Non-sensitive material only",
    Ceiling.UNRELEASED: "Up to unreleased material",
}


class Deployment(StrEnum):
    """Where the content goes; decides which criteria apply."""

    HOSTED = "hosted"
    HYBRID = "hybrid"
    LOCAL = "local"


class Kind(StrEnum):
    """Deployment kinds: under what sort of plan, edition or set-up the tool is used."""

    CONSUMER_FREE = "consumer_free"
    CONSUMER_PAID = "consumer_paid"
    TEAM_SELF_SERVE = "team_self_serve"
    BUSINESS_WORKSPACE = "business_workspace"
    ENTERPRISE_WORKSPACE = "enterprise_workspace"
    STUDIO_TENANT = "studio_tenant"
    NETFLIX_ENTERPRISE_AGREEMENT = "netflix_enterprise_agreement"
    API_STANDARD = "api_standard"
    API_ZERO_RETENTION = "api_zero_retention"
    CLOUD_MARKETPLACE = "cloud_marketplace"
    SINGLE_TENANT_OR_VPC = "single_tenant_or_vpc"
    VENDOR_ON_PREM = "vendor_on_prem"
    SELF_HOSTED = "self_hosted"
    LOCAL_DEVICE = "local_device"
    HYBRID = "hybrid"
    EMBEDDED_FEATURE = "embedded_feature"
    AGGREGATOR = "aggregator"
    PLUGIN_OR_CONNECTOR = "plugin_or_connector"
    BETA_PREVIEW = "beta_preview"

    @property
    def deployment(self) -> Deployment:
        return _NOT_HOSTED.get(self, _HOSTED)

    @property
    def is_tenant(self) -> bool:
        """Set up by or for the studio, under a contract of its own."""
        return self in _TENANTS

    @property
    def may_have_tenants(self) -> bool:
        """A plan that its vendor hosts, and of which an organisation can have its own tenant."""
        return self.deployment is _HOSTED and self not in _WITHOUT_TENANTS

    @property
    def label(self) -> str:
        return _KIND_LABELS[self]


_TENANTS = frozenset({Kind.STUDIO_TENANT, Kind.NETFLIX_ENTERPRISE_AGREEMENT})
# A consumer plan is a person's account, and what runs on our premises is ours already.
_WITHOUT_TENANTS = _TENANTS | {Kind.CONSUMER_FREE, Kind.CONSUMER_PAID, Kind.VENDOR_ON_PREM}


# Asked once per criterion and offering, so these are looked up and not worked out.
_HOSTED = Deployment.HOSTED
_NOT_HOSTED = {
    Kind.LOCAL_DEVICE: Deployment.LOCAL,
    Kind.SELF_HOSTED: Deployment.LOCAL,
    Kind.HYBRID: Deployment.HYBRID,
}

_KIND_LABELS = {
    Kind.CONSUMER_FREE: "Consumer plan, free",
    Kind.CONSUMER_PAID: "Consumer plan, paid",
    Kind.TEAM_SELF_SERVE: "Team plan, self-service",
    Kind.BUSINESS_WORKSPACE: "Business workspace",
    Kind.ENTERPRISE_WORKSPACE: "Enterprise workspace",
    Kind.STUDIO_TENANT: "The studio's own tenant",
    Kind.NETFLIX_ENTERPRISE_AGREEMENT: "Provided under the studio's enterprise agreement",
    Kind.API_STANDARD: "API, standard terms",
    Kind.API_ZERO_RETENTION: "API with zero data retention",
    Kind.CLOUD_MARKETPLACE: "Model in our own cloud account",
    Kind.SINGLE_TENANT_OR_VPC: "Single tenant or private cloud",
    Kind.VENDOR_ON_PREM: "Vendor software on our premises",
    Kind.SELF_HOSTED: "Self-hosted",
    Kind.LOCAL_DEVICE: "On a local workstation",
    Kind.HYBRID: "Local application with cloud features",
    Kind.EMBEDDED_FEATURE: "AI feature inside another product",
    Kind.AGGREGATOR: "Aggregator of several models",
    Kind.PLUGIN_OR_CONNECTOR: "Plug-in or connector",
    Kind.BETA_PREVIEW: "Beta or preview",
}


class Effect(StrEnum):
    """What a partly satisfied or violated criterion adds."""

    CONDITION = "cond"
    NOTE = "note"


class AnswerType(StrEnum):
    """How a criterion is answered."""

    CHOICE = "choice"
    DAYS = "days"
    DATE = "date"
