"""A webhook arrives as the Standard Webhooks library wants it, and as nobody else could send it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from tests.vetting.reminders.channels.receivers import Received, http_receiver
from tests.vetting.reminders.channels.stored import CODE, stored_for
from vetting.models import Endpoint
from vetting.reminders.channels import DeliveryError, send
from vetting.services.endpoints.secrets import secret_of

BODY = '{"type": "offering.status.tightened", "data": {"name": "Zoë’s “tool”"}}'


@pytest.fixture(autouse=True)
def networks(settings: Any) -> None:
    settings.OUTGOING_NETWORKS = ["127.0.0.0/8"]


def now() -> datetime:
    """The library compares with the real clock; ours is somewhere else in the world."""
    return datetime.now(timezone(timedelta(hours=-7)))


def webhook(**fields: Any) -> Endpoint:
    return Endpoint(channel="webhook", label="render farm", **fields)


def received(endpoint: Endpoint, **fields: Any) -> Received:
    """What a real receiver gets of a message to this endpoint."""
    with http_receiver() as receiver:
        endpoint.address = receiver.address
        send(stored_for(endpoint, text=BODY, **fields), now=now())
    [got] = receiver.got
    return got


def verified(got: Received, secret: str) -> Any:
    return Webhook(secret).verify(got.body, got.headers)


def test_the_library_of_the_scheme_takes_what_arrives() -> None:
    endpoint = webhook()
    got = received(endpoint)
    assert verified(got, secret_of(endpoint)) == json.loads(BODY)
    assert got.body == BODY.encode()
    assert got.headers["webhook-id"] == f"msg_{CODE.hex}"
    assert got.headers["Content-Type"] == "application/json"
    assert len(got.headers["webhook-signature"].split(" ")) == 1


def test_the_secret_of_another_endpoint_does_not_fit() -> None:
    got = received(webhook())
    with pytest.raises(WebhookVerificationError):
        verified(got, secret_of(webhook()))


def test_what_was_changed_on_the_way_is_refused() -> None:
    endpoint = webhook()
    got = received(endpoint)
    got.body = got.body.replace(b"tightened", b"loosened")
    with pytest.raises(WebhookVerificationError):
        verified(got, secret_of(endpoint))


def test_the_id_stays_at_the_next_attempt_and_the_time_is_that_of_the_attempt() -> None:
    endpoint = webhook()
    first, second = received(endpoint), received(endpoint)
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    at = datetime.fromtimestamp(int(second.headers["webhook-timestamp"]), tz=UTC)
    assert abs(at - now()) < timedelta(minutes=1)


def test_both_secrets_fit_while_a_rotation_overlaps() -> None:
    endpoint = webhook()
    old = secret_of(endpoint)
    endpoint.generation, endpoint.previous_until = 2, now() + timedelta(hours=1)
    got = received(endpoint)
    for secret in (old, secret_of(endpoint)):
        assert verified(got, secret) == json.loads(BODY)


def test_the_old_secret_ends_with_the_overlap() -> None:
    endpoint = webhook()
    old = secret_of(endpoint)
    endpoint.generation, endpoint.previous_until = 2, now() - timedelta(seconds=1)
    got = received(endpoint)
    assert verified(got, secret_of(endpoint)) == json.loads(BODY)
    with pytest.raises(WebhookVerificationError):
        verified(got, old)


def test_a_changed_key_of_the_site_overlaps_too(settings: Any) -> None:
    endpoint = webhook()
    told = secret_of(endpoint)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 9
    assert verified(received(endpoint), told) == json.loads(BODY)
    assert secret_of(endpoint) != told


def test_nothing_is_sent_to_what_was_removed() -> None:
    with pytest.raises(DeliveryError, match="render farm was removed") as caught:
        send(stored_for(webhook(removed_at=now())), now=now())
    assert caught.value.permanent
