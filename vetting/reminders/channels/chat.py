"""Puts a message into a chat: as Slack and what takes its messages want it, or as Teams does."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, TypeVar

from vetting.models import Endpoint, Message
from vetting.reminders.channels.outgoing import post

LINK = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]}']")
# Some chats that take Slack's messages would call everybody for these.
CALLS_EVERYBODY = re.compile(r"@(?=(?:all|channel|here|everyone)\b)", re.IGNORECASE)
UNSEEN = "\N{ZERO WIDTH SPACE}"
# Teams refuses a message of 28 KB; Slack cuts one at 40,000 characters.
TEAMS_BYTES, SLACK_CHARACTERS = 24_000, 30_000
MORE = "There is more: open the registry."

Line = TypeVar("Line")


def send_to_chat(message: Message, endpoint: Endpoint, *, now: datetime) -> None:
    """Post heading and text. Raises DeliveryError."""
    made = for_teams if endpoint.style == Endpoint.Style.TEAMS else for_slack
    body = json.dumps(made(message.heading, message.text), ensure_ascii=False).encode()
    post(endpoint.address, body, {"Content-Type": "application/json"}, now=now)


def for_slack(heading: str, text: str) -> dict[str, Any]:
    """One text. Its three special characters are escaped, so that nothing in it is a command."""
    lines = [f"*{_escaped(heading)}*", "", *(_escaped(line) for line in text.splitlines())]
    kept = _within(SLACK_CHARACTERS, lines, lambda line: len(line) + 1, more=MORE)
    return {"text": "\n".join(kept), "unfurl_links": False, "unfurl_media": False}


def for_teams(heading: str, text: str) -> dict[str, Any]:
    """A message with an Adaptive Card, which is all that the Workflows webhook takes.

    The text stands in runs, which know no Markdown: nothing in it becomes a link but addresses.
    """
    lines = _within(TEAMS_BYTES, _blocks(text), _bytes_of, more=_block([_run(MORE)], "Medium"))
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [_block([{**_run(heading), "weight": "Bolder"}], "None"), *lines],
        "msteams": {"width": "Full"},
    }
    kind = "application/vnd.microsoft.card.adaptive"
    return {
        "type": "message",
        "attachments": [{"contentType": kind, "contentUrl": None, "content": card}],
    }


def _escaped(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return CALLS_EVERYBODY.sub(f"@{UNSEEN}", escaped)


def _blocks(text: str) -> Iterator[dict[str, Any]]:
    """A block for each line that is not empty; empty lines are space between them."""
    spacing = "Medium"
    for line in text.splitlines():
        if line.strip():
            yield _block(list(_runs(line)), spacing)
        spacing = "None" if line.strip() else "Medium"


def _block(runs: list[dict[str, Any]], spacing: str) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": runs, "spacing": spacing}


def _runs(line: str) -> Iterator[dict[str, Any]]:
    end = 0
    for link in LINK.finditer(line):
        if link.start() > end:
            yield _run(line[end : link.start()])
        yield {**_run(link[0]), "selectAction": {"type": "Action.OpenUrl", "url": link[0]}}
        end = link.end()
    if end < len(line):
        yield _run(line[end:])


def _bytes_of(block: dict[str, Any]) -> int:
    return len(json.dumps(block, ensure_ascii=False).encode()) + 2


def _run(text: str) -> dict[str, Any]:
    return {"type": "TextRun", "text": text}


def _within(
    most: int, lines: Iterable[Line], size: Callable[[Line], int], *, more: Line
) -> list[Line]:
    """As many lines as there is room for, and a word that there are more if there are."""
    kept: list[Line] = []
    for line in lines:
        most -= size(line)
        if most < 0:
            return [*kept, more]
        kept.append(line)
    return kept
