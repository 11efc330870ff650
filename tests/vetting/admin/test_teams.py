"""The pages of teams and of people: who belongs together, and whether they can be told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import make_user, the
from tests.conftest import Once
from tests.vetting.admin.conftest import LogIn
from vetting.models import AuditEntry, CalendarFeed, Contact, Endpoint, Offering, Team, waiting
from vetting.services.teams import save_team

pytestmark = pytest.mark.usefixtures("approved_for_all")
CHAT = "https://hooks.slack.com/services/T1/B2/not-for-you"


@pytest.fixture(scope="module", autouse=True)
def night(approved_for_all: None, once: Once, now: datetime) -> None:
    """The one who proposed the verdict is in the team, with somebody whom no mail reaches."""

    def make() -> None:
        rosa = the("analyst")
        rosa.email = "rosa@studio.example"
        rosa.save()
        paul = make_user("viewer", username="paul", first_name="Paul", last_name="Hart")
        team = Team(slug="night", name="Night desk", lead=rosa)
        save_team(team=team, members=[rosa, paul], by=None, now=now)

    once(make)


def page(team: Team) -> str:
    return f"/admin/vetting/team/{team.pk}/change/"


def sent(team: Team, *members: Any, **fields: Any) -> dict[str, Any]:
    said = {"name": team.name, "slug": team.slug, "lead": team.lead_id or ""}
    return {**said, "members": [person.pk for person in members], **fields}


def test_a_team_is_made_and_whoever_moves_is_named(log_in: LogIn) -> None:
    client, paul = log_in("administrator"), Contact.objects.get(person__username="paul").person
    form = client.get("/admin/vetting/team/add/").content.decode()
    assert "Paul Hart, now in Night desk" in form
    data = {"name": "Day", "slug": "day", "members": [paul.pk]}
    answer = client.post("/admin/vetting/team/add/", data, follow=True)
    assert "Paul Hart was in Night desk until now." in answer.content.decode()
    assert Contact.objects.get(person=paul).team.slug == "day"


def test_a_refusal_stands_at_its_field_and_what_was_ticked_stays(log_in: LogIn) -> None:
    client, team = log_in("administrator"), Team.objects.get()
    paul = Contact.objects.get(person__username="paul").person
    data = sent(team, paul, slug="Not a slug")
    form = client.post(page(team), data).context["adminform"].form
    assert set(form.errors) == {"slug"}
    assert form["members"].value() == [str(paul.pk)]


def test_the_list_and_the_page_say_who_leads_and_what_they_look_after(log_in: LogIn) -> None:
    team = Team.objects.get()
    listed = log_in("viewer").get("/admin/vetting/team/").content.decode()
    assert "the-analyst" in listed
    shown = log_in("viewer").get(page(team)).content.decode()
    assert 'href="/admin/vetting/offering/?team=night">1 offering</a>' in shown
    assert "Paul Hart" in shown
    assert "Endpoints" not in shown


def test_what_a_team_looks_after_is_a_list(log_in: LogIn, approved: Offering) -> None:
    client = log_in("viewer")

    def found(query: str) -> list[Offering]:
        return list(client.get(f"/admin/vetting/offering/?{query}").context["cl"].result_list)

    assert found("team=night") == found("owner=the-analyst") == [approved]
    assert found("team=nobody") == found("owner=paul") == found("owner=nobody") == []


def test_who_is_named_comes_before_who_proposed(now: datetime, approved: Offering) -> None:
    rosa, paul = the("analyst"), Contact.objects.get(person__username="paul").person
    today = now.date()

    def theirs(person: Any) -> bool:
        rows = Offering.objects.with_status_on(today)
        return rows.filter(waiting.looked_after([person.pk])).exists()

    Offering.objects.update(owner=paul)
    assert (theirs(rosa), theirs(paul)) == (False, True)
    # Whoever left looks after nothing, so it falls back to the other one.
    paul.is_active = False
    paul.save()
    assert (theirs(rosa), theirs(paul)) == (True, False)


def test_its_endpoints_are_for_those_who_may_see_them(log_in: LogIn, now: datetime) -> None:
    team = Team.objects.get()
    Endpoint.objects.create(
        team=team, channel="chat", style="slack", label="Room", address=CHAT, created_at=now
    )
    shown = log_in("approver").get(page(team)).content.decode()
    assert "Room" in shown
    assert "hooks.slack.com" in shown
    assert "not-for-you" not in shown
    assert "New endpoint" not in shown
    assert "New endpoint" in log_in("administrator").get(page(team)).content.decode()


def test_a_page_costs_the_same_for_many_rows(log_in: LogIn, now: datetime) -> None:
    client, team = log_in("approver"), Team.objects.get()

    def cost(rows: int) -> int:
        for _ in range(rows):
            person = make_user("")
            name = person.username
            Contact.objects.create(person=person, team=team)
            Endpoint.objects.create(
                team=team, channel="webhook", label=name, address="https://a.example/x",
                created_at=now,
            )  # fmt: skip
            CalendarFeed.objects.create(
                team=team, label=name, sha256=name, created_at=now, created_by=person
            )
        with CaptureQueriesContext(connection) as seen:
            assert client.get(page(team)).status_code == 200
        return len(seen)

    cost(1)
    assert cost(1) == cost(30)


def test_its_calendars_are_listed(log_in: LogIn, now: datetime) -> None:
    team = Team.objects.get()
    CalendarFeed.objects.create(
        team=team, label="Wall screen", sha256="x", created_at=now, created_by=the("analyst")
    )
    shown = log_in("viewer").get(page(team)).content.decode()
    assert "Wall screen" in shown
    assert "Revoke" not in shown


def test_a_person_without_a_mail_address_stands_out(log_in: LogIn) -> None:
    client, rosa = log_in("administrator"), the("analyst")
    shown = client.get(f"/admin/auth/user/{rosa.pk}/change/").content.decode()
    assert "Night desk" in shown
    assert "by mail" in shown
    assert ">1 offering</a>" in shown
    assert "reaches nobody" not in shown
    rosa.email = ""
    rosa.save()
    warned = client.get(f"/admin/auth/user/{rosa.pk}/change/").content.decode()
    assert "no mail address: what is theirs to do reaches nobody by mail" in warned
    listed = client.get("/admin/auth/user/?mail=none").context["cl"].result_list
    assert rosa in listed
    assert rosa not in client.get("/admin/auth/user/?mail=some").context["cl"].result_list
    assert not client.get("/admin/auth/user/?mail=x").context["cl"].result_list


def test_how_somebody_is_told_is_said_in_words(log_in: LogIn, now: datetime) -> None:
    client, rosa = log_in("administrator"), the("analyst")
    Contact.objects.update(by_mail=False, by_chat=True, as_head=False)
    url = f"/admin/auth/user/{rosa.pk}/change/"
    assert "for what is theirs cannot be switched off" in client.get(url).content.decode()
    Endpoint.objects.create(
        person=rosa, channel="chat", style="slack", label="Mine", address=CHAT, created_at=now
    )
    shown = client.get(url).content.decode()
    assert "in the chat Mine; not of what is late for two weeks" in shown
    assert "not-for-you" not in shown


def test_changing_a_team_is_told_in_the_trail(log_in: LogIn) -> None:
    client, team = log_in("administrator"), Team.objects.get()
    data = sent(team, the("analyst"), because="Paul went to the sea.")
    assert client.post(page(team), data).status_code == 302
    entry = AuditEntry.objects.latest("pk")
    assert (entry.subject_id, entry.because) == ("night", "Paul went to the sea.")
    assert entry.after["members"] == ["the-analyst"]


def test_who_was_overtaken_is_told_and_nobody_is_taken_out_by_it(
    log_in: LogIn, now: datetime
) -> None:
    client, team, sam = log_in("administrator"), Team.objects.get(), make_user("analyst")
    seen = client.get(page(team)).context["adminform"].form.token
    rosa, paul = the("analyst"), Contact.objects.get(person__username="paul").person
    save_team(team=team, members=[rosa, paul, sam], by=None, now=now)
    answer = client.post(page(team), sent(team, rosa, paul, name="Night", seen=seen))
    assert "while you had this page open" in answer.content.decode()
    assert team.members.count() == 3
