"""The shape of a catalogue file's entries: which fields there are and what each may hold."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from vetting.services.answer_checks import as_day

# Line ends and tabs may stand in a note.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Rule(Protocol):
    """What one field may hold."""

    def problem(self, value: object) -> str:
        """Why `value` will not do, or ""."""


Shape = Mapping[str, Rule]


@dataclass(frozen=True, slots=True)
class Text:
    """A text of at most so many characters."""

    most: int
    required: bool = True

    def problem(self, value: object) -> str:
        if value is None and not self.required:
            return ""
        if not isinstance(value, str):
            return "must be text"
        if self.required and not value.strip():
            return "is empty"
        if len(value) > self.most:
            return f"is longer than {self.most} characters"
        return "holds a control character" if has_control(value) else ""


@dataclass(frozen=True, slots=True)
class Texts:
    """A list of texts."""

    most: int = 200

    def problem(self, value: object) -> str:
        if not isinstance(value, list):
            return "must be a list of texts"
        each = Text(self.most)
        return next(
            (f"entry {i} {why}" for i, v in enumerate(value) if (why := each.problem(v))), ""
        )


@dataclass(frozen=True, slots=True)
class Day:
    """A day as YYYY-MM-DD."""

    required: bool = False

    def problem(self, value: object) -> str:
        if value is None and not self.required:
            return ""
        return "" if as_day(value) else f"is {value!r}; give a day as YYYY-MM-DD"


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def problem(self, value: object) -> str:
        return "" if isinstance(value, bool) else "must be true or false"


@dataclass(frozen=True, slots=True)
class Whatever:
    """Checked elsewhere."""

    def problem(self, value: object) -> str:
        return ""


VENDOR: Shape = {
    "slug": Text(80),
    "name": Text(120),
    "country": Text(20, required=False),
    "website": Text(200, required=False),
}
TOOL: Shape = {
    "slug": Text(80),
    "vendor": Text(80),
    "name": Text(120),
    "category": Text(80, required=False),
    "modalities": Texts(),
    "domains": Texts(),
    "aliases": Texts(),
}
OFFERING: Shape = {
    "slug": Text(120),
    "tool": Text(80),
    "name": Text(120),
    "kind": Text(40),
    "aliases": Texts(),
    "login_domains": Texts(),
    "runs_on": Texts(),
    "answers": Whatever(),
}
ANSWER: Shape = {
    "criterion": Text(60),
    "value": Whatever(),
    "evidence": Whatever(),
    "note": Text(5000, required=False),
    "confidence": Text(10, required=False),
}
EVIDENCE: Shape = {
    "kind": Text(40),
    "url": Text(1000, required=False),
    "title": Text(300),
    "document_date": Day(),
    "seen_on": Day(required=True),
    "undated": Flag(),
}
EVIDENCE_OPTIONAL: Shape = {"expires_on": Day()}


def shape_problems(entry: object, shape: Shape, optional: Shape | None = None) -> list[str]:
    if not isinstance(entry, dict):
        return ["must be an object"]
    allowed = {**shape, **(optional or {})}
    found = [f"{key}: is not part of the format" for key in sorted(set(entry) - set(allowed))]
    for key, rule in allowed.items():
        if key not in entry:
            found += [] if key in (optional or {}) else [f"{key}: is missing"]
        elif why := rule.problem(entry[key]):
            found.append(f"{key}: {why}")
    return found


def has_control(value: str) -> bool:
    return CONTROL.search(value) is not None
