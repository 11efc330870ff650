"""What loosens, what an override may do, and how sensitive a decided verdict may be."""

from datetime import date, timedelta

import pytest

from tests.vetting.scoring.answer_sets import POLICY, TODAY, judged, tenant, workstation
from vetting.scoring.assessment import Assessment
from vetting.scoring.judgement import Point
from vetting.scoring.permission import (
    Override,
    Proposal,
    decided_ceiling,
    decision_problems,
    loosens,
)
from vetting.scoring.status import Status
from vetting.scoring.vocabulary import Ceiling, Kind, StatusReason, Verdict

BANNED, NOT_VETTED = Verdict.BANNED, Verdict.NOT_VETTED
CONDITIONAL, APPROVED = Verdict.CONDITIONAL, Verdict.APPROVED
NONE, NON_SENSITIVE, UNRELEASED = Ceiling.NONE, Ceiling.NON_SENSITIVE, Ceiling.UNRELEASED
END = date(2027, 3, 1)
SSO, LOG = Point("identity_sso", "Enforce it."), Point("audit_log", "Keep your own.")
SSO_STRICTER = Point("identity_sso", "Put in no unreleased material.")
ART, SCRIPT = Point("", "Only for the art department."), Point("", "No scripts.")


def before(
    verdict: Verdict,
    ceiling: Ceiling = NONE,
    conditions: tuple[Point, ...] = (),
    valid_until: date | None = END,
) -> Status:
    last = valid_until if verdict.usable else None
    return Status(verdict, StatusReason.DECIDED, "", ceiling, conditions, valid_until=last)


def after(
    verdict: Verdict,
    ceiling: Ceiling = NONE,
    conditions: tuple[Point, ...] = (),
    valid_until: date | None = END,
) -> Proposal:
    return Proposal(verdict, ceiling, conditions, valid_until if verdict.usable else None)


SOME = before(CONDITIONAL, NON_SENSITIVE, (SSO, LOG))
LOOSENS = [
    (
        "a new approval",
        before(NOT_VETTED),
        after(APPROVED),
        ["it goes from not vetted to approved"],
    ),
    ("lifting a ban", before(BANNED), after(NOT_VETTED), ["it goes from banned to not vetted"]),
    (
        "a ban made conditional",
        before(BANNED),
        after(CONDITIONAL),
        ["it goes from banned to conditional"],
    ),
    (
        "conditions dropped for good",
        SOME,
        after(APPROVED),
        ["it goes from conditional to approved"],
    ),
    (
        "a condition dropped",
        SOME,
        after(CONDITIONAL, NON_SENSITIVE, (LOG,)),
        ["it drops the condition on identity_sso"],
    ),
    (
        "two dropped",
        SOME,
        after(CONDITIONAL, NON_SENSITIVE, (ART,)),
        ["it drops the condition on audit_log, identity_sso"],
    ),
    (
        "one of two conditions on the whole dropped",
        before(CONDITIONAL, NON_SENSITIVE, (ART, SCRIPT)),
        after(CONDITIONAL, NON_SENSITIVE, (SCRIPT,)),
        ['it drops the condition on "Only for the art department"'],
    ),
    (
        "more sensitive material",
        SOME,
        after(CONDITIONAL, UNRELEASED, (SSO, LOG)),
        ["it allows up to unreleased material"],
    ),
    (
        "a longer validity",
        SOME,
        after(CONDITIONAL, NON_SENSITIVE, (SSO, LOG), END + timedelta(1)),
        ["it is valid beyond 2027-03-01"],
    ),
    (
        "no end at all",
        SOME,
        after(CONDITIONAL, NON_SENSITIVE, (SSO, LOG), None),
        ["it is valid beyond 2027-03-01"],
    ),
    (
        "all at once",
        SOME,
        after(CONDITIONAL, UNRELEASED, (SSO,), END + timedelta(90)),
        [
            "it drops the condition on audit_log",
            "it allows up to unreleased material",
            "it is valid beyond 2027-03-01",
        ],
    ),
    (
        "stricter, but longer",
        before(APPROVED, UNRELEASED),
        after(CONDITIONAL, NON_SENSITIVE, (SSO,), END + timedelta(1)),
        ["it is valid beyond 2027-03-01"],
    ),
    ("a ban", before(APPROVED, UNRELEASED), after(BANNED), []),
    ("a ban of what nobody had decided", before(NOT_VETTED), after(BANNED), []),
    ("the same ban", before(BANNED), after(BANNED), []),
    ("a withdrawn approval", before(APPROVED, UNRELEASED), after(NOT_VETTED), []),
    ("the same again", SOME, after(CONDITIONAL, NON_SENSITIVE, (LOG, SSO)), []),
    ("one more condition", SOME, after(CONDITIONAL, NON_SENSITIVE, (SSO, LOG, ART)), []),
    (
        "a stricter text for a condition",
        SOME,
        after(CONDITIONAL, NON_SENSITIVE, (SSO_STRICTER, LOG)),
        [],
    ),
    (
        "a shorter validity",
        SOME,
        after(CONDITIONAL, NON_SENSITIVE, (SSO, LOG), END - timedelta(1)),
        [],
    ),
    (
        "approved made conditional",
        before(APPROVED, UNRELEASED),
        after(CONDITIONAL, UNRELEASED, (SSO,)),
        [],
    ),
]


