"""How long a verdict holds: tiers, review days, and the day on which the calendar undoes it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.vetting.scoring.answer_sets import POLICY, TODAY, judged, proof, tenant, workstation
from tests.vetting.scoring.random_answers import Vetted, tried, vetted
from vetting.scoring.evidence import Evidence, last_day
from vetting.scoring.judgement import Answer
from vetting.scoring.validity import Validity, holds_until, tier_of, validity
from vetting.scoring.vocabulary import Kind, Principle, Verdict

APPROVED, CONDITIONAL = Verdict.APPROVED, Verdict.CONDITIONAL
NEVER = date(2040, 1, 1)


def signed(until: date | None = None) -> Evidence:
    return proof("signed_agreement", **({"expires_on": until} if until else {}))


def lasting(**changes: object) -> dict[str, Answer]:
    """W1 with proofs that count for years, except where a change says otherwise."""
    answers = {
        key: Answer(answer.value, proof("iso_certificate", expires_on=NEVER))
        for key, answer in tenant(pen_test_date=TODAY).items()
    }
    answers["contract_basis"] = Answer("enterprise_agreement_dpa", signed())
    return {**answers, **changes}  # type: ignore[dict-item]


SIGNED = tenant(contract_basis=Answer("commercial_terms_dpa", signed()))
PUBLISHED = tenant()
REMEDIED = {**SIGNED, "incident_history": Answer("remediated", proof())}

TIERS = [
    ("conditional", CONDITIONAL, Kind.STUDIO_TENANT, SIGNED, 1),
    ("conditional and local", CONDITIONAL, Kind.LOCAL_DEVICE, workstation(), 1),
    ("aggregator", APPROVED, Kind.AGGREGATOR, SIGNED, 1),
    ("plug-in", APPROVED, Kind.PLUGIN_OR_CONNECTOR, SIGNED, 1),
    ("beta", APPROVED, Kind.BETA_PREVIEW, SIGNED, 1),
    ("self-serve", APPROVED, Kind.TEAM_SELF_SERVE, SIGNED, 1),
    ("API without a signed contract", APPROVED, Kind.API_STANDARD, PUBLISHED, 1),
    ("zero-retention API without one", APPROVED, Kind.API_ZERO_RETENTION, PUBLISHED, 1),
    ("API with one", APPROVED, Kind.API_STANDARD, SIGNED, 2),
    ("any incident", APPROVED, Kind.STUDIO_TENANT, REMEDIED, 1),
    ("an incident of a local tool", APPROVED, Kind.SELF_HOSTED, REMEDIED, 1),
    ("tenant under a signed agreement", APPROVED, Kind.STUDIO_TENANT, SIGNED, 2),
    ("cloud under a signed agreement", APPROVED, Kind.CLOUD_MARKETPLACE, SIGNED, 2),
    ("hybrid under a signed agreement", APPROVED, Kind.HYBRID, SIGNED, 2),
    ("tenant on published terms only", APPROVED, Kind.STUDIO_TENANT, PUBLISHED, 1),
    ("no contract at all", APPROVED, Kind.STUDIO_TENANT, tenant(contract_basis=None), 1),
    (
        "the studio's own agreement",
        APPROVED,
        Kind.NETFLIX_ENTERPRISE_AGREEMENT,
        tenant(contract_basis=None),
        2,
    ),
    ("local", APPROVED, Kind.LOCAL_DEVICE, workstation(), 3),
    ("self-hosted", APPROVED, Kind.SELF_HOSTED, workstation(), 3),
]


@pytest.mark.parametrize(
    ("verdict", "kind", "answers", "tier"), [t[1:] for t in TIERS], ids=[t[0] for t in TIERS]
)
def test_the_tier_says_how_often_it_is_looked_at(
    verdict: Verdict, kind: Kind, answers: dict[str, Answer], tier: int
) -> None:
    assert tier_of(verdict, kind, answers, POLICY) == tier


REVIEWS = [
    # (verdict, kind, answers) -> tier, months to the review
    (APPROVED, Kind.STUDIO_TENANT, lasting(), 2, date(2027, 9, 1)),
    (CONDITIONAL, Kind.STUDIO_TENANT, lasting(), 1, date(2027, 3, 1)),
    (APPROVED, Kind.AGGREGATOR, lasting(), 1, date(2027, 3, 1)),
]


@pytest.mark.parametrize(("verdict", "kind", "answers", "tier", "due"), REVIEWS)
def test_a_usable_verdict_is_reviewed_by_its_tier(
    verdict: Verdict, kind: Kind, answers: dict[str, Answer], tier: int, due: date
) -> None:
    held = validity(verdict, answers, POLICY, TODAY, kind=kind)
    assert held == Validity(tier, due, due, f"Valid until {due}, when the review is due.")


def test_a_local_tool_is_reviewed_within_its_tier_and_its_egress_test() -> None:
    held = validity(APPROVED, workstation(), POLICY, TODAY, kind=Kind.LOCAL_DEVICE)
    assert (held.tier, held.valid_until) == (3, TODAY + timedelta(90))
    assert held.because == "Valid until 2026-11-30, when evidence that decides the verdict expires."


def test_a_ban_is_looked_at_again_and_never_lapses() -> None:
    held = validity(Verdict.BANNED, tenant(), POLICY, TODAY, kind=Kind.STUDIO_TENANT)
    assert (held.tier, held.review_due_on, held.valid_until) == (None, date(2027, 9, 1), None)


def test_an_open_verdict_has_no_days() -> None:
    held = validity(Verdict.NOT_VETTED, {}, POLICY, TODAY, kind=Kind.STUDIO_TENANT)
    assert (held.tier, held.review_due_on, held.valid_until) == (None, None, None)


SHORT = Answer("rest_transit", proof("soc2_type2", expires_on=date(2026, 12, 24)))
ENDS = [
    ("the review", {}, None, None, date(2027, 9, 1), "the review is due"),
    ("evidence", {"encryption": SHORT}, None, None, date(2026, 12, 24), "evidence that decides"),
    ("the contract", {}, date(2027, 1, 31), None, date(2027, 1, 31), "the contract ends"),
    ("the override", {}, None, date(2026, 10, 10), date(2026, 10, 10), "the override ends"),
    (
        "the earliest of all",
        {"encryption": SHORT},
        date(2027, 1, 31),
        date(2026, 11, 30),
        date(2026, 11, 30),
        "the override ends",
    ),
    ("a contract that ended", {}, date(2026, 8, 1), None, date(2026, 8, 1), "the contract ends"),
    ("a contract that outlives it", {}, NEVER, NEVER, date(2027, 9, 1), "the review is due"),
]


@pytest.mark.parametrize(
    ("changes", "contract", "override", "last", "why"),
    [e[1:] for e in ENDS],
    ids=[e[0] for e in ENDS],
)
def test_it_is_valid_until_the_earliest_of_its_ends(
    changes: dict[str, object], contract: date | None, override: date | None, last: date, why: str
) -> None:
    held = validity(
        APPROVED,
        lasting(**changes),
        POLICY,
        TODAY,
        kind=Kind.STUDIO_TENANT,
        contract_ends_on=contract,
        override_ends_on=override,
    )
    assert held.valid_until == held.review_due_on == last
    assert held.because.startswith(f"Valid until {last}, when {why}")


def until(verdict: Verdict, answers: dict[str, Answer]) -> date | None:
    return holds_until(verdict, answers, POLICY, TODAY, kind=Kind.STUDIO_TENANT)


SOON, LATER = date(2026, 10, 1), date(2027, 2, 1)


def ending(value: str | int, on: date) -> Answer:
    return Answer(value, proof("iso_certificate", expires_on=on))


HOLDS = [
    ("nothing ends within years", APPROVED, lasting(), date(2028, 9, 1)),
    ("gating", APPROVED, lasting(encryption=ending("rest_transit", SOON)), SOON),
    ("any other blocks an approval", APPROVED, lasting(audit_log=ending("exportable", SOON)), SOON),
    (
        "one that does not decide is passed over",
        CONDITIONAL,
        lasting(
            audit_log=Answer("console_only", proof("iso_certificate", expires_on=SOON)),
            admin_controls=Answer("full", None),
            encryption=ending("rest_transit", LATER),
        ),
        LATER,
    ),
    (
        "the data ceiling counts too",
        CONDITIONAL,
        lasting(audit_log=ending("console_only", SOON)),
        SOON,
    ),
    (
        "a stricter verdict than the computed one rests on the same evidence",
        CONDITIONAL,
        lasting(encryption=ending("rest_transit", LATER)),
        LATER,
    ),
]


@pytest.mark.parametrize(
    ("verdict", "answers", "last"), [h[1:] for h in HOLDS], ids=[h[0] for h in HOLDS]
)
def test_it_holds_until_the_first_end_that_decides(
    verdict: Verdict, answers: dict[str, Answer], last: date
) -> None:
    assert until(verdict, answers) == last


def test_a_test_that_grows_old_ends_a_verdict_as_expiring_evidence_does() -> None:
    """Its proof counts for years, but on its 366th day the score falls under the bar."""
    answers = lasting(pen_test_date=ending(TODAY - timedelta(300), NEVER))  # type: ignore[arg-type]
    barely = replace(POLICY, approve_from={Principle.P2: Decimal(85), Principle.P3: Decimal(93)})
    last = TODAY + timedelta(65)
    held = holds_until(APPROVED, answers, barely, TODAY, kind=Kind.STUDIO_TENANT)
    assert held == last
    assert judged(answers, policy=barely, today=last).verdict is APPROVED
    assert judged(answers, policy=barely, today=last + timedelta(1)).verdict is CONDITIONAL


def test_without_any_evidence_nothing_ends() -> None:
    assert until(Verdict.NOT_VETTED, {}) is None


def borders(offering: Vetted) -> set[date]:
    """Every day on which time alone may change the outcome."""
    ends = {last_day(a.evidence, POLICY) for a in offering.answers.values() if a.evidence}
    tested = offering.answers.get("pen_test_date")
    if tested is not None and isinstance(tested.value, date):
        ends |= {tested.value + timedelta(days) for days in (365, 730)}
    return {end for end in ends if end >= TODAY}


@tried(120)
@given(vetted(wildest=1), st.sampled_from([APPROVED, CONDITIONAL]), st.integers(1, 2000))
def test_a_verdict_holds_on_every_day_up_to_its_last_and_not_on_the_next(
    offering: Vetted, verdict: Verdict, some_days: int
) -> None:
    """Verdict and ceiling change only after a border, so the days around them stand for all."""
    present = offering.assess()
    assume(present.verdict.usable)
    last = holds_until(verdict, offering.answers, offering.policy, TODAY, kind=offering.kind)

    def as_good_on(day: date) -> bool:
        then = offering.assess(day)
        enough = min(present.verdict.rank, verdict.rank)
        return then.verdict.rank >= enough and then.ceiling.rank >= present.ceiling.rank

    asked = {TODAY, TODAY + timedelta(some_days)}
    asked |= {end + timedelta(n) for end in borders(offering) for n in (0, 1)}
    assert all(as_good_on(day) for day in asked if last is None or day <= last)
    assert last is None or not as_good_on(last + timedelta(1))
