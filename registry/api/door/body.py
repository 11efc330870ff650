"""How a JSON body is read: of bounded size and depth, and only text that can be sent back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

LARGEST_BODY = 4_000_000


class TooLarge(APIException):
    status_code = 413
    default_detail = f"The body is larger than {LARGEST_BODY:,} bytes; send fewer items at once."


class BoundedJSONParser(BaseParser):
    """JSON as the standard has it: no NaN, no doubled keys, no half surrogates."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        text = stream.read(LARGEST_BODY + 1)
        if len(text) > LARGEST_BODY:
            raise TooLarge
        try:
            data = json.loads(text.decode(), object_pairs_hook=_once, parse_constant=_refuse)
            json.dumps(data, ensure_ascii=False).encode()
        except RecursionError as error:
            raise ParseError("The JSON is nested too deeply.") from error
        except ValueError as error:
            raise ParseError(f"The body is not valid JSON: {_sayable(str(error))}") from error
        return data


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("an object names the same key twice")
    return found


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number")


def _sayable(text: str) -> str:
    """The parser's complaint may quote what cannot be encoded."""
    return text.encode("ascii", "backslashreplace").decode()
