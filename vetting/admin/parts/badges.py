"""How a status, a score and a day look in a list: always a word, never a colour alone."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from vetting.scoring.vocabulary import StatusReason, Verdict

NOTHING = "-"


def badge(verdict: str | None, *, faint: bool = False) -> SafeString | str:
    """A verdict as a coloured word; faint where it is only computed and not published."""
    if not verdict:
        return NOTHING
    style = "badge badge-faint" if faint else "badge"
    return format_html(
        '<span class="{} badge-{}">{}</span>', style, verdict, Verdict(verdict).label
    )


def status_badge(status: str | None, reason: str | None) -> SafeString | str:
    """The status, and why, unless somebody simply decided it."""
    if not status or reason in (None, StatusReason.DECIDED.value):
        return badge(status)
    return format_html(
        '{} <span class="reason">{}</span>', badge(status), StatusReason(str(reason)).label
    )


def score(number: object) -> SafeString | str:
    return NOTHING if number is None else format_html('<span class="number">{}</span>', number)


def day(value: date | None) -> str:
    return date_format(value, "j M Y") if value else NOTHING


def moment(value: datetime) -> str:
    return date_format(timezone.localtime(value), "j M Y H:i")


def last_day(value: date | None, today: date) -> SafeString | str:
    """A day on which something ends; it stands out once it is past."""
    if value is not None and value < today:
        return format_html('<strong class="past">{}</strong>', day(value))
    return day(value)
