"""What the rules say of one offering's answers, as JSON texts that are stored and sent as they are.

An explanation is drawn on one day and holds until `validity.outcome_holds_until`: on a later day
only the day itself is put in, and the days that the path to yes names move along.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from vetting.scoring.assessment import Assessment
from vetting.scoring.outcome import Plain, path_as_data
from vetting.scoring.path import paths_from
from vetting.scoring.policy import Policy
from vetting.scoring.written import written

# What to give, where it is a day. No choice is named like one: the keys of a policy begin with a
# letter. And no text in between looks so, for within JSON its quotes carry a backslash.
_A_DAY_TO_GIVE = re.compile(r'("(?:to|value)":")(\d{4}-\d{2}-\d{2})"')
_LEFT_OUT = frozenset({"on", "criteria"})


@dataclass(frozen=True, slots=True)
class Explained:
    """The four parts of an explanation. Stored, the assessment does not say on which day."""

    assessment: str
    criteria: str
    answers: str
    path_to_yes: str


NOTHING_JUDGED = Explained("null", "[]", "[]", "[]")


def judged_texts(result: Plain) -> tuple[str, str]:
    """The assessment without its day, and its criteria, of what `outcome.outcome` made."""
    undated = {key: value for key, value in result.items() if key not in _LEFT_OUT}
    return written(undated), written(result["criteria"])


def path_text(found: Assessment, rules: Policy) -> str:
    """The path to yes, as it is drawn on the day of the assessment."""
    return written(path_as_data(paths_from(found, rules)))


def answers_text(answers: Iterable[Plain]) -> str:
    """The answers in force, each as `published.published_answer` has it."""
    return written(list(answers))


def on_day(explained: Explained, drawn_on: date, day: date) -> Explained:
    """An explanation that was drawn on `drawn_on`, as it reads on a day on which it holds."""
    assessment = f'{{"on":"{day.isoformat()}",{explained.assessment[1:]}'
    path = path_moved(explained.path_to_yes, day - drawn_on)
    return replace(explained, assessment=assessment, path_to_yes=path)


def path_moved(path: str, by: timedelta) -> str:
    """A path that was drawn so long ago, as it is drawn today while the outcome still holds.

    What is judged by its age has to be of a certain day or later, and that day moves with the
    calendar. Nothing else in a path does: see `validity.outcome_holds_until`.
    """
    if not by:
        return path
    return _A_DAY_TO_GIVE.sub(lambda found: f'{found[1]}{_moved(found[2], by)}"', path)


@lru_cache(maxsize=64)
def _moved(day: str, by: timedelta) -> str:
    return (date.fromisoformat(day) + by).isoformat()
