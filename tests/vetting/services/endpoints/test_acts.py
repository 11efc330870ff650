"""Rotate, pause, resume, remove and test: who may, what the trail says, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from tests.builders import make_user
from tests.conftest import Once
from vetting.models import AuditEntry, Endpoint, Message, Production
from vetting.services.endpoints.pausing import pause_endpoint, remove_endpoint, resume_endpoint
from vetting.services.endpoints.rotating import rotate_secret
from vetting.services.endpoints.secrets import secret_of, secrets_of
from vetting.services.endpoints.testing import test_endpoint as ask_for_test
from vetting.services.refusals import Refused

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
ACTS: dict[str, Callable[..., Any]] = {
    "rotated": rotate_secret,
    "paused": lambda **given: pause_endpoint(because="The farm moves.", **given),
    "removed": remove_endpoint,
    "tested": ask_for_test,
}


@pytest.fixture(scope="module")
def made(once: Once) -> None:
    def make() -> None:
        production = Production.objects.create(slug="paul", name="Paul's title", created_at=NOW)
        rosa = make_user("viewer", username="rosa")
        for role in ("administrator", "analyst"):
            make_user(role, username=role)
        at = {"created_at": NOW}
        Endpoint.objects.create(
            channel="webhook",
            label="farm",
            address="https://a.example/",
            production=production,
            **at,
        )
        Endpoint.objects.create(
            channel="chat",
            style="slack",
            label="Rosa's chat",
            address="https://hooks.slack.com/secret",
            person=rosa,
            **at,
        )

    once(make)


@pytest.fixture(autouse=True)
def rows(made: None, db: None) -> None:
    """Every test has the rows."""


def webhook() -> Endpoint:
    return Endpoint.objects.get(channel="webhook")


def chat() -> Endpoint:
    return Endpoint.objects.get(channel="chat")


def user(name: str) -> Any:
    return get_user_model().objects.get(username=name)


def problems(act: Callable[..., Any], **given: Any) -> list[tuple[str, str]]:
    before = list(Endpoint.objects.order_by("pk").values()), AuditEntry.objects.count()
    given = {"by": None, "now": NOW, **given}
    with pytest.raises(Refused) as caught:
        act(**given)
    after = list(Endpoint.objects.order_by("pk").values()), AuditEntry.objects.count()
    assert after == before
    return caught.value.problems


@pytest.mark.parametrize("act", ACTS)
def test_every_act_is_one_entry_without_a_secret(act: str) -> None:
    before = AuditEntry.objects.count()
    made = ACTS[act](endpoint=webhook(), by=user("administrator"), now=NOW)
    entry = AuditEntry.objects.latest("pk")
    assert AuditEntry.objects.count() == before + 1
    assert (entry.act, entry.subject, entry.by_name) == (act, "farm", "administrator")
    if act == "rotated":
        assert made not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize("act", ACTS)
def test_only_who_has_the_right_acts_for_a_production(act: str) -> None:
    for name in ("analyst", "rosa"):
        assert problems(ACTS[act], endpoint=webhook(), by=user(name)) == [
            ("", "You may not change where messages go; ask an administrator.")
        ]


@pytest.mark.parametrize("act", sorted(set(ACTS) - {"rotated"}))
def test_people_act_on_their_own(act: str) -> None:
    assert problems(ACTS[act], endpoint=chat(), by=user("analyst"))
    ACTS[act](endpoint=chat(), by=user("rosa"), now=NOW)
    assert AuditEntry.objects.latest("pk").by == user("rosa")
    assert "slack.com/secret" not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize("act", ACTS)
def test_nothing_can_be_done_with_what_was_removed(act: str) -> None:
    remove_endpoint(endpoint=webhook(), by=None, now=NOW)
    assert webhook().removed_at == NOW
    found = [("", "This has been removed already.")]
    assert problems(ACTS[act], endpoint=webhook()) == found
    assert problems(resume_endpoint, endpoint=webhook()) == found


def test_a_new_secret_overlaps_with_the_old_for_a_day() -> None:
    endpoint = webhook()
    old = secret_of(endpoint)
    new = rotate_secret(endpoint=endpoint, by=None, now=NOW)
    for held in (endpoint, webhook()):
        assert (held.generation, held.previous_until) == (2, NOW + 24 * HOUR)
        assert secrets_of(held, NOW + 23 * HOUR) == [new, old]
        assert secrets_of(held, NOW + 24 * HOUR) == [new]


def test_an_overlap_of_nothing_ends_the_old_secrets_at_once() -> None:
    rotate_secret(endpoint=webhook(), by=None, now=NOW)
    new = rotate_secret(endpoint=webhook(), by=None, now=NOW + HOUR, overlap=timedelta())
    assert secrets_of(webhook(), NOW + HOUR) == [new]


def test_no_more_than_two_secrets_sign_at_a_time() -> None:
    rotate_secret(endpoint=webhook(), by=None, now=NOW)
    [(field, why)] = problems(rotate_secret, endpoint=webhook(), now=NOW + HOUR)
    assert (field, why) == (
        "overlap",
        "The secret before this one still signs until 2026-11-23 08:00 UTC. Rotate again after "
        "that, or choose an overlap of 0, which ends both old secrets at once.",
    )
    rotate_secret(endpoint=webhook(), by=None, now=NOW + 24 * HOUR)
    assert webhook().generation == 3


@pytest.mark.parametrize("hours", [-1, 7 * 24 + 1])
def test_an_overlap_has_its_limits(hours: int) -> None:
    found = problems(rotate_secret, endpoint=webhook(), overlap=hours * HOUR)
    assert found == [("overlap", "Choose from 0 hours to 7 days.")]


def test_only_a_webhook_has_a_secret() -> None:
    assert problems(rotate_secret, endpoint=chat()) == [("", "Only a webhook has a secret.")]


def test_a_pause_has_a_reason_and_an_end() -> None:
    assert problems(pause_endpoint, endpoint=webhook(), because=" ") == [
        ("because", "Say why in a sentence.")
    ]
    endpoint = webhook()
    pause_endpoint(endpoint=endpoint, because=" The farm moves. ", by=None, now=NOW)
    Endpoint.objects.update(failures=7, failing_since=NOW)
    for held in (endpoint, webhook()):
        assert (held.paused_at, held.paused_because) == (NOW, "The farm moves.")
    again = problems(pause_endpoint, endpoint=webhook(), because="The farm moves.")
    assert again == [("", "This is paused already.")]
    resume_endpoint(endpoint=endpoint, by=None, now=NOW + HOUR)
    for held in (endpoint, webhook()):
        assert (held.paused_at, held.paused_because) == (None, "")
        assert (held.failures, held.failing_since) == (0, None)
    assert AuditEntry.objects.latest("pk").before["paused_because"] == "The farm moves."
    assert problems(resume_endpoint, endpoint=webhook()) == [("", "This is not paused.")]


def test_a_test_waits_to_be_sent(settings: Any) -> None:
    settings.TIME_ZONE = "Pacific/Auckland"
    ask_for_test(endpoint=webhook(), by=user("administrator"), now=NOW + 12 * HOUR)
    message = Message.objects.get()
    assert (message.what, message.state, message.endpoint) == ("test", "waiting", webhook())
    assert (str(message.on), message.next_at) == ("2026-11-23", NOW + 12 * HOUR)


def test_a_test_is_asked_for_once_a_minute() -> None:
    ask_for_test(endpoint=webhook(), by=None, now=NOW)
    ask_for_test(endpoint=chat(), by=None, now=NOW)
    found = problems(ask_for_test, endpoint=webhook(), now=NOW + timedelta(seconds=59))
    assert found == [("", "A test was asked for less than a minute ago. Wait a little.")]
    ask_for_test(endpoint=webhook(), by=None, now=NOW + timedelta(seconds=60))
    assert Message.objects.filter(endpoint=webhook()).count() == 2


def test_what_is_paused_is_resumed_before_it_is_tested() -> None:
    pause_endpoint(endpoint=webhook(), because="It failed.", by=None, now=NOW)
    assert problems(ask_for_test, endpoint=webhook()) == [("", "This is paused. Resume it first.")]
