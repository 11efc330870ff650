"""The settings as a whole: what refuses to start, what production gets, what is written down."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import checks
from django.db import connection
from django.test import override_settings

from registry.checks import (
    anonymous_reading_is_meant,
    api_is_closed_by_default,
    mail_goes_out,
    scripts_are_ours_only,
)
from registry.database import SQLITE_OPTIONS, tuned
from registry.headers import as_header
from tests.environment import IGNORED

ROOT = Path(settings.BASE_DIR)
KEY = "k3YbZq0-x7TnVw5RuPjLs9GdHfMaCe2iOo1-8yXzQwErTyUiOpAs"
PRODUCTION = {
    "SECRET_KEY": KEY,
    "PUBLIC_URL": "https://registry.studio.test",
    "MAIL_URL": "smtp+tls://registry:secret@mail.studio.test:587",
}


def manage(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Runs manage.py in an environment that holds these variables and nothing of ours."""
    bare = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**bare, "DATABASE_URL": "sqlite://:memory:", **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_deployment_checks_are_clean_with_production_settings() -> None:
    done = manage("check", "--deploy", "--fail-level=INFO", **PRODUCTION)
    assert "no issues (0 silenced)" in done.stdout, done.stderr
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is shorter than 50 characters"),
        ({"SECRET_KEY": f"django-insecure-{KEY}"}, "SECRET_KEY is a placeholder"),
        ({**PRODUCTION, "SECRET_KEY_BEFORE": "short"}, "SECRET_KEY_BEFORE is shorter than 50"),
        ({**PRODUCTION, "DEBUG": "on"}, "DEBUG is on outside development"),
        ({**PRODUCTION, "DEVELOPMENT": "on"}, "DEVELOPMENT is on for registry.studio.test"),
        (
            {"DEVELOPMENT": "on", "ALLOWED_HOSTS": "studio.test"},
            "DEVELOPMENT is on for studio.test",
        ),
        ({**PRODUCTION, "ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS holds"),
        ({**PRODUCTION, "PUBLIC_URL": "http://registry.studio.test"}, "in the clear"),
        ({"SECRET_KEY": KEY, "ALLOWED_HOSTS": "studio.test"}, "while the site answers to"),
        ({**PRODUCTION, "DOMAINS_NEVER_BLOCK": "com"}, "DOMAINS_NEVER_BLOCK holds"),
        ({**PRODUCTION, "EVIDENCE_DIR": "var/evidence"}, "EVIDENCE_DIR is"),
        ({**PRODUCTION, "EVIDENCE_DIR": f"{ROOT}/var/static/x"}, "that no web server hands out"),
        ({**PRODUCTION, "DATABASE_URL": "mysql://db/x"}, "DATABASE_URL is not"),
    ],
)
def test_an_unsafe_environment_does_not_start(variables: dict[str, str], said: str) -> None:
    done = manage("check", **variables)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_every_fault_is_told_in_one_go() -> None:
    done = manage("check", DEBUG="maybe", TIME_ZONE="Mars", DB_POOL_MAX="0")
    assert [line.split()[1] for line in done.stderr.splitlines()[1:]] == [
        "DEBUG",
        "SECRET_KEY",
        "DB_POOL_MAX",
        "TIME_ZONE",
    ]


def read(*names: str, **variables: str) -> list[Any]:
    """These settings' values in a site that starts with these variables."""
    values = ", ".join(f"settings.{name}" for name in names)
    script = f"from django.conf import settings; print([{values}])"
    done = manage("shell", "-v0", "-c", script, **variables)
    assert done.returncode == 0, done.stderr
    values_read: list[Any] = ast.literal_eval(done.stdout)
    return values_read


def test_production_sends_everybody_to_https() -> None:
    names = ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE")
    assert read(*names, **PRODUCTION) == [True, True, True]


