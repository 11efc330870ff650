"""What an audit entry changed, line by line, as a person reads it."""

from collections.abc import Iterable
from dataclasses import dataclass

from vetting.models import AuditEntry


@dataclass(frozen=True, slots=True)
class Line:
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Event:
    entry: AuditEntry
    lines: list[Line]


def events(entries: Iterable[AuditEntry]) -> list[Event]:
    return [Event(entry, lines_of(entry)) for entry in entries]


def lines_of(entry: AuditEntry) -> list[Line]:
    """Every value that the act set or took away; what stayed the same is left out."""
    names = [*entry.after, *(name for name in entry.before if name not in entry.after)]
    told = [Line(n, plain(entry.before.get(n)), plain(entry.after.get(n))) for n in names]
    return [line for line in told if line.before != line.after]


def plain(value: object) -> str:
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if isinstance(value, list):
        return ", ".join(text for text in map(plain, value) if text)
    if isinstance(value, dict):
        return "; ".join(f"{k.replace('_', ' ')}: {plain(v)}" for k, v in value.items() if plain(v))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
