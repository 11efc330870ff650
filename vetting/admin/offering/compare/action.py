"""From the list of offerings to the comparison of those that are ticked."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from vetting.admin.offering.compare.page import FEWEST, MOST, address


@admin.action(description="Compare side by side", permissions=["view"])
def compare_selected(page: Any, request: HttpRequest, chosen: QuerySet[Any]) -> HttpResponse | None:
    """In the order of the list."""
    slugs = [offering.slug for offering in chosen[: MOST + 1]]
    if not FEWEST <= len(slugs) <= MOST:
        messages.error(request, f"Tick {FEWEST} to {MOST} offerings to compare them.")
        return None
    return HttpResponseRedirect(address(*slugs))
