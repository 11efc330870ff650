"""Asking for a tool to be vetted: one request for each tool and plan, joined and never doubled."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.builders import LATER, NOW, TODAY
from vetting.models import AuditEntry, Production, RequestSupporter, VettingRequest
from vetting.models.naming import telling_host
from vetting.services.audit import broken_links
from vetting.services.intake import Outcome, Refused, Wish, ask, problems_of_wish
from vetting.services.productions import create_production

RUNWAY = Wish(
    tool="Runway",
    plan="Enterprise",
    vendor="Runway AI",
    url="https://www.runwayml.com/enterprise",
    purpose="Clean plates.",
    needed_by=TODAY + timedelta(30),
    contact="Rosa, vfx@harbour.example",
)


def production(slug: str) -> Production:
    held = Production.objects.filter(slug=slug).first()
    return held or create_production(slug=slug, name=slug.title(), by=None, now=NOW)


def asked(wish: Wish, by: str = "harbour", **fields: Any) -> tuple[RequestSupporter, Outcome]:
    return ask(
        wish=wish, production=production(by), **{"now": NOW, "key_label": "script", **fields}
    )


@pytest.mark.django_db
def test_a_new_request_is_open_with_one_vote_and_one_audit_entry() -> None:
    production("harbour")
    entries = AuditEntry.objects.count()
    supporter, outcome = asked(RUNWAY)
    request = VettingRequest.objects.get()
    assert (outcome, supporter.request, request.state) == (Outcome.OPENED, request, "open")
    assert (request.key, request.host) == ("runwayenterprise", "runwayml.com")
    assert (supporter.purpose, supporter.key_label) == ("Clean plates.", "script")
    assert AuditEntry.objects.count() == entries + 1
    assert broken_links() == []


@pytest.mark.django_db
def test_the_trail_says_who_asked_for_what_and_keeps_the_note_to_itself() -> None:
    asked(RUNWAY)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.subject) == ("asked for a tool", "Runway - Enterprise")
    assert entry.subject_kind == "request"
    assert entry.after == {
        "production": "harbour", "tool": "Runway", "plan": "Enterprise", "votes": 1,
    }  # fmt: skip
    asked(replace(RUNWAY, contact="Idris", purpose="More."), now=LATER)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.after["changed"]) == ("changed its note", ["purpose", "contact"])
    assert "Idris" not in str(entry.after)


SAME = [
    Wish("RUN-WAY", "enterprise"),
    Wish("Runway Enterprise"),
    Wish("Gen-4", "Enterprise", url="https://runwayml.com/gen-4"),
    Wish("runwayml.com", "Enterprise"),
]
OTHER = [
    Wish("Runway"),
    Wish("Runway", "Pro"),
    Wish("Gen-4", url="https://runwayml.com/gen-4"),
    Wish("Gen-4", "Enterprise", url="https://app.runwayml.com"),
]


@pytest.mark.django_db
@pytest.mark.parametrize("wish", SAME, ids=str)
def test_the_same_under_another_name_is_joined(wish: Wish) -> None:
    first, _ = asked(RUNWAY)
    second, outcome = asked(wish, "atlas", now=LATER)
    assert (outcome, second.request) == (Outcome.JOINED, first.request)
    assert VettingRequest.objects.get().votes == 2


@pytest.mark.django_db
@pytest.mark.parametrize("wish", OTHER, ids=str)
def test_another_plan_or_another_host_is_another_request(wish: Wish) -> None:
    asked(RUNWAY)
    assert asked(wish, "atlas")[1] is Outcome.OPENED
    assert VettingRequest.objects.count() == 2


@pytest.mark.django_db
def test_two_tools_on_one_shared_host_are_two_requests() -> None:
    asked(Wish("Upscaler", url="https://github.com/acme/upscaler"))
    assert asked(Wish("Denoiser", url="https://www.github.com/x/denoiser"))[1] is Outcome.OPENED


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("https://www.runwayml.com/x", "runwayml.com"),
        ("app.runwayml.com", "app.runwayml.com"),
        ("https://huggingface.co/a/b", ""),
        ("Runway", ""),
        ("", ""),
    ],
)
def test_a_host_counts_where_it_tells_which_tool_is_meant(text: str, host: str) -> None:
    assert telling_host(text) == host


@pytest.mark.django_db
def test_asking_again_changes_the_own_note_alone() -> None:
    first, _ = asked(RUNWAY)
    asked(RUNWAY, "atlas")
    again, outcome = asked(Wish("Runway", "Enterprise", purpose="Skies."), now=LATER)
    assert (outcome, again.pk, again.asked_at) == (Outcome.ASKED_BEFORE, first.pk, NOW)
    assert (again.purpose, again.contact) == ("Skies.", RUNWAY.contact)
    assert RequestSupporter.objects.get(production__slug="atlas").purpose == "Clean plates."
    assert VettingRequest.objects.get().votes == 2


@pytest.mark.django_db
def test_asking_the_very_same_again_writes_nothing() -> None:
    asked(RUNWAY)
    entries = AuditEntry.objects.count()
    assert asked(RUNWAY, now=LATER)[1] is Outcome.ASKED_BEFORE
    assert AuditEntry.objects.count() == entries


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        ("in_review", Outcome.JOINED),
        ("answered", Outcome.OPENED),
        ("declined", Outcome.OPENED),
    ],
)
def test_only_a_request_under_way_is_joined(state: str, outcome: Outcome) -> None:
    asked(RUNWAY)
    answered_at = None if state == "in_review" else NOW
    VettingRequest.objects.update(state=state, answered_at=answered_at)
    assert asked(RUNWAY, "atlas")[1] is outcome


FAULTY: list[tuple[Wish, set[str]]] = [
    (Wish(""), {"tool"}),
    (Wish("???"), {"tool"}),
    (Wish("Runway", url="runwayml.com"), {"url"}),
    (Wish("Runway", url="ftp://runwayml.com"), {"url"}),
    (Wish("Runway", url="javascript:alert(1)"), {"url"}),
    (Wish("Runway", url="https://"), {"url"}),
    (Wish("Runway", url="https://localhost"), {"url"}),
    (Wish("Runway", url="https://me:secret@runwayml.com"), {"url"}),
    (Wish("Runway", url="https://evil.com\\@runwayml.com"), {"url"}),
    (Wish("Runway", needed_by=TODAY - timedelta(1)), {"needed_by"}),
    (Wish("", url="x", needed_by=TODAY - timedelta(1)), {"tool", "url", "needed_by"}),
    (Wish("Runway", needed_by=TODAY), set()),
    (Wish("可灵", url="HTTPS://klingai.com:443/x?y=1"), set()),
]


@pytest.mark.parametrize(("wish", "fields"), FAULTY)
def test_every_fault_of_a_wish_is_named_at_once(wish: Wish, fields: set[str]) -> None:
    assert {field for field, _ in problems_of_wish(wish, TODAY)} == fields


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wish", [Wish(""), Wish("x" * 121), Wish("Runway", url="https://run_way..com")]
)
def test_a_faulty_wish_is_refused_and_nothing_is_written(wish: Wish) -> None:
    production("harbour")
    entries = AuditEntry.objects.count()
    with pytest.raises(Refused):
        asked(wish)
    assert not VettingRequest.objects.exists()
    assert AuditEntry.objects.count() == entries


@pytest.mark.django_db
def test_the_database_allows_one_request_under_way_for_each_name() -> None:
    asked(RUNWAY)
    for fields in ({"key": "runwayenterprise"}, {"key": ""}, {"key": "x", "state": "answered"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            VettingRequest.objects.create(tool="x", created_at=NOW, **fields)
    held = RequestSupporter.objects.get()
    held.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        held.save()
