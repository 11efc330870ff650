"""What the decision call is asked: the envelope, the use, and each item, with all that is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from registry.api.door.problems import Error, Invalid
from registry.api.lists.parameters import PAST_DAY, read_host, text_of
from vetting.scoring.use import Activity, Area, Data, Output, Use

MOST_ITEMS = 1000
KEYS = ("as_of", "use", "items")
USE_KEYS = ("data", "output", "activities", "approvals_held")
LONGEST = {"ref": 100, "tool": 200, "plan": 200, "offering": 250, "domain": 253, "url": 2000}
NAMING = ("tool", "offering", "domain", "url")
Member = TypeVar("Member", bound=StrEnum)
NAMELESS = "Give at least one of tool, offering, domain or url."


@dataclass(frozen=True, slots=True)
class Item:
    """One thing asked about; "" where a field was not given, hosts in place of addresses."""

    ref: str | None = None
    tool: str = ""
    plan: str = ""
    offering: str = ""
    domain: str = ""
    url: str = ""
    errors: tuple[Error, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """The whole call. `use` is None where only the tool is asked about."""

    day: date
    use: Use | None
    items: tuple[Item, ...]


def read_question(body: Any, *, today: date) -> Question:
    """The call in a body. Raises Invalid with all that is wrong with the envelope.

    What is wrong with an item stays with the item.
    """
    if not isinstance(body, dict):
        raise Invalid([("", 'Send an object such as {"items": [{"tool": "ChatGPT"}]}.')])
    errors = _unknown(body, KEYS, "")
    day = _day(body.get("as_of"), today, errors)
    use = _use(body.get("use"), errors)
    items = _items(body.get("items"), errors)
    if errors:
        raise Invalid(errors)
    return Question(day, use, items)


def _items(given: Any, errors: list[Error]) -> tuple[Item, ...]:
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_ITEMS:
        errors.append(("items", f"Give a list of 1 to {MOST_ITEMS:,} items."))
        return ()
    return tuple(read_item(item) for item in given)


def read_item(given: Any) -> Item:
    """One item; what is wrong with it is told in its `errors`."""
    if not isinstance(given, dict):
        return Item(errors=(("", 'An item is an object such as {"tool": "ChatGPT"}.'),))
    errors = _unknown(given, tuple(LONGEST), "")
    found: dict[str, Any] = {}
    for name, longest in LONGEST.items():
        if given.get(name) is None:
            continue
        try:
            found[name] = _field(name, given[name], longest)
        except ValueError as error:
            errors.append((name, str(error)))
    if not errors and not any(found.get(name) for name in NAMING):
        errors.append(("tool", NAMELESS))
    return Item(**found, errors=tuple(errors))


def _field(name: str, value: Any, longest: int) -> str:
    if not isinstance(value, str):
        raise ValueError("Give a text.")
    text: str = text_of(longest, trimmed=name != "ref").read(value)
    return read_host(text) if name in {"domain", "url"} else text


def _unknown(given: dict[str, Any], known: tuple[str, ...], place: str) -> list[Error]:
    return [
        (f"{place}{key}", f"There is no such field here. Known are: {', '.join(known)}.")
        for key in given
        if key not in known
    ]


def _day(given: Any, today: date, errors: list[Error]) -> date:
    if given is None:
        return today
    try:
        if not isinstance(given, str):
            raise ValueError("Give a day as YYYY-MM-DD.")
        day: date = PAST_DAY.read(given)
    except ValueError as error:
        errors.append(("as_of", str(error)))
        return today
    return day


def _use(given: Any, errors: list[Error]) -> Use | None:
    if given is None:
        return None
    if not isinstance(given, dict):
        errors.append(("use", 'Give an object such as {"data": ["public_material"]}.'))
        return None
    errors += _unknown(given, USE_KEYS, "use.")
    return Use(
        data=_members("data", Data, given.get("data"), errors),
        output=_output(given.get("output"), errors),
        activities=_members("activities", Activity, given.get("activities"), errors),
        approvals_held=_members("approvals_held", Area, given.get("approvals_held"), errors),
    )


def _members(name: str, kind: type[Member], given: Any, errors: list[Error]) -> tuple[Member, ...]:
    known = {member.value: member for member in kind}
    if given is None:
        return ()
    if not isinstance(given, list) or not all(isinstance(g, str) for g in given):
        errors.append((f"use.{name}", f"Give a list of: {', '.join(known)}."))
        return ()
    odd = [g for g in given if g not in known]
    if odd:
        errors.append((f"use.{name}", f"Choose from: {', '.join(known)}."))
    return tuple(dict.fromkeys(known[g] for g in given if g in known))


def _output(given: Any, errors: list[Error]) -> Output | None:
    if given is None:
        return None
    if given not in [output.value for output in Output]:
        errors.append(("use.output", f"Choose from: {', '.join(Output)}."))
        return None
    return Output(given)
