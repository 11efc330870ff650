"""What a production is told of a use: status, ceiling and written approvals in one answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vetting.scoring.random_answers import tried
from vetting.scoring.status import Status
from vetting.scoring.use import (
    AREA_TEXTS,
    AREAS_OF,
    Activity,
    Approval,
    Area,
    Data,
    Output,
    Permission,
    Use,
    answer_for,
    approvals_for,
    permission,
)
from vetting.scoring.vocabulary import Ceiling, StatusReason, Verdict

ESCALATE, NOT_ALLOWED = Permission.ESCALATE, Permission.NOT_ALLOWED
WITH_CONDITIONS, ALLOWED = Permission.ALLOWED_WITH_CONDITIONS, Permission.ALLOWED
NONE, NON_SENSITIVE, UNRELEASED = Ceiling.NONE, Ceiling.NON_SENSITIVE, Ceiling.UNRELEASED
BY_VERDICT = {
    Verdict.BANNED: NOT_ALLOWED,
    Verdict.NOT_VETTED: ESCALATE,
    Verdict.CONDITIONAL: WITH_CONDITIONS,
    Verdict.APPROVED: ALLOWED,
}
# The table of the written approvals, flag by flag.
AREA_OF = {
    Data.PUBLIC_MATERIAL: None,
    Data.UNRELEASED_MATERIAL: Area.DATA_USE,
    Data.SCRIPT_OR_STORY: Area.DATA_USE,
    Data.PERSONAL_DATA: Area.DATA_USE,
    Data.TALENT_LIKENESS_OR_VOICE: Area.TALENT_PERFORMANCE,
    Data.THIRD_PARTY_IP: Area.CREATIVE_OUTPUT,
    Output.TEMPORARY: None,
    Output.FINAL: Area.FINAL_DELIVERABLES,
    Activity.KEY_STORY_ELEMENT: Area.CREATIVE_OUTPUT,
    Activity.COPYRIGHTED_REFERENCE: Area.CREATIVE_OUTPUT,
    Activity.PUBLIC_FIGURE_OR_DECEASED: Area.CREATIVE_OUTPUT,
    Activity.DIGITAL_REPLICA: Area.TALENT_PERFORMANCE,
    Activity.PERFORMANCE_ALTERATION: Area.TALENT_PERFORMANCE,
    Activity.UNION_COVERED_WORK: Area.ETHICS_REPRESENTATION,
    Activity.UNOWNED_TRAINING_DATA: Area.DATA_USE,
    Activity.MISLEADING_CONTENT: Area.ETHICS_REPRESENTATION,
}
SENSITIVE = [data for data in Data if data is not Data.PUBLIC_MATERIAL]


def told(verdict: Verdict, ceiling: Ceiling | None = None) -> Status:
    usual = UNRELEASED if verdict.usable else NONE
    return Status(verdict, StatusReason.DECIDED, "Because.", ceiling or usual)


def use_of(flag: Data | Output | Activity, held: tuple[Area, ...] = ()) -> Use:
    if isinstance(flag, Data):
        return Use(data=[flag], approvals_held=held)
    if isinstance(flag, Output):
        return Use(output=flag, approvals_held=held)
    return Use(activities=[flag], approvals_held=held)


every_flag = pytest.mark.parametrize(("flag", "area"), AREA_OF.items())


def test_the_table_knows_every_flag() -> None:
    assert set(AREA_OF) == {*Data, *Output, *Activity}
    assert set(AREA_TEXTS) == set(Area)
    assert {flag: area for flag, area in AREA_OF.items() if area} == AREAS_OF


@every_flag
def test_each_flag_needs_its_approval(flag: Data | Output | Activity, area: Area | None) -> None:
    needed = [Approval(area, AREA_TEXTS[area], held=False)] if area else []
    assert list(approvals_for(use_of(flag))) == needed


@every_flag
@pytest.mark.parametrize("verdict", [Verdict.CONDITIONAL, Verdict.APPROVED])
def test_a_missing_approval_turns_a_yes_into_escalate(
    verdict: Verdict, flag: Data | Output | Activity, area: Area | None
) -> None:
    found = permission(told(verdict), use_of(flag))
    assert found.permission is (ESCALATE if area else BY_VERDICT[verdict])
    assert (AREA_TEXTS[area] in found.why) if area else len(found.why) == 2


@every_flag
@pytest.mark.parametrize("verdict", Verdict)
def test_a_held_approval_gives_the_answer_of_the_status_and_no_more(
    verdict: Verdict, flag: Data | Output | Activity, area: Area | None
) -> None:
    found = permission(told(verdict), use_of(flag, (area,) if area else ()))
    assert found.permission is BY_VERDICT[verdict]
    assert [a.held for a in found.approvals] == ([True] if area else [])


@pytest.mark.parametrize("data", SENSITIVE)
@pytest.mark.parametrize("verdict", [Verdict.CONDITIONAL, Verdict.APPROVED])
@pytest.mark.parametrize("ceiling", [NONE, NON_SENSITIVE])
def test_a_held_approval_never_lifts_the_ceiling(
    ceiling: Ceiling, verdict: Verdict, data: Data
) -> None:
    found = permission(told(verdict, ceiling), Use(data=[data], approvals_held=list(Area)))
    assert found.permission is ESCALATE
    assert found.why[-1] == f"This material is too sensitive for it: {ceiling.label.lower()}."


@pytest.mark.parametrize("ceiling", Ceiling)
@pytest.mark.parametrize("verdict", [Verdict.CONDITIONAL, Verdict.APPROVED])
def test_public_material_needs_any_usable_status(verdict: Verdict, ceiling: Ceiling) -> None:
    found = permission(told(verdict, ceiling), Use(data=[Data.PUBLIC_MATERIAL]))
    assert found.permission is BY_VERDICT[verdict]


def test_public_material_beside_sensitive_material_does_not_help() -> None:
    use = Use(data=[Data.PUBLIC_MATERIAL, Data.PERSONAL_DATA], approvals_held=[Area.DATA_USE])
    assert permission(told(Verdict.APPROVED), use).permission is ALLOWED
    assert permission(told(Verdict.APPROVED, NON_SENSITIVE), use).permission is ESCALATE


@pytest.mark.parametrize("verdict", Verdict)
def test_without_a_use_only_the_tool_is_judged(verdict: Verdict) -> None:
    found = permission(told(verdict), Use())
    assert (found.permission, found.approvals) == (BY_VERDICT[verdict], ())


def test_each_area_is_named_once_and_in_order() -> None:
    use = Use(
        data=[Data.PERSONAL_DATA, Data.SCRIPT_OR_STORY, Data.THIRD_PARTY_IP],
        output=Output.FINAL,
        activities=[Activity.DIGITAL_REPLICA, Activity.KEY_STORY_ELEMENT],
        approvals_held=[Area.FINAL_DELIVERABLES, Area.ETHICS_REPRESENTATION],
    )
    assert [(a.area, a.held) for a in approvals_for(use)] == [
        (Area.DATA_USE, False),
        (Area.CREATIVE_OUTPUT, False),
        (Area.TALENT_PERFORMANCE, False),
        (Area.FINAL_DELIVERABLES, True),
    ]


WHY = [
    (Verdict.BANNED, ("It is banned.", "Because.")),
    (
        Verdict.NOT_VETTED,
        ("It has no verdict in force: ask the studio contact before using it.", "Because."),
    ),
    (Verdict.CONDITIONAL, ("It may be used while every condition is kept.", "Because.")),
    (Verdict.APPROVED, ("It is approved.", "Because.")),
]


@pytest.mark.parametrize(("verdict", "why"), WHY)
def test_an_answer_says_why(verdict: Verdict, why: tuple[str, ...]) -> None:
    assert permission(told(verdict), Use()).why == why


def test_a_no_does_not_list_approvals_among_its_reasons() -> None:
    found = permission(told(Verdict.BANNED), Use(data=list(Data), output=Output.FINAL))
    assert found.why == ("It is banned.", "Because.")
    assert len(found.approvals) == 4


uses = st.builds(
    Use,
    data=st.lists(st.sampled_from(Data), max_size=3),
    output=st.none() | st.sampled_from(Output),
    activities=st.lists(st.sampled_from(Activity), max_size=3),
    approvals_held=st.lists(st.sampled_from(Area), max_size=5),
)


@tried(300)
@given(st.sampled_from(Verdict), st.sampled_from(Ceiling), uses)
def test_an_answer_is_never_better_than_the_status(
    verdict: Verdict, ceiling: Ceiling, use: Use
) -> None:
    found = permission(told(verdict, ceiling), use)
    assert found.permission.rank <= BY_VERDICT[verdict].rank
    if verdict is Verdict.BANNED:
        assert found.permission is NOT_ALLOWED
    if any(not a.held for a in found.approvals):
        assert found.permission in {ESCALATE, NOT_ALLOWED}


@pytest.mark.parametrize("because", ["", "It lapsed."])
@pytest.mark.parametrize("reason", StatusReason)
@pytest.mark.parametrize("ceiling", Ceiling)
@pytest.mark.parametrize("verdict", Verdict)
def test_the_answer_follows_from_verdict_ceiling_and_use_alone(
    verdict: Verdict, ceiling: Ceiling, reason: StatusReason, because: str
) -> None:
    status = Status(verdict, reason, because, ceiling)
    for use in (Use(), Use(data=[Data.SCRIPT_OR_STORY]), Use(output=Output.FINAL)):
        assert answer_for(verdict, ceiling, use) is permission(status, use).permission
