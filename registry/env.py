"""Reads the environment: typed, strict about odd values, and every complaint told at once."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django.core.exceptions import ImproperlyConfigured
from environ import Env

ON = {"on", "true", "yes", "1"}
OFF = {"off", "false", "no", "0"}
LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]", "::1"}
ADDRESS = re.compile(r"(?P<scheme>https?)://(?P<host>[a-z0-9.-]+|\[::1\])(:[0-9]{1,5})?")
HOST = re.compile(r"[\w-]+(\.[\w-]+)+")
DATABASES = {"django.db.backends.sqlite3", "django.db.backends.postgresql"}
MAIL_SCHEMES = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}
MAIL_ADDRESS = re.compile(r"([^<>@\r\n]+ )?<?[^\s<>@]+@[\w.-]+\w>?")
PLACEHOLDERS = ("change-me", "changeme", "insecure", "placeholder", "example", "your-secret")
SECRET_LENGTH = 50
SECRET_VARIETY = 5


@dataclass(frozen=True)
class Problem:
    """One variable that cannot be accepted, why, and what to do about it."""

    variable: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.variable} {self.reason}. {self.remedy}"


class BadEnvironment(ImproperlyConfigured):
    """The site does not start: settings are missing, unreadable or unsafe."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        lines = [f"  - {problem}" for problem in problems]
        super().__init__("\n".join(["The site does not start with this environment:", *lines]))


def is_local(host: str) -> bool:
    """Whether a host name can only ever mean this machine."""
    return host in LOCAL_HOSTS or host.endswith(".localhost")


