"""The part of a production's or a team's page with its endpoints and what was sent to them."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from vetting.admin.access.endpoints.deliveries import deliveries_to
from vetting.admin.access.endpoints.rows import Owner, endpoints_of, row_of

VIEW, ADD, CHANGE = (f"vetting.{verb}_endpoint" for verb in ("view", "add", "change"))
MOST = 100


def endpoint_panel(owner: Owner, request: HttpRequest) -> dict[str, Any]:
    """Two queries; nothing for whoever may not see them."""
    user = request.user
    if not user.has_perm(VIEW):
        return {"sees_endpoints": False}
    found = endpoints_of(owner).order_by("removed_at", "label", "pk")[: MOST + 1]
    rows = [row_of(endpoint) for endpoint in found]
    kind = owner._meta.model_name
    return {
        "sees_endpoints": True,
        "endpoints": [row for row in rows if row.endpoint.removed_at is None][:MOST],
        "removed_endpoints": [row for row in rows if row.endpoint.removed_at is not None][:MOST],
        "add_endpoint": (
            reverse(f"admin:vetting_{kind}_endpoint_new", args=[owner.pk])
            if user.has_perm(ADD)
            else ""
        ),
        "may_change_endpoints": user.has_perm(CHANGE),
        "deliveries": deliveries_to([row.endpoint for row in rows], user),
        "owner_is_production": kind == "production",
    }
