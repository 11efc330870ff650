"""Two people edit one row: the second is told who changed what, and loses nothing of their own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from tests.at_once import NEEDS_MANY_WRITERS, at_once
from tests.builders import make_offering, make_tool, make_user, make_vendor
from tests.vetting.admin.conftest import LogIn, page_of
from vetting.models import AuditEntry, Offering, Production, RunsOn, Tool, Vendor
from vetting.services.productions import create_production


def token(client: Client, url: str) -> str:
    return client.get(url).context["adminform"].form.token


def errors(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 200
    return response.context["adminform"].form.errors


def shown(response: Any, field: str) -> Any:
    return response.context["adminform"].form[field].value()


def vendor_data(**fields: str) -> dict[str, str]:
    return {"name": "Acme", "slug": "acme", "country": "", "website": "", **fields}


@pytest.fixture
def vendor(db: Any) -> Vendor:
    return make_vendor()


def url_of(row: Any) -> str:
    return f"/admin/vetting/{row._meta.model_name}/{row.pk}/change/"


def test_the_second_saver_is_told_and_saves_knowingly(log_in: LogIn, vendor: Vendor) -> None:
    ada = make_user("analyst", first_name="Ada", last_name="Lind")
    first, second = log_in(person=ada), log_in("analyst")
    url = url_of(vendor)
    seen = token(second, url)
    first.post(url, vendor_data(name="Acme Labs", country="US", seen=token(first, url)))
    response = second.post(
        url, vendor_data(name="Acme Inc", website="https://a.example", seen=seen)
    )
    said = errors(response)
    assert said["name"][0].startswith("Ada Lind (")
    assert "it was “Acme” and is “Acme Labs”. Yours is still here." in said["name"][0]
    assert "changed Country while you had this page open" in said["__all__"][0]
    assert "it was “nothing” and is “US”. It is shown here now." in said["__all__"][0]
    assert said["__all__"][-1].startswith("Nothing was saved.")
    assert shown(response, "name") == "Acme Inc"
    assert shown(response, "country") == "US"
    assert shown(response, "website") == "https://a.example"
    vendor.refresh_from_db()
    assert (vendor.name, vendor.website) == ("Acme Labs", "")

    form = response.context["adminform"].form
    knowingly = {name: form[name].value() for name in ("name", "slug", "country", "website")}
    assert second.post(url, {**knowingly, "seen": form.token}).status_code == 302
    vendor.refresh_from_db()
    assert (vendor.name, vendor.country, vendor.website) == ("Acme Inc", "US", "https://a.example")


def test_the_same_change_made_twice_is_no_conflict(log_in: LogIn, vendor: Vendor) -> None:
    first, second = log_in("analyst"), log_in("analyst")
    url = url_of(vendor)
    seen = token(second, url)
    for client in (first, second):
        assert client.post(url, vendor_data(country="US", seen=seen)).status_code == 302
    assert AuditEntry.objects.filter(act="changed").count() == 1


def test_nobody_in_between_is_no_conflict_and_no_token_is_a_program(
    log_in: LogIn, vendor: Vendor
) -> None:
    client, url = log_in("analyst"), url_of(vendor)
    for country, seen in (("US", token(client, url)), ("DE", ""), ("FR", "no json"), ("GB", "[]")):
        assert client.post(url, vendor_data(country=country, seen=seen)).status_code == 302
    vendor.refresh_from_db()
    assert vendor.country == "GB"


def test_lists_links_days_and_choices_are_told_in_words(log_in: LogIn, now: datetime) -> None:
    below, above = make_offering("below", now=now), make_offering("above", now=now)
    other_tool = make_tool("other", name="Other Tool")
    first, second = log_in("analyst"), log_in("analyst")
    url = page_of(above, "edit/")
    held = {
        "tool": above.tool_id, "name": above.name, "slug": above.slug, "kind": above.kind,
        "aliases": "", "login_domains": "", "contract_ends_on": "", "out_of_scope": "",
    }  # fmt: skip
    seen = token(second, url)
    theirs = {
        "tool": other_tool.pk, "kind": "hybrid", "aliases": "Above+\nUp", "runs_on": [below.pk],
        "contract_ends_on": "2030-01-31",
    }  # fmt: skip
    assert first.post(url, {**held, **theirs, "seen": seen}).status_code == 302
    response = second.post(url, {**held, "out_of_scope": "Voices", "seen": seen})
    said = " ".join(errors(response)["__all__"])
    for words in (
        "it was “Studio Chat” and is “Other Tool”",
        "and is “Local application with cloud features”",
        "and is “Above+, Up”", f"and is “{below.full_name}”", "and is “2030-01-31”",
    ):  # fmt: skip
        assert words in said, words
    assert shown(response, "aliases") == "Above+\nUp"
    assert [int(key) for key in shown(response, "runs_on")] == [below.pk]
    assert shown(response, "out_of_scope") == "Voices"
    assert RunsOn.objects.count() == 1
    assert Offering.objects.get(slug="above").out_of_scope == ""


def test_a_box_that_somebody_else_unticked_stays_unticked(log_in: LogIn, now: datetime) -> None:
    production = create_production(slug="harbour", name="Harbour", by=None, now=now)
    first, second = log_in("administrator"), log_in("administrator")
    url = url_of(production)
    seen = token(second, url)
    first.post(url, {"name": "Harbour", "slug": "harbour", "seen": seen})
    response = second.post(
        url, {"name": "Harbour Lights", "slug": "harbour", "active": "on", "seen": seen}
    )
    assert "it was “yes” and is “no”" in errors(response)["__all__"][0]
    assert not shown(response, "active")
    assert Production.objects.get().active is False


def test_a_tool_is_watched_too(log_in: LogIn) -> None:
    tool, (first, second) = make_tool(), (log_in("analyst"), log_in("analyst"))
    url = url_of(tool)
    data = {"vendor": tool.vendor_id, "name": tool.name, "slug": tool.slug}
    seen = token(second, url)
    first.post(url, {**data, "domains": "a.example", "seen": seen})
    response = second.post(url, {**data, "domains": "b.example", "seen": seen})
    assert "and is “a.example”. Yours is still here." in errors(response)["domains"][0]
    assert Tool.objects.get().domains == ["a.example"]
    assert 'name="seen" value="' in response.content.decode()


class TestAtOnce:
    pytestmark = NEEDS_MANY_WRITERS

    def test_of_two_who_save_at_the_same_moment_one_is_told(self) -> None:
        vendor = make_vendor()
        clients = [Client(), Client()]
        for client in clients:
            client.force_login(make_user("analyst"))
        url = url_of(vendor)
        seen = [token(client, url) for client in clients]
        answers = at_once(
            lambda: clients[0].post(url, vendor_data(name="One", seen=seen[0])),
            lambda: clients[1].post(url, vendor_data(name="Two", seen=seen[1])),
        )
        assert sorted(answer.status_code for answer in answers) == [200, 302]
        (told,) = [answer for answer in answers if answer.status_code == 200]
        assert "while you had this page open" in errors(told)["name"][0]
        assert AuditEntry.objects.filter(act="changed").count() == 1
