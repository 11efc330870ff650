"""The command that checks the audit trail."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.builders import make_vendor
from vetting.models import AuditHead

pytestmark = pytest.mark.django_db


def said() -> str:
    out = StringIO()
    call_command("verify_trail", stdout=out)
    return out.getvalue()


def test_an_empty_trail_is_called_empty() -> None:
    assert said() == "The audit trail is empty.\n"


def test_a_whole_trail_is_told_with_its_newest_seal() -> None:
    make_vendor()
    head = AuditHead.objects.get()
    assert said() == f"All 1 entries hold. The newest seal is {head.sha256}.\n"


def test_a_trail_whose_head_speaks_of_more_is_broken() -> None:
    make_vendor()
    AuditHead.objects.update(entries=2)
    with pytest.raises(CommandError, match="The trail has 1 entries; its head speaks of 2"):
        said()
