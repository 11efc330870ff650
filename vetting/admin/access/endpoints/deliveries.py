"""The newest messages to endpoints: when, what, and whether they arrived; and how a test went."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from vetting.admin.outbox import wording
from vetting.admin.parts.badges import moment
from vetting.models import Endpoint, Message

MOST = 10
State = Message.State
ON_ITS_WAY = (State.WAITING.value, State.SENDING.value)


@dataclass(frozen=True, slots=True)
class Delivery:
    message: Message
    what: str
    word: str
    state: str
    style: str
    url: str

    @property
    def on_its_way(self) -> bool:
        """True while there is something to wait for."""
        paused = self.message.endpoint is not None and self.message.endpoint.paused_at is not None
        return self.message.state in ON_ITS_WAY and not paused


def deliveries_to(endpoints: Iterable[Endpoint], user: Any) -> list[Delivery]:
    """The newest messages to any of these; one query."""
    keys = [endpoint.pk for endpoint in endpoints]
    if not keys:
        return []
    rows = Message.objects.filter(endpoint__in=keys).select_related("endpoint")
    rows = rows.defer("text", "html").order_by("-made_at", "-pk")
    return [delivery_of(message, user) for message in rows[:MOST]]


def newest_test(endpoint: Endpoint, user: Any) -> Delivery | None:
    rows = endpoint.messages.filter(what=Message.What.TEST.value).select_related("endpoint")
    message = rows.defer("text", "html").order_by("-made_at", "-pk").first()
    return delivery_of(message, user) if message else None


def delivery_of(message: Message, user: Any) -> Delivery:
    style = wording.STYLES[message.state]
    url = _page_of(message) if user.has_perm("vetting.view_message") else ""
    return Delivery(message, wording.heading_of(message), *_state(message), style, url)


def _state(message: Message) -> tuple[str, str]:
    """A word, and the rest of the sentence."""
    if message.sent_at is not None:
        return "Arrived", f"on {moment(message.sent_at)}"
    reason = wording.reason_of(message)
    if message.state == State.FAILED:
        return "Failed", reason or "no reason was given"
    if message.state == State.DROPPED:
        return "Not sent", reason or "it was no longer needed"
    if message.endpoint is not None and message.endpoint.paused_at is not None:
        return "Waits", "until it is resumed"
    since = f"since {moment(message.made_at)}"
    if not message.error:
        return "On its way", since
    return "On its way", f"{since}; attempt {message.attempts} failed: {reason}{_next(message)}"


def _next(message: Message) -> str:
    return f" Tried again on {moment(message.next_at)}."


def _page_of(message: Message) -> str:
    return reverse("admin:vetting_message_change", args=[message.pk])
