"""Tags and days: each thing that an answer depends on changes them, and nothing else does."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from registry.api.door.freshness import (
    SETTLING,
    Stamp,
    Validators,
    Version,
    asks_for_any,
    running_version,
    unchanged,
    validators,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MIDNIGHT = NOON.replace(hour=0)
ACT = NOON - timedelta(hours=1)
CODE = Version("c0de", NOON - timedelta(days=30))
STAMP = Stamp("seal", NOON.date(), ACT)
QUESTION = ("https://example.com/api/v1/offerings/?status=banned", "application/json", "7")


def test_the_same_question_has_the_same_weak_tag() -> None:
    found = validators(QUESTION, STAMP, CODE, NOON)
    assert found == validators(QUESTION, STAMP, CODE, NOON)
    assert found.tag.startswith('W/"')
    assert found.headers() == {
        "ETag": found.tag,
        "Last-Modified": "Sun, 22 Nov 2026 11:00:00 GMT",
    }


@pytest.mark.parametrize(
    ("question", "stamp", "version"),
    [
        ((*QUESTION[:2], "8"), STAMP, CODE),
        ((*QUESTION, "more"), STAMP, CODE),
        (("https://other.com", *QUESTION[1:]), STAMP, CODE),
        (QUESTION, Stamp("other", NOON.date(), ACT), CODE),
        (QUESTION, Stamp("seal", date(2026, 11, 23), ACT), CODE),
        (QUESTION, STAMP, Version("other", CODE.since)),
        (QUESTION, None, CODE),
    ],
)
def test_whatever_it_depends_on_changes_the_tag(
    question: tuple[str, ...], stamp: Stamp | None, version: Version
) -> None:
    assert validators(question, stamp, version, NOON).tag != TAGGED.tag


TAGGED = validators(QUESTION, STAMP, CODE, NOON)
SHOWN = "Sun, 22 Nov 2026 11:00:00 GMT"


@pytest.mark.parametrize(
    ("if_none_match", "if_modified_since", "same"),
    [
        ("", "", False),
        (TAGGED.tag, "", True),
        (TAGGED.tag.removeprefix("W/"), "", True),
        (f'"x", {TAGGED.tag}, W/"y"', "", True),
        ('W/"other"', "", False),
        (TAGGED.tag.strip('W/"'), "", False),
        ("nonsense", "", False),
        # A tag beats a day.
        ('"other"', SHOWN, False),
        (TAGGED.tag, "Sat, 21 Nov 2026 00:00:00 GMT", True),
        ("", SHOWN, True),
        # Only the day that was told counts, not one after it.
        ("", "Sun, 22 Nov 2026 11:00:01 GMT", False),
        ("", "Sun, 22 Nov 2026 10:59:59 GMT", False),
        ("", "yesterday", False),
        ("", "Sun, 99 Nov 2026 11:00:00 GMT", False),
        # Whether there is anything shows when it is looked for.
        ("*", "", False),
    ],
)
def test_who_holds_the_answer_is_recognised(
    if_none_match: str, if_modified_since: str, same: bool
) -> None:
    assert unchanged(TAGGED, if_none_match, if_modified_since) is same


def test_a_day_is_ignored_where_it_proves_nothing() -> None:
    assert not unchanged(TAGGED, "", SHOWN, by_day=False)
    assert unchanged(TAGGED, TAGGED.tag, "", by_day=False)


@pytest.mark.parametrize(
    ("header", "any_"), [("*", True), (" * ", True), ('"*"', False), ("", False)]
)
def test_a_star_asks_for_any_answer(header: str, any_: bool) -> None:
    assert asks_for_any(header) is any_


SECOND = timedelta(seconds=1)
NEW_CODE = Version("c0de", NOON - timedelta(minutes=5))


@pytest.mark.parametrize(
    ("stamp", "version", "now", "modified", "shown"),
    [
        (STAMP, CODE, NOON, ACT, ACT),
        # The act of an earlier day: midnight, once no act of that day can still be under way.
        (Stamp("s", NOON.date(), ACT - timedelta(days=3)), CODE, NOON, MIDNIGHT, MIDNIGHT),
        (Stamp("s", NOON.date(), None), CODE, NOON, MIDNIGHT, MIDNIGHT),
        (
            Stamp("s", NOON.date(), None),
            CODE,
            MIDNIGHT + SETTLING - SECOND,
            None,
            MIDNIGHT - SECOND,
        ),
        (Stamp("s", NOON.date(), None), CODE, MIDNIGHT + SETTLING, MIDNIGHT, MIDNIGHT),
        # Many acts in one second are told under seconds to come: no answer is from the future.
        (Stamp("s", NOON.date(), NOON + 9 * SECOND), CODE, NOON, None, NOON - SECOND),
        (STAMP, NEW_CODE, NOON, NEW_CODE.since, NEW_CODE.since),
        (None, CODE, NOON, CODE.since, CODE.since),
    ],
)
def test_the_last_change_is_an_act_a_midnight_or_new_code(
    stamp: Stamp | None,
    version: Version,
    now: datetime,
    modified: datetime | None,
    shown: datetime,
) -> None:
    found = validators(QUESTION, stamp, version, now)
    assert (found.modified, found.shown) == (modified, shown)


def test_a_day_that_can_come_again_is_told_but_not_believed() -> None:
    found = Validators("tag", None, NOON)
    assert not unchanged(found, "", "Sun, 22 Nov 2026 12:00:00 GMT")


def test_stamps_are_equal_where_they_tell_the_same() -> None:
    assert Stamp("seal", NOON.date(), NOON) == STAMP
    assert len({STAMP, Stamp("seal", NOON.date(), None)}) == 1


def test_the_version_is_that_of_code_and_settings(settings: object) -> None:
    running_version.cache_clear()
    before = running_version()
    assert before.since < datetime.now(UTC)
    settings.API_REQUESTS_PER_MINUTE = 7  # type: ignore[attr-defined]
    running_version.cache_clear()
    assert running_version().digest != before.digest
    running_version.cache_clear()
