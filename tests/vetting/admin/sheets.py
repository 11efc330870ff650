"""Sends an answering page back as a browser would: all its fields, with some of them changed."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from typing import Any

from vetting.models import Offering

FIELD = re.compile(r"<(?:input|textarea|select|option)\b[^>]*>(?:([^<]*)</(?:textarea|option)>)?")
NAME, VALUE, TYPE = (re.compile(rf'\b{name}="([^"]*)"') for name in ("name", "value", "type"))


def fields_of(response: Any) -> dict[str, str]:
    """What the form of the page holds, as it would be sent; what a template tag holds is not."""
    page = re.sub(r"(?s)<template.*?</template>", "", response.content.decode())
    page = page[page.index('id="content-main"') :]
    found: dict[str, str] = {}
    menu = ""
    for tag in FIELD.finditer(page):
        text, name = tag.group(0), NAME.search(tag.group(0))
        if text.startswith("<select"):
            menu = name.group(1) if name else ""
            found[menu] = ""
        elif text.startswith("<option") and "selected" in text.split(">")[0]:
            found[menu] = value_of(text)
        elif text.startswith("<textarea") and name:
            found[name.group(1)] = unescape(tag.group(1) or "").removeprefix("\n")
        elif text.startswith("<input") and name and sent(text):
            found[name.group(1)] = value_of(text) or ("on" if "checkbox" in text else "")
    for name in ("", "csrfmiddlewaretoken"):
        found.pop(name, None)
    return found


def value_of(text: str) -> str:
    value = VALUE.search(text)
    return unescape(value.group(1)) if value else ""


def sent(text: str) -> bool:
    kind = TYPE.search(text)
    return kind is None or kind.group(1) not in {"radio", "checkbox"} or " checked" in text


def answered(**values: Any) -> dict[str, str]:
    """`answered(identity_sso="mfa_only")` as fields of a sheet, the others as they stand there."""
    return {f"q-{key}-value": str(value) for key, value in values.items()}


def only(offering: Offering, **values: Any) -> dict[str, str]:
    """The same as a whole sheet on which no other question stands, opened just now."""
    held = offering.answers.filter(superseded_at=None, criterion__in=values)
    seen = {answer.criterion: answer for answer in held}
    sent = {"documents": "3", "usual": "n1", **answered(**values)}
    for key in values:
        answer = seen.get(key)
        sent |= {f"q-{key}-seen": str(answer.pk) if answer else "", f"q-{key}-note": ""}
        sent[f"q-{key}-proof"] = f"e{answer.evidence_id}" if answer else ""
    return sent


def document(now: datetime, number: int = 1, **fields: Any) -> dict[str, str]:
    """A new document as the fields of a sheet."""
    said = {"kind": "signed_agreement", "title": "Order form", "seen_on": now.date(), **fields}
    return {f"n{number}-{name}": str(value) for name, value in said.items()}


def told(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]
