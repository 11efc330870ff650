"""The acts without a choice of verdict: open a review, suspend, lift, approve, send back."""

from typing import Any

from django import forms

from vetting.admin.offering.act_buttons import APPROVE, PROPOSE, STOP
from vetting.admin.offering.act_page import ActPage
from vetting.admin.offering.verdict_options import option_of
from vetting.admin.parts.badges import day
from vetting.models import Review
from vetting.scoring.status import Act
from vetting.scoring.vocabulary import Verdict
from vetting.services import decisions, reviews
from vetting.services.publishing import override_from_data
from vetting.services.refusals import Refused


class OpenReviewPage(ActPage):
    permission = PROPOSE
    heading = "Open a review"
    explanation = "A review is the work that leads to a decision. The published status stays."
    button = "Open the review"

    def carry_out(self, said: dict[str, Any]) -> str:
        reviews.open_review(
            offering=self.offering, because=said["because"], by=self.user, now=self.now
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

    def carry_out(self, said: dict[str, Any]) -> str:
        decisions.suspend(
            offering=self.offering, because=said["because"], by=self.user, now=self.now
        )
        return "Suspended. Productions are told so from now on."


class LiftPage(ActPage):
    permission = PROPOSE
    heading = "Propose to lift the suspension"
    explanation = "A second person has to approve it; until then it stays suspended."
    button = "Propose it"

    def carry_out(self, said: dict[str, Any]) -> str:
        decisions.propose_lift(
            offering=self.offering, because=said["because"], by=self.user, now=self.now
        )
        return "Proposed. A second person has to approve it."


class OnProposal(ActPage):
    """An act on the proposal that waits; it is shown whole above the button."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        review = self.review()
        proposed = review if review and review.state == Review.State.PROPOSED else None
        return super().get_context_data(
            review=proposed, option=self._option(proposed) if proposed else None, **kwargs
        )

    def _option(self, review: Review) -> Any:
        if review.proposed_act == Act.LIFT.value:
            return None
        override = override_from_data(review.proposal.get("override"))
        extra = review.proposal.get("extra_conditions", ())
        verdict = Verdict(review.proposed_verdict)
        return option_of(
            self.offering, verdict, now=self.now, override=override, extra_conditions=extra
        )

    def waiting(self) -> Review:
        review = self.review()
        if review is None:
            raise Refused([("", "Nothing waits for approval here.")])
        return review


class ApproveForm(forms.Form):
    """Carries which proposal was read, so that no other one is approved by mistake."""

    proposed_at = forms.CharField(widget=forms.HiddenInput)


class ApprovePage(OnProposal):
    permission = APPROVE
    heading = "Approve the proposal"
    explanation = "It is published at once, with you as the approver."
    button = "Approve and publish"
    form_class: type[forms.Form] = ApproveForm

    def get_initial(self) -> dict[str, Any]:
        review = self.review()
        return {"proposed_at": _stamp(review) if review else ""}

    def carry_out(self, said: dict[str, Any]) -> str:
        review = self.waiting()
        if review.state == Review.State.PROPOSED and said["proposed_at"] != _stamp(review):
            raise Refused([("", "Another proposal was made since you opened this page; read it.")])
        made = decisions.approve(review=review, by=self.user, now=self.now)
        if not made.verdict:
            return "The suspension is lifted."
        until = f", valid until {day(made.valid_until)}" if made.valid_until else ""
        return f"Published: {Verdict(made.verdict).label}{until}."


class SendBackPage(OnProposal):
    heading = "Send the proposal back"
    explanation = "The review stays open, and its author sees your comment in the trail."
    button = "Send it back"

    def allowed(self) -> bool:
        review = self.review()
        mine = review is not None and review.proposed_by_id == self.user.pk
        return self.user.has_perm(PROPOSE if mine else APPROVE)

    def carry_out(self, said: dict[str, Any]) -> str:
        reviews.send_back(
            review=self.waiting(), because=said["because"], by=self.user, now=self.now
        )
        return "The proposal went back to its author."


def _stamp(review: Review) -> str:
    return review.proposed_at.isoformat() if review.proposed_at else ""
