"""The acts on a proposal that waits: approve it with everything in view, or send it back."""

from typing import Any

from django import forms

from vetting.admin.offering.act_buttons import APPROVE, PROPOSE
from vetting.admin.offering.act_page import ActPage
from vetting.admin.offering.approval import Sight, sight_of
from vetting.admin.parts.badges import day
from vetting.models import Review
from vetting.scoring.vocabulary import Verdict
from vetting.services import decisions, reviews
from vetting.services.refusals import Refused


class OnProposal(ActPage):
    """It is shown whole: what it changes, what it rests on, and what was said about it."""

    watched = True
    template_name = "admin/vetting/offering/proposal_act.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        review = self.review()
        waits = review is not None and review.state == Review.State.PROPOSED
        sight: Sight | None = sight_of(review, now=self.now) if review and waits else None
        mine = review is not None and review.proposed_by_id == self.user.pk
        return super().get_context_data(
            sight=sight,
            mine=mine,
            may_approve=self.user.has_perm(APPROVE) and not mine,
            **kwargs,
        )

    def waiting(self) -> Review:
        review = self.review()
        if review is None:
            raise Refused([("", "Nothing waits for approval here.")])
        return review


class ApprovePage(OnProposal):
    permission = APPROVE
    heading = "Approve the proposal"
    explanation = "It is published at once, with you as the approver."
    button = "Approve and publish"
    form_class: type[forms.Form] = forms.Form

    def carry_out(self, said: dict[str, Any]) -> str:
        review = self.waiting()
        if self.seen is None:
            raise Refused([("", "Read the proposal on this page first, then approve it.")])
        made = decisions.approve(review=review, by=self.user, now=self.now, seen=self.seen)
        if not made.verdict:
            return "The suspension is lifted."
        until = f", valid until {day(made.valid_until)}" if made.valid_until else ""
        return f"Published: {Verdict(made.verdict).label}{until}."


class SendBackPage(OnProposal):
    explanation = "The review stays open, and its author finds your comment in it."
    button = "Send it back"

    def subject(self) -> str:
        return "Take my proposal back" if self._mine() else "Send the proposal back"

    def allowed(self) -> bool:
        return bool(self.user.has_perm(PROPOSE if self._mine() else APPROVE))

    def _mine(self) -> bool:
        review = self.review()
        return review is not None and review.proposed_by_id == self.user.pk

    def carry_out(self, said: dict[str, Any]) -> str:
        mine = self._mine()
        reviews.send_back(
            review=self.waiting(),
            because=said["because"],
            by=self.user,
            now=self.now,
            seen=self.seen,
        )
        if mine:
            return "You took your proposal back. The review is still open."
        return "The proposal went back to its author, with your comment."
