"""What webhooks are sent is what the OpenAPI document says of it, event by event."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.builders import GOOD, answer_all, make_offering, publish, the
from tests.registry.api.test_client import DOCUMENT, JSON, faults
from tests.vetting.services.telling.listening import listening
from vetting.models import Endpoint, Message, Notice, Production, VettingRequest
from vetting.reminders.words import worded
from vetting.services.decisions import suspend
from vetting.services.endpoints.testing import test_endpoint as send_test
from vetting.services.intake import Wish, ask
from vetting.services.outbox.notices import put
from vetting.services.requests import answer_request
from vetting.services.telling.expiring import expiring_tellings

NOW = timezone.now()


def answered(production: Production) -> None:
    """One about the offering, and one about none."""
    for tool, told in (("Chat", "not_vetted"), ("Pen", "")):
        request = ask(wish=Wish(tool), production=production, now=NOW)[0].request
        if told:
            request.offering = Notice.objects.latest("pk").offering
            request.save()
        request = VettingRequest.objects.get(pk=request.pk)
        answer_request(
            request=request, state="answered", answer="No.", told=told, seen=request.version,
            by=the("analyst"), now=NOW,
        )  # fmt: skip


def bodies() -> list[Any]:
    """What there is to be told and was not sent yet, as it is sent."""
    found = []
    for notice in Notice.objects.filter(message=None).order_by("pk"):
        message = Message.objects.create(
            what="event", endpoint=notice.endpoint, on=NOW.date(), made_at=NOW, next_at=NOW
        )
        Notice.objects.filter(pk=notice.pk).update(message=message)
        found.append(json.loads(worded(message, today=NOW.date()).text))
    return found


@pytest.mark.django_db
def test_every_event_that_is_sent_fits_the_document() -> None:
    chat = make_offering("chat", now=NOW)
    answer_all(chat, GOOD, but={"pen_test_date": NOW.date()}, now=NOW)
    production = listening("harbour", chat)
    publish(chat, now=NOW)
    last = chat.periods.get(status="approved").valid_until
    assert last is not None
    put(expiring_tellings(last - timedelta(3)), on=NOW.date(), now=NOW)
    sent = bodies()
    suspend(offering=chat, because="A leak.", by=the("analyst"), now=NOW)
    answered(production)
    sent += bodies()
    test = send_test(endpoint=Endpoint.objects.get(), by=None, now=NOW)
    sent.append(json.loads(worded(test, today=NOW.date()).text))
    kinds = [each["type"] for each in sent]
    assert (len(kinds), set(kinds)) == (6, set(DOCUMENT["webhooks"]))
    for each in sent:
        operation = DOCUMENT["webhooks"][each["type"]]["post"]
        content = operation["requestBody"]["content"][JSON]
        assert faults(each, content["schema"]) == []
        (example,) = content["examples"].values()
        assert each["data"].keys() == example["value"]["data"].keys(), each["type"]
