"""The rules a policy must keep beyond the shape of its file: order, texts, names and coverage."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from vetting.scoring.policy import Criterion, Grade, Value
from vetting.scoring.vocabulary import AnswerType, Deployment, Effect, Kind, Principle, State

STATES = [State.SATISFIES, State.PARTLY, State.VIOLATES, State.KNOCK_OUT]


def place_of(criterion: Criterion, value: Value | None = None) -> str:
    place = f'criterion "{criterion.key}"'
    return f'{place}, value "{value.key}"' if value else place


def repeated(keys: Iterable[str]) -> list[str]:
    """Each key that is given more than once, in the order of the file."""
    seen: dict[str, int] = {}
    for key in keys:
        seen[key] = seen.get(key, 0) + 1
    return [key for key, times in seen.items() if times > 1]


def check_criterion(criterion: Criterion) -> Iterator[str]:
    place = place_of(criterion)
    if not criterion.applies_to:
        yield f"{place}: applies_to is empty, so it would never be asked"
    if not criterion.proof:
        yield f"{place}: proof is empty, so nothing is known to prove it"
    if len(criterion.values) < 2:
        yield f"{place}: needs at least two values to choose from"
        return
    for key in repeated(value.key for value in criterion.values):
        yield f'{place}: value "{key}" is given twice'
    if all(value.state is not State.SATISFIES for value in criterion.values):
        yield f"{place}: no value satisfies it, so nothing could ever be approved"
    for value in criterion.values:
        for problem in _check_value(criterion, value):
            yield f"{place_of(criterion, value)}: {problem}"
    yield from _check_order(criterion)
    yield from _check_ladder(criterion)


def _check_value(criterion: Criterion, value: Value) -> Iterator[str]:
    if value.state is State.KNOCK_OUT and value.credit:
        yield f"a knock-out earns no credit, not {value.credit}"
    if value.state is State.SATISFIES and value.text:
        yield "an answer that satisfies adds nothing: text belongs to P, V and K"
    if value.state is not State.SATISFIES and not value.text:
        yield f"text is missing: {_text_wanted(criterion, value.state)}"
    if value.state is not State.SATISFIES and value.standing_term:
        yield "standing_term goes with an answer that satisfies, so with state S only"
    if value.strict and STATES.index(value.strict[0]) <= STATES.index(value.state):
        yield f"strict must be worse than the state {value.state}, not {value.strict[0]}"


def _text_wanted(criterion: Criterion, state: State) -> str:
    if state is State.KNOCK_OUT:
        return "the reason for the ban"
    return "the condition it adds" if criterion.effect is Effect.CONDITION else "the note it adds"


def _check_order(criterion: Criterion) -> Iterator[str]:
    """Values run from the best to the worst, so that a worse answer can never pay more."""
    for better, worse in pairwise(criterion.values):
        place = place_of(criterion, worse)
        if worse.credit > better.credit:
            yield (
                f"{place}: values run from the best to the worst, but its credit {worse.credit} "
                f'is above the {better.credit} of "{better.key}"'
            )
        for state, before in ((worse.state, better.state), (_strict(worse), _strict(better))):
            if STATES.index(state) < STATES.index(before):
                yield (
                    f"{place}: values run from the best to the worst, but its state {state} "
                    f'is better than the {before} of "{better.key}"'
                )
                break


def _strict(value: Value) -> State:
    return value.strict[0] if value.strict else value.state


def _check_ladder(criterion: Criterion) -> Iterator[str]:
    if criterion.answer_type is AnswerType.CHOICE:
        for value in criterion.values:
            if value.up_to is not None:
                yield f"{place_of(criterion, value)}: up_to belongs to days and dates, not a choice"
        return
    *steps, last = criterion.values
    if last.up_to is not None:
        yield f"{place_of(criterion, last)}: the last step is open, so it takes no up_to"
    for value in steps:
        if value.up_to is None:
            yield f"{place_of(criterion, value)}: up_to is missing: only the last step is open"
    for lower, upper in pairwise(steps):
        if lower.up_to is not None and upper.up_to is not None and upper.up_to <= lower.up_to:
            yield (
                f"{place_of(criterion, upper)}: up_to must rise, "
                f"but {upper.up_to} comes after {lower.up_to}"
            )


def check_coverage(criteria: Mapping[str, Criterion]) -> Iterator[str]:
    """Each principle needs a gating criterion everywhere, or an unknown could pass for a yes."""
    for principle in Principle:
        for deployment in Deployment:
            covered = any(
                c.gating and c.principle is principle and deployment in c.applies_to
                for c in criteria.values()
            )
            if not covered:
                yield f"the policy: no criterion of {principle} is gating for {deployment} tools"


def check_prefilled(
    prefilled: Mapping[Kind, Mapping[str, str]], criteria: Mapping[str, Criterion]
) -> Iterator[str]:
    for kind, answers in prefilled.items():
        place = f'prefilled "{kind}"'
        for key, answer in answers.items():
            criterion = criteria.get(key)
            if criterion is None:
                yield f'{place}: there is no criterion "{key}"'
            elif not criterion.applies(kind):
                yield f'{place}: criterion "{key}" does not apply to this kind'
            elif criterion.answer_type is not AnswerType.CHOICE:
                yield f'{place}: criterion "{key}" is not answered by choice'
            elif answer not in {value.key for value in criterion.values}:
                yield f'{place}: criterion "{key}" has no value "{answer}"'


def check_grades(grades: Mapping[str, Grade]) -> Iterator[str]:
    for stronger, weaker in pairwise(grades.values()):
        if weaker.credit_cap > stronger.credit_cap:
            yield (
                f'grade "{weaker.key}": credit_cap {weaker.credit_cap} is above '
                f'the {stronger.credit_cap} of the stronger grade "{stronger.key}"'
            )
        if weaker.gating and not stronger.gating:
            yield f'grade "{weaker.key}": gating is true, but the stronger grade is not gating'
    for grade in grades.values():
        if set("{}") & set(grade.condition.replace("{title}", "")):
            yield f'grade "{grade.key}": condition knows no placeholder but {{title}}'
