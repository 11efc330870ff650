"""A webhook's secrets: made anew each time, the same each time, and of nobody else."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from vetting.models import Endpoint
from vetting.services.endpoints.secrets import secret_of, secrets_of

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
CODE = UUID("0b9c1f6e-5d3a-4a52-9f0e-2f3f5a1f9c01")


def endpoint(generation: int = 1, **fields: Any) -> Endpoint:
    return Endpoint(**{"code": CODE, "channel": "webhook", "generation": generation, **fields})


def test_a_secret_is_32_bytes_as_the_scheme_writes_them() -> None:
    secret = secret_of(endpoint())
    assert secret.startswith("whsec_")
    assert len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) == 32


def test_each_endpoint_generation_and_key_has_its_own(settings: Any) -> None:
    found = {secret_of(endpoint()), secret_of(endpoint(2)), secret_of(Endpoint(generation=1))}
    settings.SECRET_KEY = "another" * 9
    found.add(secret_of(endpoint()))
    assert len(found) == 4


def test_a_secret_stays_as_it_is(settings: Any) -> None:
    """What receivers hold would not fit any more after a change of how it is made."""
    settings.SECRET_KEY = "a-key-for-this-test-alone" * 2
    assert secret_of(endpoint()) == "whsec_TXBm18/SwERKXL9Zd1rDjrzjodZYPjS5Xe0sDwE2VWc="


@pytest.mark.parametrize(
    ("until", "generations"),
    [(None, [3]), (timedelta(), [3]), (timedelta(seconds=1), [3, 2])],
)
def test_the_one_before_signs_until_the_overlap_ends(
    until: timedelta | None, generations: list[int]
) -> None:
    rotated = endpoint(3, previous_until=None if until is None else NOW + until)
    expected = [secret_of(endpoint(generation)) for generation in generations]
    assert secrets_of(rotated, NOW) == expected


def test_a_former_key_of_the_site_signs_too_and_last(settings: Any) -> None:
    rotated = endpoint(2, previous_until=NOW + timedelta(hours=1))
    told = secrets_of(rotated, NOW)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 9
    found = secrets_of(rotated, NOW)
    assert found[0] == secret_of(rotated)
    assert found[2:] == told
    assert len(set(found)) == 4
