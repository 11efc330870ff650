"""A person's or a team's reminders of one day: as a mail, for a chat, and as JSON."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.vetting.reminders.words.rows import (
    TODAY,
    act,
    approved,
    day,
    endpoint,
    in_words,
    message,
    notice,
    offering,
    person,
    proof,
    remind,
    team,
)
from vetting.models import Decision, Message, Notice, Offering, Review

pytestmark = pytest.mark.django_db

GROUPS = (
    "overdue", "today", "within_7_days", "within_14_days", "within_30_days", "within_60_days",
    "further_ahead", "waiting", "as_lead", "as_head",
)  # fmt: skip


def reviewed(to: Message, plan: str, due: int, **facts: object) -> Offering:
    """A reminder of the review of a new offering, in this message."""
    of = offering(plan)
    remind(to, "review", approved(of, due).pk, due, of, **facts)
    return of


def test_one_thing_makes_a_short_mail() -> None:
    mail = message()
    of = reviewed(mail, "Enterprise", 14, because="Our contract ends.")
    words = in_words(mail)
    assert words.heading == "Runway - Enterprise: the review is due in 14 days"
    assert words.text == (
        "Hello Rosa,\n\n"
        "Runway - Enterprise: the review is due in 14 days\n\n"
        "* Runway - Enterprise\n"
        "  Its review is due on 6 December 2026, in 14 days: our contract ends.\n"
        "  Without a new decision, productions are told “not vetted” from 6 January\n"
        "  2027.\n"
        f"  http://localhost:8000/admin/vetting/offering/{of.pk}/change/\n"
        "\n\n--\n"
        "You get this because you look after what is listed.\n"
        "What is assigned to you always reaches you. Whether by mail or chat, and\n"
        "whether you get copies as team lead or head of security, you choose under My\n"
        "reminders:\n"
        "http://localhost:8000/admin/my-reminders/\n"
        "All that waits at the desk: http://localhost:8000/admin/\n"
    )


def headlines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.isupper()]


def test_the_most_urgent_stands_first_and_copies_as_lead_and_head_last() -> None:
    mail = message()
    for plan, due in [("A", 60), ("B", 30), ("C", 14), ("D", 7), ("E", 0), ("F", -7), ("G", 90)]:
        reviewed(mail, plan, due)
    reviewed(mail, "H", 0, role="lead", owner="Paul Prior")
    reviewed(mail, "I", -14, role="head", owner="Paul Prior")
    waits = offering("J")
    remind(mail, "never_decided", waits.pk, -7, waits)
    words = in_words(mail)
    assert words.heading == "1 review is overdue, 1 review is due today, and 8 more"
    assert headlines(words.text) == [
        "OVERDUE (1)",
        "DUE TODAY (1)",
        "WITHIN 7 DAYS (1)",
        "WITHIN 14 DAYS (1)",
        "WITHIN 30 DAYS (1)",
        "WITHIN 60 DAYS (1)",
        "FURTHER AHEAD (1)",
        "WAITING (1)",
        "FOR YOU AS TEAM LEAD (1)",
        "FOR YOU AS HEAD OF SECURITY (1)",
    ]
    assert (
        "You get this because you look after what is listed, lead a team and are a\n"
        "head of security.\n"
    ) in words.text


def test_the_mail_of_a_lead_says_why_it_came() -> None:
    mail = message()
    reviewed(mail, "A", 0, role="lead", owner="Paul Prior")
    assert "You get this because you lead a team.\n" in in_words(mail).text


def test_what_was_stopped_stands_before_what_only_waits() -> None:
    mail = message()
    old, stopped = offering("Old"), offering("Stopped")
    remind(mail, "never_decided", old.pk, -30, old)
    remind(mail, "suspended", act(stopped, decided_on=day(-7)).pk, -7, stopped)
    text = in_words(mail).text
    assert text.index("* Runway - Stopped") < text.index("* Runway - Old")


def test_a_long_group_is_cut_and_leads_to_the_lists() -> None:
    mail = message()
    for number in range(18):
        reviewed(mail, f"Plan {number}", -5)
    late = offering("Proven")
    remind(mail, "evidence", proof(late).pk, -1, late, title="Order form")
    words = in_words(mail)
    assert words.text.count("\n* ") == 15
    assert (
        "  ... and 3 more reviews:\n"
        "  http://localhost:8000/admin/vetting/offering/?waits=review\n\n"
        "  ... and 1 more proof:\n"
        "  http://localhost:8000/admin/vetting/evidence/?waits=ending\n"
    ) in words.text
    assert "and 3 more reviews</a>" in words.html


def test_the_html_escapes_what_comes_from_elsewhere() -> None:
    mail = message()
    of = offering()
    Offering.objects.filter(pk=of.pk).update(full_name="<b>R&D</b>\r\nBcc: x@example.com")
    remind(mail, "suspended", act(of).pk, 0, of, because="<script>alert(1)</script>")
    words = in_words(mail)
    assert words.heading == "<b>R&D</b> Bcc: x@example.com has been suspended since today"
    assert "&lt;b&gt;R&amp;D&lt;/b&gt; Bcc: x@example.com</a>" in words.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in words.html
    assert "<script>" not in words.html
    assert "“<script>alert(1)</script>.”" in words.text


def test_a_line_leads_to_the_review_that_is_under_way() -> None:
    mail = message()
    of = reviewed(mail, "Enterprise", 7)
    review = Review.objects.create(
        offering=of,
        state="proposed",
        because="Periodic.",
        opened_at=mail.made_at,
        proposed_act="decide",
        proposed_by=person("paul"),
        proposed_at=mail.made_at,
    )
    text = in_words(mail).text
    assert "A proposal by Paul waits for a second person." in " ".join(text.split())
    assert f"  http://localhost:8000/admin/vetting/review/{review.pk}/change/\n" in text


def test_a_proof_tells_of_the_verdict_that_ends_with_it_first() -> None:
    mail = message()
    gone, first, last = offering("Gone"), offering("First"), offering("Last")
    for of, lapses in [(gone, 5), (first, 45), (last, 60)]:
        approved(of, 14, lapses=lapses)
    key = proof(gone).pk
    resting = [[of.pk, of.full_name] for of in (gone, first, last)]
    remind(mail, "evidence", key, 14, gone, title="Order form", offerings=resting, others=0)
    text = " ".join(in_words(mail).text.split())
    assert (
        "* Order form It counts until 6 December 2026, in 14 days. 3 offerings rest on it: Runway "
        "- Gone, Runway - First and Runway - Last. Without a newer proof and a new decision, "
        "productions are told that the first of them is not vetted from 6 January 2027. "
        f"http://localhost:8000/admin/vetting/evidence/{key}/change/"
    ) in text


def queries_to_word(mail: Message) -> int:
    with CaptureQueriesContext(connection) as seen:
        in_words(mail)
    return len(seen)


def test_three_thousand_things_cost_as_many_queries_as_three() -> None:
    few, many = message(), message(person=person("mo"))
    for number in range(3):
        reviewed(few, f"Plan {number}", number)
    key = Decision.objects.latest("pk").pk
    of = Offering.objects.latest("pk")
    Notice.objects.bulk_create(
        notice(many, f"review:{key}", f"s{n}", day(n % 70 - 5), of, matter="review", role="owner")
        for n in range(3000)
    )
    assert queries_to_word(many) == queries_to_word(few) == 7
    words = in_words(many)
    assert words.heading == "215 reviews are overdue, 43 reviews are due today, and 2,742 more"
    assert len(words.text) < 40_000


def test_a_chat_gets_plain_lines() -> None:
    chat = message(endpoint=endpoint("chat", team=team()))
    of = reviewed(chat, "Enterprise", -7, owner="Rosa Reyes")
    for number in range(6):
        waits = offering(f"Plan {number}")
        remind(chat, "never_decided", waits.pk, -7, waits, owner="")
    words = in_words(chat)
    lines = words.text.splitlines()
    assert words.html == ""
    assert words.heading == "1 review is overdue, 6 offerings were never decided"
    assert lines[:4] == [
        "Overdue (1)",
        "• Runway - Enterprise: Its review was due on 15 November 2026, 7 days ago. Without a new "
        "decision, productions are told “not vetted” from 16 December 2026, in 24 days. Rosa "
        f"Reyes looks after it. http://localhost:8000/admin/vetting/offering/{of.pk}/change/",
        "",
        "Waiting (6)",
    ]
    assert lines[-3:] == [
        "… and 1 more offering never decided: "
        "http://localhost:8000/admin/vetting/offering/?why=never_decided",
        "",
        "You get this because the team Editorial tools looks after these offerings.",
    ]


def test_the_chat_of_a_person_says_where_to_switch_it_off() -> None:
    chat = message(endpoint=endpoint("chat", person=person()))
    reviewed(chat, "Enterprise", 7, owner="Rosa Reyes")
    words = in_words(chat)
    assert "looks after it" not in words.text
    assert words.text.endswith(
        "You get this because you look after what is listed. "
        "What reaches you here: http://localhost:8000/admin/my-reminders/"
    )


def test_a_webhook_of_a_team_gets_json_of_a_known_shape() -> None:
    hook = message(endpoint=endpoint("webhook", team=team()))
    of = reviewed(hook, "Enterprise", -7, owner="Rosa Reyes")
    body = in_words(hook).text
    said = json.loads(body)
    assert body == json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    assert said == {
        "type": "reminders.digest",
        "timestamp": "2026-11-22T07:05:00Z",
        "data": {
            "on": "2026-11-22",
            "team": {"slug": "editorial", "name": "Editorial tools"},
            "heading": "Runway - Enterprise: the review was due 7 days ago",
            "count": 1,
            "counts": {**dict.fromkeys(GROUPS, 0), "overdue": 1},
            "things": [
                {
                    "subject": Notice.objects.get().subject,
                    "matter": "review",
                    "step": "step-7",
                    "group": "overdue",
                    "day": "2026-11-15",
                    "in_days": -7,
                    "title": "Runway - Enterprise",
                    "text": "Its review was due on 15 November 2026, 7 days ago. Without a new "
                    "decision, productions are told “not vetted” from 16 December 2026, in 24 "
                    "days. Rosa Reyes looks after it.",
                    "offering": {"slug": "runway-enterprise", "name": "Runway - Enterprise"},
                    "offerings": [],
                    "others": 0,
                    "owner": "Rosa Reyes",
                    "not_vetted_from": "2026-12-16",
                    "url": f"http://localhost:8000/admin/vetting/offering/{of.pk}/change/",
                }
            ],
        },
    }


def test_the_day_of_the_site_counts_when_it_is_worded_and_not_when_it_was_found() -> None:
    mail = message()
    of = offering()
    approved(of, 3)
    made = remind(mail, "review", Decision.objects.get().pk, 3, of)
    Notice.objects.filter(pk=made.pk).update(on=day(-11), step="before-14")
    assert in_words(mail).heading == "Runway - Enterprise: the review is due in 3 days"
    assert Message.objects.get(pk=mail.pk).on == TODAY
