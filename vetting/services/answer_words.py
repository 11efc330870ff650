"""How an answer is said to people: its label, with the number or the day where one was given."""

from datetime import date

from vetting.scoring.judgement import AnswerError, value_for
from vetting.scoring.policy import Criterion
from vetting.scoring.vocabulary import AnswerType
from vetting.services.answer_checks import as_given

NO_LIMIT = 9999


def in_words(criterion: Criterion, value: object, today: date) -> str:
    """An answer as a person would say it; an answer of older rules is shown as it was given."""
    try:
        given = as_given(value, criterion)
        label = value_for(criterion, given, today).label
    except AnswerError:
        return str(value)
    if criterion.answer_type is AnswerType.DAYS:
        count = "no limit stated" if given == NO_LIMIT else f"{given} day{'s'[: given != 1]}"
        return f"{label} ({count})"
    if criterion.answer_type is AnswerType.DATE and isinstance(given, date):
        return f"{label} ({given:%Y-%m-%d})"
    return label