class Environment:
    """Typed readers over variables; a bad one is noted and its default used until `check()`."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self.problems: list[Problem] = []

    def refuse(self, variable: str, reason: str, remedy: str) -> None:
        self.problems.append(Problem(variable, reason, remedy))

    def check(self) -> None:
        """Raises BadEnvironment with everything that was refused so far."""
        if self.problems:
            raise BadEnvironment(self.problems)

    def text(self, name: str, default: str = "") -> str:
        """The value without surrounding space; an empty variable counts as one not set."""
        return self._variables.get(name, "").strip() or default

    def flag(self, name: str, default: bool) -> bool:
        value = self.text(name).lower()
        if not value:
            return default
        if value not in ON | OFF:
            self.refuse(name, f'is "{value}", which is neither yes nor no', "Write on or off.")
        return value in ON

    def number(self, name: str, default: int, *, least: int, most: int) -> int:
        value = self.text(name)
        if not value:
            return default
        if value.isascii() and value.isdigit() and least <= int(value) <= most:
            return int(value)
        self.refuse(name, f'is "{value}"', f"Write a whole number from {least} to {most}.")
        return default

    def choice(self, name: str, default: str, choices: set[str]) -> str:
        value = self.text(name, default)
        if value in choices:
            return value
        self.refuse(name, f'is "{value}"', f"Write one of {', '.join(sorted(choices))}.")
        return default

    def names(self, name: str, default: list[str]) -> list[str]:
        """Names with commas between them."""
        return [part.strip() for part in self.text(name).split(",") if part.strip()] or default

    def hosts(self, name: str, default: list[str]) -> list[str]:
        """Host names without scheme or port, and never a wildcard for every host there is."""
        hosts = self.names(name, default)
        for host in hosts:
            if "*" in host:
                self.refuse(name, f'holds "{host}", which lets any host in', "Name each host.")
            elif "/" in host or (":" in host and host not in LOCAL_HOSTS):
                self.refuse(name, f'holds "{host}"', "Write host names only, no scheme or port.")
        return hosts

    def bare_hosts(self, name: str, default: list[str]) -> list[str]:
        """Host names of two labels or more, in lower case, as the catalogue holds them."""
        hosts = [host.lower() for host in self.names(name, default)]
        for host in hosts:
            if not HOST.fullmatch(host):
                self.refuse(
                    name, f'holds "{host}"', "Write hosts such as github.com, with commas between."
                )
        return hosts

    def secret(self, name: str) -> str:
        """A secret from NAME or from the file that NAME_FILE names; empty where neither is set."""
        path = self.text(f"{name}_FILE")
        if not path:
            return self.text(name)
        if self.text(name):
            self.refuse(name, f"is set beside {name}_FILE", "Set only one of the two.")
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            self.refuse(f"{name}_FILE", f"cannot be read ({error})", "Point it to a text file.")
            return ""

    def strong_secret(self, name: str) -> str:
        """A secret that must be there and must have been made by chance."""
        value = self.secret(name)
        fault = weakness(value)
        if fault and not any(problem.variable.startswith(name) for problem in self.problems):
            self.refuse(name, fault, f"{MAKE_A_KEY} {name}, or its file's path as {name}_FILE.")
        return value

    def public_url(self, name: str, default: str) -> str:
        """The address people type; plain http is accepted for this very machine only."""
        url = self.text(name, default).rstrip("/")
        address = ADDRESS.fullmatch(url)
        if address is None:
            self.refuse(name, f'is "{url}"', "Write it like https://registry.studio.example.")
            return default
        if address["scheme"] == "http" and not is_local(address["host"]):
            self.refuse(
                name,
                f'is "{url}", which would send passwords and keys in the clear',
                "Use https; plain http is for localhost only.",
            )
        return url

    def private_folder(self, name: str, default: Path, *, never_in: Path) -> Path:
        """A folder that no web server hands out: a whole path, and not below the static files."""
        folder = Path(self.text(name, str(default)))
        if folder.is_absolute() and not folder.resolve().is_relative_to(never_in.resolve()):
            return folder
        self.refuse(
            name,
            f'is "{folder}"',
            "Write the whole path of a folder that no web server hands out.",
        )
        return default

    def time_zone(self, name: str, default: str) -> str:
        zone = self.text(name, default)
        if zone == default or zone in available_timezones():
            return zone
        self.refuse(name, f'is "{zone}", which is no known zone', "Write one like Europe/London.")
        return default

    def mail(self, name: str, default: str) -> dict[str, Any]:
        """Django's settings for how mail goes out: to a server, or as files into a folder."""
        url = self.secret(name) or default
        parts = urlsplit(url)
        if parts.scheme == "file" and parts.path.startswith("/") and not parts.netloc:
            backend = "django.core.mail.backends.filebased.EmailBackend"
            return {"EMAIL_BACKEND": backend, "EMAIL_FILE_PATH": parts.path}
        if parts.scheme in MAIL_SCHEMES and parts.hostname:
            found = dict(Env.email_url_config(url))
            return {**found, "EMAIL_PORT": found["EMAIL_PORT"] or MAIL_SCHEMES[parts.scheme]}
        self.refuse(
            name,
            "is not the address of a mail server",
            "Write smtp+tls://user:password@host:587, smtp+ssl://host:465, smtp://host:25 "
            "or file:///folder.",
        )
        return {}

    def mail_address(self, name: str, default: str) -> str:
        value = self.text(name, default)
        if value == default or MAIL_ADDRESS.fullmatch(value):
            return value
        self.refuse(name, f'is "{value}"', "Write name@example.com or Name <name@example.com>.")
        return default

    def networks(self, name: str) -> list[str]:
        """Networks as address and length, such as 10.1.0.0/16; none is the default."""
        found = self.names(name, [])
        for network in found:
            try:
                ip_network(network)
            except ValueError:
                self.refuse(name, f'holds "{network}"', "Write networks such as 10.1.0.0/16.")
        return found

    def database(self, name: str, default: str) -> dict[str, Any]:
        """Django's settings for a database address; PostgreSQL and SQLite are the ones we know."""
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # The refusal below says it better, without the password.
            try:
                found: dict[str, Any] = dict(Env.db_url_config(self.secret(name) or default))
            except ValueError:
                found = {}
        if found.get("ENGINE") in DATABASES and found.get("NAME"):
            return found
        self.refuse(
            name,
            "is not a database address this site can use",
            "Write postgresql://user:password@host/name or sqlite:////path/to/file.",
        )
        return dict(Env.db_url_config(default))


MAKE_A_KEY = (
    "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(50))' and set it as"
)


def weakness(secret: str) -> str:
    """Why a secret must not be trusted, or an empty text."""
    if not secret:
        return "is not set"
    if len(secret) < SECRET_LENGTH:
        return f"is shorter than {SECRET_LENGTH} characters"
    if len(set(secret)) < SECRET_VARIETY:
        return "repeats the same few characters"
    if any(word in secret.lower() for word in PLACEHOLDERS):
        return "is a placeholder from an example"
    return ""
