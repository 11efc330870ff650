"""Answers as events: what was answered at one moment, was and now, with what proves it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from vetting.admin.offering.history.event import Event, Sort
from vetting.admin.parts.trail import Line
from vetting.models import Answer, AuditEntry
from vetting.scoring.policy import Policy
from vetting.services.answer_words import in_words
from vetting.services.assessments import local_day

# Acts whose own words add nothing to the titles below.
PLAIN_ACTS = {"answered", "withdrew an answer"}


@dataclass(frozen=True, slots=True)
class Turn:
    """One criterion at one moment: the answer that ended, and the one that began."""

    before: Answer | None
    after: Answer | None

    @property
    def criterion(self) -> str:
        answer = self.after or self.before
        return answer.criterion if answer else ""


def answer_events(
    rows: Iterable[Answer],
    moments: Iterable[datetime],
    told: Mapping[datetime, AuditEntry],
    rules: Policy,
) -> Iterator[Event]:
    """An event for each moment; `told` is what the audit trail says of it, where one may know."""
    turns = turns_of(rows)
    for at in moments:
        if at in turns:
            yield _event(at, turns[at], told.get(at), rules)


def turns_of(rows: Iterable[Answer]) -> dict[datetime, list[Turn]]:
    """What changed at each moment at which an answer began, or ended without another."""
    found: dict[datetime, list[Turn]] = {}
    ordered = sorted(rows, key=lambda answer: (answer.criterion, answer.recorded_at, answer.pk))
    for _, group in groupby(ordered, key=lambda answer: answer.criterion):
        before: Answer | None = None
        for answer in group:
            if before is not None and not _replaced(before, answer):
                _ended(before, found)
                before = None
            found.setdefault(answer.recorded_at, []).append(Turn(before, answer))
            before = answer
        _ended(before, found)
    return found


def _replaced(before: Answer, after: Answer) -> bool:
    """Whether one answer took the place of the other; else it was withdrawn in between."""
    return before.superseded_at is not None and before.superseded_at >= after.recorded_at


def _ended(answer: Answer | None, found: dict[datetime, list[Turn]]) -> None:
    if answer is not None and answer.superseded_at is not None:
        found.setdefault(answer.superseded_at, []).append(Turn(answer, None))


def _event(at: datetime, turns: list[Turn], told: AuditEntry | None, rules: Policy) -> Event:
    """The turns in the order of the questions."""
    place = {key: number for number, key in enumerate(rules.criteria)}
    turns = sorted(turns, key=lambda turn: (place.get(turn.criterion, len(place)), turn.criterion))
    return Event(
        at,
        Sort.ANSWERS,
        _title(turns, told, rules),
        who=told.by_name if told else _who(turns),
        why=told.because if told else _note(turns),
        lines=[_line(turn, rules) for turn in turns],
    )


def _title(turns: list[Turn], told: AuditEntry | None, rules: Policy) -> str:
    if told is not None and told.act not in PLAIN_ACTS:
        return f"{told.act[:1].upper()}{told.act[1:]}"
    verb = "Answered" if any(turn.after for turn in turns) else "Withdrew the answer to"
    if len(turns) > 1:
        return f"{verb} {len(turns)} questions"
    return f"{verb}: {title_of(turns[0].criterion, rules)}"


def _who(turns: list[Turn]) -> str:
    """Of a withdrawn answer only the audit trail knows who ended it."""
    made = next((turn.after for turn in turns if turn.after), None)
    return str(made.recorded_by or "the catalogue") if made else ""


def _note(turns: list[Turn]) -> str:
    return turns[0].after.note if len(turns) == 1 and turns[0].after else ""


def title_of(criterion: str, rules: Policy) -> str:
    known = rules.criteria.get(criterion)
    return known.title if known else criterion


def _line(turn: Turn, rules: Policy) -> Line:
    """The answers with their proofs; of what stayed the same only what changed is told."""
    what, before, after = title_of(turn.criterion, rules), turn.before, turn.after
    if before is None or after is None:
        return Line(what, _stated(before, rules), _stated(after, rules))
    was, now = _said(before, rules), _said(after, rules)
    if was != now:
        same_proof = before.evidence_id == after.evidence_id
        tell = _said if same_proof else _stated
        return Line(what, tell(before, rules), tell(after, rules))
    if before.evidence_id != after.evidence_id:
        return Line(f"{what}, same answer", _proof(before, rules), _proof(after, rules))
    if before.note != after.note:
        return Line(f"{what}, same answer, note", before.note, after.note)
    return Line(f"{what}, same answer, confidence", before.confidence, after.confidence)


def _stated(answer: Answer | None, rules: Policy) -> str:
    return f"{_said(answer, rules)} ({_proof(answer, rules)})" if answer is not None else ""


def _said(answer: Answer, rules: Policy) -> str:
    criterion = rules.criteria.get(answer.criterion)
    if criterion is None:
        return str(answer.value)
    return in_words(criterion, answer.value, local_day(answer.recorded_at))


def _proof(answer: Answer, rules: Policy) -> str:
    if answer.evidence is None:
        return "without evidence"
    kind = rules.evidence_kinds.get(answer.evidence.kind)
    return f"{kind.label if kind else answer.evidence.kind}: {answer.evidence.title}"
