"""What the tests of wording share: the page that mails lead to stands in until it is there."""

from __future__ import annotations

import pytest

from vetting.reminders.words import links


@pytest.fixture(autouse=True)
def my_reminders(monkeypatch: pytest.MonkeyPatch) -> None:
    """STAND-IN, to be removed with the page "My reminders"."""
    monkeypatch.setattr(links, "MY_REMINDERS", "admin:index")
