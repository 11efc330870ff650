"""Putting reminders off: with a reason, for a while, never beyond a lapse; and waking up again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User

from tests.builders import TODAY, at, make_decided, make_offering, make_user, publish
from tests.conftest import Once
from vetting.models import AuditEntry, Decision, Offering, Snooze
from vetting.services.refusals import Refused
from vetting.services.reminding.snoozes import snooze, wake_up
from vetting.services.reminding.subjects import subjects_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(once: Once) -> int:
    def make() -> int:
        make_decided("decided", "conditional")
        make_offering("plain")
        return make_user("analyst", username="rosa").pk

    return once(make)


@pytest.fixture
def rosa(made: int) -> User:
    return User.objects.get(pk=made)


def review() -> str:
    return f"review:{Decision.objects.get().pk}"


def last_usable() -> date:
    decision = Decision.objects.get()
    assert decision.valid_until
    return decision.valid_until + timedelta(decision.grace_days)


def put_off(
    by: User, days: int = 10, *, after: int = 0, subject: str = "", why: str = "Ill."
) -> Snooze:
    return snooze(
        offering=Offering.objects.get(slug="decided"),
        subject=subject or review(),
        until=at(after + days).date(),
        because=why,
        by=by,
        now=at(after),
    )


def test_it_is_kept_with_its_reason_and_in_the_trail(rosa: User) -> None:
    made = put_off(rosa)
    assert (made.subject, made.until, made.because) == (review(), at(10).date(), "Ill.")
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.because, entry.by) == ("put reminders off", "Ill.", rosa)
    assert entry.after == {"subject": review(), "until": at(10).date().isoformat()}


def test_another_one_replaces_it(rosa: User) -> None:
    first, second = put_off(rosa), put_off(rosa, 5, after=2)
    first.refresh_from_db()
    assert (first.ended_at, second.ended_at) == (at(2), None)
    before = AuditEntry.objects.latest("pk").before
    assert before == {"subject": review(), "until": first.until.isoformat()}


def test_one_that_is_over_stands_in_nobodys_way(rosa: User) -> None:
    put_off(rosa, 5)
    assert put_off(rosa, 5, after=20).until == at(25).date()
    assert AuditEntry.objects.latest("pk").before == {}


def test_everything_wrong_is_told_at_once(rosa: User) -> None:
    with pytest.raises(Refused) as refused:
        put_off(rosa, 0, why=" ")
    assert [field for field, _ in refused.value.problems] == ["until", "because"]
    with pytest.raises(Refused) as refused:
        put_off(rosa, 31, subject="review:999999")
    assert [field for field, _ in refused.value.problems] == ["subject"]
    assert not Snooze.objects.exists()


def test_a_month_is_the_most(rosa: User) -> None:
    assert put_off(rosa, 30)
    with pytest.raises(Refused, match="At most 30 days"):
        put_off(rosa, 31)


def test_reminders_come_again_before_the_verdict_lapses(rosa: User) -> None:
    """It counts against the days of grace: the last of them is the first with reminders again."""
    left = (last_usable() - TODAY).days
    with pytest.raises(Refused, match=f"lapses after {last_usable()}"):
        put_off(rosa, 11, after=left - 10)
    assert put_off(rosa, 10, after=left - 10).until == last_usable()


def test_what_has_lapsed_already_can_be_put_off(rosa: User) -> None:
    left = (last_usable() - TODAY).days
    assert put_off(rosa, 30, after=left + 1)


def test_waking_up_ends_it_once(rosa: User) -> None:
    woken = wake_up(snooze=put_off(rosa), because="Well again.", by=rosa, now=at(3))
    assert woken.ended_at == at(3)
    with pytest.raises(Refused, match="come again already"):
        wake_up(snooze=woken, because="", by=rosa, now=at(3))
    assert AuditEntry.objects.filter(act="let reminders come again").count() == 1


def test_what_is_over_needs_no_waking_up(rosa: User) -> None:
    with pytest.raises(Refused, match="come again already"):
        wake_up(snooze=put_off(rosa, 5), because="", by=rosa, now=at(5))


@pytest.mark.parametrize("role", ["viewer", "administrator", "policy owner"])
def test_who_may_not_is_refused(rosa: User, role: str) -> None:
    with pytest.raises(Refused, match="role does not allow"):
        put_off(make_user(role))


def test_all_that_runs_out_or_waits_about_one_offering_is_told(rosa: User) -> None:
    """Due or not, the next day first; what decides a verdict with its proofs."""
    decided = Offering.objects.get(slug="decided")
    publish(decided, "conditional", now=at(1))
    Offering.objects.filter(pk=decided.pk).update(contract_ends_on=at(400).date())
    decided.refresh_from_db()
    found = subjects_of(decided, at(1).date())
    matters = [each.subject.matter.value for each in found]
    assert sorted(matters) == ["contract", "evidence", "review"]
    assert [each.subject.day for each in found] == sorted(each.subject.day for each in found)
    plain = Offering.objects.get(slug="plain")
    assert [f.subject.key for f in subjects_of(plain, TODAY)] == [f"never_decided:{plain.pk}"]
