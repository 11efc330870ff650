"""How rows are read: the status of a day, answers of a moment, the policy in force, names."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.builders import (
    NOW,
    TODAY,
    answer_all,
    at,
    make_decided,
    make_offering,
    make_user,
    publish,
)
from vetting.models import Offering, Policy
from vetting.models.naming import host_and_parents, host_of, name_key


def released(version: str, effective_on: date) -> Policy:
    source = Policy.objects.get(version="2026.1").source
    return Policy.objects.create(
        version=version,
        source=source.replace('version = "2026.1"', f'version = "{version}"'),
        sha256="",
        state="released",
        effective_on=effective_on,
        released_at=NOW,
        author=make_user("policy owner"),
        approver=make_user("policy owner"),
    )


@pytest.mark.django_db
def test_a_policy_is_in_force_from_its_day_on() -> None:
    released("2026.2", date(2026, 10, 1))
    Policy.objects.create(version="2026.3", source="", sha256="")
    for day, version in ((date(2026, 9, 30), "2026.1"), (date(2026, 10, 1), "2026.2")):
        assert Policy.objects.in_force(day).version == version
    with pytest.raises(Policy.DoesNotExist):
        Policy.objects.in_force(date(2025, 12, 31))


@pytest.mark.django_db
def test_a_policy_that_is_yet_to_come_judges_nothing() -> None:
    released("2026.2", date(2026, 10, 1))
    offering = make_offering()
    assert answer_all(offering).policy.version == "2026.1"
    later = answer_all(offering, now=at(30))
    assert later.policy.version == "2026.2"
    assert publish(offering, now=at(30)).policy.version == "2026.2"


@pytest.mark.django_db
def test_an_offering_has_one_status_on_every_day_in_one_query(
    django_assert_num_queries: Any,
) -> None:
    for slug, verdict in (("a", "approved"), ("b", "banned"), ("c", "conditional")):
        make_decided(slug, verdict)
    for day, verdicts in (
        (at(-1).date(), ["not_vetted"] * 3),
        (TODAY, ["approved", "banned", "conditional"]),
        (date(2040, 1, 1), ["not_vetted", "banned", "not_vetted"]),
    ):
        # Offerings with their period of that day.
        with django_assert_num_queries(1):
            rows = Offering.objects.with_status_on(day).select_related("now").order_by("slug")
            assert [row.status for row in rows] == verdicts
            assert all(row.now.because for row in rows)


@pytest.mark.django_db
def test_answers_come_with_their_evidence_in_two_queries(django_assert_num_queries: Any) -> None:
    for slug in ("a", "b", "c"):
        answer_all(make_offering(slug))
    # Offerings; their answers with evidence.
    with django_assert_num_queries(2):
        rows = list(Offering.objects.with_answers_at())
        assert {a.evidence.title for row in rows for a in row.current_answers} == {
            "Order form and data addendum"
        }


@pytest.mark.parametrize(
    ("text", "key"),
    [("Mid-Journey", "midjourney"), ("  Café ", "cafe"), ("GPT‑4o", "gpt4o"), ("!!", "")],
)
def test_names_are_compared_without_case_accents_and_punctuation(text: str, key: str) -> None:
    assert name_key(text) == key


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("https://app.runwayml.com/x?y#z", "app.runwayml.com"),
        ("APP.Runwayml.com:443", "app.runwayml.com"),
        ("user@host.example", "host.example"),
        ("chatgpt.com.", "chatgpt.com"),
        ("ChatGPT", ""),
        ("chat gpt.com", ""),
        ("https://[broken", ""),
        ("a..b", ""),
        ("", ""),
    ],
)
def test_a_host_is_found_in_what_people_paste(text: str, host: str) -> None:
    assert host_of(text) == host


def test_a_host_stands_for_its_parent_domains_too() -> None:
    assert list(host_and_parents("a.b.example.com")) == [
        "a.b.example.com",
        "b.example.com",
        "example.com",
    ]
