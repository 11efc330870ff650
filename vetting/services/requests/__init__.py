"""What the desk does with requests: join those that mean the same, have them vetted, answer."""

from vetting.services.requests.answering import answer_request, draft_answer, reopen_request
from vetting.services.requests.cataloguing import Wanted, take_offering, turn_into_review
from vetting.services.requests.handling import HANDLE
from vetting.services.requests.joining import goes_on, join_requests
from vetting.services.requests.likeness import Alike, alike

__all__ = [
    "HANDLE",
    "Alike",
    "Wanted",
    "alike",
    "answer_request",
    "draft_answer",
    "goes_on",
    "join_requests",
    "reopen_request",
    "take_offering",
    "turn_into_review",
]
