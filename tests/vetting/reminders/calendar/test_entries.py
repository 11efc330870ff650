"""Which days stand in whose calendar: what runs out of theirs, and nobody else's."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import (
    GOOD,
    LATER,
    NOW,
    ONE_CONDITION,
    TODAY,
    WEAK_ENVIRONMENT,
    answer_all,
    make_offering,
    make_user,
    overriding,
    proof,
    publish,
    the,
)
from tests.conftest import Once
from vetting.models import Answer, CalendarFeed, Contact, Decision, Evidence, Offering, Team
from vetting.reminders.calendar.entries import Entry, entries_of
from vetting.services.decisions import suspend
from vetting.services.reminding.owners import assign_owner

pytestmark = pytest.mark.django_db
A_DAY = timedelta(1)
CONTRACT = date(2027, 1, 15)


def make() -> None:
    """Rosa proposed a verdict and a ban, Max an override; Nina brought a proof."""
    rosa, ben, nina = (make_user("analyst", username=name) for name in ("rosa", "max", "nina"))
    chat = make_offering("chat", name="Chat, Pro", contract_ends_on=CONTRACT)
    answer_all(chat, GOOD, but=ONE_CONDITION)
    rest_on_terms(chat, "retention_control", "Terms; part 1", by=nina)
    rest_on_terms(chat, "retention_days_inputs", "Terms; part 2")
    publish(chat, "conditional", author=rosa)
    banned = make_offering("free")
    answer_all(banned, GOOD, but={"trains_on_inputs": "always"})
    publish(banned, "banned", author=rosa)
    loose = make_offering("loose")
    answer_all(loose, GOOD, but=WEAK_ENVIRONMENT)
    publish(loose, "conditional", override=overriding(20), author=ben)


@pytest.fixture(scope="module", autouse=True)
def made(once: Once) -> None:
    once(make)


def rest_on_terms(offering: Offering, criterion: str, title: str, by: Any = None) -> None:
    """The same answer, on a proof that counts for half a year."""
    terms = proof("published_terms", title=title)
    answer_all(offering, {criterion: GOOD[criterion]}, evidence=terms, by=by)


def person(name: str) -> User:
    return User.objects.get(username=name)


def feed(**whose: Any) -> CalendarFeed:
    return CalendarFeed(**whose)


def days_of(name: str, today: date = TODAY) -> list[Entry]:
    return entries_of(feed(person=person(name)), today)


def told(entries: list[Entry]) -> dict[str, tuple[date, str]]:
    return {entry.key: (entry.day, entry.summary) for entry in entries}


def decision(slug: str) -> Decision:
    return Decision.objects.get(offering__slug=slug)


def test_a_calendar_has_all_that_runs_out_of_theirs_and_when_it_lapses() -> None:
    chat, ban = decision("chat"), decision("free")
    last = chat.valid_until or date.max
    found = told(days_of("rosa"))
    proofs = {key: said for key, said in found.items() if key.startswith("evidence:")}
    assert {key: said for key, said in found.items() if key not in proofs} == {
        f"review:{chat.pk}": (last, "Review due: Studio Chat - Chat, Pro"),
        f"lapse:{chat.pk}": (last + timedelta(31), "Lapses: Studio Chat - Chat, Pro"),
        f"contract:{chat.offering_id}:{CONTRACT}": (
            CONTRACT,
            "Our contract ends: Studio Chat - Chat, Pro",
        ),
        f"review:{ban.pk}": (ban.review_due_on, "Ban to look at again: Studio Chat - Free"),
    }
    assert {said[1] for said in proofs.values()} == {"Evidence runs out: Terms; part 2"}
    assert [entry.day for entry in days_of("rosa")] == sorted(day for day, _ in found.values())


def test_an_override_is_in_the_calendar_of_whoever_proposed_it() -> None:
    loose = decision("loose")
    found = {key: entry for entry in days_of("max") for key in [entry.key]}
    override = found[f"override:{loose.pk}"]
    assert (override.day, override.category) == (TODAY + timedelta(20), "Override")
    assert "Head of security answers for it" in override.description
    assert not found.keys() & {entry.key for entry in days_of("rosa")}


def test_a_day_says_what_to_do_why_and_where() -> None:
    chat = decision("chat")
    review = next(e for e in days_of("rosa") if e.key == f"review:{chat.pk}")
    page = f"http://localhost:8000/admin/vetting/offering/{chat.offering_id}/change/"
    assert review.url == page
    assert review.description.endswith(f"\n\n{page}")
    assert "is due on 15 January 2027" in review.description
    assert "it lapses after 14 February 2027" in review.description
    assert "Why that day: Our contract ends." in review.description
    ban = next(e for e in days_of("rosa") if e.key == f"review:{decision('free').pk}")
    assert "lapses after" not in ban.description


def test_what_is_stopped_is_in_no_calendar() -> None:
    offering = Offering.objects.get(slug="chat")
    suspend(offering=offering, because="An incident.", by=the("analyst"), now=LATER)
    left = {entry.key for entry in days_of("rosa", LATER.date())}
    assert left == {f"review:{decision('free').pk}"}


def test_what_is_long_over_or_far_ahead_is_left_out() -> None:
    chat = decision("chat")
    last = chat.valid_until or date.max
    keys = [{e.key for e in days_of("rosa", last + timedelta(n))} for n in (90, 91, 121, 122)]
    review, lapse = f"review:{chat.pk}", f"lapse:{chat.pk}"
    assert [(review in found, lapse in found) for found in keys] == [
        (True, True),
        (False, True),
        (False, True),
        (False, False),
    ]
    Offering.objects.filter(slug="chat").update(contract_ends_on=TODAY + timedelta(400))
    assert any(e.category == "Contract" for e in days_of("rosa"))
    Offering.objects.filter(slug="chat").update(contract_ends_on=TODAY + timedelta(401))
    assert not any(e.category == "Contract" for e in days_of("rosa"))


def test_it_moves_to_the_calendar_of_whoever_looks_after_it_now() -> None:
    before, offering = days_of("max"), Offering.objects.get(slug="chat")
    assign_owner(offering=offering, owner=person("max"), because="", by=the("approver"), now=LATER)
    assert {e.key for e in days_of("rosa")} == {f"review:{decision('free').pk}"}
    gained = {e.key for e in days_of("max")} - {e.key for e in before}
    assert f"review:{decision('chat').pk}" in gained
    User.objects.filter(username="max").update(is_active=False)
    assert f"review:{decision('chat').pk}" in {e.key for e in days_of("rosa")}


def test_who_brought_a_proof_has_its_end_in_their_calendar() -> None:
    (entry,) = days_of("nina")
    assert entry.summary == "Evidence runs out: Terms; part 1"
    assert entry.url.endswith(f"/evidence/{entry.key.partition(':')[2]}/change/")
    assert entry.key not in {e.key for e in days_of("rosa")}


def test_what_nobody_looks_after_is_in_the_calendars_of_those_who_stand_in() -> None:
    User.objects.filter(username="rosa").update(is_active=False)
    approver = the("approver").username
    assert f"review:{decision('chat').pk}" in {e.key for e in days_of(approver)}
    assert f"override:{decision('loose').pk}" not in {e.key for e in days_of(approver)}


def test_a_team_has_what_its_members_look_after_and_says_who_does() -> None:
    team = Team.objects.create(slug="pictures", name="Pictures", created_at=NOW)
    other = Team.objects.create(slug="sound", name="Sound", created_at=NOW)
    assert entries_of(feed(team=team), TODAY) == []
    Contact.objects.create(person=person("rosa"), team=team)
    found = entries_of(feed(team=team), TODAY)
    assert {e.key for e in found} == {e.key for e in days_of("rosa")}
    assert all("\n\nLooked after by: rosa\n\n" in e.description for e in found)
    assert entries_of(feed(team=other), TODAY) == []
    Contact.objects.create(person=person("max"), team=team)
    assert len(entries_of(feed(team=team), TODAY)) == len(days_of("rosa")) + len(days_of("max"))


def test_an_act_leaves_its_name_and_counts_it_on() -> None:
    key = f"review:{decision('chat').pk}"
    before = {e.key: e for e in days_of("rosa")}
    assert before[key].acted_at == NOW
    offering = Offering.objects.get(slug="chat")
    assign_owner(offering=offering, owner=person("rosa"), because="", by=the("approver"), now=LATER)
    after = {e.key: e for e in days_of("rosa")}
    assert after.keys() == before.keys()
    assert after[key].acts == before[key].acts + 1
    assert after[key].acted_at == LATER


def test_a_calendar_of_two_hundred_offerings_takes_hardly_more_queries_than_one_of_one() -> None:
    one = make_offering("one")
    answer_all(one)
    rest_on_terms(one, "retention_days_inputs", "Terms")
    publish(one)
    with CaptureQueriesContext(connection) as first:
        assert {"Evidence", "Lapse"} <= {e.category for e in days_of(the("analyst").username)}
    copy(one, 199)
    with CaptureQueriesContext(connection) as asked:
        found = days_of(the("analyst").username)
    assert sum(e.category == "Lapse" for e in found) == 200
    assert sum(e.category == "Evidence" for e in found) == 200
    assert len({e.key for e in found}) == len(found)
    # Proofs are read a hundred at a time, because what is judged of them takes memory.
    assert len(asked) <= len(first) + 2 * 5


def copy(offering: Offering, times: int, since: int = 0) -> None:
    """Offerings like this one, each with proofs of its own, written straight into the tables."""
    numbers = range(since, since + times)
    answers = offering.answers.filter(superseded_at=None)
    twins = Offering.objects.bulk_create(
        again(offering, slug=f"one-{number}", name=f"One {number}") for number in numbers
    )
    proofs = [
        again(proof, fingerprint=f"{proof.pk} of {twin.pk}")
        for twin in twins
        for proof in Evidence.objects.filter(answers__in=answers).distinct().order_by("pk")
    ]
    mine = {proof.fingerprint: proof for proof in Evidence.objects.bulk_create(proofs)}
    Answer.objects.bulk_create(
        again(answer, offering=twin, evidence=mine[f"{answer.evidence_id} of {twin.pk}"])
        for twin in twins
        for answer in answers
    )
    decided = offering.decisions.get()
    Decision.objects.bulk_create(again(decided, offering=twin) for twin in twins)


def again(row: Any, **changed: Any) -> Any:
    """The same row anew, but for what is changed."""
    values = {field.name: getattr(row, field.name) for field in row._meta.concrete_fields}
    return type(row)(**(values | {"id": None} | changed))
