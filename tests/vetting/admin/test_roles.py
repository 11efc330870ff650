"""What a role sees on the pages, and what nobody may do; test_who_may.py has who may open which."""

from __future__ import annotations

import pytest

from tests.builders import make_user
from tests.vetting.admin.conftest import LogIn, page_of
from vetting.models import AuditEntry, Offering

pytestmark = pytest.mark.usefixtures("approved_for_all")

READ_ONLY = ["decision", "assessment", "review", "evidence", "policy", "auditentry"]


def test_a_viewer_reads_an_offering_without_any_button(log_in: LogIn, approved: Offering) -> None:
    response = log_in("viewer").get(page_of(approved))
    assert response.context["buttons"] == []
    page = response.content.decode()
    assert "Edit details" not in page
    assert "/answers/" not in page


@pytest.mark.parametrize("name", READ_ONLY)
def test_what_was_written_down_can_only_be_read(
    name: str, log_in: LogIn, approved: Offering
) -> None:
    client = log_in("superuser")
    listed = client.get(f"/admin/vetting/{name}/")
    row = listed.context["cl"].result_list[0]
    page = f"/admin/vetting/{name}/{row.pk}/change/"
    assert client.get(page).status_code == 200
    assert client.post(page, {}).status_code == 403
    # Evidence can be added, though never changed.
    adding = 200 if name == "evidence" else 403
    assert client.get(f"/admin/vetting/{name}/add/").status_code == adding


def test_the_refusal_of_a_page_is_a_sentence(log_in: LogIn, approved: Offering) -> None:
    response = log_in("viewer").get(page_of(approved, "suspend/"))
    assert response.status_code == 403
    assert "Your role does not allow this" in response.content.decode()


def test_an_administrator_cannot_make_a_superuser(log_in: LogIn) -> None:
    client, person = log_in("administrator"), make_user("viewer")
    entries = AuditEntry.objects.count()
    url = f"/admin/auth/user/{person.pk}/change/"
    analysts = client.get(url).context["adminform"].form.fields["groups"].queryset
    data = {
        "username": person.username, "is_active": "on", "is_staff": "on", "is_superuser": "on",
        "groups": [analysts.get(name="analyst").pk], "first_name": "", "last_name": "", "email": "",
    }  # fmt: skip
    assert client.post(url, data).status_code == 302
    person.refresh_from_db()
    assert (person.is_superuser, person.groups.get().name) == (False, "analyst")
    assert AuditEntry.objects.count() == entries + 1
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.before["roles"], entry.after["roles"]) == (
        "changed", ["viewer"], ["analyst"],
    )  # fmt: skip


def test_an_administrator_cannot_touch_a_superuser(log_in: LogIn) -> None:
    client, boss = log_in("administrator"), make_user("superuser")
    assert client.post(f"/admin/auth/user/{boss.pk}/change/", {}).status_code == 403
    assert client.get(f"/admin/auth/user/{boss.pk}/password/").status_code == 403
