"""What holds for every test: no network, cheap passwords, plain static files, a working flush.

And what tests may ask for: rows that are made once for all tests of a module.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase, override_settings
from pytest_django import DjangoDbBlocker

from tests.emptying import emptied

Once = Callable[[Callable[[], Any]], Any]
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@pytest.fixture(scope="session", autouse=True)
def settings_for_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Passwords may be weak here, and templates need no collected static files."""
    with override_settings(
        EVIDENCE_DIR=tmp_path_factory.mktemp("evidence"),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
    ):
        yield


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """A test that reaches past this machine fails at once and says where it went."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in LOOPBACK:
            raise RuntimeError(f"A test tried to reach {address}.")
        connect(self, address)

    def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host is not None and host not in LOOPBACK:
            raise RuntimeError(f"A test tried to look up {host}.")
        return look_up(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A transactional test (a live server is one) leaves the database as the migrations left it."""
    tear_down = TransactionTestCase._fixture_teardown
    with django_db_blocker.unblock():
        beginning = connection.creation.serialize_db_to_string()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            TransactionTestCase,
            "_fixture_teardown",
            lambda test: emptied(test, tear_down, beginning),
        )
        yield


@pytest.fixture(scope="module")
def once(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Once]:
    """`once(make)` makes rows for all tests of a module: each test rolls back to them.

    Every test of the module has to ask for them, or it would see them or not as the order has it;
    an autouse fixture asks for all. What `make` returns is one object for all these tests, and what
    one of them sets on it stays: return keys, and let each test read rows of its own.
    """
    refuse_mixed(tests_of(request))

    def make_for_all(make: Callable[[], Any]) -> Any:
        with django_db_blocker.unblock():
            made = make()
            # As at the end of a transaction: what waits for it would stand in the way of a test.
            connection.check_constraints()
            return made

    with ExitStack() as around:
        with django_db_blocker.unblock():
            around.enter_context(transaction.atomic())
        yield make_for_all
        with django_db_blocker.unblock():
            transaction.set_rollback(True)
            around.close()


def tests_of(request: pytest.FixtureRequest) -> list[pytest.Item]:
    """The chosen tests of the module that a fixture is made for."""
    chosen = request.session.items
    return [item for item in chosen if item.getparent(pytest.Module) is request.node]


def refuse_mixed(tests: list[pytest.Item]) -> None:
    """A transactional test would empty the tables under the others."""
    for test in tests:
        names = set(getattr(test, "fixturenames", ()))
        marker = test.get_closest_marker("django_db")
        asks = marker is not None or "db" in names
        transactional = bool(names & {"transactional_db", "live_server"}) or (
            marker is not None and marker.kwargs.get("transaction", False)
        )
        if transactional or (asks and "once" not in names):
            raise RuntimeError(f"{test.nodeid} cannot stand among tests with rows made once.")
