"""A key has so many requests a minute, counted without a write per request and across processes."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from registry.api.door.throttling import Allowance, Counts, Taken, Told, seconds_left, window_of
from tests.registry.api.conftest import client_with
from vetting.models import ApiKey
from vetting.services.productions import note_use

MakeKey = Callable[..., ApiKey]
MINUTE = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
USED = Told(used_at=MINUTE)


def after(seconds: float) -> datetime:
    return MINUTE + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("seconds", "window", "left"),
    [(0, 0, 60), (0.5, 0, 60), (1, 0, 59), (59, 0, 1), (59.999, 0, 1), (60, 60, 60), (61, 60, 59)],
)
def test_a_window_is_a_minute_of_the_clock(seconds: float, window: int, left: int) -> None:
    assert window_of(after(seconds)) == after(window)
    assert seconds_left(after(seconds)) == left


def test_the_headers_are_as_the_draft_has_them() -> None:
    assert Allowance("key", 600, 17, 42).headers() == {
        "RateLimit-Policy": '"key";q=600;w=60',
        "RateLimit": '"key";r=17;t=42',
    }


@pytest.mark.parametrize(
    ("limit", "row", "passes", "left"),
    [
        (3, USED, [True, True, True, False], [2, 1, 0, 0]),
        (3, Told(MINUTE, 2, MINUTE), [True, False], [0, 0]),
        (3, Told(MINUTE, 3, MINUTE), [False], [0]),
        (3, Told(MINUTE - timedelta(minutes=1), 3, MINUTE), [True], [2]),
        (0, Told(MINUTE, 99, MINUTE), [True, True], [0, 0]),
    ],
)
def test_a_limit_counts_what_this_and_other_processes_let_through(
    limit: int, row: Told, passes: list[bool], left: list[int]
) -> None:
    counts = Counts()
    taken = [counts.take("k", limit, after(1), row) for _ in passes]
    assert [one.passes for one in taken] == passes
    assert [one.left for one in taken] == left


def test_a_new_minute_begins_anew() -> None:
    counts = Counts()
    moments = [(58, True), (59, False), (60, True), (61, False), (200, True)]
    assert [counts.take("k", 1, after(s), USED).passes for s, _ in moments] == [
        p for _, p in moments
    ]


def test_a_thread_held_up_at_the_turn_of_the_minute_does_not_set_it_back() -> None:
    counts = Counts()
    assert counts.take("k", 1, after(60), USED).passes
    assert not counts.take("k", 1, after(59.9), USED).passes


def test_a_clock_that_was_set_back_locks_nobody_out() -> None:
    counts = Counts()
    assert counts.take("k", 1, after(3600), USED).passes
    assert counts.take("k", 1, after(0), USED).passes


def test_one_process_lets_through_exactly_the_limit_whatever_its_threads_do() -> None:
    """Some of them tell the row, and read it before or after others have."""
    counts, row = Counts(), [USED]

    def ask(number: int) -> bool:
        read = row[0]
        taken = counts.take("k", 500, after(number / 100), read)
        if taken.to_tell and number % 3:
            row[0] = Told(MINUTE, row[0].requests + taken.to_tell, MINUTE)
        elif taken.to_tell:
            counts.untold("k", taken)
        return taken.passes

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(1500))) == 500


@pytest.mark.parametrize(
    ("limit", "used", "asked_at", "told"),
    [
        (600, USED, [1] * 9, []),
        (600, USED, [1] * 10, [10]),
        (600, USED, [1] * 35, [10]),
        (600, USED, [1] * 10 + [2] * 3, [10]),
        (600, USED, [1] * 25 + [2] * 3, [10, 16]),
        (60, USED, [1, 1.5, 2, 2.5], [1, 2]),
        (600, Told(), [1, 1, 1], [1]),
        (0, Told(), [1, 1, 1, 2, 3], [1, 3, 1]),
        (0, USED, [1] * 50, []),
        (600, Told(used_at=after(-60)), [0], [1]),
        (600, Told(used_at=after(-59)), [0], []),
    ],
)
def test_the_row_hears_of_it_once_a_second_and_only_when_it_matters(
    limit: int, used: Told, asked_at: list[float], told: list[int]
) -> None:
    counts = Counts()
    found = [counts.take("k", limit, after(second), used).to_tell for second in asked_at]
    assert [number for number in found if number] == told


def test_the_askers_longest_unseen_are_forgotten() -> None:
    counts = Counts(most=2)
    for asker in ("a", "b", "a", "c"):
        assert counts.take(asker, 2, MINUTE).passes
    assert [counts.take(asker, 2, MINUTE).passes for asker in ("a", "b")] == [False, True]


def share(counts: Counts, key: ApiKey, limit: int, now: datetime) -> Taken:
    """What a process does for one request, with its own count and the row that all share."""
    key.refresh_from_db()
    row = Told(key.window_starts_at, key.window_requests, key.last_used_at)
    taken = counts.take(key.prefix, limit, now, row)
    if taken.to_tell:
        assert note_use(key=key, window=taken.window, requests=taken.to_tell, now=now)
    return taken


def test_two_processes_share_one_limit(make_key: MakeKey) -> None:
    """Each may let through what the other has not told yet: a sixtieth of the limit."""
    key, processes = make_key("abc", "read"), [Counts(), Counts()]
    passed = sum(share(processes[n % 2], key, 120, after(10 + n * 0.15)).passes for n in range(300))
    assert 120 <= passed <= 120 + 120 // 60 + 7
    key.refresh_from_db()
    assert key.window_starts_at == MINUTE
    assert key.window_requests >= 118


def test_a_request_too_many_is_refused_and_told_when_to_come_again(make_key: MakeKey) -> None:
    make_key("abc", "read", requests_per_minute=2)
    client, found = client_with("abc"), []
    # The minute may turn once in between, and not twice.
    for _ in range(5):
        found.append(client.get("/api/v1/vendors/"))
        if found[-1].status_code == 429:
            break
    refused = found[-1]
    assert refused.status_code == 429
    wait = int(refused["Retry-After"])
    assert 1 <= wait <= 60
    assert refused["RateLimit-Policy"] == '"key";q=2;w=60'
    assert refused["RateLimit"] == f'"key";r=0;t={wait}'
    assert refused["Content-Type"] == "application/problem+json"
    assert refused["Cache-Control"] == "no-store"
    assert "The 2 requests of this minute are used up" in refused.json()["detail"]
    assert found[0]["RateLimit"].startswith('"key";r=1;t=')


def left(response: object) -> int:
    header = response["RateLimit"]  # type: ignore[index]
    return int(re.fullmatch(r'"key";r=(\d+);t=\d+', header).group(1))  # type: ignore[union-attr]


def test_answers_unchanged_and_refusals_count_as_well(make_key: MakeKey) -> None:
    make_key("abc", "read")
    client = client_with("abc")
    first = client.get("/api/v1/vendors/")
    tag = first["ETag"]
    found = [
        client.get("/api/v1/vendors/", headers={"If-None-Match": tag}),
        client.get("/api/v1/vendors/?x=1"),
        client.get("/api/v1/check/?tool=x"),
        client.get("/api/v1/vendors/", headers={"Accept": "image/png"}),
        client.get("/api/v1/vendors/nope/"),
        client.delete("/api/v1/vendors/"),
        client.get("/api/v1/"),
    ]
    assert [r.status_code for r in found] == [304, 400, 403, 406, 404, 405, 200]
    counted = [left(response) for response in (first, *found)]
    steps = {a - b for a, b in zip(counted, counted[1:], strict=False)}
    # One less each time; the minute may turn once in between.
    assert steps <= {1, *(step for step in steps if step < 0)}
    assert first["RateLimit-Policy"] == '"key";q=600;w=60'


def test_nobody_uses_up_the_minute_of_somebody_else(make_key: MakeKey, stranger: APIClient) -> None:
    """A wrong secret counts for nobody, and other keys have minutes of their own."""
    make_key("abc", "read", requests_per_minute=1)
    make_key("other", "read", requests_per_minute=0)
    wrong = client_with("abc", secret="6" * 64)
    assert {wrong.get("/api/v1/vendors/").status_code for _ in range(5)} == {401}
    assert "RateLimit" not in wrong.get("/api/v1/vendors/")
    assert client_with("abc").get("/api/v1/vendors/").status_code == 200
    free = [client_with("other").get("/api/v1/vendors/") for _ in range(5)]
    assert {r.status_code for r in free} == {200}
    assert not any("RateLimit" in r for r in free)


@override_settings(API_REQUESTS_PER_MINUTE=0)
def test_the_site_may_have_no_limit(make_key: MakeKey) -> None:
    make_key("abc", "read")
    response = client_with("abc").get("/api/v1/vendors/")
    assert response.status_code == 200
    assert "RateLimit" not in response


@override_settings(API_ANONYMOUS_READ=True, API_REQUESTS_PER_MINUTE=2)
def test_readers_without_a_key_share_the_minute_of_their_address(stranger: APIClient) -> None:
    here = [stranger.get("/api/v1/vendors/", REMOTE_ADDR="192.0.2.1") for _ in range(5)]
    assert here[0].status_code == 200
    assert here[0]["RateLimit-Policy"] == '"address";q=2;w=60'
    assert 429 in {r.status_code for r in here}
    assert stranger.get("/api/v1/vendors/", REMOTE_ADDR="192.0.2.2").status_code == 200


def test_twenty_requests_are_no_twenty_writes(make_key: MakeKey) -> None:
    """The first after a pause is noted at once; then a row hears of ten at a time."""
    key = make_key("abc", "read")
    ApiKey.objects.update(last_used_at=timezone.now() - timedelta(hours=1))
    client = client_with("abc")
    with CaptureQueriesContext(connection) as seen:
        for _ in range(20):
            assert client.get("/api/v1/vendors/").status_code == 200
    writes = [query for query in seen if query["sql"].startswith("UPDATE")]
    reads = [query for query in seen if query["sql"].startswith("SELECT")]
    assert 1 <= len(writes) <= 4
    assert len(reads) == 40
    key.refresh_from_db()
    assert key.last_used_at is not None
    assert timezone.now() - key.last_used_at < timedelta(minutes=1)


def test_what_a_row_could_not_be_told_is_told_later() -> None:
    counts = Counts()
    first = counts.take("k", 60, after(1), USED)
    assert first.to_tell == 1
    counts.untold("k", first)
    assert [counts.take("k", 60, after(s), USED).to_tell for s in (1, 2)] == [0, 3]
