"""A catalogue file with anything wrong is refused whole, and each problem says its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.builders import GOOD, make_decided, make_tool
from tests.vetting.services.catalog_file.samples import (
    Change,
    answer,
    changed,
    document,
    everything,
    imported,
    offering,
)
from vetting.services.refusals import Refused

pytestmark = pytest.mark.django_db


def refused(folder: Path, content: Any) -> list[str]:
    before = everything()
    with pytest.raises(Refused) as refusal:
        imported(folder, content)
    assert everything() == before
    return [f"{field}: {why}" if field else why for field, why in refusal.value.problems]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "file: it is empty."),
        (" \n", "file: it is empty."),
        ("not JSON", "file: line 1, column 1: Expecting value."),
        (
            '{"format": "registry-catalog/1",\n "vendors": [',
            "file: line 2, column 14: Expecting value.",
        ),
        ('{"format": "x"} trailing', "file: line 1, column 17: Extra data."),
        (b'{"format": "\xff"}', "file: byte 12: this is not UTF-8 text."),
        ("{}".encode("utf-16"), "file: byte 0: this is not UTF-8 text."),
        ('{"format": NaN}', "file: NaN is not a number that JSON knows."),
        ('{"format": ' + "9" * 5000 + "}", "file: it holds a number of a thousand digits or more."),
        ("[]", "The file must hold one object with format, vendors, tools, offerings."),
        ("[" * 50_000, "The file must hold one object with format, vendors, tools, offerings."),
        ('"text"', "The file must hold one object with format, vendors, tools, offerings."),
        ('{"offerings": ' + "[" * 50_000, "offerings[0], is nested too deeply."),
    ],
)
def test_it_says_why_a_file_is_no_catalogue_at_all(
    tmp_path: Path, content: Any, problem: str
) -> None:
    assert refused(tmp_path, content) == [problem]


def test_a_number_beyond_all_measure_is_refused_and_not_worked_out(tmp_path: Path) -> None:
    [problem] = refused(tmp_path, '{"format": 1e99999999999999999999}')
    assert problem.startswith("file: it is not valid JSON")


def test_every_cut_of_a_good_file_is_refused(tmp_path: Path) -> None:
    text = json.dumps(document())
    for length in range(0, len(text) - 1, len(text) // 25):
        [problem] = refused(tmp_path, text[:length])
        assert problem.startswith("file: ")


def put(section: str, number: int, **fields: Any) -> Change:
    return lambda made: made[section][number].update(fields)


def drop(section: str, number: int, field: str) -> Change:
    return lambda made: made[section][number].pop(field)


def top(**fields: Any) -> Change:
    return lambda made: made.update(fields)


def add(section: str, entry: Any) -> Change:
    return lambda made: made[section].append(entry)


def answers(*given: Any) -> Change:
    return put("offerings", 1, answers=list(given))


def evidence(**fields: Any) -> Change:
    return answers(answer("trains_on_inputs", "always", **fields))


FREE = "offerings[1] 'chat-free'"
FIRST = f"{FREE}: answers[0] trains_on_inputs"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            top(format="registry-catalog/2"),
            "format: must be 'registry-catalog/1', not 'registry-catalog/2'.",
        ),
        (top(format={"name": "x"}), "format: must be text."),
        (top(vendors={"acme": 1}), "vendors: must be a list."),
        (top(tools="none"), "tools: must be a list."),
        (top(as_of="20260820"), "as_of: is '20260820'; give a day as YYYY-MM-DD."),
        (top(extra=1), "extra: is not part of the format."),
        (lambda made: made.pop("offerings"), "offerings: is missing."),
        (lambda made: made.pop("format"), "format: is missing."),
        (add("vendors", "acme"), "vendors[1]: must be an object"),
        (
            add("vendors", document()["vendors"][0]),
            "vendors[1] 'acme': slug: appears twice in the file",
        ),
        (
            put("vendors", 0, website="acme dot example"),
            "vendors[0] 'acme': website: 'acme dot example' is not a web address",
        ),
        (put("vendors", 0, name=""), "vendors[0] 'acme': name: is empty"),
        (
            put("vendors", 0, name="A" * 121),
            "vendors[0] 'acme': name: is longer than 120 characters",
        ),
        (put("vendors", 0, name="A\u0000B"), "vendors[0] 'acme': name: holds a control character"),
        (put("vendors", 0, name=7), "vendors[0] 'acme': name: must be text"),
        (drop("vendors", 0, "country"), "vendors[0] 'acme': country: is missing"),
        (
            put("tools", 0, vendor="nobody"),
            "tools[0] 'acme-chat': vendor: there is no vendor 'nobody'",
        ),
        (
            put("tools", 0, domains=["https://acme.example/x"]),
            "tools[0] 'acme-chat': domains: 'https://acme.example/x' is not a bare host name",
        ),
        (
            put("tools", 0, modalities="text"),
            "tools[0] 'acme-chat': modalities: must be a list of texts",
        ),
        (
            put("tools", 0, aliases=["fine", 3]),
            "tools[0] 'acme-chat': aliases: entry 1 must be text",
        ),
        (put("tools", 0, colour="red"), "tools[0] 'acme-chat': colour: is not part of the format"),
        (
            put("offerings", 1, slug="Chat Free"),
            "offerings[1] 'Chat Free': slug: Use lower-case letters, digits",
        ),
        (
            put("offerings", 1, slug="chat-api"),
            "offerings[1] 'chat-api': slug: appears twice in the file",
        ),
        (put("offerings", 1, tool="nothing"), f"{FREE}: tool: there is no tool 'nothing'"),
        (put("offerings", 1, kind="rented"), f"{FREE}: kind: 'rented' is not a deployment kind"),
        (
            put("offerings", 1, name="Chat Api"),
            f"{FREE}: name: this tool already has an offering 'Chat Api' in the file",
        ),
        (
            put("offerings", 1, login_domains=["free"]),
            f"{FREE}: login_domains: 'free' is not a bare host name",
        ),
        (
            put("offerings", 1, runs_on=["gone"]),
            "offerings 'chat-free', runs_on: there is no offering 'gone'",
        ),
        (
            put("offerings", 1, runs_on=["chat-free"]),
            "runs_on: goes in a circle: chat-free runs on chat-free",
        ),
        (
            put("offerings", 0, runs_on=["wrap"]),
            "runs_on: goes in a circle: chat-api runs on wrap runs on chat-api",
        ),
        (put("offerings", 1, answers={}), f"{FREE}: answers: must be a list"),
        (answers("always"), f"{FREE}: answers[0], must be an object"),
        (
            answers(answer("colour", "red")),
            f"{FREE}: answers[0] colour, criterion: 'colour' is not a criterion of policy 2026.1",
        ),
        (
            answers(answer("encryption", "none"), answer("encryption", "none")),
            f"{FREE}: answers[1], criterion: 'encryption' is answered twice",
        ),
        (
            answers(answer("egress_control", "blocked_by_network")),
            f"{FREE}: answers[0] egress_control, value: egress_control does not apply",
        ),
        (
            evidence(kind="hearsay"),
            f"{FIRST}, evidence kind: 'hearsay' is not a kind of evidence; choose one of ",
        ),
        (
            evidence(url="ftp://acme.example"),
            f"{FIRST}, evidence url: 'ftp://acme.example' is not a web address",
        ),
        (
            evidence(url="https://" + "a" * 1000),
            f"{FIRST}, evidence url: is longer than 1000 characters",
        ),
        (evidence(seen_on=None), f"{FIRST}, evidence seen_on: is None; give a day as YYYY-MM-DD"),
        (
            evidence(seen_on="2026-02-30"),
            f"{FIRST}, evidence seen_on: is '2026-02-30'; give a day as YYYY-MM-DD",
        ),
        (
            evidence(seen_on="20260801"),
            f"{FIRST}, evidence seen_on: is '20260801'; give a day as YYYY-MM-DD",
        ),
        (
            evidence(seen_on="2026-W31-1"),
            f"{FIRST}, evidence seen_on: is '2026-W31-1'; give a day as YYYY-MM-DD",
        ),
        (
            evidence(seen_on="2026-09-02"),
            f"{FIRST}, evidence seen_on: 2026-09-02 is in the future; give the day it was read.",
        ),
        (
            evidence(document_date="2027-01-01"),
            f"{FIRST}, evidence document_date: 2027-01-01 is in the future.",
        ),
        (
            evidence(undated=True),
            f"{FIRST}, evidence undated: A document with a date is not undated.",
        ),
        (evidence(undated="yes"), f"{FIRST}, evidence undated: must be true or false"),
        (
            evidence(expires_on="2026-06-30"),
            f"{FIRST}, evidence expires_on: It cannot end before the day of the document.",
        ),
        (evidence(title=" "), f"{FIRST}, evidence title: is empty"),
        (evidence(page=3), f"{FIRST}, evidence page: is not part of the format"),
        (
            answers({**answer("encryption", "none"), "evidence": None}),
            f"{FREE}: answers[0] encryption, evidence must be an object",
        ),
        (
            answers({**answer("encryption", "none"), "confidence": "sure"}),
            f"{FREE}: answers[0] encryption, confidence: 'sure' is not one of high, medium, low",
        ),
        (
            answers({**answer("encryption", "none"), "note": "n" * 5001}),
            f"{FREE}: answers[0], note: is longer than 5000 characters",
        ),
    ],
)
def test_it_names_the_place_of_a_problem(tmp_path: Path, change: Change, problem: str) -> None:
    found = refused(tmp_path, changed(change))
    assert [line for line in found if line.startswith(problem)], found


DAYS = "retention_days_inputs"
PEN_TEST = "pen_test_date"


@pytest.mark.parametrize(
    ("criterion", "value", "problem"),
    [
        ("encryption", "secret", "'secret' is not an answer; choose one of "),
        ("encryption", 3, "3 is not an answer; choose one of "),
        ("encryption", None, "null is not an answer; choose one of "),
        ("encryption", ["none"], '["none"] is not an answer; choose one of '),
        (DAYS, True, "true is not an answer; give a whole number of days"),
        (DAYS, 30.5, "30.5 is not an answer; give a whole number of days"),
        (DAYS, 30.0, "30.0 is not an answer; give a whole number of days"),
        (DAYS, -1, "-1 is not a number of days; give a whole number from 0 up"),
        (DAYS, "30", "'30' is not a number of days; give a whole number from 0 up"),
        (DAYS, {"days": 30}, '{"days": 30} is not an answer; give a whole number of days'),
        (PEN_TEST, "2026-02-30", "'2026-02-30' is not a day; give YYYY-MM-DD."),
        (PEN_TEST, "20260101", "'20260101' is not a day; give YYYY-MM-DD."),
        (PEN_TEST, "2026-W01-1", "'2026-W01-1' is not a day; give YYYY-MM-DD."),
        (PEN_TEST, 20260101, "20260101 is not a day; give YYYY-MM-DD."),
        (PEN_TEST, "2026-09-02", "2026-09-02 is in the future."),
    ],
)
def test_it_says_what_an_answer_may_be(
    tmp_path: Path, criterion: str, value: Any, problem: str
) -> None:
    [found] = refused(tmp_path, changed(answers(answer(criterion, value))))
    assert found.startswith(f"{FREE}: answers[0] {criterion}, value: {criterion}: {problem}")


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ('"slug": "acme",', '"slug": "acme", "slug": "acme",', "vendors[0], slug: appears twice."),
        (
            '"value": "always"',
            '"value": "always", "value": 1',
            "offerings[1], value: appears twice.",
        ),
        ('"format":', '"tools": [], "format":', "tools: appears twice."),
    ],
)
def test_a_key_that_appears_twice_is_never_chosen_from(
    tmp_path: Path, before: str, after: str, problem: str
) -> None:
    text = json.dumps(document())
    assert before in text
    assert refused(tmp_path, text.replace(before, after)) == [problem]


def test_it_reports_all_problems_at_once(tmp_path: Path) -> None:
    broken = changed(
        put("vendors", 0, country=7),
        put("tools", 1, vendor="nobody"),
        answers(answer("encryption", "secret", kind="hearsay"), answer("colour", "red")),
        put("offerings", 2, runs_on=["gone"], tool="acme-chat"),
    )
    places = [line.split(": ")[0] for line in refused(tmp_path, broken)]
    assert places == [
        "vendors[0] 'acme'",
        "tools[1] 'acme-wrap'",
        FREE,
        FREE,
        FREE,
        "offerings 'wrap', runs_on",
    ]


def test_a_circle_through_what_the_registry_has_already_is_found(tmp_path: Path) -> None:
    make_decided("desk-wrapper", runs_on=[])
    imported(tmp_path, document())
    second = changed(put("offerings", 0, runs_on=["desk-wrapper"]))
    imported(tmp_path, second)
    third = changed(
        lambda made: made.update(
            offerings=[offering("desk-wrapper", runs_on=["wrap"], tool="studio-chat")]
        )
    )
    circle = "chat-api runs on desk-wrapper runs on wrap runs on chat-api"
    assert f"runs_on: goes in a circle: {circle}" in refused(tmp_path, third)


def test_a_plan_that_the_desk_has_under_another_slug_is_named(tmp_path: Path) -> None:
    made = make_decided("ours", name="Pro", tool=make_tool("acme-chat"))
    [problem] = refused(tmp_path, changed(put("offerings", 1, name="Pro")))
    assert problem == f"{FREE}: name: the registry has it already, as the offering {made.slug!r}"


def test_a_file_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    assert imported(tmp_path, b"\xef\xbb\xbf" + json.dumps(document()).encode()).offerings == 3


def test_empty_lists_are_a_catalogue_of_nothing(tmp_path: Path) -> None:
    empty = changed(top(vendors=[], tools=[], offerings=[]))
    done = imported(tmp_path, empty)
    assert (done.offerings, done.changed_nothing) == (0, True)


def test_an_endless_retention_is_just_a_long_one(tmp_path: Path) -> None:
    longer = changed(
        answers(
            *(
                answer(key, 10**30 if key == DAYS else "always")
                for key in (DAYS, "trains_on_inputs")
            )
        )
    )
    assert imported(tmp_path, longer).counts["answers recorded"] == len(GOOD) + 2
    assert imported(tmp_path, longer).changed_nothing
