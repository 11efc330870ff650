"""What only the audit trail knows of an offering, as events: proposals, comments, edits, chains."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from vetting.admin.offering.history.answering import title_of
from vetting.admin.offering.history.deciding import overridden
from vetting.admin.offering.history.event import Event, Sort
from vetting.admin.parts.badges import day
from vetting.admin.parts.trail import Line, plain
from vetting.models import AuditEntry
from vetting.scoring.policy import Policy
from vetting.scoring.vocabulary import Ceiling, Kind, Verdict
from vetting.services.answer_words import in_words
from vetting.services.assessments import local_day

# Told by the rows themselves, and in more words.
TOLD_BY_ROWS = ("opened a review", "suspended", "lifted the suspension")
DECIDED, PROPOSED = "decided ", "proposed "
CHAIN = "changed what it runs on"
WORDS = {
    "created": "Added to the registry",
    "changed": "Details edited",
    CHAIN: "What it runs on changed",
    "sent a proposal back": "Proposal sent back",
}
NAMES = {
    "slug": "Short name",
    "tool_id": "Tool",
    "name": "Plan",
    "kind": "Kind",
    "aliases": "Also called",
    "login_domains": "Login hosts",
    "contract_ends_on": "Our contract ends",
    "out_of_scope": "Not vetted",
    "runs_on": "Runs on",
    "ceiling": "May be given",
    "conditions": "Condition",
    "extra_conditions": "Condition added by hand",
    "valid_until": "Valid until",
}
# Of the first there is nothing to compare with, and the second was told when it was proposed.
TITLES_ENOUGH = ("created", "sent a proposal back")
# Said elsewhere in the event, or of no use to a reader.
LEFT_OUT = {"because", "newest_decision", "decision", "tool_id"}
LISTS = ("conditions", "extra_conditions")

Saying = Callable[[Any], str]


def act_events(
    entries: Iterable[AuditEntry], chain: Mapping[str, str], rules: Policy
) -> Iterator[Event]:
    """`chain` has the names of the offerings it ever ran on, by their short names."""
    for entry in entries:
        proposes = entry.act.startswith(PROPOSED)
        verdict = _verdict(entry.act.removeprefix(PROPOSED)) if proposes else None
        yield Event(
            entry.at,
            _sort(entry, proposes),
            "Proposed" if verdict else _title(entry.act),
            verdict.value if verdict else "",
            verdict.label if verdict else "",
            entry.by_name,
            entry.because,
            [] if entry.act in TITLES_ENOUGH else list(_lines(entry, chain, rules)),
        )


def _sort(entry: AuditEntry, proposes: bool) -> Sort:
    if proposes or "proposal" in entry.act or "review" in entry.act:
        return Sort.REVIEW
    return Sort.CHAIN if entry.act == CHAIN else Sort.DETAILS


def _title(act: str) -> str:
    return WORDS.get(act) or f"{act[:1].upper()}{act[1:]}"


def _verdict(words: str) -> Verdict | None:
    return next((v for v in Verdict if v.label.lower() == words), None)


def _lines(entry: AuditEntry, chain: Mapping[str, str], rules: Policy) -> Iterator[Line]:
    """Every value that the act set or took away, in words."""
    on = local_day(entry.at)
    names = [*entry.after, *(name for name in entry.before if name not in entry.after)]
    for name in names:
        if name in LEFT_OUT:
            continue
        if name in LISTS:
            yield from _list(name, entry)
            continue
        before, after = (
            said(name, values.get(name), chain, rules, on) for values in (entry.before, entry.after)
        )
        if before != after:
            yield Line(_named(name, rules), before, after)


def _list(name: str, entry: AuditEntry) -> Iterator[Line]:
    """One line for each text that came or went."""
    was, now = (
        [_text(p) for p in values.get(name) or ()] for values in (entry.before, entry.after)
    )
    yield from (Line(NAMES[name], "", text) for text in now if text not in was)
    yield from (Line(NAMES[name], text, "") for text in was if text not in now)


def _named(name: str, rules: Policy) -> str:
    if name in rules.criteria:
        return title_of(name, rules)
    return NAMES.get(name) or name.replace("_", " ").capitalize()


def said(name: str, value: Any, chain: Mapping[str, str], rules: Policy, on: date) -> str:
    """One value of the trail as a person would say it; "" for nothing."""
    if value in (None, "", [], {}):
        return ""
    if name in rules.criteria:
        given = value[0] if isinstance(value, list) else value
        return in_words(rules.criteria[name], given, on)
    if name == "runs_on":
        return ", ".join(chain.get(slug, slug) for slug in value)
    return SAYINGS.get(name, _in_general)(value)


def _in_general(value: Any) -> str:
    found = _day(value)
    return day(found) if found else plain(value)


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _text(point: Any) -> str:
    return str(point["text"]) if isinstance(point, dict) else str(point)


SAYINGS: dict[str, Saying] = {
    "kind": lambda value: next((k.label for k in Kind if k.value == value), str(value)),
    "ceiling": lambda value: next((c.label for c in Ceiling if c.value == value), str(value)),
    "override": overridden,
}
