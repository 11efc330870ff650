"""Endpoints on the desk: added, tested, paused, removed; a secret is shown once, a chat never."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.builders import make_user
from tests.vetting.admin.conftest import LogIn
from vetting.models import AuditEntry, Endpoint, Message, Production, Team
from vetting.services.endpoints.secrets import secret_of, secrets_of
from vetting.services.productions import create_production

HOOK = "https://hooks.studio.example/ai-tools?token=not-for-you"
CHAT = "https://hooks.slack.com/services/T1/B2/not-for-you"


@pytest.fixture
def production(db: object, now: datetime) -> Production:
    return create_production(slug="harbour", name="Harbour", by=None, now=now)


def make_endpoint(of: Production | Team, channel: str = "webhook", **fields: Any) -> Endpoint:
    owner = "production" if isinstance(of, Production) else "team"
    fields.setdefault("address", CHAT if channel == "chat" else HOOK)
    fields.setdefault("style", "slack" if channel == "chat" else "")
    fields.setdefault("created_at", timezone.now())
    return Endpoint.objects.create(
        channel=channel, label=fields.pop("label", "Render farm"), **{owner: of}, **fields
    )


def make_message(endpoint: Endpoint, state: str = "waiting", **fields: Any) -> Message:
    now = timezone.now()
    fields.setdefault("what", "event")
    fields.setdefault("made_at", now)
    return Message.objects.create(
        endpoint=endpoint, state=state, on=now.date(), next_at=now, **fields
    )


def home(production: Production) -> str:
    return f"/admin/vetting/production/{production.pk}/change/"


def place(endpoint: Endpoint, act: str = "") -> str:
    owner = endpoint.production or endpoint.team
    assert owner is not None
    kind = owner._meta.model_name
    return f"/admin/vetting/{kind}/{owner.pk}/endpoints/{endpoint.pk}/{act}"


def new(production: Production) -> str:
    return f"/admin/vetting/production/{production.pk}/endpoints/new/"


def read(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def errors(client: Client, url: str, data: dict[str, str]) -> dict[str, list[str]]:
    return dict(client.post(url, data).context["form"].errors)


def test_a_webhooks_secret_is_shown_once(log_in: LogIn, production: Production) -> None:
    client = log_in("administrator")
    data = {"label": "Render farm", "kind": "webhook", "address": HOOK}
    answer = client.post(new(production), data)
    endpoint = Endpoint.objects.get()
    secret = secret_of(endpoint)
    assert secret in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    for url in (home(production), place(endpoint), place(endpoint, "rotate/")):
        shown = read(client, url)
        assert secret not in shown
        assert "not-for-you" not in shown
    assert secret not in str(list(AuditEntry.objects.values_list()))
    assert endpoint.created_by == client.person


@pytest.mark.parametrize("kind", ["slack", "teams"])
def test_of_a_chat_only_the_host_is_shown(kind: str, log_in: LogIn, production: Production) -> None:
    client = log_in("administrator")
    data = {"label": "#vfx", "kind": kind, "address": CHAT}
    answer = client.post(new(production), data, follow=True)
    endpoint = Endpoint.objects.get()
    assert (endpoint.channel, endpoint.style, endpoint.address) == ("chat", kind, CHAT)
    pages = [answer.content.decode(), read(client, home(production))]
    for act in ("", "pause/", "remove/"):
        pages.append(read(client, place(endpoint, act)))
    assert [one for one in pages if "not-for-you" in one] == []
    assert "hooks.slack.com" in pages[1]


def test_a_refusal_keeps_what_was_typed_and_names_each_field(
    log_in: LogIn, production: Production
) -> None:
    client = log_in("administrator")
    assert set(errors(client, new(production), {})) == {"label", "kind", "address"}
    data = {"label": "Farm", "kind": "webhook", "address": "http://10.0.0.1/x"}
    answer = client.post(new(production), data)
    assert set(answer.context["form"].errors) == {"address"}
    assert 'value="http://10.0.0.1/x"' in answer.content.decode()
    assert not Endpoint.objects.exists()


def test_a_team_is_told_in_a_chat_or_by_webhook_and_never_by_mail(
    log_in: LogIn, now: datetime
) -> None:
    team = Team.objects.create(slug="night", name="Night desk", created_at=now)
    client, url = log_in("administrator"), f"/admin/vetting/team/{team.pk}/endpoints/new/"
    kinds = [key for key, _ in client.get(url).context["form"].fields["kind"].choices]
    assert kinds == ["webhook", "slack", "teams"]
    data = {"label": "Room", "kind": "mail", "address": "room@studio.example"}
    assert set(errors(client, url, data)) == {"kind"}
    client.post(url, {**data, "kind": "slack", "address": CHAT})
    assert Endpoint.objects.get().team == team


def test_a_new_secret_is_shown_once_with_how_long_the_old_one_signs(
    log_in: LogIn, production: Production
) -> None:
    client, endpoint = log_in("administrator"), make_endpoint(production)
    old = secret_of(endpoint)
    answer = client.post(place(endpoint, "rotate/"), {"overlap": "24"})
    endpoint.refresh_from_db()
    fresh = secret_of(endpoint)
    shown = answer.content.decode()
    assert fresh in shown
    assert old not in shown
    assert "The old secret signs too until" in shown
    assert secrets_of(endpoint, timezone.now()) == [fresh, old]
    assert fresh not in read(client, place(endpoint))
    assert "the one before it signs too until" in read(client, place(endpoint))
    assert set(errors(client, place(endpoint, "rotate/"), {"overlap": "24"})) == {"overlap"}
    ended = client.post(place(endpoint, "rotate/"), {"overlap": "0"}).content.decode()
    assert "The old secret no longer signs anything." in ended


def test_a_test_is_put_into_the_outbox_and_told_as_it_goes(
    log_in: LogIn, production: Production, now: datetime
) -> None:
    client, endpoint = log_in("administrator"), make_endpoint(production)
    answer = client.post(place(endpoint, "test/"))
    assert answer["Location"] == place(endpoint) + "#test"
    message = Message.objects.get()
    assert (message.what, message.endpoint, message.state) == ("test", endpoint, "waiting")
    assert "On its way" in read(client, place(endpoint))
    assert "Look again" in read(client, place(endpoint))
    Message.objects.update(state="failed", error=f"The receiver answered 404 at {HOOK}")
    told = read(client, place(endpoint))
    assert "The receiver answered 404" in told
    assert "not-for-you" not in told
    assert "Look again" not in told
    Message.objects.update(state="sent", sent_at=now, error="")
    assert "Arrived" in read(client, place(endpoint))
    again = client.post(place(endpoint, "test/"), follow=True)
    assert "less than a minute ago" in again.content.decode()


def test_it_is_paused_with_a_reason_resumed_and_removed_for_good(
    log_in: LogIn, production: Production
) -> None:
    client, endpoint = log_in("administrator"), make_endpoint(production)
    assert set(errors(client, place(endpoint, "pause/"), {})) == {"because"}
    client.post(place(endpoint, "pause/"), {"because": "It moves house."})
    paused = read(client, home(production))
    assert "It moves house." in paused
    assert "Send a test" not in read(client, place(endpoint))
    client.post(place(endpoint, "resume/"))
    assert "Send a test" in read(client, place(endpoint))
    client.post(place(endpoint, "remove/"), {"because": "Nobody reads it."})
    gone = read(client, place(endpoint))
    assert "Removed" in gone
    assert "/pause/" not in gone
    assert "Send a test" not in gone
    assert "Removed (1)" in read(client, home(production))
    acts = AuditEntry.objects.order_by("pk").values_list("act", "because")
    assert list(acts)[-3:] == [
        ("paused", "It moves house."), ("resumed", ""), ("removed", "Nobody reads it."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "sent", "word", "told"),
    [
        ({}, {}, "Not tried yet", ""),
        ({}, {"state": "sent", "sent_at": timedelta()}, "Works", "the newest message arrived on"),
        (
            {"failing_since": timedelta(hours=-2), "failures": 3},
            {"error": "The receiver answered 500."},
            "Failing",
            "The receiver answered 500.",
        ),
        (
            {"paused_at": timedelta(), "paused_because": "Too many failures."},
            {},
            "Paused",
            "Too many failures.",
        ),
    ],
)
def test_the_list_says_how_it_stands_with_each(
    log_in: LogIn,
    production: Production,
    now: datetime,
    fields: dict[str, Any],
    sent: dict[str, Any],
    word: str,
    told: str,
) -> None:
    def timed(values: dict[str, Any]) -> dict[str, Any]:
        return {k: now + v if isinstance(v, timedelta) else v for k, v in values.items()}

    endpoint = make_endpoint(production, **timed(fields))
    if sent:
        make_message(endpoint, **timed(sent))
    [row] = log_in("approver").get(home(production)).context["endpoints"]
    assert (row.word, row.channel) == (word, "webhook")
    assert told in row.state


def test_an_endpoint_of_somebody_else_is_not_found(
    log_in: LogIn, production: Production, now: datetime
) -> None:
    other = create_production(slug="other", name="Other", by=None, now=now)
    endpoint = make_endpoint(other)
    person = make_user("analyst")
    mine = Endpoint.objects.create(
        person=person, channel="chat", style="slack", label="Mine", address=CHAT, created_at=now
    )
    client = log_in("administrator")
    for key in (endpoint.pk, mine.pk):
        url = f"/admin/vetting/production/{production.pk}/endpoints/{key}/"
        for act in ("", "rotate/", "remove/"):
            assert client.get(f"{url}{act}").status_code == 404
        assert client.post(f"{url}test/").status_code == 404


def test_the_newest_messages_are_told_with_a_link_for_those_who_may_read_them(
    log_in: LogIn, production: Production, now: datetime
) -> None:
    endpoint = make_endpoint(production)
    for number in range(12):
        at = now + timedelta(minutes=number)
        make_message(endpoint, "sent", heading=f"Message {number}", made_at=at, sent_at=at)
    shown = log_in("approver").get(home(production))
    rows = shown.context["deliveries"]
    assert [row.what for row in rows] == [f"Message {number}" for number in range(11, 1, -1)]
    assert f'href="/admin/vetting/message/{rows[0].message.pk}/change/"' in shown.content.decode()
    viewer = read(log_in("viewer"), home(production))
    assert "Message 11" not in viewer
    assert "Endpoints" not in viewer


def test_a_page_costs_the_same_for_many_endpoints(log_in: LogIn, production: Production) -> None:
    client = log_in("superuser")

    def cost(rows: int) -> int:
        for number in range(rows):
            make_message(make_endpoint(production, label=str(number)), error="x")
        with CaptureQueriesContext(connection) as seen:
            assert client.get(home(production)).status_code == 200
        return len(seen)

    cost(1)
    assert cost(1) == cost(50)
