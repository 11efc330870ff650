"""Whether this person may do this act at all; the four-eyes rule is asked separately."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import models

from vetting.services.refusals import Refused

SENTENCES = {
    "vetting.add_answer": "You may not record answers; ask an analyst.",
    "vetting.add_evidence": "You may not add evidence; ask an analyst.",
    "vetting.propose_decision": "You may not propose a verdict; ask an analyst.",
    "vetting.approve_decision": "You may not approve decisions; ask an approver.",
    "vetting.stop_offering": "You may not stop an offering; ask an analyst.",
    "vetting.add_apikey": "You may not give out API keys; ask an administrator.",
    "vetting.change_apikey": "You may not revoke API keys; ask an administrator.",
    "vetting.change_vettingrequest": "You may not handle requests; ask an analyst.",
    "vetting.add_endpoint": "You may not add where messages go; ask an administrator.",
    "vetting.change_endpoint": "You may not change where messages go; ask an administrator.",
    "vetting.add_subscription": "You may not subscribe productions; ask an analyst.",
    "vetting.change_subscription": "You may not end subscriptions; ask an analyst.",
    "vetting.add_team": "You may not make teams; ask an administrator.",
    "vetting.change_team": "You may not change teams; ask an administrator.",
    "vetting.add_offering": "You may not add to the catalogue; ask an analyst.",
}
ANY_OTHER = "Your role does not allow this; ask an administrator who may do it."


def require(by: User, permission: str) -> None:
    """Raise Refused unless `by` holds the permission and is active."""
    if not by.has_perm(permission):
        raise Refused([("", SENTENCES.get(permission, ANY_OTHER))])


def require_any(by: User, permissions: Iterable[str], sentence: str) -> None:
    """Raise Refused with this sentence unless `by` holds one of the permissions and is active."""
    if not any(by.has_perm(permission) for permission in permissions):
        raise Refused([("", sentence)])


def require_to_save(by: User | None, row: models.Model) -> None:
    """The same for a row that is to be added or changed; the registry itself may."""
    if by is not None:
        verb = "add" if row.pk is None else "change"
        require(by, f"vetting.{verb}_{row._meta.model_name}")
