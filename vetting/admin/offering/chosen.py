"""What was chosen in the list of offerings, taken along to a page that asks what to do with it."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from vetting.models import Offering
from vetting.services.acceptance import MOST


def led_to(page: str, request: HttpRequest, chosen: QuerySet[Offering]) -> HttpResponse | None:
    """On to that page of the admin; None, with a sentence on the list, where it is too many."""
    keys = list(chosen.order_by().values_list("pk", flat=True)[: MOST + 1])
    if len(keys) > MOST:
        messages.error(request, f"Choose at most {MOST} offerings at a time: narrow the list.")
        return None
    listed = ",".join(str(key) for key in sorted(keys))
    return HttpResponseRedirect(f"{reverse(f'admin:{page}')}?offerings={listed}")