@pytest.mark.parametrize(
    ("status", "proposal", "found"), [x[1:] for x in LOOSENS], ids=[x[0] for x in LOOSENS]
)
def test_it_names_all_that_loosens(status: Status, proposal: Proposal, found: list[str]) -> None:
    assert list(loosens(status, proposal)) == found


LOW_P3 = {
    "contract_basis": "consumer_terms",
    "tenancy_isolation": "shared_consumer",
    "identity_sso": "password_only",
    "admin_controls": "none",
    "audit_log": "none",
}
LOW_P2 = {
    "trains_on_inputs": "opt_out_available",
    "trains_on_outputs": "opt_out_available",
    "training_exceptions": "broad",
    "content_reuse_scope": "service_and_improvement",
}
FINE = judged(tenant())
HELD_BACK = judged(tenant(audit_log="none"))
OPEN = judged(tenant(human_review=None))
UNANSWERED = judged(tenant(encryption=None, trains_on_inputs=None))
P2_KNOCK_OUT = judged(tenant(vendor_content_licence="broad_irrevocable"))
P3_KNOCK_OUT = judged(tenant(encryption="none"))
BOTH_WRONG = judged(tenant(encryption="none", **LOW_P2))
P3_LOW = judged(tenant(**LOW_P3))
P2_LOW = judged(tenant(**LOW_P2))
PHONES_HOME = judged(workstation(egress_control="sends_content_out"), kind=Kind.LOCAL_DEVICE)

NEEDS = (
    "The rules say {}; to publish {} give an override with its reason, scope, risk owner and end "
    "date."
)
KNOCKED = "{} is a knock-out: no override can make this offering {}."
P2_FLOOR = "A principle 2 score below 60 cannot be overridden."
P3_FLOOR = "A principle 3 score below 40 can be overridden to conditional at best."
ANSWER = "An override cannot stand in for an unanswered question: answer {} first."

# What is refused even with an override; an empty list means that an override will do.
NEVER = [
    ("an approval past a condition", HELD_BACK, APPROVED, []),
    ("an approval past an open question", OPEN, APPROVED, []),
    ("a low principle 3 made conditional", P3_LOW, CONDITIONAL, []),
    ("a low principle 3 approved", P3_LOW, APPROVED, [P3_FLOOR]),
    ("a low principle 2 made conditional", P2_LOW, CONDITIONAL, [P2_FLOOR]),
    ("a low principle 2 approved", P2_LOW, APPROVED, [P2_FLOOR]),
    (
        "a knock-out of principle 2 made conditional",
        P2_KNOCK_OUT,
        CONDITIONAL,
        [KNOCKED.format("Licence on content", "conditional")],
    ),
    (
        "a knock-out of principle 2 approved",
        P2_KNOCK_OUT,
        APPROVED,
        [KNOCKED.format("Licence on content", "approved")],
    ),
    ("a knock-out of principle 3 made conditional", P3_KNOCK_OUT, CONDITIONAL, []),
    (
        "a knock-out of principle 3 approved",
        P3_KNOCK_OUT,
        APPROVED,
        [KNOCKED.format("Encryption", "approved")],
    ),
    ("a low principle 2 behind a knock-out of 3", BOTH_WRONG, CONDITIONAL, [P2_FLOOR]),
    (
        "a tool that phones home approved",
        PHONES_HOME,
        APPROVED,
        [KNOCKED.format("Content leaving the machine", "approved")],
    ),
    (
        "open gating questions made conditional",
        UNANSWERED,
        CONDITIONAL,
        [ANSWER.format("trains_on_inputs, encryption")],
    ),
    (
        "open gating questions approved",
        UNANSWERED,
        APPROVED,
        [ANSWER.format("trains_on_inputs, encryption")],
    ),
    ("a ban made open again", P2_KNOCK_OUT, NOT_VETTED, []),
]
of_never = pytest.mark.parametrize(
    ("found", "verdict", "refused"), [n[1:] for n in NEVER], ids=[n[0] for n in NEVER]
)


