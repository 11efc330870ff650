"""Which act is in force: SQL for many offerings says what `scoring.status` says of each."""

from __future__ import annotations

from datetime import date

import pytest

from tests.registry.api.building import at, days, decision, offering, person, tool
from vetting.models import Decision, Offering
from vetting.scoring.status import status
from vetting.scoring.vocabulary import StatusReason
from vetting.services.reminding.in_force import never_decided, stops_in_force, verdicts_in_force

pytestmark = pytest.mark.django_db

# What was done to an offering, one act a day or several; "|" begins the next day, ">" the future.
STORIES = [
    "",
    "approved",
    "approved conditional",
    "approved | banned",
    "approved | suspend",
    "suspend",
    "suspend | lift",
    "suspend | approved",
    "approved | suspend | lift",
    "approved suspend lift suspend",
    "banned | suspend",
    "approved | suspend | banned",
    "banned | approved | suspend",
    "not_vetted",
    "not_vetted suspend",
    "> approved",
    "approved > suspend",
    "approved | suspend > lift",
]


def tell(story: str, of: Offering) -> None:
    past, _, future = story.partition(">")
    told = [act.split() for act in past.split("|")]
    for number, acts in enumerate([*told, *([future.split()] if future else [])]):
        on = days(5) if number == len(told) else days(number - len(told))
        for act in acts:
            write(act, of, on)


def write(act: str, of: Offering, on: date) -> None:
    if act not in {"suspend", "lift"}:
        decision(of, act, on=on)
        return
    Decision.objects.create(
        offering=of,
        act=act,
        because="So it was.",
        author=person("sam"),
        approver=person("abe") if act == "lift" else None,
        loosens=act == "lift",
        decided_at=at(on),
        decided_on=on,
    )


@pytest.mark.parametrize("story", STORIES)
def test_many_at_once_are_read_as_each_is_told(story: str) -> None:
    of, today = offering("plan", tool("tool", "Tool"), "Plan"), days(0)
    tell(story, of)
    own = status([d.as_fact() for d in Decision.objects.order_by("pk")], [], today)
    stopped = own.reason is StatusReason.SUSPENDED
    verdicts = list(verdicts_in_force(today).values_list("pk", flat=True))
    assert verdicts == ([own.decision] if own.decision and not stopped else [])
    assert stops_in_force(today).count() == stopped
    undecided = own.reason is StatusReason.NEVER_DECIDED
    assert list(never_decided(today)) == ([of] if undecided else [])


def test_who_proposed_the_verdict_behind_a_stop_is_known() -> None:
    of = offering("plan", tool("tool", "Tool"), "Plan")
    tell("approved | suspend", of)
    assert [stop.verdict_by for stop in stops_in_force(days(0))] == [person("ana").pk]
