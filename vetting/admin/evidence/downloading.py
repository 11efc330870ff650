"""Hand a proof's file to staff who may read evidence: to be saved, and never to be run."""

import logging

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from vetting.models import Evidence
from vetting.services.file_store import FileGone, opened

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}

logger = logging.getLogger(__name__)


@require_safe
def download(request: HttpRequest, object_id: int) -> HttpResponseBase:
    """The bytes as they were kept, as an attachment; a sentence where they are no longer there."""
    if not request.user.has_perm("vetting.view_evidence"):
        raise PermissionDenied
    proof = get_object_or_404(Evidence, pk=object_id)
    if not proof.file_key:
        raise Http404("This evidence has no file.")
    try:
        file = opened(proof)
    except FileGone as gone:
        logger.error("Evidence %s: %s", proof.pk, gone)
        messages.error(request, f"{gone} Tell whoever runs the site.")
        return HttpResponseRedirect(reverse("admin:vetting_evidence_change", args=[proof.pk]))
    return FileResponse(
        file,
        as_attachment=True,
        filename=proof.file_name,
        content_type=proof.file_type,
        headers=HEADERS,
    )