def test_production_answers_to_its_own_name_only() -> None:
    found = read("DEBUG", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", **PRODUCTION)
    assert found == [False, ["registry.studio.test"], ["https://registry.studio.test"]]


def test_a_proxy_is_believed_only_when_asked_for() -> None:
    assert read("SECURE_PROXY_SSL_HEADER", **PRODUCTION) == [None]
    asked_for = {**PRODUCTION, "BEHIND_PROXY": "on"}
    assert read("SECURE_PROXY_SSL_HEADER", **asked_for) == [("HTTP_X_FORWARDED_PROTO", "https")]


def test_localhost_works_over_plain_http_without_debug() -> None:
    assert not settings.DEBUG
    assert not settings.SECURE_SSL_REDIRECT
    assert not settings.SESSION_COOKIE_SECURE
    assert settings.SECURE_HSTS_SECONDS == 0
    assert "localhost" in settings.ALLOWED_HOSTS


def test_sqlite_is_tuned_for_web_and_commands_side_by_side(tmp_path: Path) -> None:
    found = tuned(
        {"ENGINE": "django.db.backends.sqlite3", "NAME": "new/db"}, base_dir=tmp_path, pool_size=4
    )
    assert found["NAME"] == tmp_path / "new" / "db"
    assert found["NAME"].parent.stat().st_mode & 0o777 == 0o700
    assert found["OPTIONS"] == SQLITE_OPTIONS
    assert SQLITE_OPTIONS["transaction_mode"] == "IMMEDIATE"


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own options")
@pytest.mark.parametrize(
    ("pragma", "value"), [("foreign_keys", 1), ("synchronous", 1), ("busy_timeout", 20_000)]
)
def test_sqlite_has_taken_our_options(pragma: str, value: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        assert cursor.fetchone() == (value,)


def test_postgresql_gets_a_pool_and_a_socket_directory() -> None:
    address = {"ENGINE": "django.db.backends.postgresql", "NAME": "x", "HOST": ""}
    given = address | {"OPTIONS": {"host": "/run/pg", "sslmode": "require"}}
    found = tuned(given, base_dir=ROOT, pool_size=4)
    assert found["HOST"] == "/run/pg"
    assert found["OPTIONS"] == {
        "sslmode": "require",
        "pool": {"min_size": 1, "max_size": 4, "timeout": 10},
        "server_side_binding": True,
        "prepare_threshold": 5,
    }
    assert found["CONN_MAX_AGE"] == 0


def test_a_pool_can_be_turned_off() -> None:
    address = {"ENGINE": "django.db.backends.postgresql", "NAME": "x", "HOST": "db"}
    found = tuned(address, base_dir=ROOT, pool_size=0)
    assert (found["HOST"], found["OPTIONS"]) == ("db", {})


def faults(found: Iterable[checks.CheckMessage]) -> list[str | None]:
    return [message.id for message in found]


@pytest.mark.parametrize("permissions", [[], ["rest_framework.permissions.AllowAny"]])
def test_registry_E001_an_open_api(permissions: list[str]) -> None:
    with override_settings(REST_FRAMEWORK={"DEFAULT_PERMISSION_CLASSES": permissions}):
        assert faults(api_is_closed_by_default()) == ["registry.E001"]


@pytest.mark.parametrize(
    "policy",
    [{}, {"default-src": ["'self'", "https:"]}, {"script-src": ["'self'", "'unsafe-inline'"]}],
)
def test_registry_E002_scripts_of_others(policy: dict[str, list[str]]) -> None:
    with override_settings(SECURE_CSP=policy):
        assert faults(scripts_are_ours_only()) == ["registry.E002"]


def test_registry_W001_reading_without_a_key() -> None:
    with override_settings(API_ANONYMOUS_READ=True):
        assert faults(anonymous_reading_is_meant()) == ["registry.W001"]
    assert settings.API_ANONYMOUS_READ is False


FILES = "django.core.mail.backends.filebased.EmailBackend"
SERVER = "django.core.mail.backends.smtp.EmailBackend"


@pytest.mark.parametrize(
    ("hosts", "backend", "said"),
    [
        (["registry.studio.test"], FILES, ["registry.W002"]),
        (["registry.studio.test"], SERVER, []),
        ([], FILES, []),
    ],
)
def test_registry_W002_mails_that_reach_nobody(
    hosts: list[str], backend: str, said: list[str]
) -> None:
    with override_settings(PUBLIC_HOSTS=hosts, EMAIL_BACKEND=backend):
        assert faults(mail_goes_out()) == said


def test_a_former_key_is_taken_beside_the_new_one() -> None:
    former = KEY[::-1]
    found = read("SECRET_KEY", "SECRET_KEY_FALLBACKS", **PRODUCTION, SECRET_KEY_BEFORE=former)
    assert found == [KEY, [former]]
    assert settings.SECRET_KEY_FALLBACKS == []


def test_our_checks_pass_as_shipped() -> None:
    assert api_is_closed_by_default() == scripts_are_ours_only() == mail_goes_out() == []


def test_the_policy_header_allows_only_our_own() -> None:
    assert as_header(settings.SECURE_CSP) == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


SECRETS = {"secret", "strong_secret", "database", "mail"}


def variables_read() -> set[str]:
    """Each variable that settings.py reads from `env`, found in its source."""
    names = set()
    for node in ast.walk(ast.parse((ROOT / "registry" / "settings.py").read_text())):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="env"), attr=reader),
                args=[ast.Constant(value=str(name)), *_],
            ) if reader != "refuse":
                names.add(name)
                if reader in SECRETS:
                    names.add(f"{name}_FILE")
    return names


def test_the_tests_ignore_every_variable_of_the_machine_they_run_on() -> None:
    assert set(IGNORED) | {"SECRET_KEY"} == variables_read()


def test_the_example_environment_shows_every_setting() -> None:
    text = (ROOT / ".env.example").read_text()
    assert set(re.findall(r"^#?([A-Z_]+)=", text, re.MULTILINE)) == variables_read()


def test_the_readme_lists_every_setting() -> None:
    text = (ROOT / "README.md").read_text()
    table = text.partition("## Settings")[2].partition("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row.split("|")[1])}
    assert named == variables_read()
