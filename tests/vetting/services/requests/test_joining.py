"""Joining two requests: everybody who asks goes along, nothing said is lost, the old id answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.builders import LATER, NOW, TODAY, make_offering, the
from tests.vetting.services.requests.asking import fresh, production, wanted
from vetting.models import AuditEntry, RequestSupporter, VettingRequest
from vetting.services.intake import Outcome, Wish, ask
from vetting.services.refusals import Refused
from vetting.services.requests import alike, goes_on, join_requests, take_offering

pytestmark = pytest.mark.django_db


def join(one: VettingRequest, into: VettingRequest, role: str = "analyst") -> VettingRequest:
    return join_requests(request=one, into=into, seen=fresh(one).version, by=the(role), now=LATER)


@pytest.fixture
def two() -> tuple[VettingRequest, VettingRequest]:
    """Harbour asks for both, in other words; Atlas for the second alone."""
    first = wanted(
        "Runway", plan="Enterprise", purpose="Plates.", contact="a@b.example",
        needed_by=TODAY + timedelta(30),
    )  # fmt: skip
    second = wanted(
        "Gen 4", now=NOW - timedelta(5), plan="Enterprise", vendor="Runway AI", purpose="Skies.",
        url="https://runwayml.com", contact="c@d.example", needed_by=TODAY + timedelta(9),
    )  # fmt: skip
    wanted("Gen 4", "atlas", plan="Enterprise", purpose="Roto.")
    return first, second


def test_all_who_ask_move_and_nobody_votes_twice(two: tuple[VettingRequest, ...]) -> None:
    first, second = two
    assert join(second, first) == first
    into = fresh(first)
    assert (into.votes, into.needed_by) == (2, TODAY + timedelta(9))
    assert (into.vendor, into.url, into.host) == (
        "Runway AI", "https://runwayml.com", "runwayml.com",
    )  # fmt: skip
    assert (fresh(second).state, fresh(second).joined_to) == ("joined", first)


def test_who_supported_both_keeps_the_earlier_days_and_both_notes(
    two: tuple[VettingRequest, ...],
) -> None:
    first, second = two
    join(second, first)
    own = RequestSupporter.objects.get(request=first, production__slug="harbour")
    assert (own.asked_at, own.needed_by) == (NOW - timedelta(5), TODAY + timedelta(9))
    assert (own.purpose, own.contact) == ("Plates.\n\nSkies.", "a@b.example; c@d.example")
    assert (own.words, own.url) == ("Runway - Enterprise", "https://runwayml.com")
    assert own.formerly == [str(second.code)]
    other = RequestSupporter.objects.get(request=first, production__slug="atlas")
    assert (other.words, other.purpose) == ("Gen 4 - Enterprise", "Roto.")


def test_the_joined_one_keeps_what_was_said_in_it(two: tuple[VettingRequest, ...]) -> None:
    first, second = two
    join(second, first)
    held = second.supporters.order_by("production__slug").values_list("purpose", flat=True)
    assert list(held) == ["Roto.", "Skies."]
    assert fresh(second).votes == 2


def test_it_is_one_act_in_the_trail(two: tuple[VettingRequest, ...]) -> None:
    first, second = two
    entries = AuditEntry.objects.count()
    join(second, first)
    assert AuditEntry.objects.count() == entries + 1
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.subject_id) == ("joined to another", str(second.pk))
    assert entry.after["productions"] == ["harbour", "atlas"]
    assert "Skies" not in str(entry.after)


def test_whoever_asks_for_a_joined_one_joins_the_one_that_goes_on(
    two: tuple[VettingRequest, ...],
) -> None:
    first, second = two
    join(second, first)
    supporter, outcome = ask(
        wish=Wish("gen-4", "enterprise"), production=production("kestrel"), now=LATER
    )
    assert (outcome, supporter.request, fresh(first).votes) == (Outcome.JOINED, first, 3)


def test_a_chain_of_joined_requests_leads_straight_to_the_last(
    two: tuple[VettingRequest, ...],
) -> None:
    first, second = two
    third = wanted("Runway ML", "kestrel", plan="Enterprise")
    join(second, first)
    join(first, third)
    assert fresh(second).joined_to == fresh(first).joined_to == third
    own = RequestSupporter.objects.get(request=third, production__slug="atlas")
    assert own.formerly == [str(second.code), str(first.code)]


def test_the_one_that_is_further_goes_on_or_that_more_ask_for_or_the_older(
    two: tuple[VettingRequest, ...],
) -> None:
    first, second = map(fresh, two)
    assert goes_on(first, second) == goes_on(second, first) == second
    wanted("Runway", "atlas", plan="Enterprise")
    assert goes_on(fresh(first), second) == second
    wanted("Runway", "kestrel", plan="Enterprise")
    assert goes_on(fresh(first), second) == first
    take_offering(
        request=second, offering=make_offering("r"), seen=second.version, by=the("analyst"),
        now=LATER,
    )  # fmt: skip
    assert goes_on(fresh(first), fresh(second)) == second
    with pytest.raises(Refused, match="is in review as"):
        join(fresh(second), fresh(first))


def test_only_what_is_under_way_is_joined_and_only_by_an_analyst(
    two: tuple[VettingRequest, ...],
) -> None:
    first, second = two
    with pytest.raises(Refused, match="You may not handle requests"):
        join(second, first, "viewer")
    with pytest.raises(Refused, match="This is the same request"):
        join(first, first)
    with pytest.raises(Refused, match="Somebody else handled this request"):
        join_requests(request=second, into=first, seen="x", by=the("analyst"), now=NOW)
    VettingRequest.objects.filter(pk=first.pk).update(state="answered", answered_at=NOW)
    with pytest.raises(Refused, match="open or in review"):
        join(second, first)


def test_the_database_keeps_a_joined_request_joined(two: tuple[VettingRequest, ...]) -> None:
    first, second = two
    for fields in ({"state": "joined"}, {"joined_to": second}, {"joined_to": first}):
        with pytest.raises(IntegrityError), transaction.atomic():
            VettingRequest.objects.filter(pk=first.pk).update(**fields)


RUNWAY = Wish("Runway", "Enterprise", "Runway AI", "https://runwayml.com")


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        (Wish("Runwai", "Enterprise"), ("a name like it",)),
        (Wish("Gen 4", "Pro", url="https://app.runwayml.com/x"), ("the same host",)),
        (Wish("Frames", vendor="runway ai"), ("the same vendor",)),
        (Wish("Runway"), ("a name like it",)),
        (
            Wish("Runwai", "Enterprise", "Runway AI", "https://dev.runwayml.com"),
            ("the same host", "a name like it", "the same vendor"),
        ),
        (Wish("Runway", "Pro"), None),
        (Wish("Luma", "Enterprise", "Luma AI", "https://lumalabs.ai"), None),
    ],
)
def test_requests_that_look_the_same_are_suggested_with_their_reasons(
    wish: Wish, why: tuple[str, ...] | None
) -> None:
    fields = {name: getattr(RUNWAY, name) for name in ("plan", "vendor", "url")}
    one = wanted(RUNWAY.tool, **fields)
    ask(wish=replace(wish, purpose="x"), production=production("atlas"), now=NOW)
    found = alike(one)
    assert [each.why for each in found] == ([why] if why else [])
    VettingRequest.objects.exclude(pk=one.pk).update(state="declined", answered_at=NOW)
    assert alike(one) == []
