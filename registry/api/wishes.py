"""How the body of a request for vetting is read: every field strictly, all problems at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from registry.api.door.given import Taker, read_fields, text_by
from registry.api.door.problems import Invalid
from registry.api.lists.parameters import ANY_DAY, Reader, has_control, text_of
from vetting.services.intake import Wish, problems_of_wish

LONGEST_PURPOSE = 1000


def _purpose(text: str) -> str:
    """The one text that may have several lines."""
    text = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if not text or has_control(text.replace("\n", "")):
        raise ValueError("Give a text, without control characters.")
    if len(text) > LONGEST_PURPOSE:
        raise ValueError(f"Give at most {LONGEST_PURPOSE} characters.")
    return text


TAKERS: Mapping[str, Taker] = {
    "tool": text_by(text_of(120)),
    "plan": text_by(text_of(120)),
    "vendor": text_by(text_of(120)),
    "url": text_by(text_of(2000)),
    "purpose": text_by(Reader(_purpose, {"type": "string"})),
    "needed_by": text_by(ANY_DAY),
    "contact": text_by(text_of(200)),
}
EXAMPLE = '{"tool": "Runway", "plan": "Enterprise"}'


def read_wish(body: Any, *, today: date) -> Wish:
    """What a body asks for. Raises Invalid with all that is wrong with it."""
    given, errors = read_fields(body, TAKERS, EXAMPLE)
    wish, faulty = Wish(**{"tool": "", **given}), {name for name, _ in errors}
    errors += [error for error in problems_of_wish(wish, today) if error[0] not in faulty]
    if errors:
        raise Invalid(errors)
    return wish
