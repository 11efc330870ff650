"""Write a proposal into its review: what is wished, by whom, and what was decided before it."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User

from vetting.models import Review
from vetting.scoring import status as scoring
from vetting.scoring.outcome import points
from vetting.scoring.permission import Override
from vetting.scoring.vocabulary import Verdict
from vetting.services import audit
from vetting.services.drafts import Draft
from vetting.services.publishing import override_as_data
from vetting.services.refusals import refuse_if


def wish_of(
    made: Draft, *, override: Override | None = None, extra_conditions: Sequence[str] = ()
) -> dict[str, object]:
    """What the author of a proposal had before them; what is approved may not go beyond it."""
    return {
        "override": override_as_data(override),
        "extra_conditions": list(extra_conditions),
        "ceiling": made.proposal.ceiling.value,
        "conditions": points(made.proposal.conditions),
    }


def put_forward(
    review: Review,
    act: scoring.Act,
    verdict: Verdict | None,
    because: str,
    wish: dict[str, object],
    *,
    newest: int | None,
    by: User,
    now: datetime,
) -> audit.Act:
    """Let the review carry this proposal; the act to record. Raises Refused where one waits."""
    if review.state == Review.State.PROPOSED:
        refuse_if([waits_already(review)])
    review.state = Review.State.PROPOSED
    review.proposed_act, review.proposed_verdict = act.value, verdict.value if verdict else ""
    review.proposed_by, review.proposed_at = by, now
    review.returned_to = review.returned_at = None
    review.proposal = {"because": because, **wish, "newest_decision": newest}
    review.save()
    done = f"proposed {verdict.label.lower() if verdict else 'to lift the suspension'}"
    return audit.Act(done, review.offering, because, after=review.proposal)


def waits_already(review: Review) -> str:
    return (
        f"A proposal is waiting already, of {review.proposed_by}: it has to be approved, sent back "
        "or taken back first."
    )
