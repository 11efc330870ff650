"""The sentences of one event: what it means in plain words, and what to do now."""

import re
from collections.abc import Sequence
from datetime import date

from vetting.reminders.words.moves import Kind, Move
from vetting.reminders.words.phrases import away, counted, dated, day_of, listed
from vetting.scoring.vocabulary import Ceiling, StatusReason, Verdict

# The status says so with its day, and the sentence before has said both already.
SUSPENDED_ON = re.compile(r"^Suspended on [^:]+: ")
MOST_NAMED = 2
WITHOUT_IT = "If work depends on it, talk to your studio contact before you go on."

_COUNTED = {
    Kind.STRICTER: ("tool has stricter rules", "tools have stricter rules"),
    Kind.EXPIRING: ("approval runs out soon", "approvals run out soon"),
    Kind.ANSWERED: ("request of yours was answered", "requests of yours were answered"),
    Kind.LOOSENED: ("tool has looser rules", "tools have looser rules"),
}


def sentences(move: Move, today: date) -> list[str]:
    match move.kind:
        case Kind.STOP:
            said = [_from_to(move), _stop(move), _why(move), WITHOUT_IT]
        case Kind.STRICTER:
            said = [_from_to(move), _go_on(move), _material(move), _until(move, today), _why(move)]
        case Kind.EXPIRING:
            said = _expiring(move, today)
        case Kind.ANSWERED:
            said = _answered(move)
        case Kind.LOOSENED:
            said = [_from_to(move), _may(move), _material(move), _until(move, today), _why(move)]
    return [each for each in said if each]


def condition_lists(move: Move) -> list[tuple[str, list[str]]]:
    """What is asked from now on, new first, and what no longer is: each with its heading."""
    new, gone = move.new_conditions, move.gone_conditions
    kept = [text for text in move.conditions if text not in new]
    titled = "Conditions" if move.had is None else "New conditions"
    lists = [(titled, new), ("As before", kept), ("No longer asked for", gone)]
    if not move.usable or move.kind not in (Kind.STRICTER, Kind.LOOSENED):
        return []
    return [(title, texts) for title, texts in lists if texts]


def heading_of_one(move: Move, today: date) -> str:
    match move.kind:
        case Kind.STOP:
            return f"Stop using {move.offering}: it {_is(move)}"
        case Kind.STRICTER:
            return f"{move.offering} may still be used, but more strictly"
        case Kind.EXPIRING:
            verb = "ran" if move.until and move.until < today else "runs"
            return f"The approval of {move.offering} {verb} out on {_on(move.until)}"
        case Kind.ANSWERED:
            return (
                f"Your request for {move.asked} was {'declined' if move.declined else 'answered'}"
            )
        case Kind.LOOSENED:
            return f"{move.offering} {_is_better(move)}"


def heading(counts: dict[Kind, int], stopped: Sequence[str]) -> str:
    """For several events: what has to stop first, by name where it is one or two."""
    there = [kind for kind in Kind if counts.get(kind)]
    said = [_of_kind(kind, counts[kind], stopped) for kind in there[:MOST_NAMED]]
    more = sum(counts[kind] for kind in there[MOST_NAMED:])
    return ", ".join([*said, *([f"and {more:,} more"] if more else [])])


def _of_kind(kind: Kind, count: int, stopped: Sequence[str]) -> str:
    if kind is Kind.STOP:
        return f"Stop using {listed(stopped) if count <= MOST_NAMED else counted(count, 'tool')}"
    return counted(count, *_COUNTED[kind])


def _from_to(move: Move) -> str:
    before, after, on = move.before, move.after, _on(move.on)
    if before is None or after is None:
        return ""
    if before.label == after.label:
        return f"It is “{after.label}” as before, and changed on {on}."
    return f"From “{before.label}” to “{after.label}” on {on}."


def _stop(move: Move) -> str:
    after = move.after
    if after is None:
        return ""
    if after.verdict is Verdict.BANNED:
        return "Stop using it for anything of the production."
    if after.reason is StatusReason.SUSPENDED:
        return "Stop using it until the suspension is lifted."
    if after.reason is StatusReason.LAPSED:
        return "Its approval ran out before it was renewed: stop using it until somebody has."
    if after.reason is StatusReason.OPEN_QUESTIONS:
        return "Stop using it until the open questions are answered and it is cleared again."
    return "Stop using it until it is cleared again."


def _go_on(move: Move) -> str:
    if move.new_conditions:
        return "You may go on using it if you keep the conditions below."
    return "You may go on using it within the limits below."


def _may(move: Move) -> str:
    after = move.after
    if after is None or not after.verdict.usable:
        return (
            "It is no longer banned, but nobody has cleared it: ask your studio contact before "
            "you use it."
        )
    if move.conditions:
        return "You may use it if you keep the conditions below."
    return "You may use it."


def _why(move: Move) -> str:
    because = SUSPENDED_ON.sub("", move.because)
    return f"Why: {because}" if because else ""


def _material(move: Move) -> str:
    """Said where it is usable: less than all material, or other than before."""
    if not move.usable:
        return ""
    if move.ceiling is Ceiling.UNRELEASED and move.ceiling_before in (None, Ceiling.UNRELEASED):
        return ""
    return {
        Ceiling.NONE: "Give it no production data.",
        Ceiling.NON_SENSITIVE: "Give it non-sensitive material only.",
        Ceiling.UNRELEASED: "It may now be given material up to unreleased.",
    }[move.ceiling]


def _until(move: Move, today: date) -> str:
    if move.until is None or not move.usable:
        return ""
    if move.until < today:
        return f"It was valid until {day_of(move.until)} and is being renewed."
    return f"This is valid until {day_of(move.until)}."


def _expiring(move: Move, today: date) -> list[str]:
    if move.until is None:
        return []
    kind = "conditional approval" if _conditional(move) else "approval"
    verb = "ran" if move.until < today else "runs"
    said = [
        f"Its {kind} {verb} out {dated(move.until, today)}.",
        "You need not do anything: we look at it again before then."
        if move.until >= today
        else "You need not do anything: we are looking at it again.",
    ]
    if move.lapses_on is not None:
        later = f"{day_of(move.lapses_on)}, {away(move.lapses_on, today)}"
        said.append(f"If that is not done in time, it is no longer cleared from {later}.")
    return said


def _conditional(move: Move) -> bool:
    return move.after is not None and move.after.verdict is Verdict.CONDITIONAL


def _answered(move: Move) -> list[str]:
    first = f"You asked for {move.asked}."
    if move.declined:
        first = f"You asked for {move.asked}, and this was declined."
    stands = ""
    if move.offering and move.after is not None:
        stands = f"{move.offering} is {move.after.label.lower()}."
    return [first, *move.answer, stands]


def _is(move: Move) -> str:
    after = move.after
    if after is None:
        return "is no longer cleared"
    if after.reason is StatusReason.LAPSED:
        return "has lapsed"
    if after.verdict is Verdict.NOT_VETTED and after.reason is not StatusReason.SUSPENDED:
        return "is no longer cleared"
    return f"is {after.label.lower()}"


def _is_better(move: Move) -> str:
    after = move.after
    if after is None or not after.verdict.usable:
        return "is no longer banned, but not cleared either"
    if after.verdict is Verdict.CONDITIONAL:
        return "may be used, on conditions"
    return "is approved"


def _on(day: date | None) -> str:
    return day_of(day) if day else ""
