"""Messages: who got what, what failed, its very text, and trying again what failed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.builders import make_offering, make_user
from tests.conftest import Once
from tests.vetting.admin.conftest import LogIn
from tests.vetting.admin.messages import (
    HOOK,
    endpoint_of,
    failed_to,
    message_to,
    notice_of,
)
from tests.vetting.admin.test_lists import queries
from vetting.admin.outbox.notice_words import matter_words, step_words
from vetting.admin.outbox.wording import standing
from vetting.models import AuditEntry, Endpoint, Heartbeat, Message, Offering, Production, Team
from vetting.services.productions import create_production

LIST = "/admin/vetting/message/"
CHAT = "https://hooks.slack.com/services/T0/B0/topsecret"


@pytest.fixture(autouse=True, scope="module")
def rows(once: Once, now: datetime) -> None:
    """A mail that was sent, a webhook that failed, a chat that waits."""
    once(lambda: make_rows(now))


def make_rows(now: datetime) -> None:
    person = make_user("analyst", username="rosa", first_name="Rosa", email="rosa@x.example")
    offering, other = make_offering("runway-api", now=now), make_offering("kling-pro", now=now)
    sent = message_to(
        person, now, state="sent", sent_at=now, attempts=1, heading="One thing", text="Hello Rosa",
        html="<html><head></head><body><a href='/admin/'>Look</a></body></html>",
    )  # fmt: skip
    notice_of(offering, sent, now)
    production = create_production(slug="harbour", name="Harbour Lights", by=None, now=now)
    hook = endpoint_of(production)
    failed = failed_to(
        hook, now - timedelta(1), heading="Runway failed", html="", text='{"type":"x","data":[1]}',
        error=f"{HOOK} did not answer",
    )  # fmt: skip
    notice_of(other, failed, now, step="tightened", subject="change:7", day=None)
    team = Team.objects.create(slug="vfx", name="VFX", created_at=now)
    chat = Endpoint.objects.create(
        channel="chat", style="slack", label="#security", address=CHAT, team=team, created_at=now
    )
    message_to(chat, now - timedelta(2), heading="The team's day", text="*One thing*")


@pytest.fixture
def of(rows: None, db: Any) -> dict[str, Message]:
    return {message.heading.split()[0].lower(): message for message in Message.objects.all()}


def page(message: Message, part: str = "change/") -> str:
    return f"{LIST}{message.pk}/{part}"


def headings(client: Any, query: str) -> list[str]:
    shown = client.get(f"{LIST}?{query}")
    assert shown.status_code == 200
    return [message.heading for message in shown.context["cl"].result_list]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["One thing", "Runway failed", "The team's day"]),
        ("state=failed", ["Runway failed"]),
        ("state=x", []),
        ("channel=mail", ["One thing"]),
        ("channel=chat", ["The team's day"]),
        ("what=digest", ["One thing", "The team's day"]),
        ("to=person", ["One thing"]),
        ("to=team", ["The team's day"]),
        ("to=production", ["Runway failed"]),
        ("to=me", []),
        ("to=x", []),
        ("q=rosa", ["One thing"]),
        ("q=harbour+lights", ["Runway failed"]),
        ("q=%23security", ["The team's day"]),
        ("q=kling+pro", ["Runway failed"]),
        ("q=Runway+Kling", []),
        ("about=x", []),
        ("about=999", []),
    ],
)
def test_the_list_is_narrowed_and_searched(
    query: str, expected: list[str], log_in: LogIn, of: Any
) -> None:
    assert headings(log_in("analyst"), query) == expected


def test_a_link_narrows_it_to_one_offering_and_ones_own(log_in: LogIn, of: Any) -> None:
    client = log_in(person=User.objects.get(username="rosa"))
    key = Offering.objects.get(slug="runway-api").pk
    assert headings(client, f"about={key}") == headings(client, "to=me") == ["One thing"]


def test_no_page_shows_a_whole_address(log_in: LogIn, of: dict[str, Message]) -> None:
    client = log_in("superuser")
    pages = [LIST, *(page(message) for message in of.values()), "/admin/vetting/endpoint/"]
    pages += [f"/admin/vetting/endpoint/{e.pk}/change/" for e in Endpoint.objects.all()]
    for url in pages:
        shown = client.get(url).content.decode()
        assert "topsecret" not in shown, url
    assert "https://hooks.farm.example/in?… did not answer" in client.get(LIST).content.decode()


def test_a_page_says_how_it_stands_and_shows_the_json(log_in: LogIn, of: Any, now: Any) -> None:
    shown = log_in("analyst").get(page(of["runway"])).content.decode()
    assert "Failed after 9 attempts, the last on " in shown
    assert "It will not be tried again by itself." in shown
    assert "&quot;type&quot;: &quot;x&quot;,\n" in shown
    assert "Studio Chat - Kling Pro</a>: its status tightened" in shown
    assert "<iframe" not in shown


def test_a_mail_is_shown_in_a_frame_in_which_nothing_runs(log_in: LogIn, of: Any) -> None:
    client = log_in("analyst")
    whole = client.get(page(of["one"]))
    assert "frame-src 'self'" in whole.headers["Content-Security-Policy"]
    assert whole.headers["X-Frame-Options"] == "DENY"
    assert 'sandbox="allow-popups' in whole.content.decode()
    assert "Hello Rosa" in whole.content.decode()
    mail = client.get(page(of["one"], "mail/"))
    policy = mail.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; ")
    assert "frame-ancestors 'self'" in policy
    assert "script" not in policy
    assert mail.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert '<base target="_blank">' in mail.content.decode()
    assert client.get(page(of["runway"], "mail/")).status_code == 404
    assert "frame-src" not in client.get(LIST).headers["Content-Security-Policy"]


def test_a_long_digest_is_cut_at_a_hundred_with_a_count_and_no_more_queries(
    log_in: LogIn, of: Any, now: datetime
) -> None:
    client = log_in("analyst")
    client.get(page(of["one"]))
    few = queries(client, page(of["one"]))
    offering = Offering.objects.get(slug="runway-api")
    for number in range(103):
        notice_of(offering, of["one"], now, step=f"before-{number}", subject=f"review:{number}")
    shown = client.get(page(of["one"])).content.decode()
    assert "What is in it <span" in shown
    assert ">104</span>" in shown
    assert shown.count("review due on") == 100
    assert "And 4 that are not listed here." in shown
    # One more: what is not shown is counted.
    assert queries(client, page(of["one"])) == few + 1


def test_what_failed_is_tried_again_by_a_button_once(log_in: LogIn, of: Any) -> None:
    client = log_in("approver")
    looked_at = {"seen": client.get(page(of["runway"])).context["seen"]}
    told = client.post(page(of["runway"], "retry/"), looked_at, follow=True).content.decode()
    assert "It is tried again with the next run, under the old id." in told
    held = Message.objects.get(pk=of["runway"].pk)
    assert (held.state, held.attempts, held.code) == ("waiting", 0, of["runway"].code)
    entries = AuditEntry.objects.count()
    again = client.post(page(of["runway"], "retry/"), looked_at, follow=True).content.decode()
    assert "It has been tried since you looked" in again
    assert AuditEntry.objects.count() == entries


def test_of_those_chosen_in_the_list_only_what_failed_is_tried_again(
    log_in: LogIn, of: Any
) -> None:
    chosen = {"action": "retry_chosen", "_selected_action": [m.pk for m in of.values()]}
    told = log_in("analyst").post(LIST, chosen, follow=True).content.decode()
    assert "tried again with the next run, under the old id. The other 2 have not failed." in told
    assert Message.objects.filter(state="failed").count() == 0
    told = log_in("analyst").post(LIST, chosen, follow=True).content.decode()
    assert "Nothing was done: only what failed is tried again." in told


def test_what_cannot_be_sent_any_more_is_refused_in_a_sentence(
    log_in: LogIn, of: Any, now: datetime
) -> None:
    Endpoint.objects.filter(label="render farm").update(removed_at=now)
    client = log_in("analyst")
    looked_at = {"seen": client.get(page(of["runway"])).context["seen"]}
    told = client.post(page(of["runway"], "retry/"), looked_at, follow=True).content.decode()
    assert "which was removed" in told


def test_whoever_may_only_read_has_no_button(log_in: LogIn, of: Any) -> None:
    client = log_in("policy owner")
    assert "Try again" not in client.get(page(of["runway"])).content.decode()
    assert "Try again" not in client.get(LIST).content.decode()
    assert client.post(page(of["runway"], "retry/")).status_code == 403
    assert log_in("viewer").get(LIST).status_code == 403


def test_an_empty_list_says_when_the_first_comes_and_what_does_it_now(
    log_in: LogIn, settings: Any
) -> None:
    settings.REMIND_FROM_HOUR = 6
    Heartbeat.objects.all().delete()
    Message.objects.filter(notices=None).delete()
    for message in Message.objects.all():
        message.notices.all().delete()
        message.delete()
    shown = log_in("analyst").get(LIST).content.decode()
    assert "When the first message comes" in shown
    assert "from 6:00 on, Monday to Friday" in shown
    assert "manage.py run_due --dry-run" in shown
    assert "Reminders have never run: nobody is told of anything." in shown
    assert "When the first" not in log_in("analyst").get(f"{LIST}?state=sent").content.decode()


def test_nobody_is_offered_to_import_or_export_messages(log_in: LogIn, of: Any) -> None:
    client = log_in("superuser")
    for model in ("message", "endpoint"):
        assert client.get(f"/admin/vetting/{model}/").context["exchange"] is None
        for way in ("import/", "export/csv/", "import/template/csv/"):
            assert client.get(f"/admin/vetting/{model}/{way}").status_code in {403, 404}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "Not tried yet. It goes out with the next run."),
        ({"next_in": 2}, "Not tried yet. It goes out on "),
        ({"attempts": 2, "next_in": 2, "error": "No answer"}, "Tried twice: No answer. It is"),
        ({"attempts": 1, "next_in": 2, "error": "Full."}, "Tried once: Full. It is tried again"),
        ({"state": "failed", "attempts": 1, "error": "No."}, "Failed after 1 attempt: No. It will"),
        ({"state": "dropped"}, "No longer needed, and never sent."),
        ({"state": "sending", "claimed_in": 1}, "Is being sent now. If that is not done by "),
        ({"state": "sending", "claimed_in": -1}, "Was being sent by somebody who did not finish."),
        ({"state": "sent", "attempts": 3}, ", at attempt 3."),
    ],
)
def test_each_state_is_a_sentence(fields: dict[str, Any], expected: str, now: datetime) -> None:
    hours = {name: timedelta(hours=fields.get(name, 0)) for name in ("next_in", "claimed_in")}
    message = Message(
        person=User(username="x"), state=fields.get("state", "waiting"), sent_at=now,
        attempts=fields.get("attempts", 0), error=fields.get("error", ""),
        next_at=now + hours["next_in"], claimed_until=now + hours["claimed_in"],
    )  # fmt: skip
    assert expected in standing(message, now)


def test_what_waits_for_a_paused_endpoint_says_so(now: datetime) -> None:
    production = Production(name="Harbour")
    there = Endpoint(
        channel="webhook", label="farm", production=production, address=HOOK, paused_at=now,
        paused_because="20 attempts in a row failed",
    )  # fmt: skip
    message = Message(endpoint=there, state="waiting", next_at=now)
    said = standing(message, now)
    assert said.startswith("Waits until farm is resumed, paused since ")
    assert said.endswith("20 attempts in a row failed.")


@pytest.mark.parametrize(
    ("subject", "step", "what", "at"),
    [
        ("review:1", "before-14", "review due", "14 days ahead"),
        ("evidence:1", "before-1", "proof with its last day", "1 day ahead"),
        ("contract:1:2026-01-01", "due", "our contract with its last day", "on the day"),
        ("override:1", "overdue-7", "override with its last day", "7 days overdue"),
        ("never_decided:1", "chase-30", "never decided, in the registry", "after 30 days"),
        ("change:1", "loosened", "its status loosened", ""),
        ("request:x:20260101", "answered", "a request was answered", ""),
        ("unheard-of:1", "odd", "unheard-of:1", ""),
    ],
)
def test_each_notice_has_words(subject: str, step: str, what: str, at: str) -> None:
    assert matter_words(subject, step, None) == what
    assert step_words(step) == at
