"""Hands one message to where it goes: as a mail, a webhook or a chat's message."""

from datetime import datetime

from vetting.models import Endpoint, Message
from vetting.reminders.channels import chat, mail, webhook
from vetting.reminders.channels.errors import DeliveryError

__all__ = ["DeliveryError", "send"]


def send(message: Message, *, now: datetime) -> None:
    """Send what the message holds, as it stands. Raises DeliveryError where it was not taken.

    Call it outside any transaction: it waits for others, a webhook's receiver for up to ten
    seconds. Nothing is written down here.
    """
    endpoint = message.endpoint
    if endpoint is None:
        mail.send_to_person(message, now=now)
        return
    _refuse_if_over(endpoint)
    match Endpoint.Channel(endpoint.channel):
        case Endpoint.Channel.WEBHOOK:
            webhook.send_to_webhook(message, endpoint, now=now)
        case Endpoint.Channel.CHAT:
            chat.send_to_chat(message, endpoint, now=now)
        case Endpoint.Channel.MAIL:
            mail.send_to_endpoint(message, endpoint, now=now)


def _refuse_if_over(endpoint: Endpoint) -> None:
    if endpoint.removed_at is not None:
        raise DeliveryError(f"{endpoint.label} was removed; add it again.", permanent=True)
    person = endpoint.person
    if person is not None and not person.is_active:
        raise DeliveryError(
            f"The account of {person.get_username()} is no longer active. "
            "Give somebody else what they looked after.",
            permanent=True,
        )
