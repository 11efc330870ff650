"""Runs the tests on PostgreSQL (loaded with `-p`): on TEST_DATABASE_URL, or on a throwaway server.

pytest-xdist's workers inherit TEST_DATABASE_URL, so that one server serves them all.
"""

import os

from tests.postgres import start

url = os.environ.get("TEST_DATABASE_URL") or start()
os.environ["TEST_DATABASE_URL"] = os.environ["DATABASE_URL"] = url
