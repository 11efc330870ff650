"""The acts on the review that is under way: say something on it, or withdraw it."""

from typing import Any

from django import forms
from django.urls import reverse

from vetting.admin.offering.act_buttons import APPROVE, PROPOSE, STOP
from vetting.admin.offering.act_page import ActPage
from vetting.models import Review
from vetting.services import reviews
from vetting.services.refusals import Refused
from vetting.services.withdrawals import what_it_would_hide


class OnReview(ActPage):
    """It leads back to the review, where there is one."""

    watched = True

    def under_way(self) -> Review:
        review = self.review()
        if review is None:
            raise Refused([("", "No review is open any more.")])
        return review

    def back(self) -> str:
        newest = self.offering.reviews.order_by("-pk").first()
        if newest is None:
            return super().back()
        return reverse("admin:vetting_review_change", args=[newest.pk])


class WithdrawReviewPage(OnReview):
    heading = "Withdraw the review"
    explanation = (
        "The review ends without a decision, and what is published stays. Your own proposal in it "
        "is taken back with it."
    )
    button = "Withdraw it"

    def allowed(self) -> bool:
        return may_withdraw(self.user, self.review())

    def in_the_way(self) -> list[str]:
        review = self.review()
        if review is None:
            return ["No review is open any more."]
        return what_it_would_hide(self.offering, now=self.now)

    def carry_out(self, said: dict[str, Any]) -> str:
        reviews.withdraw_review(
            review=self.under_way(),
            because=said["because"],
            by=self.user,
            now=self.now,
            seen=self.seen,
        )
        return "The review is withdrawn. What is published stays as it is."


class CommentForm(forms.Form):
    text = forms.CharField(label="Comment", widget=forms.Textarea(attrs={"rows": 3}))


class CommentPage(OnReview):
    heading = "Comment on the review"
    explanation = "Everybody who works on this review reads it. A comment cannot be changed."
    button = "Add the comment"
    # A comment acts on nothing that somebody could have changed meanwhile.
    watched = False
    form_class: type[forms.Form] = CommentForm

    def allowed(self) -> bool:
        return bool(self.user.has_perm(PROPOSE) or self.user.has_perm(APPROVE))

    def carry_out(self, said: dict[str, Any]) -> str:
        reviews.comment(review=self.under_way(), text=said["text"], by=self.user, now=self.now)
        return "Your comment is in the review."


def may_withdraw(user: Any, review: Review | None) -> bool:
    """Any analyst, or whoever opened it; the service asks the rest."""
    opener = review is not None and review.opened_by_id == user.pk
    return bool(user.has_perm(PROPOSE) or (opener and user.has_perm(STOP)))
