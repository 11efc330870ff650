"""Runs the tests on PostgreSQL (loaded with `-p`): on TEST_DATABASE_URL, or on a throwaway server.

pytest-xdist's workers inherit TEST_DATABASE_URL, so that one server serves them all. Tests that ask
for no database are left out: the run on SQLite has them.
"""

import os

import pytest

from tests.postgres import start

url = os.environ.get("TEST_DATABASE_URL") or start()
os.environ["TEST_DATABASE_URL"] = os.environ["DATABASE_URL"] = url

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    kept = [item for item in items if _asks_for_a_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def _asks_for_a_database(item: pytest.Item) -> bool:
    asked = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(asked & DATABASE_FIXTURES)
