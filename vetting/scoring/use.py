"""May a production use it for this? Its status and what they want to do, in one answer."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from vetting.scoring.status import Status
from vetting.scoring.vocabulary import Ceiling, StatusReason, Verdict


class Permission(StrEnum):
    """The answer of the decision call, from the worst to the best."""

    NOT_ALLOWED = "not_allowed"
    ESCALATE = "escalate"
    ALLOWED_WITH_CONDITIONS = "allowed_with_conditions"
    ALLOWED = "allowed"

    @property
    def rank(self) -> int:
        return _PERMISSIONS.index(self)


_PERMISSIONS = tuple(Permission)


class Data(StrEnum):
    """What goes into the tool."""

    PUBLIC_MATERIAL = "public_material"
    UNRELEASED_MATERIAL = "unreleased_material"
    SCRIPT_OR_STORY = "script_or_story"
    PERSONAL_DATA = "personal_data"
    TALENT_LIKENESS_OR_VOICE = "talent_likeness_or_voice"
    THIRD_PARTY_IP = "third_party_ip"


class Output(StrEnum):
    """Where the result goes."""

    TEMPORARY = "temporary"
    FINAL = "final"


class Activity(StrEnum):
    """What is done with it, where that needs somebody's written approval."""

    KEY_STORY_ELEMENT = "key_story_element"
    COPYRIGHTED_REFERENCE = "copyrighted_reference"
    PUBLIC_FIGURE_OR_DECEASED = "public_figure_or_deceased"
    DIGITAL_REPLICA = "digital_replica"
    PERFORMANCE_ALTERATION = "performance_alteration"
    UNION_COVERED_WORK = "union_covered_work"
    UNOWNED_TRAINING_DATA = "unowned_training_data"
    MISLEADING_CONTENT = "misleading_content"


class Area(StrEnum):
    """The areas in which a use needs written approval, whatever the tool."""

    DATA_USE = "data_use"
    CREATIVE_OUTPUT = "creative_output"
    TALENT_PERFORMANCE = "talent_performance"
    ETHICS_REPRESENTATION = "ethics_representation"
    FINAL_DELIVERABLES = "final_deliverables"


AREA_TEXTS = {
    Area.DATA_USE: "Putting this material into a tool needs the studio's written approval first.",
    Area.CREATIVE_OUTPUT: "Creating story elements, or working from other people's protected "
    "material, needs the studio's written approval first.",
    Area.TALENT_PERFORMANCE: "Anything that recreates or changes a performer needs their "
    "documented consent and the studio's written approval first.",
    Area.ETHICS_REPRESENTATION: "Work that could mislead viewers, or that union members would do, "
    "needs the studio's written approval first.",
    Area.FINAL_DELIVERABLES: "Anything that ends up in the final cut needs the studio's written "
    "approval first.",
}

AREAS_OF: dict[Data | Output | Activity, Area] = {
    Data.UNRELEASED_MATERIAL: Area.DATA_USE,
    Data.SCRIPT_OR_STORY: Area.DATA_USE,
    Data.PERSONAL_DATA: Area.DATA_USE,
    Activity.UNOWNED_TRAINING_DATA: Area.DATA_USE,
    Data.THIRD_PARTY_IP: Area.CREATIVE_OUTPUT,
    Activity.KEY_STORY_ELEMENT: Area.CREATIVE_OUTPUT,
    Activity.COPYRIGHTED_REFERENCE: Area.CREATIVE_OUTPUT,
    Activity.PUBLIC_FIGURE_OR_DECEASED: Area.CREATIVE_OUTPUT,
    Data.TALENT_LIKENESS_OR_VOICE: Area.TALENT_PERFORMANCE,
    Activity.DIGITAL_REPLICA: Area.TALENT_PERFORMANCE,
    Activity.PERFORMANCE_ALTERATION: Area.TALENT_PERFORMANCE,
    Activity.UNION_COVERED_WORK: Area.ETHICS_REPRESENTATION,
    Activity.MISLEADING_CONTENT: Area.ETHICS_REPRESENTATION,
    Output.FINAL: Area.FINAL_DELIVERABLES,
}


@dataclass(frozen=True, slots=True)
class Use:
    """What a production wants to do; all empty when only the tool is asked about."""

    data: Collection[Data] = ()
    output: Output | None = None
    activities: Collection[Activity] = ()
    approvals_held: Collection[Area] = ()


@dataclass(frozen=True, slots=True)
class Approval:
    """A written approval that this use needs; `held` when the production says it has it."""

    area: Area
    text: str
    held: bool


@dataclass(frozen=True, slots=True)
class Permitted:
    """The answer with its reasons in words."""

    permission: Permission
    why: tuple[str, ...]
    approvals: tuple[Approval, ...]


def permission(status: Status, use: Use) -> Permitted:
    """The answer for one offering; it is never better than its status.

    Approvals that are missing, or data above the ceiling, turn an allowed answer into escalate.
    A held approval lifts neither a ban, nor open questions, nor the ceiling.
    """
    answer, why = _by_status(status)
    sensitive = any(d is not Data.PUBLIC_MATERIAL for d in use.data)
    if status.usable and sensitive and status.ceiling is not Ceiling.UNRELEASED:
        answer = Permission.ESCALATE
        why.append(f"This material is too sensitive for it: {status.ceiling.label.lower()}.")
    approvals = approvals_for(use)
    missing = [a for a in approvals if not a.held]
    if missing and status.usable:
        answer = Permission.ESCALATE
        why += [a.text for a in missing]
    return Permitted(answer, tuple(why), approvals)


def answer_for(verdict: Verdict, ceiling: Ceiling, use: Use) -> Permission:
    """The answer alone: it follows from these three, whatever the reasons of a status."""
    return permission(Status(verdict, StatusReason.DECIDED, "", ceiling), use).permission


def approvals_for(use: Use) -> tuple[Approval, ...]:
    """The written approvals that this use needs, one for each area."""
    flags: list[Data | Output | Activity] = [
        *use.data,
        *use.activities,
        *([use.output] if use.output else []),
    ]
    areas = {AREAS_OF[flag] for flag in flags if flag in AREAS_OF}
    return tuple(Approval(a, AREA_TEXTS[a], a in use.approvals_held) for a in Area if a in areas)


_BY_VERDICT = {
    Verdict.BANNED: (Permission.NOT_ALLOWED, "It is banned."),
    Verdict.NOT_VETTED: (
        Permission.ESCALATE,
        "It has no verdict in force: ask the studio contact before using it.",
    ),
    Verdict.CONDITIONAL: (
        Permission.ALLOWED_WITH_CONDITIONS,
        "It may be used while every condition is kept.",
    ),
    Verdict.APPROVED: (Permission.ALLOWED, "It is approved."),
}


def _by_status(status: Status) -> tuple[Permission, list[str]]:
    answer, why = _BY_VERDICT[status.verdict]
    return answer, [why, status.because] if status.because else [why]
