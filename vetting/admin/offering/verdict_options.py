"""What each verdict would mean if it were published today, shown before somebody chooses."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from vetting.scoring.permission import last_override_day, never
from vetting.scoring.vocabulary import Verdict
from vetting.services.drafts import Draft, Ground, work_out
from vetting.services.refusals import Refused


@dataclass(frozen=True, slots=True)
class Option:
    """A verdict, and either what it would publish or why it cannot be published."""

    verdict: Verdict
    draft: Draft | None
    refusals: list[str]

    @property
    def computed(self) -> bool:
        return self.draft is not None and self.draft.outcome.verdict is self.verdict


@dataclass(frozen=True, slots=True)
class Limits:
    """How far an override may go here: its last days, and what it cannot do at all."""

    looser: date | None
    stricter: date | None
    never: list[str]


def options_of(
    ground: Ground, verdicts: Iterable[Verdict], *, no_longer: bool = False
) -> list[Option]:
    """It only looks, and asks the database nothing."""
    return [_option(ground, verdict, no_longer) for verdict in verdicts]


def _option(ground: Ground, verdict: Verdict, no_longer: bool) -> Option:
    try:
        return Option(verdict, work_out(ground, verdict, no_longer=no_longer), [])
    except Refused as refused:
        return Option(verdict, None, [sentence for _, sentence in refused.problems])


def limits_of(ground: Ground) -> Limits:
    found, rules, today = ground.outcome, ground.rules, ground.today
    above = [v for v in Verdict if v.rank > found.verdict.rank]
    below = [v for v in Verdict if v.rank < found.verdict.rank]
    possible = [v for v in above if not never(found, v, rules)]
    return Limits(
        last_override_day(found, possible[0], rules, today) if possible else None,
        last_override_day(found, below[0], rules, today) if below else None,
        list(dict.fromkeys(sentence for v in above for sentence in never(found, v, rules))),
    )
