"""check/: which offering an item means, as a table; several are as good as their worst."""

from __future__ import annotations

import pytest

from tests.conftest import Once
from tests.registry.api.building import decided, never_decided, offering, tool
from tests.registry.api.catalogues import chats_and_pictures
from tests.registry.api.conftest import Ask


@pytest.fixture(autouse=True, scope="module")
def catalogue(once: Once) -> None:
    once(chats_and_pictures)


ALL_OF_CHAT = {"chat-free", "chat-plus", "chat-team", "chat-enterprise"}

MATCHES: list[tuple[dict[str, str], str, str | None, str]] = [
    ({"offering": "chat-enterprise"}, "exact", "chat-enterprise", "allowed"),
    ({"offering": "CHAT-ENTERPRISE"}, "exact", "chat-enterprise", "allowed"),
    ({"offering": "ChatGPT - Enterprise"}, "exact", "chat-enterprise", "allowed"),
    ({"offering": "Soloist Max"}, "alias", "solo-studio", "allowed"),
    ({"offering": "chat-free"}, "exact", "chat-free", "not_allowed"),
    ({"tool": "ChatGPT", "plan": "Enterprise"}, "exact", "chat-enterprise", "allowed"),
    ({"tool": "chat gpt", "plan": "ENTERPRISE"}, "exact", "chat-enterprise", "allowed"),
    ({"tool": "GPT", "plan": "Enterprise"}, "alias", "chat-enterprise", "allowed"),
    ({"tool": "ChatGPT", "plan": "Team"}, "alias", "chat-team", "allowed_with_conditions"),
    ({"tool": "ChatGPT", "plan": "Plus"}, "alias", "chat-plus", "not_allowed"),
    ({"tool": "ChatGPT", "plan": "Pro"}, "alias", "chat-plus", "not_allowed"),
    ({"tool": "ChatGPT", "plan": "chat-team"}, "exact", "chat-team", "allowed_with_conditions"),
    ({"tool": "chat", "plan": "Business"}, "exact", "chat-team", "allowed_with_conditions"),
    ({"tool": "ChatGPT Enterprise"}, "exact", "chat-enterprise", "allowed"),
    ({"tool": "GPT Enterprise"}, "alias", "chat-enterprise", "allowed"),
    ({"tool": "ChatGPT Team"}, "alias", "chat-team", "allowed_with_conditions"),
    ({"tool": "ChatGPT"}, "ambiguous", "chat-free", "not_allowed"),
    ({"tool": "GPT"}, "ambiguous", "chat-free", "not_allowed"),
    ({"tool": "Solo"}, "exact", "solo-studio", "allowed"),
    ({"tool": "soloist"}, "alias", "solo-studio", "allowed"),
    ({"tool": "Dall·E"}, "alias", "pictures-enterprise", "allowed_with_conditions"),
    ({"tool": "Other Chat"}, "ambiguous", "other-two", "allowed_with_conditions"),
    ({"tool": "Open Question"}, "exact", "open-plan", "escalate"),
    ({"tool": "chatgpt.com"}, "ambiguous", "chat-free", "not_allowed"),
    ({"tool": "https://chat.lab.com/x?y=1"}, "ambiguous", "chat-free", "not_allowed"),
    ({"domain": "chatgpt.com"}, "ambiguous", "chat-free", "not_allowed"),
    ({"domain": "CHATGPT.com."}, "ambiguous", "chat-free", "not_allowed"),
    ({"domain": "a.b.chatgpt.com"}, "ambiguous", "chat-free", "not_allowed"),
    ({"domain": "sso.chatgpt.com"}, "exact", "chat-enterprise", "allowed"),
    ({"url": "https://x.sso.chatgpt.com:8443/path"}, "exact", "chat-enterprise", "allowed"),
    ({"url": "https://chatgpt.com@solo.ai/"}, "exact", "solo-studio", "allowed"),
    (
        {"domain": "chatgpt.com", "plan": "Business"},
        "exact",
        "chat-team",
        "allowed_with_conditions",
    ),
    ({"tool": "ChatGPT", "domain": "sso.chatgpt.com"}, "exact", "chat-enterprise", "allowed"),
    ({"tool": "ChatGPT", "domain": "chatgpt.com"}, "ambiguous", "chat-free", "not_allowed"),
    ({"tool": "ChatGPT", "offering": "chat-team"}, "exact", "chat-team", "allowed_with_conditions"),
    ({"tool": "no such tool"}, "none", None, "escalate"),
    ({"tool": "Enterprise"}, "none", None, "escalate"),
    ({"tool": "Pro"}, "none", None, "escalate"),
    ({"tool": "!!!"}, "none", None, "escalate"),
    ({"domain": "notchatgpt.com"}, "none", None, "escalate"),
    ({"domain": "com.br"}, "none", None, "escalate"),
    ({"offering": "chat-nothing"}, "none", None, "escalate"),
]


