"""The readers of the environment: what they accept, and how they say no."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from registry.env import BadEnvironment, Environment, is_local, weakness

GOOD_KEY = "k3YbZq0-x7TnVw5RuPjLs9GdHfMaCe2iOo1-8yXzQwErTyUiOpAs"


def refusal(read: Callable[[Environment], Any], **variables: str) -> str:
    """The one sentence with which reading these variables is refused."""
    env = Environment(variables)
    read(env)
    with pytest.raises(BadEnvironment) as refused:
        env.check()
    (problem,) = refused.value.problems
    return str(problem)


def accepted(read: Callable[[Environment], Any], **variables: str) -> Any:
    env = Environment(variables)
    value = read(env)
    env.check()
    return value


@pytest.mark.parametrize(
    ("value", "meant"),
    [("on", True), ("TRUE", True), ("1", True), (" yes ", True), ("off", False), ("0", False)],
)
def test_a_flag_is_read(value: str, meant: bool) -> None:
    assert accepted(lambda env: env.flag("X", default=not meant), X=value) is meant


@pytest.mark.parametrize("default", [True, False])
def test_an_empty_flag_is_its_default(default: bool) -> None:
    assert accepted(lambda env: env.flag("X", default=default), X="") is default


@pytest.mark.parametrize("value", ["flase", "2", "enabled", "-"])
def test_an_odd_flag_is_refused_and_not_taken_for_a_no(value: str) -> None:
    said = refusal(lambda env: env.flag("X", default=True), X=value)
    assert said == f'X is "{value}", which is neither yes nor no. Write on or off.'


@pytest.mark.parametrize("value", ["0", "11", "-1", "3.5", "ten", "٣"])
def test_a_number_out_of_bounds_is_refused(value: str) -> None:
    said = refusal(lambda env: env.number("X", 4, least=1, most=10), X=value)
    assert said == f'X is "{value}". Write a whole number from 1 to 10.'


def test_a_number_is_read_up_to_its_bounds() -> None:
    read = [
        accepted(lambda env: env.number("X", 4, least=1, most=10), X=x) for x in ("1", "10", "")
    ]
    assert read == [1, 10, 4]


def test_a_choice_outside_the_list_is_refused() -> None:
    said = refusal(lambda env: env.choice("X", "A", {"A", "B"}), X="C")
    assert said == 'X is "C". Write one of A, B.'


@pytest.mark.parametrize("host", ["*", ".*", "*.studio.test"])
def test_a_wildcard_host_is_refused(host: str) -> None:
    assert "lets any host in" in refusal(lambda env: env.hosts("X", []), X=host)


@pytest.mark.parametrize("host", ["https://studio.test", "studio.test/x", "studio.test:8000"])
def test_a_host_is_a_name_only(host: str) -> None:
    assert "host names only" in refusal(lambda env: env.hosts("X", []), X=host)


def test_hosts_are_separated_by_commas() -> None:
    assert accepted(lambda env: env.hosts("X", []), X="a.test, [::1],,b.test") == [
        "a.test",
        "[::1]",
        "b.test",
    ]


@pytest.mark.parametrize(
    "host", ["https://a.test", "a.test:80", "a.test/x", "*.a.test", "test", ".a.test", "a.test."]
)
def test_a_bare_host_has_nothing_around_it(host: str) -> None:
    said = refusal(lambda env: env.bare_hosts("X", []), X=f"ok.test,{host}")
    assert said == f'X holds "{host}". Write hosts such as github.com, with commas between.'


def test_bare_hosts_are_read_in_lower_case_and_have_a_default() -> None:
    assert accepted(lambda env: env.bare_hosts("X", []), X="GitHub.com, a.test") == [
        "github.com",
        "a.test",
    ]
    assert accepted(lambda env: env.bare_hosts("X", ["b.test"])) == ["b.test"]


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("localhost", True),
        ("x.localhost", True),
        ("127.0.0.1", True),
        ("localhost.studio.test", False),
        ("127.0.0.1.studio.test", False),
        ("", False),
    ],
)
def test_only_this_machine_is_local(host: str, local: bool) -> None:
    assert is_local(host) is local


@pytest.mark.parametrize(
    ("url", "because"),
    [
        ("http://registry.studio.test", "in the clear"),
        ("http://localhost.studio.test", "in the clear"),
        ("registry.studio.test", "Write it like"),
        ("ftp://registry.studio.test", "Write it like"),
        ("https://registry.studio.test/path", "Write it like"),
        ("https://registry.studio.test?x=1", "Write it like"),
        ("https://user:pw@registry.studio.test", "Write it like"),
        ("https://registry.studio.test:port", "Write it like"),
        ("https://[::1", "Write it like"),
    ],
)
def test_a_bad_public_address_is_refused(url: str, because: str) -> None:
    assert because in refusal(lambda env: env.public_url("X", "http://localhost"), X=url)


@pytest.mark.parametrize("url", ["https://registry.studio.test", "http://localhost:8000"])
def test_a_public_address_loses_its_last_slash(url: str) -> None:
    assert accepted(lambda env: env.public_url("X", "http://localhost"), X=f"{url}/") == url


@pytest.mark.parametrize("path", ["evidence", "~/evidence", "/srv/static", "/srv/x/../static/y"])
def test_a_private_folder_is_a_whole_path_outside_what_is_handed_out(path: str) -> None:
    static, default = Path("/srv/static"), Path("/srv/evidence")
    said = refusal(lambda env: env.private_folder("X", default, never_in=static), X=path)
    assert said.startswith(f'X is "{path}". Write the whole path of a folder')
    mine = accepted(lambda env: env.private_folder("X", default, never_in=static), X="/srv/mine")
    assert mine == Path("/srv/mine")


def test_an_unknown_time_zone_is_refused() -> None:
    said = refusal(lambda env: env.time_zone("X", "UTC"), X="Mars/Olympus")
    assert said == 'X is "Mars/Olympus", which is no known zone. Write one like Europe/London.'


@pytest.mark.parametrize(
    ("secret", "fault"),
    [
        ("", "is not set"),
        ("short", "is shorter than 50 characters"),
        ("ab" * 30, "repeats the same few characters"),
        ("django-insecure-" + GOOD_KEY, "is a placeholder from an example"),
        ("Change-Me-" + GOOD_KEY, "is a placeholder from an example"),
        (GOOD_KEY, ""),
    ],
)
def test_a_weak_secret_is_known(secret: str, fault: str) -> None:
    assert weakness(secret) == fault


def test_a_refused_secret_is_not_printed() -> None:
    said = refusal(lambda env: env.strong_secret("KEY"), KEY="my-short-secret")
    assert "KEY is shorter" in said
    assert "my-short-secret" not in said


def test_a_secret_can_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{GOOD_KEY}\n")
    assert accepted(lambda env: env.strong_secret("KEY"), KEY_FILE=str(file)) == GOOD_KEY


def test_a_missing_secret_file_is_told_once(tmp_path: Path) -> None:
    said = refusal(lambda env: env.strong_secret("KEY"), KEY_FILE=str(tmp_path / "none"))
    assert said.startswith("KEY_FILE cannot be read")


def test_a_secret_set_twice_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(GOOD_KEY)
    said = refusal(lambda env: env.secret("KEY"), KEY=GOOD_KEY, KEY_FILE=str(file))
    assert said == "KEY is set beside KEY_FILE. Set only one of the two."


@pytest.mark.parametrize(
    "url", ["mysql://root:hush@db/x", "garbage", "postgresql://db:port/x", "postgresql://db", "x:"]
)
def test_an_unknown_database_is_refused_without_showing_its_password(url: str) -> None:
    said = refusal(lambda env: env.database("X", "sqlite:////x"), X=url)
    assert said.startswith("X is not a database address this site can use.")
    assert "hush" not in said


def test_a_database_address_is_read() -> None:
    found = accepted(
        lambda env: env.database("X", "sqlite:////x"),
        X="postgres://u:p%40@db:5433/n?sslmode=require",
    )
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert (found["NAME"], found["USER"], found["PASSWORD"]) == ("n", "u", "p@")
    assert (found["HOST"], found["PORT"]) == ("db", 5433)
    assert found["OPTIONS"] == {"sslmode": "require"}


def test_all_complaints_come_at_once() -> None:
    env = Environment({"A": "maybe", "B": "many"})
    env.flag("A", default=False)
    env.number("B", 1, least=1, most=2)
    env.strong_secret("C")
    with pytest.raises(BadEnvironment) as refused:
        env.check()
    assert [problem.variable for problem in refused.value.problems] == ["A", "B", "C"]
    assert all(f"  - {name} is" in str(refused.value) for name in "ABC")
