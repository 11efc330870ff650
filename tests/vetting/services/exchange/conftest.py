"""What the tests of imports share: an analyst, an offering that the rules approve, its files."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.builders import NOW, answer_all, make_offering, make_user
from tests.vetting.services.exchange.workbooks import written
from vetting.models import Offering
from vetting.services.exchange.importing import import_file, plan_import
from vetting.services.exchange.plans import Outcome, Plan

Rows = list[Mapping[str, Any]]


def as_file(rows: Rows, form: str = "json") -> bytes:
    """A row of a JSON file has the columns that it names; the other files have all of them."""
    if form == "json":
        return json.dumps(rows).encode()
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return written(form, columns, [[row.get(name) for name in columns] for row in rows])


@pytest.fixture
def analyst(db: Any) -> Any:
    return make_user("analyst")


@pytest.fixture
def good(db: Any) -> Offering:
    offering = make_offering()
    answer_all(offering)
    return offering


@pytest.fixture
def planned(analyst: Any) -> Callable[..., Plan]:
    """`planned("vendor", rows)` is what a file of these rows would do."""

    def plan(what: str, rows: Rows, *, by: Any = None) -> Plan:
        return plan_import(what=what, content=as_file(rows), by=by or analyst, now=NOW)

    return plan


@pytest.fixture
def imported(analyst: Any) -> Callable[..., Outcome]:
    """`imported("vendor", rows)` looks at the preview and agrees to it."""

    def agree(what: str, rows: Rows) -> Outcome:
        content = as_file(rows)
        plan = plan_import(what=what, content=content, by=analyst, now=NOW)
        assert plan.problems == []
        return import_file(
            what=what, content=content, file_name="x", seen=plan.digest, by=analyst, now=NOW
        )

    return agree
