"""What to do next when nothing waits: the next sensible thing for each role."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser, User
from django.urls import reverse

from vetting.admin.home.work import APPROVE, ISSUE, PROPOSE, RELEASE


@dataclass(frozen=True, slots=True)
class Step:
    """A sentence, and a link to go on with."""

    text: str
    link: str
    page: str
    query: str = ""

    @property
    def url(self) -> str:
        return reverse(f"admin:{self.page}") + self.query


ALL = "vetting_offering_changelist"
STEPS = (
    (
        PROPOSE,
        Step(
            "Everything is decided, and nothing runs out soon.",
            "Add the next offering",
            "vetting_offering_add",
        ),
    ),
    (
        APPROVE,
        Step(
            "A proposal shows here as soon as somebody makes one.",
            "See what runs out in the next 90 days",
            ALL,
            "?ends=90",
        ),
    ),
    (
        RELEASE,
        Step(
            "No policy is being drafted, and every verdict follows the rules.",
            "Read the rules in force",
            "vetting_policy_changelist",
        ),
    ),
    (
        ISSUE,
        Step(
            "Every API key holds for a while, and every account has a role.",
            "See the productions",
            "vetting_production_changelist",
        ),
    ),
)
LOOK = Step("Look up whether a tool may be used, and why.", "Find an offering", ALL)


def next_step(user: User | AnonymousUser) -> Step:
    """That of the first role of this person."""
    return next((step for permission, step in STEPS if user.has_perm(permission)), LOOK)
