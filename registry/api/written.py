"""Puts values into JSON as this API sends it, and joins pieces that are JSON already."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def written(value: Any) -> str:
    """Texts, numbers, lists and objects of them: days and moments have no place in JSON."""
    return _ENCODER.encode(value)


def an_object(members: Mapping[str, str]) -> str:
    """Of members that are JSON already."""
    return "{" + ",".join([f'"{name}":{text}' for name, text in members.items()]) + "}"


def a_list(pieces: Iterable[str]) -> str:
    """Of pieces that are JSON already."""
    return "[" + ",".join(pieces) + "]"


def sent(text: str) -> bytes:
    """As it leaves: two characters that JSON allows would end a line in JavaScript."""
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").encode()
