"""Try again what failed: one message from its page, or those that were chosen in the list."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from vetting.admin.parts.writing import actor
from vetting.models import Message, waiting
from vetting.services.outbox.attempts import retry
from vetting.services.refusals import Refused

RETRY = "vetting.change_message"


@require_POST
def retry_one(request: HttpRequest, object_id: int) -> HttpResponse:
    """The button on a message's page: there it is told what happened.

    It carries the state that was looked at, so that a second press on an old sight does nothing.
    """
    if not request.user.has_perm(RETRY):
        raise PermissionDenied
    message = get_object_or_404(Message.objects.defer("text", "html"), pk=object_id)
    page = HttpResponseRedirect(reverse("admin:vetting_message_change", args=[message.pk]))
    if request.POST.get("seen") != seen(message):
        messages.error(request, "It has been tried since you looked: this is how it stands now.")
        return page
    try_again(request, Message.objects.filter(pk=message.pk))
    return page


def seen(message: Message) -> str:
    return f"{message.state}-{message.attempts}-{message.next_at.isoformat()}"


def try_again(request: HttpRequest, chosen: QuerySet[Message]) -> None:
    """Ask for those of them that failed, and tell what was done, or why not."""
    failed = chosen.filter(waiting.failed_messages())
    rows, count = list(failed.select_related(None).only("pk")), chosen.count()
    if not rows:
        messages.warning(request, "Nothing was done: only what failed is tried again.")
        return
    try:
        done = retry(messages=rows, by=actor(request), now=timezone.now())
    except Refused as refused:
        for _, sentence in refused.problems:
            messages.error(request, sentence)
        return
    messages.success(request, _told(done, count - len(rows)))


def _told(done: int, left_out: int) -> str:
    said = "It is" if done == 1 else f"{done} messages are"
    told = f"{said} tried again with the next run, under the old id."
    if not left_out:
        return told
    rest = "The other one has" if left_out == 1 else f"The other {left_out} have"
    return f"{told} {rest} not failed."
