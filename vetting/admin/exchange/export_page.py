"""A list as a file: the rows that the list shows, with its filters, its search and its order."""

from typing import Any

from django.apps import apps
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from vetting.admin.exchange.download import download
from vetting.services.assessments import local_day
from vetting.services.exchange.exports import LISTS, file_rows
from vetting.services.exchange.files_out import MOST_ROWS_OF_XLSX, WRITERS


def export_list(
    request: HttpRequest, *, site: AdminSite, model: str, form: str
) -> HttpResponseBase:
    """Whoever may see the list may have it as a file."""
    if model not in LISTS or form not in WRITERS:
        raise Http404("There is no such list.")
    pages = site.get_model_admin(apps.get_model("vetting", model))
    if not pages.has_view_permission(request):
        raise PermissionDenied
    back = reverse(f"admin:vetting_{model}_changelist")
    try:
        listed: Any = pages.get_changelist_instance(request)
    except IncorrectLookupParameters:
        return HttpResponseRedirect(f"{back}?e=1")
    if form == "xlsx" and listed.result_count > MOST_ROWS_OF_XLSX:
        messages.error(request, _too_long(listed.result_count))
        return HttpResponseRedirect(f"{back}?{request.GET.urlencode()}")
    today = local_day(timezone.now())
    name = f"{slugify(str(pages.opts.verbose_name_plural))}-{today.isoformat()}"
    return download(name, form, *file_rows(model, listed.queryset, today))


def _too_long(count: int) -> str:
    return (
        f"{count:,} rows are too many for a spreadsheet (at most {MOST_ROWS_OF_XLSX:,}). "
        "Narrow the list, or take CSV or JSON."
    )
