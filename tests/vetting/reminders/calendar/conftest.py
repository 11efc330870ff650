"""What the tests of calendars share: nothing is remembered from test to test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from vetting.reminders.calendar import views


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    yield
    views._kept.cache_clear()
