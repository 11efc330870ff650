"""An endpoint is added by whom it is for or who may, and refused with all that is wrong."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from tests.builders import make_user
from tests.conftest import Once
from vetting.models import AuditEntry, Endpoint, Production, Team
from vetting.services.endpoints.adding import MOST, add_endpoint
from vetting.services.endpoints.secrets import secret_of
from vetting.services.refusals import Refused

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
HOOK = "https://hooks.example/ai?token=query-secret"
CHAT = "https://hooks.slack.com/services/T0/B0/chat-secret"


@pytest.fixture(scope="module")
def made(once: Once) -> None:
    def make() -> None:
        Production.objects.create(slug="paul", name="Paul's title", created_at=NOW)
        Team.objects.create(slug="post", name="Post", created_at=NOW)
        for role in ("administrator", "analyst"):
            make_user(role, username=role)

    once(make)


@pytest.fixture(autouse=True)
def rows(made: None, db: None) -> None:
    """Every test has the rows."""


def user(name: str) -> Any:
    return get_user_model().objects.get(username=name)


def add(by: Any = None, **fields: Any) -> tuple[Endpoint, str]:
    wish: dict[str, Any] = {"channel": "webhook", "address": HOOK, "label": "render farm"}
    if not {"team", "person", "production"} & set(fields):
        fields["production"] = Production.objects.get()
    return add_endpoint(**{**wish, **fields}, by=by, now=NOW)


def problems(**fields: Any) -> list[tuple[str, str]]:
    before = Endpoint.objects.count(), AuditEntry.objects.count()
    with pytest.raises(Refused) as caught:
        add(**fields)
    assert (Endpoint.objects.count(), AuditEntry.objects.count()) == before
    return caught.value.problems


def test_a_production_adds_a_webhook_and_gets_its_secret() -> None:
    endpoint, secret = add(address=f" {HOOK} ", label=" render farm ")
    held = Endpoint.objects.get()
    assert (held.address, held.label, held.created_at) == (HOOK, "render farm", NOW)
    assert (held.production, held.created_by) == (Production.objects.get(), None)
    assert secret == secret_of(held) == secret_of(endpoint)


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({}, {"channel": "webhook", "style": "", "address": "https://hooks.example/ai?…"}),
        (
            {"channel": "chat", "style": "slack", "address": CHAT},
            {"channel": "chat", "style": "slack", "address": "https://hooks.slack.com/…"},
        ),
        (
            {"channel": "mail", "address": "pipeline@paul.example"},
            {"channel": "mail", "style": "", "address": "pipeline@paul.example"},
        ),
    ],
)
def test_the_trail_has_one_entry_and_no_secret(
    fields: dict[str, Any], shown: dict[str, str]
) -> None:
    before = AuditEntry.objects.count()
    _, secret = add(**fields)
    assert AuditEntry.objects.count() == before + 1
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.subject_kind, entry.subject) == ("created", "endpoint", "render farm")
    assert entry.after == {"of": "paul", "label": "render farm", **shown}
    written = str(list(AuditEntry.objects.values()))
    assert "secret" not in written
    assert bool(secret) is (shown["channel"] == "webhook")
    assert secret == "" or secret not in written


def test_who_has_the_right_adds_for_teams_and_productions() -> None:
    administrator = user("administrator")
    team = Team.objects.get()
    assert add(administrator)[0].created_by == administrator
    assert add(administrator, team=team)[0].team == team
    for fields in ({}, {"team": team}, {"person": administrator, "channel": "chat"}):
        assert problems(by=user("analyst"), **fields) == [
            ("", "You may not add where messages go; ask an administrator.")
        ]


def test_people_add_chats_of_their_own() -> None:
    analyst = user("analyst")
    endpoint, secret = add(analyst, person=analyst, channel="chat", style="teams", address=CHAT)
    assert (endpoint.person, secret) == (analyst, "")
    assert AuditEntry.objects.latest("pk").after["of"] == "analyst"
    assert problems(by=analyst, person=analyst) == [
        ("channel", "Here you add a chat. Your mails go to the address of your account.")
    ]


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"channel": "pigeon"}, [("channel", "Choose one of webhook, chat, mail.")]),
        ({"style": "slack"}, [("style", "Only a chat has a style; leave it out.")]),
        (
            {"channel": "chat"},
            [("style", "Say which chat it is: one of slack, teams.")],
        ),
        (
            {"channel": "chat", "style": "irc"},
            [("style", "Say which chat it is: one of slack, teams.")],
        ),
        (
            {"channel": "mail"},
            [("address", "Write a mail address such as pipeline@studio.example.")],
        ),
        (
            {"channel": "mail", "address": "a@b.example\nBcc: c@d.example"},
            [("address", "Write a mail address such as pipeline@studio.example.")],
        ),
        (
            {"address": "https://hooks.example/" + "a" * 2000},
            [("address", "Use an address of at most 2000 characters.")],
        ),
        ({"label": "a" * 81}, [("label", "Use one line of at most 80 characters.")]),
        ({"label": "a\nb"}, [("label", "Use one line of at most 80 characters.")]),
        (
            {"address": "https://rosa@10.0.0.5/", "label": " ", "style": "slack"},
            [
                ("style", "Only a chat has a style; leave it out."),
                ("label", "Say what listens there, such as render farm."),
                ("address", "Leave user names and passwords out of the address."),
                (
                    "address",
                    "10.0.0.5 is no public address. "
                    "Ask whoever runs the registry to allow its network.",
                ),
            ],
        ),
    ],
)
def test_all_that_is_wrong_is_said_at_once(
    fields: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    assert problems(**fields) == found


def test_a_team_has_no_mailbox() -> None:
    assert problems(team=Team.objects.get(), channel="mail", address="post@studio.example") == [
        ("channel", "A team is told in a chat or by webhook; its people have mails of their own.")
    ]


def test_a_network_of_our_own_is_taken(settings: Any) -> None:
    settings.OUTGOING_NETWORKS = ["10.0.0.0/24"]
    assert add(address="http://10.0.0.5:8000/")[0].pk


def test_nothing_is_there_twice_and_there_is_an_end_of_it() -> None:
    add()
    assert problems() == [("address", "This address is there already.")]
    Endpoint.objects.update(removed_at=NOW)
    add()
    for number in range(MOST - 1):
        add(address=f"https://hooks.example/{number}")
    assert problems(address="https://hooks.example/last") == [
        ("", "There are 20 already. Remove one that is not needed.")
    ]
    assert add(user("administrator"), team=Team.objects.get())[0].pk


def test_a_production_that_is_not_active_gets_none() -> None:
    Production.objects.update(active=False)
    assert problems() == [("", "This production is not active; nothing is sent to it.")]
