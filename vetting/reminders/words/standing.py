"""Which reminders are still true when they are worded: what was dealt with since is left out.

Asked of the database for all notices of a message at once, however many there are.
"""

from datetime import date

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Substr

from vetting.models import Answer, Decision, Notice, StatusPeriod, waiting
from vetting.scoring.reminding import Matter
from vetting.scoring.status import Act

DECIDED = (Act.DECIDE.value,)
LIFTED = (Act.DECIDE.value, Act.LIFT.value)
# A contract is named by its offering and its day, all others by one key.
KEYED = [matter for matter in Matter if matter is not Matter.CONTRACT]


def still_true(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """With what each is about as `matter`, and the key that its subject names as `key`."""
    about = notices.annotate(matter=_matter(), key=_key())
    by_decision = [Matter.REVIEW, Matter.OVERRIDE, Matter.OPEN_QUESTIONS]
    return about.filter(
        (Q(matter__in=by_decision) & ~_acted_after(*DECIDED))
        | (Q(matter=Matter.SUSPENDED) & ~_acted_after(*LIFTED))
        | (Q(matter=Matter.NEVER_DECIDED) & ~Q(Exists(_acts(*DECIDED))))
        | (Q(matter=Matter.EVIDENCE) & Q(Exists(_answers())))
        | Q(matter=Matter.CONTRACT, offering__contract_ends_on=F("day"))
    )


def still_expiring(notices: QuerySet[Notice], today: date) -> QuerySet[Notice]:
    """Without verdicts that were renewed or stopped since it was found that they run out."""
    told = StatusPeriod.objects.covering(today).filter(
        offering=OuterRef("offering"), status__in=waiting.USABLE, valid_until=OuterRef("day")
    )
    return notices.exclude(Q(subject__startswith="expiring:") & ~Q(Exists(told)))


def _matter() -> Case:
    named = [When(_about(m), then=Value(m.value)) for m in Matter]
    return Case(*named, default=Value(""), output_field=CharField())


def _key() -> Case:
    """Read only where the subject begins so: elsewhere there may be no number to be read."""
    named = [When(_about(m), then=_after(f"{m.value}:")) for m in KEYED]
    return Case(*named, default=None, output_field=BigIntegerField())


def _after(start: str) -> Cast:
    return Cast(Substr("subject", len(start) + 1), BigIntegerField())


def _about(matter: Matter) -> Q:
    return Q(subject__startswith=f"{matter.value}:")


def _acts(*acts: str) -> QuerySet[Decision]:
    return Decision.objects.filter(offering=OuterRef("offering"), act__in=acts)


def _acted_after(*acts: str) -> Q:
    return Q(Exists(_acts(*acts).filter(pk__gt=OuterRef("key"))))


def _answers() -> QuerySet[Answer]:
    return Answer.objects.filter(evidence=OuterRef("key"), superseded_at=None)
