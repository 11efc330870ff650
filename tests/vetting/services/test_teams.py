"""Teams: who may change them, who can be in one, and what the trail says of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import NOW, make_user
from vetting.models import AuditEntry, Contact, Team
from vetting.services.refusals import Refused
from vetting.services.teams import Moved, save_team

pytestmark = pytest.mark.django_db


def person(name: str, **fields: Any) -> Any:
    return make_user("analyst", username=name, **fields)


def made(slug: str, *members: Any, lead: Any = None) -> Team:
    team = Team(slug=slug, name=slug.title(), lead=lead)
    save_team(team=team, members=members, by=None, now=NOW)
    return team


def members(team: Team) -> set[str]:
    return set(team.members.values_list("person__username", flat=True))


def test_a_team_is_made_with_its_members_as_one_act() -> None:
    rosa, paul = person("rosa"), person("paul")
    team = made("night", rosa, paul, lead=rosa)
    assert members(team) == {"rosa", "paul"}
    entry = AuditEntry.objects.get(subject_kind="team")
    assert (entry.act, entry.subject_id) == ("created", "night")
    assert entry.after == {
        "name": "Night", "slug": "night", "lead": "rosa", "members": ["paul", "rosa"],
    }  # fmt: skip


def test_somebody_who_joins_keeps_how_they_are_told() -> None:
    rosa = person("rosa")
    Contact.objects.create(person=rosa, by_mail=False, by_chat=True)
    made("night", rosa)
    contact = Contact.objects.get()
    assert (contact.by_mail, contact.by_chat) == (False, True)


def test_whoever_was_in_another_team_leaves_it_and_both_teams_say_so() -> None:
    rosa, paul = person("rosa"), person("paul")
    night = made("night", rosa, paul)
    day = Team(slug="day", name="Day")
    assert save_team(team=day, members=[rosa], by=None, now=NOW) == [Moved(rosa, night)]
    assert (members(day), members(night)) == ({"rosa"}, {"paul"})
    of_night = AuditEntry.objects.filter(subject_id="night").latest("pk")
    assert (of_night.before["members"], of_night.after["members"]) == (["paul", "rosa"], ["paul"])


def test_who_is_taken_out_is_in_no_team() -> None:
    rosa, paul = person("rosa"), person("paul")
    team = made("night", rosa, paul)
    save_team(team=team, members=[paul], by=None, now=NOW, because="Left for the day.")
    assert members(team) == {"paul"}
    assert Contact.objects.get(person=rosa).team is None
    assert AuditEntry.objects.latest("pk").because == "Left for the day."


def test_nothing_changed_is_no_act() -> None:
    rosa = person("rosa")
    team = made("night", rosa)
    before = AuditEntry.objects.count()
    assert save_team(team=team, members=[rosa], by=None, now=NOW) == []
    assert AuditEntry.objects.count() == before


def test_all_problems_are_said_at_once_and_nothing_is_kept() -> None:
    made("night")
    gone = person("gone", is_active=False)
    with pytest.raises(Refused) as refused:
        save_team(team=Team(slug="night", name="", lead=gone), members=[gone], by=None, now=NOW)
    assert [field for field, _ in refused.value.problems] == ["name", "slug", "lead", "members"]
    assert Team.objects.count() == 1
    assert not Contact.objects.exists()


def test_a_member_whose_account_ended_does_not_stand_in_the_way() -> None:
    rosa = person("rosa")
    team = made("night", rosa)
    rosa.is_active = False
    rosa.save()
    team.name = "Night desk"
    save_team(team=team, members=[rosa], by=None, now=NOW)
    assert Team.objects.get().name == "Night desk"


@pytest.mark.parametrize("role", ["viewer", "analyst", "approver", "policy owner"])
def test_only_administrators_change_teams(role: str) -> None:
    with pytest.raises(Refused):
        save_team(team=Team(slug="x", name="X"), members=[], by=make_user(role), now=NOW)
    boss = make_user("administrator")
    save_team(team=Team(slug="x", name="X"), members=[], by=boss, now=NOW)
