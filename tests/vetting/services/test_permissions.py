"""Every service asks whether the person may: who may not is refused, and nothing changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.builders import LATER, NOW, make_offering, make_tool, make_user, make_vendor
from vetting.models import AuditEntry, Offering, Production, Tool, Vendor
from vetting.services.catalogue import save_offering, save_tool, save_vendor, set_runs_on
from vetting.services.productions import (
    create_production,
    issue_key,
    revoke_key,
    rotate_key,
    save_production,
)
from vetting.services.refusals import Refused

pytestmark = pytest.mark.django_db

Act = Callable[[Any], object]


def catalogue() -> dict[str, Act]:
    vendor, tool, offering = make_vendor(), make_tool(), make_offering()
    vendor.name = tool.name = offering.name = "Another name"
    fresh = Offering(slug="x", tool=tool, name="X", kind="api_standard")
    said: dict[str, Any] = {"now": LATER}
    return {
        "add a vendor": lambda by: save_vendor(vendor=Vendor(slug="x", name="X"), by=by, **said),
        "change a vendor": lambda by: save_vendor(vendor=vendor, by=by, **said),
        "add a tool": lambda by: save_tool(
            tool=Tool(slug="x", vendor=vendor, name="X"), by=by, **said
        ),
        "change a tool": lambda by: save_tool(tool=tool, by=by, **said),
        "add an offering": lambda by: save_offering(offering=fresh, by=by, **said),
        "change an offering": lambda by: save_offering(offering=offering, by=by, **said),
        "change a chain": lambda by: set_runs_on(offering=offering, upstreams=[], by=by, **said),
    }


def access() -> dict[str, Act]:
    production = create_production(slug="paul", name="Paul", by=None, now=NOW)
    key, _ = issue_key(production=production, label="x", scopes=["read"], by=None, now=NOW)
    renamed = Production.objects.get()
    renamed.name = "Another name"
    said: dict[str, Any] = {"now": LATER}
    return {
        "add a production": lambda by: create_production(slug="x", name="X", by=by, **said),
        "change a production": lambda by: save_production(production=renamed, by=by, **said),
        "issue a key": lambda by: issue_key(
            production=production, label="y", scopes=["read"], by=by, **said
        ),
        "rotate a key": lambda by: rotate_key(key=key, by=by, **said),
        "revoke a key": lambda by: revoke_key(key=key, because="Leaked.", by=by, **said),
    }


@pytest.mark.parametrize(
    ("acts", "may"), [(catalogue, "analyst"), (access, "administrator")], ids=["desk", "access"]
)
def test_only_the_role_whose_work_it_is_may_save(acts: Callable[[], Any], may: str) -> None:
    others = {"viewer", "analyst", "approver", "policy owner", "administrator"} - {may}
    people = [make_user(role) for role in sorted(others)]
    for name, act in acts().items():
        entries = AuditEntry.objects.count()
        for person in people:
            with pytest.raises(Refused, match="You may not|Your role does not"):
                act(person)
        assert AuditEntry.objects.count() == entries, name


@pytest.mark.parametrize(
    ("acts", "may"), [(catalogue, "analyst"), (access, "administrator")], ids=["desk", "access"]
)
def test_that_role_may(acts: Callable[[], Any], may: str) -> None:
    person = make_user(may)
    for act in acts().values():
        act(person)
