"""What stands on an offering's page beside its answers: status, verdict, path, chain, history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from vetting.admin.offering.answer_rows import in_words
from vetting.admin.parts.trail import Event, events
from vetting.models import Answer, AuditEntry, Decision, Offering, Review, RunsOn, StatusPeriod
from vetting.scoring.path import Path
from vetting.scoring.policy import Criterion, Policy
from vetting.scoring.status import Act, Status
from vetting.scoring.vocabulary import Verdict

MOST_AUDIT = 20
MOST_SUPERSEDED = 100
UNDER_WAY = (Review.State.OPEN, Review.State.PROPOSED)


@dataclass(frozen=True, slots=True)
class Step:
    """One answer to change on the way to a better verdict."""

    criterion: str
    title: str
    now: str
    least: str
    better: list[str]
    proof: list[str]


@dataclass(frozen=True, slots=True)
class Way:
    verdict: Verdict
    sets: list[list[Step]]


@dataclass(frozen=True, slots=True)
class Link:
    offering: Offering
    status: Status | None


@dataclass(frozen=True, slots=True)
class Former:
    """An answer that a newer one replaced, or that was withdrawn."""

    answer: Answer
    title: str
    said: str


@dataclass(frozen=True, slots=True)
class History:
    decisions: list[Decision]
    reviews: list[Review]
    former: list[Former]
    audit: list[Event]

    @property
    def suspended(self) -> bool:
        """True while the newest act is a stop."""
        return bool(self.decisions) and self.decisions[0].act == Act.SUSPEND.value

    @property
    def under_way(self) -> Review | None:
        return next((r for r in self.reviews if r.state in UNDER_WAY), None)

    def decision(self, key: int | None) -> Decision | None:
        return next((d for d in self.decisions if d.pk == key), None)


def history_of(offering: Offering, rules: Policy, today: date, *, with_audit: bool) -> History:
    """All that was ever decided, reviewed and answered; four queries."""
    decisions = offering.decisions.select_related("author", "approver", "policy")
    reviews = offering.reviews.select_related("opened_by", "proposed_by", "returned_to")
    former = offering.answers.exclude(superseded_at=None).select_related("evidence", "recorded_by")
    entries = AuditEntry.objects.filter(subject_kind="offering", subject_id=offering.slug)
    return History(
        list(decisions.order_by("-decided_on", "-pk")),
        list(reviews.order_by("-opened_at", "-pk")),
        [
            _former(answer, rules.criteria.get(answer.criterion), today)
            for answer in former.order_by("-superseded_at", "-pk")[:MOST_SUPERSEDED]
        ],
        events(entries.order_by("-pk")[:MOST_AUDIT]) if with_audit else [],
    )


def _former(answer: Answer, criterion: Criterion | None, today: date) -> Former:
    if criterion is None:
        return Former(answer, answer.criterion, str(answer.value))
    return Former(answer, criterion.title, in_words(criterion, answer.value, today))


def chain_of(offering: Offering, today: date) -> tuple[list[Link], list[Link]]:
    """What it runs on, and what runs on it, each with its status today; three queries."""
    below = RunsOn.objects.filter(offering=offering, ended_on=None).select_related("upstream")
    above = RunsOn.objects.filter(upstream=offering, ended_on=None).select_related("offering")
    ups = [link.upstream for link in below.order_by("upstream__full_name", "pk")]
    downs = [link.offering for link in above.order_by("offering__full_name", "pk")]
    periods = StatusPeriod.objects.filter(offering__in=[*ups, *downs]).covering(today)
    told = {row.offering_id: row.as_fact().status for row in periods}
    return [Link(o, told.get(o.pk)) for o in ups], [Link(o, told.get(o.pk)) for o in downs]


def ways_of(paths: Sequence[Path], rules: Policy) -> list[Way]:
    return [
        Way(
            path.verdict,
            [
                [
                    Step(
                        change.criterion,
                        change.title,
                        change.now,
                        change.any_of[0][1],
                        [label for _, label in change.any_of[1:]],
                        [rules.evidence_kinds[kind].label for kind in change.proof],
                    )
                    for change in changes
                ]
                for changes in path.sets
            ],
        )
        for path in paths
    ]
