"""What may stand in a query string: nothing unknown, empty, doubled or odd is ever let through."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from drf_spectacular.utils import OpenApiParameter

from registry.api.door.problems import Error, Invalid
from vetting.models.naming import host_of

DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
NUMBER = re.compile(r"\d{1,3}(\.\d{1,4})?\Z", re.ASCII)
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z", re.ASCII)
CONTROL = {"Cc", "Cs", "Zl", "Zp"}
BOOLEANS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Reader:
    """How a text becomes a value. `read` raises ValueError with a sentence for the caller."""

    read: Callable[[str], Any]
    schema: Mapping[str, Any]


class StrictField(forms.Field):
    """What one parameter takes: never nothing, and once only unless it is `many`."""

    # It hands on every text given under a name; the others keep the last and drop the rest.
    widget = forms.MultipleHiddenInput

    def __init__(
        self,
        reader: Reader,
        *,
        label: str,
        many: bool = False,
        initial: Any = None,
        required: bool = False,
    ) -> None:
        super().__init__(required=required, label=label, initial=initial)
        self.reader, self.many = reader, many

    def clean(self, texts: list[str]) -> Any:
        if self.many:
            parts = [part.strip() for text in texts for part in text.split(",")]
            return tuple(dict.fromkeys(map(self._one, parts)))
        if len(texts) > 1:
            raise ValidationError("Give this parameter once only.")
        return self._one(texts[0])

    def _one(self, text: str) -> Any:
        if not text:
            raise ValidationError("Give a value, or leave the parameter out.")
        try:
            return self.reader.read(text)
        except ValueError as error:
            raise ValidationError(str(error)) from error


class Parameter(StrictField):
    """A parameter that is no filter, under its own name; `many` may be repeated or have commas."""

    def __init__(
        self, name: str, reader: Reader, label: str, *, many: bool = False, default: Any = None
    ) -> None:
        super().__init__(reader, label=label, many=many, initial=default)
        self.name = name


def read_query(query: QueryDict, known: Mapping[str, StrictField]) -> dict[str, Any]:
    """Every known parameter with its value or default. Raises Invalid with all that is wrong."""
    values = {name: field.initial for name, field in known.items()}
    errors: list[Error] = []
    for name, texts in query.lists():
        try:
            values[name] = known[name].clean(texts)
        except KeyError:
            errors.append((name, f"There is no such parameter here. {_listed(known)}"))
        except ValidationError as error:
            errors += [(name, message) for message in error.messages]
    if errors:
        raise Invalid(errors)
    return values


def read(query: QueryDict, parameters: Iterable[Parameter]) -> dict[str, Any]:
    """The values of an address that has no filters. Raises Invalid with all that is wrong."""
    return read_query(query, {p.name: p for p in parameters})


def _listed(known: Iterable[str]) -> str:
    names = ", ".join(sorted(known))
    return f"Known are: {names}." if names else "This address takes none."


def documented(name: str, field: StrictField) -> OpenApiParameter:
    """The parameter as the OpenAPI document shows it."""
    schema, words = dict(field.reader.schema), str(field.label)
    if field.initial is not None:
        schema["default"] = field.initial
    if field.many:
        schema = {"type": "array", "items": schema}
        words += " Repeat it, or separate several by commas."
    return OpenApiParameter(name, schema, description=words)


def choice(values: Iterable[str] | type[StrEnum]) -> Reader:
    """One of a closed list; members of an enum come out as such."""
    members = {str(value): value for value in values}

    def read_choice(text: str) -> Any:
        if text not in members:
            raise ValueError(f"Choose from: {', '.join(members)}.")
        return members[text]

    return Reader(read_choice, {"type": "string", "enum": list(members)})


def text_of(at_most: int, *, trimmed: bool = True) -> Reader:
    """A text for people to write, without control characters."""

    def read_text(text: str) -> str:
        if len(text) > at_most:
            raise ValueError(f"Give at most {at_most} characters.")
        if not text.strip() or has_control(text):
            raise ValueError("Give a text on one line, without control characters.")
        return text.strip() if trimmed else text

    return Reader(read_text, {"type": "string", "minLength": 1, "maxLength": at_most})


def number_of(least: int, most: int) -> Reader:
    """A whole number between two limits."""

    def read_number(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise ValueError(f"Give a whole number from {least} to {most}.")
        if not least <= int(text) <= most:
            raise ValueError(f"Give a whole number from {least} to {most}.")
        return int(text)

    return Reader(read_number, {"type": "integer", "minimum": least, "maximum": most})


def _boolean(text: str) -> bool:
    if text not in BOOLEANS:
        raise ValueError("Give true or false.")
    return BOOLEANS[text]


def _score(text: str) -> Decimal:
    if not NUMBER.match(text) or Decimal(text) > 100:
        raise ValueError("Give a number from 0 to 100, such as 74.9.")
    return Decimal(text)


def _slug(text: str) -> str:
    if not SLUG.match(text) or len(text) > 120:
        raise ValueError("Give a slug: lower-case letters, digits and single hyphens.")
    return text


def _day(text: str) -> date:
    if not DAY.match(text):
        raise ValueError("Give a day as YYYY-MM-DD.")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError("There is no such day in the calendar.") from error


def _past_day(text: str) -> date:
    day = _day(text)
    if day > timezone.localdate():
        raise ValueError("Give today or a day in the past: nobody knows the status to come.")
    return day


def _moment(text: str) -> date | datetime:
    """A day stays a day; a moment without its offset from UTC says too little."""
    try:
        moment = _day(text) if DAY.match(text) else parse_datetime(text)
    except ValueError:
        moment = None
    zoned = moment is not None and getattr(moment, "tzinfo", True)
    # The first and the last year have moments that no other time zone can express.
    if moment is None or not zoned or not 1 < moment.year < 9999:
        raise ValueError("Give a day as YYYY-MM-DD, or a moment such as 2026-11-22T08:00:00Z.")
    return moment


def has_control(text: str) -> bool:
    """True for what no name holds and no database takes: control characters, half a surrogate."""
    return not CONTROL.isdisjoint(map(unicodedata.category, text))


def read_host(text: str) -> str:
    """The host of a URL or a bare host name. Raises ValueError."""
    host = "" if has_control(text) or "\\" in text else host_of(text)
    if not host or len(host) > 253:
        raise ValueError("Give a host such as app.example.com, or a web address.")
    return host


BOOLEAN = Reader(_boolean, {"type": "boolean"})
SCORE = Reader(_score, {"type": "number", "minimum": 0, "maximum": 100})
SLUG_TEXT = Reader(_slug, {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"})
ANY_DAY = Reader(_day, {"type": "string", "format": "date"})
PAST_DAY = Reader(_past_day, {"type": "string", "format": "date"})
MOMENT = Reader(
    _moment, {"oneOf": [{"type": "string", "format": f} for f in ("date", "date-time")]}
)
HOST = Reader(read_host, {"type": "string", "maxLength": 2000})

AS_OF = Parameter("as_of", PAST_DAY, "What was told at the end of this day; today if left out.")
