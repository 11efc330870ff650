"""Runs all tests on SQLite, with the browser, and again on a real PostgreSQL: `make test`.

REQUIRE_BROWSER=1 and REQUIRE_PG=1 turn what this machine cannot run into a failure.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys

from dev import asked, call, say, stopped
from tests.postgres import find_binaries

WORKERS = str(min(os.cpu_count() or 1, 4))
PYTEST = (sys.executable, "-m", "pytest", "-q", "-n", WORKERS, "--dist", "worksteal")
# Only the plugins that we use: pytest rewrites the asserts of every package that brings one, and of
# Hypothesis and Schemathesis alone that takes each worker seconds.
PLUGINS = ("pytest_django.plugin", "xdist.plugin", "pytest_cov.plugin", "_hypothesis_pytestplugin")
LOADING = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_PLUGINS": ",".join(PLUGINS)}
WITHOUT_BROWSER = ("-m", "not browser")
NO_TESTS_COLLECTED = 5
APT_GET = ("apt-get", "-qq", "-o=Dpkg::Use-Pty=0")


def main(arguments: list[str]) -> None:
    signal.signal(signal.SIGTERM, stopped)
    outcomes = [*on_sqlite(arguments), on_postgresql(arguments)]
    say("\n" + "\n".join(sentence for _, sentence in outcomes))
    sys.exit(0 if all(passed for passed, _ in outcomes) else 1)


def on_sqlite(arguments: list[str]) -> list[tuple[bool, str]]:
    """The browser drives the pages here only: what the database makes of them is tested on both."""
    browser = has_browser()
    say("\n== SQLite" + (", with the browser" if browser else ""))
    code = run(*(() if browser else WITHOUT_BROWSER), *arguments)
    outcomes = [outcome("SQLite", code)]
    if not browser:
        outcomes.append(skipped("Browser", "no Chromium: apt install chromium", "REQUIRE_BROWSER"))
    return outcomes


def on_postgresql(arguments: list[str]) -> tuple[bool, str]:
    if not os.environ.get("TEST_DATABASE_URL") and find_binaries() is None:
        return skipped("PostgreSQL", "no server programs: apt install postgresql", "REQUIRE_PG")
    say("\n== PostgreSQL")
    code = run("-p", "tests.postgres_plugin", *WITHOUT_BROWSER, *arguments)
    if arguments and code == NO_TESTS_COLLECTED:
        return True, "PostgreSQL: none of the chosen tests runs here"
    return outcome("PostgreSQL", code)


def run(*arguments: str) -> int:
    return call(*PYTEST, *arguments, environment={**os.environ, **LOADING})


def outcome(name: str, code: int) -> tuple[bool, str]:
    return code == 0, f"{name}: {'passed' if code == 0 else 'FAILED'}"


def skipped(name: str, reason: str, switch: str) -> tuple[bool, str]:
    """Told at the very end, where nobody misses it, and a failure where it is required."""
    verdict = f"FAILED, for {switch} is set" if asked(switch) else "SKIPPED"
    return not asked(switch), f"{name}: {verdict} ({reason})"


def has_browser() -> bool:
    """Whether Chromium is here; where we may, we install it from the distribution first."""
    if not shutil.which("chromium") and os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing Chromium for the browser tests (apt-get install chromium) ...")
        quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        call(*APT_GET, "update", environment=quietly)
        call(*APT_GET, "install", "-y", "--no-install-recommends", "chromium", environment=quietly)
    return shutil.which("chromium") is not None


if __name__ == "__main__":
    main(sys.argv[1:])