def override(days: int = 90, **changes: str) -> Override:
    texts = {"reason": "The film needs it.", "risk_owner": "Ada Ray", "scope": "Title X", **changes}
    return Override(**texts, ends_on=TODAY + timedelta(days))


@of_never
def test_an_override_reaches_so_far_and_no_further(
    found: Assessment, verdict: Verdict, refused: list[str]
) -> None:
    assert list(decision_problems(found, verdict, override(), POLICY, TODAY)) == refused


@of_never
def test_without_an_override_nothing_is_looser_than_the_rules(
    found: Assessment, verdict: Verdict, refused: list[str]
) -> None:
    needs = NEEDS.format(
        found.verdict.label.lower(),
        verdict.label.lower(),
    )
    problems = list(decision_problems(found, verdict, None, POLICY, TODAY))
    assert problems == (refused or [needs])


@pytest.mark.parametrize("verdict", Verdict)
@pytest.mark.parametrize("found", [FINE, HELD_BACK, UNANSWERED, P2_KNOCK_OUT])
def test_anybody_may_go_as_strict_as_they_like(found: Assessment, verdict: Verdict) -> None:
    problems = decision_problems(found, verdict, None, POLICY, TODAY)
    assert bool(problems) == (verdict.rank > found.verdict.rank)


LIMITS = [
    (HELD_BACK, APPROVED, 1, True),
    (HELD_BACK, APPROVED, 90, True),
    (HELD_BACK, APPROVED, 91, False),
    (HELD_BACK, APPROVED, 0, False),
    (HELD_BACK, APPROVED, -1, False),
    (FINE, CONDITIONAL, 91, True),
    (FINE, CONDITIONAL, 365, True),
    (FINE, CONDITIONAL, 366, False),
    (FINE, APPROVED, 0, False),
]


@pytest.mark.parametrize(("found", "verdict", "days", "allowed"), LIMITS)
def test_an_override_ends_after_today_and_in_time(
    found: Assessment, verdict: Verdict, days: int, allowed: bool
) -> None:
    problems = decision_problems(found, verdict, override(days), POLICY, TODAY)
    assert (problems == ()) == allowed
    if not allowed:
        last = "2027-09-01" if found is FINE else "2026-11-30"
        ends_on = TODAY + timedelta(days)
        assert problems == (f"An override must end after today and by {last}, not on {ends_on}.",)


@pytest.mark.parametrize(
    ("left_out", "named"),
    [("reason", "reason"), ("risk_owner", "risk owner"), ("scope", "scope")],
)
def test_an_override_says_why_for_what_and_who_answers_for_it(left_out: str, named: str) -> None:
    problems = decision_problems(HELD_BACK, APPROVED, override(**{left_out: " "}), POLICY, TODAY)
    assert problems == (f"An override needs a {named}.",)


def test_it_names_everything_that_an_override_lacks() -> None:
    empty = override(200, reason="", risk_owner="", scope="")
    assert len(decision_problems(HELD_BACK, APPROVED, empty, POLICY, TODAY)) == 4


DECIDED_CEILINGS = [
    (FINE, APPROVED, UNRELEASED),
    (FINE, CONDITIONAL, UNRELEASED),
    (FINE, NOT_VETTED, NONE),
    (FINE, BANNED, NONE),
    (HELD_BACK, CONDITIONAL, UNRELEASED),
    (HELD_BACK, APPROVED, UNRELEASED),
    # An open question keeps the ceiling down, whatever is decided about the rest.
    (OPEN, CONDITIONAL, NON_SENSITIVE),
    (OPEN, APPROVED, NON_SENSITIVE),
    # A ban that is overridden serves non-sensitive material only.
    (P3_LOW, CONDITIONAL, NON_SENSITIVE),
    (P3_KNOCK_OUT, CONDITIONAL, NON_SENSITIVE),
    (P3_LOW, BANNED, NONE),
]


@pytest.mark.parametrize(("found", "verdict", "ceiling"), DECIDED_CEILINGS)
def test_an_override_never_raises_the_ceiling(
    found: Assessment, verdict: Verdict, ceiling: Ceiling
) -> None:
    assert decided_ceiling(found, verdict, POLICY) is ceiling
