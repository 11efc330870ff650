"""A chat gets what it understands, and nothing in a text is a command to it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.vetting.reminders.channels.receivers import http_receiver
from tests.vetting.reminders.channels.stored import rosa, stored_for
from vetting.models import Endpoint
from vetting.reminders.channels import DeliveryError, send
from vetting.reminders.channels.chat import MORE, for_slack, for_teams

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
PAGE = "https://registry.studio.example/vetting/offering/7/?tab=a&b=c"


def received(style: str, settings: Any, **fields: Any) -> Any:
    settings.OUTGOING_NETWORKS = ["127.0.0.0/8"]
    with http_receiver() as receiver:
        endpoint = Endpoint(channel="chat", style=style, address=receiver.address)
        send(stored_for(endpoint, **fields), now=NOW)
    [got] = receiver.got
    assert got.headers["Content-Type"] == "application/json"
    assert not [name for name in got.headers if name.lower().startswith("webhook-")]
    return json.loads(got.body)


def test_slack_gets_one_text(settings: Any) -> None:
    got = received("slack", settings, heading="Due today", text=f"Review it:\n{PAGE}")
    assert got == {
        "text": f"*Due today*\n\nReview it:\n{PAGE.replace('&', '&amp;')}",
        "unfurl_links": False,
        "unfurl_media": False,
    }


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<!channel> look", "&lt;!channel&gt; look"),
        ("<https://evil.example|our page>", "&lt;https://evil.example|our page&gt;"),
        ("R&D &lt; all", "R&amp;D &amp;lt; all"),
        ("@channel @here @All @everyone", "@\u200bchannel @\u200bhere @\u200bAll @\u200beveryone"),
        ("rosa@hereford.example", "rosa@hereford.example"),
    ],
)
def test_a_text_commands_slack_nothing(text: str, shown: str) -> None:
    assert for_slack("Due", text)["text"] == f"*Due*\n\n{shown}"
    assert for_slack(text, "")["text"] == f"*{shown}*\n"


def test_teams_gets_a_message_with_a_card(settings: Any) -> None:
    text = f"Runway is due.\nReview it: {PAGE}.\n\nThank you."
    got = received("teams", settings, heading="Due today", text=text)
    [card] = got["attachments"]
    assert (got["type"], card["contentType"]) == (
        "message",
        "application/vnd.microsoft.card.adaptive",
    )
    assert (card["content"]["type"], card["content"]["version"]) == ("AdaptiveCard", "1.4")
    link = {
        "type": "TextRun",
        "text": PAGE,
        "selectAction": {"type": "Action.OpenUrl", "url": PAGE},
    }
    assert [(block["spacing"], block["inlines"]) for block in card["content"]["body"]] == [
        ("None", [{"type": "TextRun", "text": "Due today", "weight": "Bolder"}]),
        ("Medium", [{"type": "TextRun", "text": "Runway is due."}]),
        (
            "None",
            [
                {"type": "TextRun", "text": "Review it: "},
                link,
                {"type": "TextRun", "text": "."},
            ],
        ),
        ("Medium", [{"type": "TextRun", "text": "Thank you."}]),
    ]


def test_a_text_brings_no_link_into_teams_but_its_addresses() -> None:
    [_, line] = for_teams("Due", "[our page](https://evil.example) **now**")["attachments"][0][
        "content"
    ]["body"]
    assert [run["text"] for run in line["inlines"]] == [
        "[our page](",
        "https://evil.example",
        ") **now**",
    ]
    assert {block["type"] for block in [line]} == {"RichTextBlock"}


def test_what_is_too_long_for_a_chat_ends_with_a_word_that_there_is_more() -> None:
    text = "\n".join(f"Line {number} of Zoë’s list: {PAGE}" for number in range(2000))
    slack = for_slack("Due", text)["text"]
    assert len(slack) < 40_000
    assert slack.endswith(f"\n{MORE}")
    teams = for_teams("Due", text)
    assert len(json.dumps(teams, ensure_ascii=False).encode()) < 28_000
    [last] = teams["attachments"][0]["content"]["body"][-1]["inlines"]
    assert last["text"] == MORE


def test_the_chat_of_somebody_who_left_is_told_nothing() -> None:
    endpoint = Endpoint(channel="chat", style="slack", person=rosa(is_active=False))
    with pytest.raises(DeliveryError, match="rosa is no longer active") as caught:
        send(stored_for(endpoint), now=NOW)
    assert caught.value.permanent
