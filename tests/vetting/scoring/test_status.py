"""What a reader is told on a day: the newest decision, suspensions, lapses and the chain."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vetting.scoring.random_answers import tried
from vetting.scoring.judgement import Point
from vetting.scoring.status import Act, DecisionFact, Link, Status, status
from vetting.scoring.vocabulary import Ceiling, StatusReason, Verdict

BANNED, NOT_VETTED = Verdict.BANNED, Verdict.NOT_VETTED
CONDITIONAL, APPROVED = Verdict.CONDITIONAL, Verdict.APPROVED
NONE, NON_SENSITIVE, UNRELEASED = Ceiling.NONE, Ceiling.NON_SENSITIVE, Ceiling.UNRELEASED
DAY = date(2026, 3, 1)
SSO = Point("identity_sso", "Enforce single sign-on.")
LOG = Point("audit_log", "Keep your own log.")
OWN = Point("", "Only for the art department.")


def days(number: int) -> date:
    return DAY + timedelta(number)


def decided(verdict: Verdict, on: int = 0, number: int = 1, **facts: object) -> DecisionFact:
    """A decision with the usual dates: valid for 180 days, with 30 days of grace."""
    dates = {"valid_until": days(on + 180), "review_due_on": days(on + 180), "grace_days": 30}
    usual: dict[str, object] = {
        "ceiling": UNRELEASED if verdict.usable else NONE,
        "because": f"Decided {verdict.value}.",
        **(dates if verdict.usable else {}),
    }
    return DecisionFact(number, Act.DECIDE, days(on), verdict, **{**usual, **facts})  # type: ignore[arg-type]


def suspended(on: int, number: int = 2) -> DecisionFact:
    return DecisionFact(number, Act.SUSPEND, days(on), because="Its terms changed.")


def lifted(on: int, number: int = 3) -> DecisionFact:
    return DecisionFact(number, Act.LIFT, days(on), because="The terms are as before.")


GOOD, POOR = decided(APPROVED), decided(CONDITIONAL, conditions=(SSO,))
LATER_BAN, CLEARED = decided(BANNED, 50, 4), decided(CONDITIONAL, 12, 3)
TWICE = [GOOD, suspended(10), lifted(20)]

# (decisions, day asked for, verdict told, reason told)
TOLD = [
    ("nothing decided", [], 0, NOT_VETTED, "never_decided"),
    ("asked for a day before the first decision", [GOOD], -1, NOT_VETTED, "never_decided"),
    ("on the day itself", [GOOD], 0, APPROVED, "decided"),
    ("conditional", [POOR], 100, CONDITIONAL, "decided"),
    ("banned", [decided(BANNED)], 100, BANNED, "decided"),
    ("decided not to decide", [decided(NOT_VETTED)], 1, NOT_VETTED, "open_questions"),
    ("the last valid day", [GOOD], 180, APPROVED, "decided"),
    ("the last day of grace", [GOOD], 210, APPROVED, "decided"),
    ("the day after the grace", [GOOD], 211, NOT_VETTED, "lapsed"),
    ("conditional lapses too", [POOR], 211, NOT_VETTED, "lapsed"),
    ("a ban never lapses", [decided(BANNED)], 20_000, BANNED, "decided"),
    ("open questions never lapse", [decided(NOT_VETTED)], 20_000, NOT_VETTED, "open_questions"),
    ("no grace", [decided(APPROVED, grace_days=0)], 181, NOT_VETTED, "lapsed"),
    ("the newest wins", [GOOD, LATER_BAN], 50, BANNED, "decided"),
    ("the newest of a past day wins", [GOOD, LATER_BAN], 49, APPROVED, "decided"),
    ("the order given does not matter", [LATER_BAN, GOOD], 49, APPROVED, "decided"),
    ("of one day the later wins", [GOOD, decided(BANNED, 0, 2)], 0, BANNED, "decided"),
    ("renewed in time", [GOOD, decided(APPROVED, 170, 2)], 300, APPROVED, "decided"),
    ("renewed after a lapse", [GOOD, decided(APPROVED, 250, 2)], 250, APPROVED, "decided"),
    ("between lapse and renewal", [GOOD, decided(APPROVED, 250, 2)], 249, NOT_VETTED, "lapsed"),
    ("suspended", [GOOD, suspended(10)], 10, NOT_VETTED, "suspended"),
    ("the day before it was suspended", [GOOD, suspended(10)], 9, APPROVED, "decided"),
    ("suspended past its lapse", [GOOD, suspended(10)], 500, NOT_VETTED, "suspended"),
    ("suspended before any verdict", [suspended(0)], 5, NOT_VETTED, "suspended"),
    ("lifted before any verdict", [suspended(0), lifted(3)], 5, NOT_VETTED, "never_decided"),
    ("lifted", [GOOD, suspended(10), lifted(20)], 20, APPROVED, "decided"),
    ("lifted too late", [GOOD, suspended(10), lifted(250)], 250, NOT_VETTED, "lapsed"),
    ("suspended again", [*TWICE, suspended(30, 4)], 31, NOT_VETTED, "suspended"),
    ("a ban stays when suspended", [decided(BANNED), suspended(10)], 11, BANNED, "decided"),
    ("decided during a suspension", [GOOD, suspended(10), LATER_BAN], 60, BANNED, "decided"),
    ("cleared by a new verdict", [GOOD, suspended(9), CLEARED], 12, CONDITIONAL, "decided"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("decisions", "day", "verdict", "reason"), [t[1:] for t in TOLD], ids=[t[0] for t in TOLD]
)
def test_what_is_told_on_a_day(
    decisions: list[DecisionFact], day: int, verdict: Verdict, reason: str
) -> None:
    told = status(decisions, [], days(day))
    assert (told.verdict, told.reason.value) == (verdict, reason)
    assert told.usable == verdict.usable
    if not told.usable:
        assert (told.ceiling, told.conditions) == (NONE, ())


def test_every_reason_of_a_status_is_told_above_or_comes_from_below() -> None:
    assert {t[-1] for t in TOLD} | {"upstream"} == {reason.value for reason in StatusReason}


SENTENCES = [
    ([], 0, "Nobody has decided on it yet."),
    ([GOOD], 0, "Decided approved."),
    ([GOOD], 211, "The decision of 2026-03-01 held until 2026-08-28 and has lapsed."),
    ([GOOD, suspended(10)], 10, "Suspended on 2026-03-11: Its terms changed."),
]


@pytest.mark.parametrize(("decisions", "day", "because"), SENTENCES)
def test_it_says_why(decisions: list[DecisionFact], day: int, because: str) -> None:
    assert status(decisions, [], days(day)).because == because


def test_a_status_carries_what_was_decided() -> None:
    told = status([POOR], [], days(1))
    assert told == Status(
        CONDITIONAL,
        StatusReason.DECIDED,
        "Decided conditional.",
        UNRELEASED,
        (SSO,),
        1,
        days(180),
        days(180),
    )


@pytest.mark.parametrize("decisions", [[GOOD], [GOOD, suspended(200)]])
def test_a_lapsed_or_suspended_one_still_names_its_decision(decisions: list[DecisionFact]) -> None:
    assert status(decisions, [], days(230)).decision == GOOD.id


@tried(300)
@given(st.integers(0, 900), st.integers(0, 120), st.integers(-5, 1200))
def test_a_lapsed_approval_is_never_reported_as_approved(
    valid_for: int, grace: int, asked: int
) -> None:
    decision = decided(APPROVED, valid_until=days(valid_for), grace_days=grace)
    told = status([decision], [], days(asked))
    assert (told.verdict is APPROVED) == (0 <= asked <= valid_for + grace)
    if asked > valid_for + grace:
        assert told.reason is StatusReason.LAPSED


def link(slug: str, verdict: Verdict, **facts: object) -> Link:
    usual: dict[str, object] = {"ceiling": UNRELEASED if verdict.usable else NONE}
    told = Status(verdict, StatusReason.DECIDED, f"Decided {verdict.value}.", **{**usual, **facts})  # type: ignore[arg-type]
    return Link(slug, slug.upper(), told)


# (own verdict, verdicts below) -> verdict told, reason told
CHAINS = [
    (APPROVED, [APPROVED], APPROVED, "decided"),
    (APPROVED, [APPROVED, CONDITIONAL], CONDITIONAL, "upstream"),
    (APPROVED, [CONDITIONAL, NOT_VETTED], NOT_VETTED, "upstream"),
    (APPROVED, [NOT_VETTED, BANNED], BANNED, "upstream"),
    (CONDITIONAL, [APPROVED], CONDITIONAL, "decided"),
    (CONDITIONAL, [CONDITIONAL], CONDITIONAL, "decided"),
    (CONDITIONAL, [BANNED], BANNED, "upstream"),
    (BANNED, [APPROVED, NOT_VETTED], BANNED, "decided"),
    (BANNED, [BANNED], BANNED, "decided"),
    (NOT_VETTED, [APPROVED], NOT_VETTED, "open_questions"),
    (NOT_VETTED, [BANNED], BANNED, "upstream"),
]


@pytest.mark.parametrize(("own", "below", "verdict", "reason"), CHAINS)
def test_a_chain_is_as_good_as_its_worst_link(
    own: Verdict, below: list[Verdict], verdict: Verdict, reason: str
) -> None:
    chain = [link(f"link-{number}", v) for number, v in enumerate(below)]
    told = status([decided(own)], chain, days(1))
    assert (told.verdict, told.reason.value) == (verdict, reason)
    if not told.usable:
        assert (told.ceiling, told.conditions) == (NONE, ())


def test_a_chain_has_the_conditions_of_every_link_once_and_its_own_first() -> None:
    own = decided(CONDITIONAL, conditions=(SSO, OWN))
    chain = [
        link("a", CONDITIONAL, conditions=(SSO, LOG)),
        link("b", CONDITIONAL, conditions=(Point("identity_sso", "Company accounts only."), LOG)),
    ]
    assert status([own], chain, days(1)).conditions == (
        SSO,
        OWN,
        LOG,
        Point("identity_sso", "Company accounts only."),
    )


def test_an_approved_one_takes_over_the_conditions_from_below() -> None:
    told = status([GOOD], [link("a", CONDITIONAL, conditions=(SSO,))], days(1))
    assert (told.verdict, told.conditions) == (CONDITIONAL, (SSO,))


@pytest.mark.parametrize("below", [APPROVED, CONDITIONAL])
def test_a_chain_has_the_lowest_ceiling_and_the_earliest_end(below: Verdict) -> None:
    chain = [
        link("a", below, ceiling=NON_SENSITIVE, valid_until=days(90)),
        link("b", APPROVED, valid_until=days(400)),
        link("c", APPROVED),
    ]
    told = status([GOOD], chain, days(1))
    assert (told.ceiling, told.valid_until) == (NON_SENSITIVE, days(90))


@pytest.mark.parametrize("below", [BANNED, NOT_VETTED])
def test_what_is_stopped_from_below_names_no_last_valid_day(below: Verdict) -> None:
    told = status([GOOD], [link("a", below)], days(1))
    assert told.valid_until is None
    assert told.decision == GOOD.id


def test_the_worst_link_is_named_with_its_reason() -> None:
    chain = [link("b", NOT_VETTED), link("a", NOT_VETTED), link("c", APPROVED)]
    assert status([GOOD], chain, days(1)).because == (
        "It runs on A, which is not vetted: Decided not_vetted."
    )


statuses = st.builds(
    Status,
    verdict=st.sampled_from(Verdict),
    reason=st.just(StatusReason.DECIDED),
    because=st.just("Because."),
    ceiling=st.sampled_from(Ceiling),
    conditions=st.lists(st.sampled_from([SSO, LOG, OWN]), max_size=2).map(tuple),
    valid_until=st.none() | st.integers(0, 300).map(days),
)
links = st.builds(Link, st.sampled_from("abcdef"), st.just("Below"), statuses)
own_decisions = st.builds(
    decided,
    st.sampled_from(Verdict),
    conditions=st.lists(st.sampled_from([SSO, LOG, OWN]), max_size=2).map(tuple),
    ceiling=st.sampled_from(Ceiling),
)


@tried(400)
@given(own_decisions, st.lists(links, max_size=3), links)
def test_one_more_link_never_improves_a_chain(
    own: DecisionFact, chain: list[Link], more: Link
) -> None:
    before, after = status([own], chain, days(1)), status([own], [*chain, more], days(1))
    assert after.verdict.rank <= min(before.verdict.rank, more.status.verdict.rank)
    if after.usable:
        assert after.ceiling.rank <= min(before.ceiling.rank, more.status.ceiling.rank)
        assert set(after.conditions) == {*before.conditions, *more.status.conditions}
        ends = [d for d in (before.valid_until, more.status.valid_until) if d]
        assert after.valid_until == min(ends)
