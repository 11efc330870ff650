"""What productions are told: one event as JSON, or all that waited in one mail or chat message."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.registry.api import building
from tests.vetting.reminders.words.rows import (
    NOW,
    TODAY,
    approved,
    day,
    endpoint,
    in_words,
    message,
    notice,
    offering,
    production,
)
from vetting.models import Message, Notice, Offering, StatusChange
from vetting.reminders.words import NothingLeft
from vetting.reminders.words.events import standing_notice

pytestmark = pytest.mark.django_db

SSO = {"criterion": "identity_sso", "text": "Use single sign-on."}
MEMORY = {"criterion": "admin_controls", "text": "Switch off memory."}
CODE = "0f7a4a5e-6b0d-4a5a-9c58-1f0c5f1c1a11"


def to(channel: str) -> Message:
    return message("event", endpoint=endpoint(channel, production=production()))


def change(
    of: Offering, before: str, after: str, *conditions: dict[str, str], because: str = "Because."
) -> tuple[StatusChange, dict[str, Any]]:
    """A change in the log, and the facts that are told of it. A status may have a reason (a:b)."""
    was, is_now = ([*each.split(":"), "decided"][:2] for each in (before, after))
    usable = is_now[0] in {"approved", "conditional"}
    made = StatusChange.objects.create(
        number=StatusChange.objects.count() + 1,
        at=NOW,
        on=TODAY,
        offering=of,
        status=is_now[0],
        reason=is_now[1],
        because=because,
        ceiling="unreleased" if usable else "none",
        conditions=list(conditions),
    )
    return made, {
        "on": "2026-11-22",
        "cause": "act",
        "before": {"status": was[0], "status_reason": was[1]},
        "after": {
            "status": is_now[0],
            "status_reason": is_now[1],
            "usable": usable,
            "ceiling": made.ceiling,
            "conditions": made.conditions,
            "valid_until": "2027-05-20" if usable else None,
        },
        "because": because,
        "offering": {"slug": of.slug, "name": of.full_name},
    }


def tell(
    mail: Message, step: str, of: Offering, before: str, after: str, *conditions: dict[str, str]
) -> None:
    made, facts = change(of, before, after, *conditions)
    kind = f"offering.status.{step}"
    notice(mail, f"change:{made.number}", step, TODAY, of, type=kind, **facts).save()


def tell_expiring(mail: Message, of: Offering, *, last: int = 14) -> None:
    facts = {
        "type": "offering.expiring",
        "valid_until": day(last).isoformat(),
        "lapses_on": day(last + 31).isoformat(),
        "status": "approved",
        "offering": {"slug": of.slug, "name": of.full_name},
    }
    subject = f"expiring:1:{day(last).isoformat()}"
    notice(mail, subject, "before-14", day(last), of, **facts).save()


def tell_answer(mail: Message, of: Offering | None) -> None:
    facts = {
        "type": "request.answered",
        "request": {"id": CODE, "tool": "Runway", "plan": "Enterprise", "state": "answered"},
        "answer": "It is approved.\n\nUse single sign-on.",
        "offering": {"slug": of.slug, "name": of.full_name} if of else None,
        "status": "approved" if of else None,
    }
    notice(mail, f"request:{CODE}:20261122T070500000000Z", "answered", None, of, **facts).save()


def test_a_mail_says_first_what_has_to_stop() -> None:
    mail = to("mail")
    loose, gone, strict, soon = (offering(plan) for plan in ("Loose", "Gone", "Strict", "Soon"))
    approved(soon, 14)
    tell(mail, "loosened", loose, "banned", "approved")
    tell_answer(mail, None)
    tell_expiring(mail, soon)
    change(strict, "not_vetted", "conditional", SSO)
    tell(mail, "tightened", strict, "conditional", "conditional", SSO, MEMORY)
    tell(mail, "tightened", gone, "approved", "banned")
    words = in_words(mail)
    assert words.heading == "Stop using Runway - Gone, 1 tool has stricter rules, and 3 more"
    assert [line for line in words.text.splitlines() if line.isupper()] == [
        "STOP USING",
        "STRICTER THAN BEFORE",
        "RUNNING OUT SOON",
        "WHAT YOU ASKED FOR",
        "GOOD NEWS",
    ]
    assert (
        "* Runway - Strict\n"
        "  It is “Conditional” as before, and changed on 22 November 2026. You may go\n"
        "  on using it if you keep the conditions below. This is valid until 20 May\n"
        "  2027. Why: Because.\n"
        "  New conditions:\n"
        "  - Switch off memory.\n"
        "  As before:\n"
        "  - Use single sign-on.\n"
        "  All that holds for it:\n"
        "  http://localhost:8000/api/v1/offerings/runway-strict/\n"
    ) in words.text
    assert standing_notice(TODAY) in " ".join(words.text.split())
    assert standing_notice(TODAY) in words.html


def test_a_mail_about_one_stop_is_short_and_says_what_to_do() -> None:
    mail = to("mail")
    tell(mail, "tightened", offering(), "approved", "not_vetted:suspended")
    words = in_words(mail)
    assert words.heading == "Stop using Runway - Enterprise: it is suspended"
    assert words.text == (
        "Stop using Runway - Enterprise: it is suspended\n\n"
        "* Runway - Enterprise\n"
        "  From “Approved” to “Suspended” on 22 November 2026. Stop using it until\n"
        "  the suspension is lifted. Why: Because. If work depends on it, talk to\n"
        "  your studio contact before you go on.\n"
        "  The reasons, the way back, and what you can use instead:\n"
        "  http://localhost:8000/api/v1/offerings/runway-enterprise/\n"
        "\n\n--\n"
        "Questions? Ask your studio contact, who can reach the people who decided.\n\n"
        "You get this because Harbour Lights asked to be told at this address (the\n"
        "board). Which tools it is told of, it chooses by its subscriptions in the\n"
        "registry.\n"
    )


def test_the_html_of_an_event_escapes_what_comes_from_elsewhere() -> None:
    mail = to("mail")
    tell(mail, "tightened", offering(), "approved", "conditional", {**SSO, "text": "<b>Use</b> it"})
    words = in_words(mail)
    assert "&lt;b&gt;Use&lt;/b&gt; it</li>" in words.html
    assert "<b>Use" not in words.html


@pytest.mark.parametrize(
    ("steps", "heading"),
    [
        (
            [
                ("tightened", "approved", "not_vetted:suspended"),
                ("loosened", "not_vetted:suspended", "approved"),
            ],
            "Runway - Enterprise is approved",
        ),
        (
            [
                ("tightened", "approved", "not_vetted:suspended"),
                ("loosened", "not_vetted:suspended", "conditional"),
            ],
            "Runway - Enterprise may still be used, but more strictly",
        ),
        (
            [("tightened", "approved", "banned"), ("loosened", "banned", "not_vetted")],
            "Stop using Runway - Enterprise: it is no longer cleared",
        ),
        (
            [("loosened", "banned", "approved"), ("tightened", "approved", "banned")],
            "Stop using Runway - Enterprise: it is banned",
        ),
    ],
)
def test_several_changes_of_one_offering_are_told_as_one(
    steps: list[tuple[str, str, str]], heading: str
) -> None:
    mail, of = to("mail"), offering()
    for step, before, after in steps:
        tell(mail, step, of, before, after)
    words = in_words(mail)
    assert words.heading == heading
    assert words.text.count("\n* ") == 1


def test_of_several_changes_it_is_told_where_the_first_one_started() -> None:
    mail, of = to("mail"), offering()
    change(of, "banned", "approved")
    tell(mail, "tightened", of, "approved", "conditional", SSO)
    tell(mail, "tightened", of, "conditional", "conditional", SSO, MEMORY)
    assert (
        "From “Approved” to “Conditional” on 22 November 2026. You may go on using it if you keep "
        "the conditions below. This is valid until 20 May 2027. Why: Because. New conditions: - "
        "Use single sign-on. - Switch off memory. All that holds"
    ) in " ".join(in_words(mail).text.split())


def renewed(of: Offering) -> None:
    of.periods.filter(status="approved").update(valid_until=day(400))


def stopped(of: Offering) -> None:
    of.periods.filter(status="approved").update(status="not_vetted", reason="suspended")


@pytest.mark.parametrize("done", [renewed, stopped])
@pytest.mark.parametrize("channel", ["mail", "webhook", "chat"])
def test_what_no_longer_runs_out_is_not_announced(channel: str, done: Any) -> None:
    mail, of = to(channel), offering()
    approved(of, 14)
    tell_expiring(mail, of)
    assert "6 December 2026" in in_words(mail).text or channel == "webhook"
    done(of)
    with pytest.raises(NothingLeft):
        in_words(mail)


def body(mail: Message) -> Any:
    text = in_words(mail).text
    said = json.loads(text)
    assert text == json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return said


@pytest.mark.parametrize("step", ["tightened", "loosened"])
def test_a_changed_status_is_json_of_a_known_shape(step: str) -> None:
    hook = to("webhook")
    tell(hook, step, offering(), "approved", "conditional", SSO)
    assert in_words(hook).heading == f"offering.status.{step}: Runway - Enterprise"
    assert body(hook) == {
        "type": f"offering.status.{step}",
        "timestamp": "2026-11-22T07:05:00Z",
        "data": {
            "on": "2026-11-22",
            "cause": "act",
            "because": "Because.",
            "notice": standing_notice(TODAY),
            "offering": {
                "slug": "runway-enterprise",
                "name": "Runway - Enterprise",
                "url": "http://localhost:8000/api/v1/offerings/runway-enterprise/",
            },
            "before": {"status": "approved", "status_reason": "decided"},
            "after": {
                "status": "conditional",
                "status_reason": "decided",
                "usable": True,
                "ceiling": "unreleased",
                "conditions": [SSO],
                "valid_until": "2027-05-20",
            },
        },
    }


def test_what_may_not_be_used_carries_no_standing_notice() -> None:
    hook = to("webhook")
    tell(hook, "tightened", offering(), "approved", "banned")
    assert body(hook)["data"]["notice"] is None


def test_an_expiry_is_json_of_a_known_shape() -> None:
    hook, of = to("webhook"), offering()
    approved(of, 14)
    tell_expiring(hook, of)
    assert body(hook) == {
        "type": "offering.expiring",
        "timestamp": "2026-11-22T07:05:00Z",
        "data": {
            "status": "approved",
            "valid_until": "2026-12-06",
            "not_vetted_from": "2027-01-06",
            "offering": {
                "slug": "runway-enterprise",
                "name": "Runway - Enterprise",
                "url": "http://localhost:8000/api/v1/offerings/runway-enterprise/",
            },
        },
    }


def test_an_answer_is_json_of_a_known_shape() -> None:
    hook = to("webhook")
    tell_answer(hook, None)
    assert in_words(hook).heading == "request.answered"
    assert body(hook) == {
        "type": "request.answered",
        "timestamp": "2026-11-22T07:05:00Z",
        "data": {
            "request": {
                "id": CODE,
                "tool": "Runway",
                "plan": "Enterprise",
                "state": "answered",
                "url": f"http://localhost:8000/api/v1/requests/{CODE}/",
            },
            "answer": "It is approved.\n\nUse single sign-on.",
            "offering": None,
            "status": None,
        },
    }


def test_a_chat_gets_the_events_in_plain_lines() -> None:
    chat, of = to("chat"), offering()
    tell(chat, "tightened", of, "approved", "conditional", SSO, MEMORY)
    tell_answer(chat, of)
    words = in_words(chat)
    assert words.html == ""
    assert words.heading == "1 tool has stricter rules, 1 request of yours was answered"
    assert words.text == (
        "Stricter than before (1)\n"
        "• Runway - Enterprise: From “Approved” to “Conditional” on 22 November 2026. You may go "
        "on using it if you keep the conditions below. This is valid until 20 May 2027. Why: "
        "Because. Conditions: Use single sign-on; Switch off memory. "
        "http://localhost:8000/api/v1/offerings/runway-enterprise/\n\n"
        "What you asked for (1)\n"
        "• Runway - Enterprise: You asked for Runway - Enterprise. It is approved. Use single "
        "sign-on. Runway - Enterprise is approved. "
        f"http://localhost:8000/api/v1/requests/{CODE}/\n\n"
        f"{standing_notice(TODAY)}"
    )


def test_a_thousand_events_are_cut_and_cost_as_many_queries_as_one() -> None:
    few, many = to("mail"), to("mail")
    tell(few, "tightened", offering(), "approved", "banned")
    tool = building.tool("sora", "Sora", named=False)
    offerings = Offering.objects.bulk_create(
        Offering(slug=f"s-{n}", tool=tool, name=f"{n}", full_name=f"Sora - {n}", created_at=NOW,
                 kind="enterprise_workspace")
        for n in range(1000)
    )  # fmt: skip
    facts = Notice.objects.get().facts
    Notice.objects.bulk_create(
        notice(many, f"change:{n + 2}", "tightened", TODAY, of, **facts)
        for n, of in enumerate(offerings)
    )
    counted = []
    for mail in (few, many):
        with CaptureQueriesContext(connection) as seen:
            words = in_words(mail)
        counted.append(len(seen))
    assert counted[0] == counted[1] <= 8
    assert words.heading == "Stop using 1,000 tools"
    assert words.text.count("\n* ") == 40
    assert "  ... and 960 more:\n  http://localhost:8000/api/v1/changes/\n" in words.text


@pytest.mark.parametrize("channel", ["mail", "chat"])
def test_a_test_message_says_that_it_is_one(channel: str) -> None:
    words = in_words(message("test", endpoint=endpoint(channel, production=production())))
    assert words.heading == "Test message of the AI tool registry"
    assert " ".join(words.text.split()) == (
        "This is a test message from the registry of AI tools. If you can read it, messages reach "
        "you here. There is nothing to do."
    )
    assert bool(words.html) is (channel == "mail")


def test_a_test_of_a_webhook_is_json_of_a_known_shape() -> None:
    hook = message("test", endpoint=endpoint("webhook", production=production()))
    assert body(hook) == {
        "type": "registry.test",
        "timestamp": "2026-11-22T07:05:00Z",
        "data": {
            "text": "This is a test message from the registry of AI tools. If you can read it, "
            "messages reach you here. There is nothing to do."
        },
    }
