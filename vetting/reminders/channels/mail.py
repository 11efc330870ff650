"""Sends a message as a mail, and decides which of a mail server's refusals are for good."""

from datetime import UTC, datetime
from email.utils import format_datetime
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.urls import reverse

from vetting.models import Endpoint, Message
from vetting.reminders.channels.errors import DeliveryError

REFUSED_FOR_GOOD = 500
MOST_OF_A_REPLY = 200


def send_to_person(message: Message, *, now: datetime) -> None:
    """To the address of the person's account. Raises DeliveryError."""
    person = message.person
    if person is None:
        raise DeliveryError("This message is to nobody.", permanent=True)
    _send(message, _address_of(person), {"List-Unsubscribe": f"<{_own_page()}>"}, now=now)


def send_to_endpoint(message: Message, endpoint: Endpoint, *, now: datetime) -> None:
    """To the address that a production named. Raises DeliveryError."""
    _send(message, endpoint.address, {}, now=now)


def _address_of(person: User) -> str:
    name = person.get_username()
    if not person.is_active:
        raise DeliveryError(
            f"The account of {name} is no longer active. "
            "Give somebody else what they looked after.",
            permanent=True,
        )
    if not person.email:
        raise DeliveryError(
            f"The account of {name} has no mail address. Enter one there, then send this again.",
            permanent=True,
        )
    return person.email


def _send(message: Message, to: str, headers: dict[str, str], *, now: datetime) -> None:
    """One mail over one connection. What it is called by stays the same at every attempt."""
    try:
        validate_email(to)
    except ValidationError as error:
        raise DeliveryError(
            "The mail address is none that can be used. Correct it, then send this again.",
            permanent=True,
        ) from error
    mail = EmailMultiAlternatives(
        subject=in_one_line(message.heading),
        body=message.text,
        to=[to],
        headers={
            "Message-ID": f"<{message.code.hex}@{urlsplit(settings.PUBLIC_URL).hostname}>",
            "Date": format_datetime(now.astimezone(UTC)),
            # So that nobody's absence note or mailing list answers us.
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            **headers,
        },
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    _hand_over(mail)


def _hand_over(mail: EmailMultiAlternatives) -> None:
    try:
        mail.send()
    except SMTPRecipientsRefused as error:
        (code, reply), *_ = error.recipients.values()
        raise DeliveryError(
            f"The mail server does not take mail for {mail.to[0]}: {code} {_readable(reply)}",
            permanent=code >= REFUSED_FOR_GOOD,
        ) from error
    except SMTPResponseException as error:
        raise DeliveryError(f"The mail server refused the mail with {error.smtp_code}.") from error
    except SMTPException as error:
        raise DeliveryError("The mail server broke off.") from error
    except OSError as error:
        why = error.strerror or "the connection broke"
        raise DeliveryError(f"The mail could not be handed over: {why}.") from error


def in_one_line(text: str) -> str:
    """A heading that ends no header: spaces for line breaks, and no other control characters."""
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())


def _readable(reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return in_one_line(text)[:MOST_OF_A_REPLY]


def _own_page() -> str:
    """Where a person of the desk says how to be told."""
    return f"{settings.PUBLIC_URL}{reverse('admin:my_reminders')}"
