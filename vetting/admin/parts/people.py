"""How a colleague is called on the pages, and who of the desk can be chosen."""

from django.contrib.auth.models import User
from django.db.models import QuerySet

from vetting.services.reminding import directory


def called(person: User | None) -> str:
    """By their name, or as they log in."""
    return directory.called(person) if person else ""


def at_the_desk() -> QuerySet[User]:
    """Whoever can log in to the desk, by name."""
    rows = User.objects.filter(is_active=True, is_staff=True)
    return rows.order_by("first_name", "last_name", "username")
