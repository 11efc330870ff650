"""How the body of a request for vetting is read: every field strictly, all problems at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from registry.api.door.problems import Error, Invalid
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


READERS: Mapping[str, Reader] = {
    "tool": text_of(120),
    "plan": text_of(120),
    "vendor": text_of(120),
    "url": text_of(2000),
    "purpose": Reader(_purpose, {"type": "string"}),
    "needed_by": ANY_DAY,
    "contact": text_of(200),
}


def read_wish(body: Any, *, today: date) -> Wish:
    """What a body asks for. Raises Invalid with all that is wrong with it."""
    if not isinstance(body, dict):
        raise Invalid([("", 'Send an object such as {"tool": "Runway", "plan": "Enterprise"}.')])
    known = f"Known are: {', '.join(READERS)}."
    errors: list[Error] = [
        (name, f"There is no such field here. {known}") for name in body if name not in READERS
    ]
    given: dict[str, Any] = {"tool": ""}
    for name, reader in READERS.items():
        if body.get(name) is None:
            continue
        try:
            given[name] = _read(reader, body[name])
        except ValueError as error:
            errors.append((name, str(error)))
    wish, faulty = Wish(**given), {name for name, _ in errors}
    errors += [error for error in problems_of_wish(wish, today) if error[0] not in faulty]
    if errors:
        raise Invalid(errors)
    return wish


def _read(reader: Reader, value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError("Give a text.")
    return reader.read(value)
