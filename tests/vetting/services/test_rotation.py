"""A key is replaced without a gap: the new one is its twin, and the old one ends after a while."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.builders import make_user
from vetting.models import ApiKey, AuditEntry, Production
from vetting.services.productions import (
    create_production,
    hash_of,
    issue_key,
    revoke_key,
    rotate_key,
)
from vetting.services.refusals import Refused

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
LATER = NOW + timedelta(days=100)
DAY = timedelta(days=1)


@pytest.fixture
def ada(db: None) -> User:
    return make_user("administrator", username="ada")


@pytest.fixture
def production(ada: User) -> Production:
    return create_production(slug="paul", name="Paul's title", by=ada, now=NOW)


def make(production: Production, **fields: Any) -> ApiKey:
    wish = {"label": "pipeline", "scopes": ["check", "read"], "requests_per_minute": 90}
    return issue_key(production=production, by=None, now=NOW, **wish, **fields)[0]


def test_the_new_key_is_the_twin_of_the_old(ada: User, production: Production) -> None:
    old = make(production, expires_at=NOW + 365 * DAY)
    new, text = rotate_key(key=old, by=ada, now=LATER)
    mark, prefix, secret = text.split("_")
    assert (mark, prefix, hash_of(secret)) == ("aitk", new.prefix, new.sha256)
    for name in ("production", "label", "scopes", "requests_per_minute"):
        assert getattr(new, name) == getattr(old, name)
    assert (new.sha256 == old.sha256, new.prefix == old.prefix) == (False, False)
    assert (new.created_at, new.created_by, new.replaces) == (LATER, ada, old)
    assert new.expires_at == LATER + 365 * DAY


@pytest.mark.parametrize(
    ("ends", "overlap", "then"),
    [(None, 7, 7), (None, 0, 0), (None, 90, 90), (300, 7, 7), (103, 7, 3), (190, 90, 90)],
)
def test_the_old_key_ends_after_the_overlap_and_never_later_than_it_would_have(
    production: Production, ends: int | None, overlap: int, then: int
) -> None:
    old = make(production, expires_at=NOW + ends * DAY if ends else None)
    new, _ = rotate_key(key=old, by=None, now=LATER, overlap=overlap * DAY)
    old.refresh_from_db()
    assert old.expires_at == LATER + then * DAY
    assert (new.expires_at is None) is (ends is None)


def test_one_entry_names_both_keys(ada: User, production: Production) -> None:
    old = make(production)
    before = AuditEntry.objects.count()
    new, text = rotate_key(key=old, by=ada, now=LATER)
    assert AuditEntry.objects.count() == before + 1
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.by, entry.subject) == ("rotated", ada, str(old))
    assert new.prefix in entry.after["replaced by"]
    assert text.rsplit("_", 1)[1] not in str(list(AuditEntry.objects.values()))


def test_a_key_that_has_ended_or_is_replaced_cannot_be_rotated(production: Production) -> None:
    revoked, replaced = make(production), make(production)
    expired = make(production, expires_at=NOW + DAY)
    revoke_key(key=revoked, because="It leaked.", by=None, now=NOW)
    rotate_key(key=replaced, by=None, now=NOW)
    keys = ApiKey.objects.count()
    for key, why in ((revoked, "revoked"), (expired, "run out"), (replaced, "replaced already")):
        with pytest.raises(Refused, match=why):
            rotate_key(key=key, by=None, now=NOW + DAY)
    assert ApiKey.objects.count() == keys


@pytest.mark.parametrize("overlap", [-DAY, 91 * DAY])
def test_an_odd_overlap_is_refused_and_nothing_changes(
    production: Production, overlap: timedelta
) -> None:
    old = make(production)
    with pytest.raises(Refused, match="0 to 90 days"):
        rotate_key(key=old, by=None, now=LATER, overlap=overlap)
    assert ApiKey.objects.get().expires_at is None


def test_a_new_key_can_be_rotated_in_its_turn(production: Production) -> None:
    first = make(production)
    second, _ = rotate_key(key=first, by=None, now=NOW)
    third, _ = rotate_key(key=second, by=None, now=NOW)
    assert third.replaces == second
