"""The acts that take nothing but a reason: open a review, suspend, propose to lift."""

from typing import Any

from vetting.admin.offering.act_buttons import PROPOSE, STOP
from vetting.admin.offering.act_page import ActPage
from vetting.services import decisions, reviews
from vetting.services.foresight import lift_problems


class OpenReviewPage(ActPage):
    permission = PROPOSE
    heading = "Open a review"
    explanation = "A review is the work that leads to a decision. The published status stays."
    button = "Open the review"
    watched = True

    def carry_out(self, said: dict[str, Any]) -> str:
        reviews.start_review(
            offering=self.offering,
            because=said["because"],
            by=self.user,
            now=self.now,
            seen=self.seen,
        )
        return "A review is open."


class SuspendPage(ActPage):
    permission = STOP
    heading = "Suspend at once"
    explanation = (
        "Productions are told “not vetted” from this moment, and a review opens. "
        "Lifting it again takes two people."
    )
    button = "Suspend now"
    danger = True
    watched = True

    def carry_out(self, said: dict[str, Any]) -> str:
        decisions.suspend(
            offering=self.offering,
            because=said["because"],
            by=self.user,
            now=self.now,
            seen=self.seen,
        )
        return "Suspended. Productions are told so from now on."


class LiftPage(ActPage):
    permission = PROPOSE
    heading = "Propose to lift the suspension"
    explanation = (
        "What was decided before holds again, until its own last day. A second person has to "
        "approve it; until then it stays suspended."
    )
    button = "Propose it"
    watched = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        in_the_way = lift_problems(self.offering, now=self.now)
        return super().get_context_data(warnings=in_the_way, **kwargs)

    def carry_out(self, said: dict[str, Any]) -> str:
        decisions.propose_lift(
            offering=self.offering,
            because=said["because"],
            by=self.user,
            now=self.now,
            seen=self.seen,
        )
        return "Proposed. A second person has to approve it."
