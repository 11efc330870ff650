"""How old a request is, when it is needed and what waits to be done with it: always in words."""

from datetime import date

from vetting.admin.parts.badges import day
from vetting.models import VettingRequest
from vetting.models.requests import UNDER_WAY
from vetting.services.assessments import local_day

SOON = 7


def age(request: VettingRequest, today: date) -> str:
    days = (today - local_day(request.created_at)).days
    return "today" if days < 1 else counted(days)


def counted(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"


def is_late(request: VettingRequest, today: date) -> bool:
    """Somebody needed it before today, and still waits."""
    needed = request.needed_by
    return request.state in UNDER_WAY and needed is not None and needed < today


def need(needed: date | None, today: date, *, waits: bool) -> str:
    """The day, and how near it is or how long ago while somebody still waits for it."""
    if needed is None or not waits:
        return day(needed)
    left = (needed - today).days
    if left < 0:
        return f"{day(needed)}: {counted(-left)} late"
    if left > SOON:
        return day(needed)
    return f"{day(needed)}: " + ("today" if left == 0 else f"in {counted(left)}")


def people(names: list[str], count: int) -> str:
    """The first few by name, and how many more."""
    more = count - len(names)
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")
