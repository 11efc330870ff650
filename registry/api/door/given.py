"""How the fields of a body are read: all of them and nothing else, with every problem at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from registry.api.door.problems import Error, Invalid
from registry.api.lists.parameters import Reader

# Makes a value of what stands in the JSON. Raises ValueError with a sentence for the caller.
Taker = Callable[[Any], Any]


def read_fields(
    body: Any, takers: Mapping[str, Taker], example: str
) -> tuple[dict[str, Any], list[Error]]:
    """The fields given, and all that is wrong with the others. Raises Invalid for no object.

    A field that is null counts as left out.
    """
    if not isinstance(body, dict):
        raise Invalid([("", f"Send an object such as {example}.")])
    known = f"Known are: {', '.join(takers)}."
    errors: list[Error] = [
        (name, f"There is no such field here. {known}") for name in body if name not in takers
    ]
    given: dict[str, Any] = {}
    for name, take in takers.items():
        if body.get(name) is None:
            continue
        try:
            given[name] = take(body[name])
        except ValueError as error:
            errors.append((name, str(error)))
    return given, errors


def text_by(reader: Reader) -> Taker:
    """Takes a text that a parameter could be as well."""

    def take(value: Any) -> Any:
        if not isinstance(value, str):
            raise ValueError("Give a text.")
        return reader.read(value)

    return take


def refuse_a_body(body: Any) -> None:
    """Raise Invalid for anything sent to an address that takes nothing."""
    if body != {}:
        raise Invalid([("", "This address takes no body: leave it out.")])
