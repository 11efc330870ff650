"""Where each line of a message leads: pages of the desk for its people, the API for productions."""

from django.conf import settings
from django.urls import reverse

from vetting.models import Offering, Review
from vetting.scoring.reminding import Matter

MY_REMINDERS = "admin:my_reminders"
OFFERINGS, EVIDENCE = "admin:vetting_offering_changelist", "admin:vetting_evidence_changelist"

# The list of the desk that shows most of what one matter is about.
LISTS = {
    Matter.REVIEW: (OFFERINGS, "waits=review"),
    Matter.EVIDENCE: (EVIDENCE, "waits=ending"),
    Matter.CONTRACT: (OFFERINGS, "ends=90"),
    Matter.OVERRIDE: (OFFERINGS, "waits=override"),
    Matter.SUSPENDED: (OFFERINGS, "why=suspended"),
    Matter.NEVER_DECIDED: (OFFERINGS, "why=never_decided"),
    Matter.OPEN_QUESTIONS: (OFFERINGS, "why=open_questions"),
}


def offering_page(key: int) -> str:
    return _at("admin:vetting_offering_change", key)


def evidence_page(key: int) -> str:
    return _at("admin:vetting_evidence_change", key)


def review_page(review: Review) -> str:
    return _at("admin:vetting_review_change", review.pk)


def list_of(matter: Matter) -> str:
    name, query = LISTS[matter]
    return f"{_at(name)}?{query}"


def my_reminders() -> str:
    return _at(MY_REMINDERS)


def desk() -> str:
    return _at("admin:index")


def published(offering: Offering) -> str:
    """The offering as productions read it."""
    return _at("api:offering", offering.slug)


def published_request(code: object) -> str:
    return _at("api:request", code)


def published_changes() -> str:
    return _at("api:changes")


def _at(name: str, *args: object) -> str:
    return settings.PUBLIC_URL.rstrip("/") + reverse(name, args=args)
