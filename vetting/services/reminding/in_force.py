"""Which act is in force for each offering, by the rule of `scoring.status`, for many at once."""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from vetting.models import Decision, Offering
from vetting.scoring.status import Act
from vetting.scoring.vocabulary import Verdict

DECIDE, SUSPEND = Act.DECIDE.value, Act.SUSPEND.value
BANNED = Verdict.BANNED.value


def verdicts_in_force(today: date) -> QuerySet[Decision]:
    """The newest verdict of each offering, lapsed ones too; none while the offering is stopped."""
    before = _acts_before(today)
    verdicts = Decision.objects.filter(act=DECIDE, decided_on__lte=today)
    return verdicts.alias(
        newest=Subquery(before.filter(act=DECIDE).values("pk")[:1]),
        last_act=Subquery(before.values("act")[:1]),
    ).filter(~Q(last_act=SUSPEND) | Q(verdict=BANNED), newest=F("pk"))


def stops_in_force(today: date) -> QuerySet[Decision]:
    """The suspension that holds, of each offering with one; a ban is stronger than any.

    `verdict_by` is the author of the verdict behind it, if there is one.
    """
    before = _acts_before(today)
    verdict = before.filter(act=DECIDE)
    stops = Decision.objects.filter(act=SUSPEND, decided_on__lte=today)
    standing = stops.alias(
        newest=Subquery(before.values("pk")[:1]), behind=Subquery(verdict.values("verdict")[:1])
    ).filter(Q(behind=None) | ~Q(behind=BANNED), newest=F("pk"))
    return standing.annotate(verdict_by=Subquery(verdict.values("author_id")[:1]))


def never_decided(today: date) -> QuerySet[Offering]:
    """Offerings without any verdict that nobody stopped either."""
    past = Decision.objects.filter(offering=OuterRef("pk"), decided_on__lte=today)
    newest = past.order_by("-decided_on", "-pk").values("act")[:1]
    return Offering.objects.alias(last_act=Subquery(newest)).filter(
        Q(last_act=None) | ~Q(last_act=SUSPEND), ~Exists(past.filter(act=DECIDE))
    )


def _acts_before(today: date) -> QuerySet[Decision]:
    """What was done to the offering of a decision, the newest act first."""
    acts = Decision.objects.filter(offering=OuterRef("offering"), decided_on__lte=today)
    return acts.order_by("-decided_on", "-pk")