@pytest.mark.parametrize(("item", "how", "slug", "answer"), MATCHES)
def test_it_matches(
    ask: Ask, item: dict[str, str], how: str, slug: str | None, answer: str
) -> None:
    result = ask(**item)
    found = result["offering"]["slug"] if result["offering"] else None
    assert (result["match"], found, result["answer"]) == (how, slug, answer)
    assert result["errors"] == []
    assert result["why"]


def test_an_ambiguous_item_shows_what_each_plan_would_answer(ask: Ask) -> None:
    result = ask(tool="ChatGPT")
    assert {c["slug"]: c["answer"] for c in result["candidates"]} == {
        "chat-free": "not_allowed",
        "chat-plus": "not_allowed",
        "chat-team": "allowed_with_conditions",
        "chat-enterprise": "allowed",
    }
    assert "worst of them, ChatGPT - Free" in result["why"][0]
    assert result["candidates"][0] == {
        "slug": "chat-team",
        "name": "ChatGPT - Business",
        "status": "conditional",
        "kind": "business_workspace",
        "answer": "allowed_with_conditions",
        "url": "http://testserver/api/v1/offerings/chat-team/",
    }


def test_a_host_of_two_tools_means_all_their_offerings(ask: Ask) -> None:
    slugs = {c["slug"] for c in ask(domain="chatgpt.com")["candidates"]}
    assert slugs == {*ALL_OF_CHAT, "pictures-enterprise"}


def test_an_alias_of_two_offerings_is_ambiguous(ask: Ask) -> None:
    of = tool("twin", "Twin")
    decided(offering("twin-a", of, "A", aliases=["Double"]), "approved")
    never_decided(offering("twin-b", of, "B", aliases=["Double"]))
    result = ask(tool="double")
    assert (result["match"], result["answer"], result["offering"]["slug"]) == (
        "ambiguous",
        "escalate",
        "twin-b",
    )


@pytest.mark.parametrize(
    ("name", "answer"),
    [("ChatGPT", "not_allowed"), ("Solo", "escalate"), ("Other Chat", "escalate")],
)
def test_an_unknown_plan_is_never_a_yes(ask: Ask, name: str, answer: str) -> None:
    """Nobody has vetted it, even where every plan that is known may be used."""
    result = ask(tool=name, plan="Platinum")
    assert (result["match"], result["answer"]) == ("ambiguous", answer)
    assert "No plan called Platinum is known here" in result["why"][0]
    assert result["candidates"]


CONTRADICTIONS = [
    ({"tool": "Solo", "offering": "chat-team"}, "tool"),
    ({"tool": "Solo", "domain": "chatgpt.com"}, "domain"),
    ({"offering": "chat-free", "url": "https://sso.chatgpt.com"}, "url"),
    ({"offering": "chat-free", "plan": "Enterprise"}, "plan"),
    ({"tool": "Solo", "offering": "unknown thing"}, "offering"),
    ({"tool": "unknown thing", "domain": "solo.ai"}, "tool"),
    ({"tool": "Solo", "domain": "cdn.example.com"}, "domain"),
]


@pytest.mark.parametrize(("item", "field"), CONTRADICTIONS)
def test_fields_that_contradict_each_other_are_an_error(
    ask: Ask, item: dict[str, str], field: str
) -> None:
    result = ask(**item)
    assert (result["match"], result["answer"], result["offering"]) == ("none", "escalate", None)
    assert [error["field"] for error in result["errors"]] == [field]


@pytest.mark.parametrize(
    ("item", "slugs"),
    [
        ({"tool": "ChatGTP"}, ALL_OF_CHAT),
        ({"tool": "Soolo"}, {"solo-studio"}),
        ({"tool": "Chat GPT Entreprise"}, {"chat-enterprise", "pictures-enterprise"}),
        ({"domain": "chatgtp.com"}, {*ALL_OF_CHAT, "pictures-enterprise"}),
        ({"tool": "Zebra"}, set()),
    ],
)
def test_near_misses_are_offered_but_never_taken(
    ask: Ask, item: dict[str, str], slugs: set[str]
) -> None:
    result = ask(**item)
    assert (result["match"], result["answer"], result["offering"]) == ("none", "escalate", None)
    assert {c["slug"] for c in result["candidates"]} >= slugs
    assert bool(result["candidates"]) is bool(slugs)
