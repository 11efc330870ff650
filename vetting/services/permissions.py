"""Whether this person may do this act at all; the four-eyes rule is asked separately."""

from collections.abc import Iterable

from django.contrib.auth.models import User

from vetting.services.refusals import Refused

SENTENCES = {
    "vetting.add_answer": "You may not record answers; ask an analyst.",
    "vetting.propose_decision": "You may not propose a verdict; ask an analyst.",
    "vetting.approve_decision": "You may not approve decisions; ask an approver.",
    "vetting.stop_offering": "You may not stop an offering; ask an analyst.",
}


def require(by: User, permission: str) -> None:
    """Raise Refused unless `by` holds the permission and is active."""
    if not by.has_perm(permission):
        raise Refused([("", SENTENCES[permission])])


def require_any(by: User, permissions: Iterable[str], sentence: str) -> None:
    """Raise Refused with this sentence unless `by` holds one of the permissions and is active."""
    if not any(by.has_perm(permission) for permission in permissions):
        raise Refused([("", sentence)])
