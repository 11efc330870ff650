"""Two people on one question: the second is told who was faster, and nothing of theirs is saved."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import GOOD, LATER, NOW, answer_all, make_offering, make_user, proof
from vetting.models import Answer, AuditEntry, Evidence, Offering
from vetting.services.answers import AnswerInput, record_answer, record_answers, withdraw_answer
from vetting.services.refusals import Refused
from vetting.services.seen import Seen

pytestmark = pytest.mark.django_db

SSO = "identity_sso"


def say(offering: Offering, value: str, **more: Any) -> Any:
    more = {"by": None, "now": LATER, "evidence": proof(), **more}
    return record_answer(offering=offering, criterion=SSO, value=value, **more)


def held(offering: Offering, criterion: str = SSO) -> Answer:
    return offering.answers.get(criterion=criterion, superseded_at=None)


def test_the_second_is_told_who_answered_what_and_when() -> None:
    offering, rosa = make_offering(), make_user("analyst", first_name="Rosa", last_name="Lind")
    say(offering, "sso_available", by=rosa, now=NOW)
    with pytest.raises(Refused) as refusal:
        say(offering, "sso_enforced", seen=Seen(None))
    assert refusal.value.problems == [
        (
            "seen",
            "Rosa Lind answered this on 1 Sep 2026, 12:00, after you had opened it: “Single "
            "sign-on available, not enforced”. Nothing was saved; save again if yours should "
            "replace it.",
        )
    ]
    assert held(offering).value == "sso_available"
    say(offering, "sso_enforced", seen=Seen(held(offering).pk))
    assert held(offering).value == "sso_enforced"


def test_of_many_answers_none_is_saved_where_one_was_overtaken() -> None:
    offering = make_offering()
    answer_all(offering, {SSO: "sso_available", "audit_log": "none"})
    first = held(offering).pk
    say(offering, "mfa_only")
    before = (AuditEntry.objects.count(), Evidence.objects.count())
    given = [
        AnswerInput(SSO, "sso_enforced", proof(title="New"), seen=Seen(first)),
        AnswerInput("audit_log", "exportable", proof(title="New"), seen=Seen(None)),
        AnswerInput("encryption", "rest_transit", proof(title="New"), seen=Seen(None)),
    ]
    with pytest.raises(Refused) as refusal:
        record_answers(offering=offering, given=given, by=None, now=LATER)
    assert [field for field, _ in refusal.value.problems] == [f"{SSO}, seen", "audit_log, seen"]
    assert (AuditEntry.objects.count(), Evidence.objects.count()) == before
    assert not offering.answers.filter(criterion="encryption").exists()


def test_an_answer_that_somebody_withdrew_is_told_too() -> None:
    offering, rosa = make_offering(), make_user("analyst", username="rosa")
    say(offering, "sso_available", now=NOW)
    seen = Seen(held(offering).pk)
    withdraw_answer(offering=offering, criterion=SSO, because="Wrong.", by=rosa, now=LATER)
    with pytest.raises(Refused, match="rosa withdrew the answer that you saw on 2 Sep 2026, 12:00"):
        say(offering, "sso_enforced", seen=seen)
    with pytest.raises(Refused, match="rosa withdrew the answer that you saw"):
        withdraw_answer(
            offering=offering, criterion=SSO, because="Me too.", by=None, now=LATER, seen=seen
        )


def test_nobody_withdraws_an_answer_that_they_did_not_see() -> None:
    offering = make_offering()
    say(offering, "sso_available", now=NOW)
    seen = Seen(held(offering).pk)
    say(offering, "sso_enforced")
    with pytest.raises(Refused, match="The registry answered this on 2 Sep 2026"):
        withdraw_answer(
            offering=offering, criterion=SSO, because="Wrong.", by=None, now=LATER, seen=seen
        )
    assert held(offering).value == "sso_enforced"


def test_who_says_nothing_of_what_they_saw_just_comes_later() -> None:
    offering = make_offering()
    answer_all(offering, GOOD)
    say(offering, "sso_available")
    assert held(offering).value == "sso_available"


def test_an_answer_rests_on_evidence_that_is_kept_as_it_is() -> None:
    offering = make_offering()
    answer_all(offering, {"encryption": "rest_transit"})
    kept = Evidence.objects.get()
    say(offering, "sso_enforced", evidence=kept)
    assert held(offering).evidence == kept
    assert Evidence.objects.get() == kept


def test_evidence_of_a_kind_that_the_rules_do_not_know_proves_nothing_new() -> None:
    offering = make_offering()
    kept = Evidence.objects.create(
        kind="gossip",
        title="Heard it",
        seen_on=NOW.date(),
        counts_until=NOW.date(),
        fingerprint="g",
        created_at=NOW,
    )
    with pytest.raises(Refused, match="'gossip' is not a kind of evidence"):
        say(offering, "sso_enforced", evidence=kept)
