"""Under which names and hosts an offering and its tool are found."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import make_offering, make_tool
from vetting.models import LookupName
from vetting.services.names import rebuild_names

pytestmark = pytest.mark.django_db


def keys(**which: object) -> set[tuple[str, str]]:
    return set(LookupName.objects.filter(**which).values_list("what", "key"))


def test_a_tool_is_found_by_its_name_its_aliases_and_its_hosts() -> None:
    tool = make_tool("midjourney", name="Mid Journey", aliases=["MJ"], domains=["midjourney.com"])
    assert keys(tool=tool, offering=None) == {
        ("name", "midjourney"),
        ("alias", "mj"),
        ("host", "midjourney.com"),
    }


def test_an_offering_is_found_by_tool_and_plan_in_all_their_names() -> None:
    tool = make_tool("runway", name="Runway", aliases=["Runway ML"])
    offering = make_offering(
        "runway-enterprise",
        tool=tool,
        name="Enterprise",
        aliases=["Team", "Runway Studio Plan"],
        login_domains=["sso.runwayml.com"],
    )
    assert keys(offering=offering) == {
        ("name", "runwayenterprise"),
        ("alias", "runwaymlenterprise"),
        ("alias", "runwayteam"),
        ("alias", "runwaymlteam"),
        ("alias", "runwayrunwaystudioplan"),
        ("alias", "runwaymlrunwaystudioplan"),
        ("alias", "runwaystudioplan"),
        ("host", "sso.runwayml.com"),
    }


@pytest.mark.parametrize("word", ["Free", "pro", "TEAM", "Enterprise", "Plus"])
def test_a_plan_word_alone_names_nothing(word: str) -> None:
    make_offering(name="Something", aliases=[word])
    assert not LookupName.objects.filter(key=word.lower()).exists()
    assert LookupName.objects.filter(key=f"studiochat{word.lower()}").exists()


def test_accents_case_and_punctuation_do_not_count() -> None:
    make_tool("cafe", name="Café-Éclair 2.0!")
    assert LookupName.objects.filter(key="cafeeclair20").exists()


def test_drawing_again_changes_nothing_and_asks_the_same_for_many(
    django_assert_num_queries: object,
) -> None:
    tools = [make_tool(f"tool-{n}", domains=[f"t{n}.example"]) for n in range(5)]
    for number, tool in enumerate(tools):
        make_offering(f"plan-{number}", tool=tool)
    before = keys()
    for some in (tools[:1], tools):
        # Offerings; old rows out; new rows in, in a savepoint of their own.
        with CaptureQueriesContext(connection) as queries:
            rebuild_names(some)
        assert len(queries) <= 5
    assert keys() == before
