"""check/: what the answer is for a use, why, and what may be used instead."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.conftest import Once
from tests.registry.api.building import days, decided, offering, policy, tool
from tests.registry.api.catalogues import chats_and_pictures
from tests.registry.api.conftest import Ask

CHECK = "/api/v1/check/"


@pytest.fixture(autouse=True, scope="module")
def catalogue(once: Once) -> None:
    once(chats_and_pictures)


USES: list[tuple[dict[str, Any], str, str, list[str]]] = [
    ({"data": ["public_material"]}, "chat-enterprise", "allowed", []),
    ({"data": ["public_material"]}, "chat-team", "allowed_with_conditions", []),
    ({"data": ["unreleased_material"]}, "chat-enterprise", "escalate", ["data_use"]),
    (
        {"data": ["unreleased_material"], "approvals_held": ["data_use"]},
        "chat-enterprise",
        "allowed",
        ["data_use"],
    ),
    (
        {"data": ["unreleased_material"], "approvals_held": ["data_use"]},
        "chat-team",
        "escalate",
        ["data_use"],
    ),
    (
        {"data": ["script_or_story"], "approvals_held": ["data_use"]},
        "chat-free",
        "not_allowed",
        ["data_use"],
    ),
    (
        {"data": ["personal_data"], "approvals_held": ["data_use"]},
        "open-plan",
        "escalate",
        ["data_use"],
    ),
    ({"output": "temporary"}, "chat-enterprise", "allowed", []),
    ({"output": "final"}, "chat-enterprise", "escalate", ["final_deliverables"]),
    ({"activities": ["digital_replica"]}, "chat-team", "escalate", ["talent_performance"]),
    (
        {"activities": ["misleading_content", "key_story_element"], "output": "final"},
        "chat-enterprise",
        "escalate",
        ["creative_output", "ethics_representation", "final_deliverables"],
    ),
    ({"data": None, "output": None, "activities": []}, "chat-enterprise", "allowed", []),
]


@pytest.mark.parametrize(("use", "slug", "answer", "areas"), USES)
def test_it_judges_the_use(
    ask: Ask, use: dict[str, Any], slug: str, answer: str, areas: list[str]
) -> None:
    result = ask(use, offering=slug)
    assert (result["answer"], [a["area"] for a in result["approvals"]]) == (answer, areas)
    held = use.get("approvals_held", [])
    assert all(a["held"] is (a["area"] in held) and a["text"] for a in result["approvals"])


def test_an_answer_carries_what_a_production_needs(ask: Ask) -> None:
    result = ask(ref="7", offering="chat-team")
    assert result["ref"] == "7"
    assert result["conditions"] == [{"criterion": "identity_sso", "text": "Enforce SSO."}]
    assert result["ceiling"] == "non_sensitive"
    assert result["valid_until"] == days(100).isoformat()
    assert result["alternatives"] == []
    assert result["candidates"] == []
    assert result["offering"] == {
        "slug": "chat-team",
        "name": "ChatGPT - Business",
        "status": "conditional",
        "url": "http://testserver/api/v1/offerings/chat-team/",
    }


def test_a_no_says_why_and_what_instead(ask: Ask) -> None:
    result = ask(offering="chat-free")
    assert result["why"] == ["It is banned.", "We decided banned.", "It trains on inputs."]
    assert [a["slug"] for a in result["alternatives"]] == [
        "other-one",
        "chat-enterprise",
        "other-two",
        "chat-team",
    ]
    assert [a["answer"] for a in result["alternatives"]][0] == "allowed"


def test_alternatives_are_of_other_names_and_fit_the_use(ask: Ask) -> None:
    use = {"data": ["unreleased_material"], "approvals_held": ["data_use"]}
    result = ask(use, tool="ChatGPT")
    found = [(a["slug"], a["answer"]) for a in result["alternatives"]]
    assert found == [("other-one", "allowed"), ("other-two", "escalate")]


def test_at_most_five_alternatives(ask: Ask) -> None:
    many = tool("many", "Many", category="assistant", modalities=["text"])
    for count in range(60):
        one = offering(f"many-{count:02}", many, f"P{count}", named=False)
        decided(one, "approved", p2=f"{count}.0")
    result = ask(offering="chat-free")
    assert len(result["alternatives"]) == 5
    assert result["alternatives"][0]["slug"] == "other-one"
    assert result["alternatives"][2]["slug"] == "many-59"


def test_without_a_use_the_notice_says_so(api: APIClient) -> None:
    notice = policy().rules.notice
    bare = api.post(CHECK, {"items": [{"tool": "Solo"}]}).json()
    assert bare["notice"].startswith(notice)
    assert "Only the tool was judged" in bare["notice"]
    used = api.post(CHECK, {"use": {"output": "temporary"}, "items": [{"tool": "Solo"}]}).json()
    assert used["notice"] == notice
    assert (used["policy"], used["as_of"]) == ("2026.1", days(0).isoformat())


def test_it_answers_for_a_past_day(ask: Ask, api: APIClient) -> None:
    body = {"as_of": days(-31).isoformat(), "items": [{"tool": "Solo"}]}
    answer = api.post(CHECK, body).json()
    assert (answer["as_of"], answer["results"][0]["answer"]) == (days(-31).isoformat(), "escalate")
    assert ask(tool="Solo")["answer"] == "allowed"
