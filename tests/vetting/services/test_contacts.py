"""How a person is told: chosen by themselves, written down, and never less than what is theirs."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.builders import NOW, make_user
from vetting.models import AuditEntry, Contact, Endpoint, Team
from vetting.services.contacts import contact_of, save_contact, what_still_comes
from vetting.services.refusals import Refused

pytestmark = pytest.mark.django_db
EVERYTHING = {"by_mail": True, "by_chat": False, "as_lead": True, "as_head": True}


@pytest.fixture
def rosa() -> User:
    return make_user("analyst", username="rosa")


def save(person: User, by: User | None = None, **chosen: bool) -> Contact:
    given: dict[str, Any] = {**EVERYTHING, **chosen}
    return save_contact(person=person, by=by or person, now=NOW, **given)


def add_chat(person: User, **fields: Any) -> Endpoint:
    return Endpoint.objects.create(
        channel="chat", style="slack", label="Me", address="https://chat.example.com/hook",
        person=person, created_at=NOW, **fields,
    )  # fmt: skip


def test_whoever_chose_nothing_is_told_of_everything_by_mail(rosa: User) -> None:
    found = contact_of(rosa)
    assert {name: getattr(found, name) for name in EVERYTHING} == EVERYTHING
    assert not Contact.objects.exists()


def test_a_choice_is_kept_with_the_team_and_is_one_act(rosa: User) -> None:
    team = Team.objects.create(slug="pictures", name="Pictures", created_at=NOW)
    Contact.objects.create(person=rosa, team=team)
    save(rosa, as_lead=False)
    assert (contact_of(rosa).as_lead, contact_of(rosa).team) == (False, team)
    save(rosa, as_lead=False)
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.subject_kind, entry.subject) == ("changed", "contact", "rosa")
    assert (entry.before["as_lead"], entry.after["as_lead"]) == (True, False)


def test_all_may_be_switched_off_and_is_told_what_still_comes(rosa: User) -> None:
    off = save(rosa, by_mail=False, as_lead=False, as_head=False)
    assert "still comes by mail" in what_still_comes(off)
    assert what_still_comes(save(rosa)) == ""


def test_a_chat_can_be_chosen_once_there_is_one(rosa: User) -> None:
    chat = add_chat(make_user("analyst"))
    with pytest.raises(Refused) as refused:
        save(rosa, by_chat=True)
    assert refused.value.problems[0][0] == "by_chat"
    add_chat(rosa, removed_at=NOW)
    with pytest.raises(Refused):
        save(rosa, by_chat=True)
    Endpoint.objects.filter(pk=chat.pk).update(person=rosa)
    assert what_still_comes(save(rosa, by_mail=False, by_chat=True)) == ""
    Endpoint.objects.update(paused_at=NOW, paused_because="It does not answer.")
    assert "None of your chats works" in what_still_comes(contact_of(rosa))


@pytest.mark.parametrize("role", ["viewer", "analyst", "approver"])
def test_others_are_refused_and_an_administrator_is_not(rosa: User, role: str) -> None:
    with pytest.raises(Refused, match="themselves or an administrator"):
        save(rosa, by=make_user(role), by_mail=False)
    rosa.is_active = False
    with pytest.raises(Refused, match="themselves or an administrator"):
        save(rosa, by_mail=False)
    assert not Contact.objects.exists()
    save(rosa, by=make_user("administrator"), by_mail=False)
    assert Contact.objects.get().by_mail is False
