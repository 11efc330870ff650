"""Signs a message as the Standard Webhooks scheme has it, and posts it."""

from datetime import UTC, datetime

from standardwebhooks import Webhook

from vetting.models import Endpoint, Message
from vetting.reminders.channels.outgoing import post
from vetting.services.endpoints.secrets import secrets_of


def send_to_webhook(message: Message, endpoint: Endpoint, *, now: datetime) -> None:
    """Post the message's text, byte for byte. Raises DeliveryError."""
    headers = {"Content-Type": "application/json", **signed(message, endpoint, now=now)}
    post(endpoint.address, message.text.encode(), headers, now=now)


def signed(message: Message, endpoint: Endpoint, *, now: datetime) -> dict[str, str]:
    """The id is the same at every attempt, the time is this attempt's, and each secret signs."""
    # The library takes any time for one in UTC, whatever its zone.
    at, id_ = now.astimezone(UTC), f"msg_{message.code.hex}"
    signatures = [
        Webhook(secret).sign(id_, at, message.text) for secret in secrets_of(endpoint, now)
    ]
    return {
        "webhook-id": id_,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
