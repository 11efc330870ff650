"""Makes what the outbox holds, in straight rows: endpoints, messages, notices, snoozes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.builders import the
from vetting.models import Endpoint, Message, Notice, Offering, Production, Snooze

HOOK = "https://hooks.farm.example/in?key=topsecret"


def endpoint_of(production: Production, channel: str = "webhook", **fields: Any) -> Endpoint:
    fields.setdefault("label", "render farm")
    fields.setdefault("address", "all@x.example" if channel == "mail" else HOOK)
    fields.setdefault("created_at", production.created_at)
    return Endpoint.objects.create(channel=channel, production=production, **fields)


def message_to(to: Any, now: datetime, what: str = "digest", **fields: Any) -> Message:
    """To a person or an endpoint; it waits unless another state is given."""
    where = {"endpoint": to} if isinstance(to, Endpoint) else {"person": to}
    fields = {"on": now.date(), "made_at": now, "next_at": now, **where, **fields}
    return Message.objects.create(what=what, **fields)


def failed_to(to: Any, now: datetime, **fields: Any) -> Message:
    """It failed for good, and can be looked at as a mail."""
    said = {"attempts": 9, "error": "the receiver answered 500", "heading": "News"}
    mail = {"text": "News.", "html": "<html><head></head><body><p>News.</p></body></html>"}
    return message_to(to, now, "event", state="failed", **{**said, **mail, **fields})


def notice_of(offering: Offering, message: Message | None, now: datetime, **fields: Any) -> Notice:
    """One thing that whoever gets the message is told of this offering."""
    if message is not None:
        fields = {"person": message.person, "endpoint": message.endpoint, **fields}
    fields = {"subject": f"review:{offering.pk}", "step": "before-14", **fields}
    fields.setdefault("day", now.date() + timedelta(14))
    return Notice.objects.create(
        offering=offering, message=message, on=now.date(), made_at=now, **fields
    )


def put_off(offering: Offering, now: datetime, subject: str = "review:1") -> Snooze:
    return Snooze.objects.create(
        subject=subject,
        offering=offering,
        until=now.date() + timedelta(9),
        because="The vendor answers next week.",
        made_at=now,
        made_by=the("analyst"),
    )
