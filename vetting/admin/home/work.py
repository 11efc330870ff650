"""What may wait for somebody: whose work it is, who may see it, in which words, and on which list.

In the order of the day's work. What a number counts is in `numbers`; each links to a list that is
narrowed by the same condition.
"""

from dataclasses import dataclass

from django.urls import reverse

APPROVE = "vetting.approve_decision"
PROPOSE = "vetting.propose_decision"
RELEASE = "vetting.release_policy"
ISSUE = "vetting.change_apikey"
PEOPLE = "auth.change_user"
ASSIGN = "vetting.assign_owner"
RETRY = "vetting.change_message"
ENDPOINTS = "vetting.change_endpoint"
SOON = "within 30 days"


@dataclass(frozen=True, slots=True)
class Work:
    """One sort of work. `does` is the permission of those whose work it is.

    `others` are the words for everybody else, where they differ; what is `personal` nobody else
    is told. What is `anybodys` is the work of whoever has some, whatever their role. `late` and
    `late_one` say what the overdue ones among them are.
    """

    key: str
    page: str
    query: str
    does: str
    one: str
    many: str
    others: tuple[str, str] = ("", "")
    late: str = ""
    late_one: str = ""
    urgent: bool = False
    personal: bool = False
    anybodys: bool = False

    @property
    def permission(self) -> str:
        """What it takes to see the list."""
        app, model = self.page.split("_")
        return f"{app}.view_{model}"

    @property
    def url(self) -> str:
        return f"{reverse(f'admin:{self.page}_changelist')}?{self.query}"

    def said(self, count: int, late: int, *, mine: bool) -> str:
        """The sentence that goes on after the number."""
        one, many = (self.one, self.many) if mine or not self.others[0] else self.others
        words = one if count == 1 else many
        if not late:
            return words
        if late == count:
            return f"{words}; {self.late_one if count == 1 else f'all {self.late}'}"
        return f"{words}; {late} {self.late_one if late == 1 else self.late}"


REVIEWS, OFFERINGS = "vetting_review", "vetting_offering"

WORK = (
    Work(
        "to_approve",
        REVIEWS,
        "whose=others",
        APPROVE,
        "proposal waits for your approval",
        "proposals wait for your approval",
        ("proposal of others waits for approval", "proposals of others wait for approval"),
        urgent=True,
    ),
    Work(
        "sent_back",
        REVIEWS,
        "whose=back",
        PROPOSE,
        "proposal of yours was sent back",
        "proposals of yours were sent back",
        urgent=True,
        personal=True,
    ),
    Work(
        "proposed",
        REVIEWS,
        "whose=mine",
        PROPOSE,
        "proposal of yours waits for somebody else",
        "proposals of yours wait for somebody else",
        personal=True,
    ),
    Work(
        "own_reviews",
        OFFERINGS,
        "owner=me&waits=review",
        PROPOSE,
        f"review of what you look after is due {SOON}",
        f"reviews of what you look after are due {SOON}",
        late="are overdue",
        late_one="is overdue",
        personal=True,
        anybodys=True,
    ),
    Work(
        "suspended",
        OFFERINGS,
        "why=suspended",
        PROPOSE,
        "offering is suspended",
        "offerings are suspended",
        urgent=True,
    ),
    Work(
        "ending",
        OFFERINGS,
        "ends=30",
        PROPOSE,
        f"verdict runs out {SOON}",
        f"verdicts run out {SOON}",
        late="are past their last day and about to lapse",
        late_one="is past its last day and about to lapse",
    ),
    Work(
        "review_due",
        OFFERINGS,
        "waits=review",
        PROPOSE,
        f"verdict is due for review {SOON}",
        f"verdicts are due for review {SOON}",
        late="are overdue",
        late_one="is overdue",
    ),
    Work("open_reviews", REVIEWS, "state=open", PROPOSE, "review is open", "reviews are open"),
    Work(
        "questions",
        OFFERINGS,
        "waits=questions",
        PROPOSE,
        "offering that people use or asked for has questions open",
        "offerings that people use or asked for have questions open",
    ),
    Work(
        "evidence",
        "vetting_evidence",
        "waits=ending",
        PROPOSE,
        f"proof of current answers runs out {SOON}",
        f"proofs of current answers run out {SOON}",
        late="have run out",
        late_one="has run out",
    ),
    Work(
        "requests",
        "vetting_vettingrequest",
        "state=open",
        PROPOSE,
        "new request of productions",
        "new requests of productions",
    ),
    Work(
        "failed_messages",
        "vetting_message",
        "state=failed",
        RETRY,
        "message could not be sent",
        "messages could not be sent",
        urgent=True,
    ),
    Work(
        "unowned",
        OFFERINGS,
        "waits=owner",
        ASSIGN,
        "offering in use or due is looked after by nobody",
        "offerings in use or due are looked after by nobody",
    ),
    Work(
        "lapsed",
        OFFERINGS,
        "why=lapsed",
        PROPOSE,
        "offering has lapsed",
        "offerings have lapsed",
    ),
    Work(
        "never_decided",
        OFFERINGS,
        "why=never_decided",
        PROPOSE,
        "offering was never decided",
        "offerings were never decided",
    ),
    Work(
        "drafts",
        "vetting_policy",
        "state=draft",
        RELEASE,
        "policy is a draft",
        "policies are drafts",
    ),
    Work(
        "overrides",
        OFFERINGS,
        "waits=override",
        RELEASE,
        "verdict in force departs from the rules",
        "verdicts in force depart from the rules",
        late=f"end {SOON}",
        late_one=f"ends {SOON}",
    ),
    Work(
        "paused",
        "vetting_endpoint",
        "state=paused",
        ENDPOINTS,
        "webhook, chat or address is paused: its messages wait",
        "webhooks, chats or addresses are paused: their messages wait",
    ),
    Work(
        "keys",
        "vetting_production",
        "waits=keys",
        ISSUE,
        f"production has an API key that runs out {SOON}",
        f"productions have an API key that runs out {SOON}",
    ),
    Work(
        "people",
        "auth_user",
        "is_active__exact=1&is_staff__exact=1&is_superuser__exact=0&groups__isnull=True",
        PEOPLE,
        "account has no role yet",
        "accounts have no role yet",
    ),
)
