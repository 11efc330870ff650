"""The HTML of a mail as it was sent, for the frame on its message's page: nothing in it may run."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from vetting.admin.outbox.page import VIEW
from vetting.models import Message

# Mails carry their looks in themselves. They load nothing, send nothing and run nothing; a link in
# them opens beside the page.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
BESIDE = '<base target="_blank">'


@require_safe
@xframe_options_sameorigin
def mail(request: HttpRequest, object_id: int) -> HttpResponse:
    if not request.user.has_perm(VIEW):
        raise PermissionDenied
    message = get_object_or_404(Message.objects.only("html"), pk=object_id)
    if not message.html:
        raise Http404("This message has no HTML.")
    shown = message.html.replace("<head>", f"<head>{BESIDE}", 1)
    return HttpResponse(shown, headers=HEADERS)
