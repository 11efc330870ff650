"""On which days people and teams are told at all: on weekends only where the site is set so."""

from datetime import date, timedelta

from django.conf import settings

SATURDAY, WEEK = 5, 7


def people_are_told_on(day: date) -> bool:
    return settings.REMIND_ON_WEEKENDS or day.weekday() < SATURDAY


def told_from(day: date) -> date:
    """The first day from this one on that people are told on: Monday catches up a weekend."""
    return day if people_are_told_on(day) else day + timedelta(WEEK - day.weekday())
