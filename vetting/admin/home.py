"""The numbers on the first page: what is published today, and what waits for somebody."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Count, Q
from django.urls import reverse

from vetting.models import AuditEntry, Review, StatusPeriod
from vetting.scoring.vocabulary import StatusReason, Verdict

SOON_DAYS = 30
LATELY = 8
USABLE = [v.value for v in Verdict if v.usable]


@dataclass(frozen=True, slots=True)
class Number:
    """One count, what it counts, and the list that it links to."""

    count: int
    label: str
    url: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Numbers:
    statuses: list[Number]
    waiting: list[Number]
    lately: list[AuditEntry]

    @property
    def empty(self) -> bool:
        return not any(number.count for number in self.statuses)


def numbers_for(user: User | AnonymousUser, today: date) -> Numbers | None:
    """What this person may see, in three queries; None for those who may not see offerings."""
    if not user.has_perm("vetting.view_offering"):
        return None
    told = _told(today)
    offerings = reverse("admin:vetting_offering_changelist")
    statuses = [
        Number(told[v.value], v.label, f"{offerings}?status={v.value}", v.value)
        for v in reversed(Verdict)
    ]
    lately = AuditEntry.objects.order_by("-pk")[:LATELY]
    return Numbers(
        statuses,
        [*_reviews(user), *_stops(told, offerings)],
        list(lately) if user.has_perm("vetting.view_auditentry") else [],
    )


def ending_by(day: date) -> Q:
    """Usable verdicts whose last day is `day` or earlier; those in their grace days count too."""
    return Q(status__in=USABLE, valid_until__lte=day)


def _told(today: date) -> dict[str, int]:
    counts = {v.value: Count("pk", filter=Q(status=v.value)) for v in Verdict}
    return StatusPeriod.objects.covering(today).aggregate(
        **counts,
        suspended=Count("pk", filter=Q(reason=StatusReason.SUSPENDED.value)),
        lapsed=Count("pk", filter=Q(reason=StatusReason.LAPSED.value)),
        ending=Count("pk", filter=ending_by(today + timedelta(SOON_DAYS))),
    )


def _reviews(user: User | AnonymousUser) -> list[Number]:
    """Reviews under way. One's own proposals wait for somebody else, so they are counted apart."""
    found = Review.objects.aggregate(
        theirs=Count("pk", filter=Q(state=Review.State.PROPOSED) & ~Q(proposed_by=user.pk)),
        mine=Count("pk", filter=Q(state=Review.State.PROPOSED, proposed_by=user.pk)),
        open=Count("pk", filter=Q(state=Review.State.OPEN)),
    )
    reviews = reverse("admin:vetting_review_changelist")
    waiting = found["theirs"] + found["mine"]
    label = said(waiting, "proposal waits for approval", "proposals wait for approval")
    label += f", {found['mine']} of them yours" if found["mine"] else ""
    return [
        Number(waiting, label, f"{reviews}?state=proposed", "urgent"),
        Number(
            found["open"],
            said(found["open"], "review is open", "reviews are open"),
            f"{reviews}?state=open",
        ),
    ]


def _stops(told: dict[str, int], offerings: str) -> list[Number]:
    stopped, lapsed, ending = told["suspended"], told["lapsed"], told["ending"]
    soon = f"within {SOON_DAYS} days"
    return [
        Number(
            stopped,
            said(stopped, "offering is suspended", "offerings are suspended"),
            f"{offerings}?why=suspended",
            "urgent",
        ),
        Number(
            lapsed,
            said(lapsed, "offering has lapsed", "offerings have lapsed"),
            f"{offerings}?why=lapsed",
        ),
        Number(
            ending,
            said(ending, f"verdict runs out {soon}", f"verdicts run out {soon}"),
            f"{offerings}?ends={SOON_DAYS}",
        ),
    ]


def said(count: int, one: str, many: str) -> str:
    return one if count == 1 else many
