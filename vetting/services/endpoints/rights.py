"""Who may act on an endpoint: its production itself, its own person, or who has the right to."""

from django.contrib.auth.models import User

from vetting.models import Endpoint
from vetting.services.permissions import require
from vetting.services.refusals import Refused


def require_for(by: User | None, endpoint: Endpoint, verb: str) -> None:
    """Raise Refused unless `by` may add or change this endpoint.

    None is the production, which showed its key to the API; or the registry itself.
    """
    if by is None:
        return
    if endpoint.person_id is not None and endpoint.person_id == by.pk and by.is_active:
        return
    require(by, f"vetting.{verb}_endpoint")


def held(endpoint: Endpoint) -> Endpoint:
    """The endpoint as it stands, for an act under `one_at_a_time`. Raises Refused if removed."""
    found = Endpoint.objects.select_related("production", "team", "person").get(pk=endpoint.pk)
    if found.removed_at is not None:
        raise Refused([("", "This has been removed already.")])
    return found
