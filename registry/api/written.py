"""Joins pieces that are JSON already into what this API sends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def an_object(members: Mapping[str, str]) -> str:
    """Of members that are JSON already."""
    return "{" + ",".join([f'"{name}":{text}' for name, text in members.items()]) + "}"


def a_list(pieces: Iterable[str]) -> str:
    """Of pieces that are JSON already."""
    return "[" + ",".join(pieces) + "]"


def sent(text: str) -> bytes:
    """As it leaves: two characters that JSON allows would end a line in JavaScript."""
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").encode()
