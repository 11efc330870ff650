"""Opens the first page and every list of the staff pages, and prints what each takes.

Each list is opened as it is, on its last page, searched, narrowed by the first choice of every
menu, and ordered by every column. Nothing is written: the superuser who looks is made in a
transaction that is taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from django.conf import settings
from django.contrib.admin import site
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext, setup_test_environment

from dev import say
from vetting.admin.home import pages

TIMES = 5
WORD = "studio"
HEAD = (
    "| page | rows | queries | open ms | last page ms | search ms | slowest menu ms "
    "| slowest order ms |"
)
PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


@dataclass(frozen=True, slots=True)
class Opened:
    """What it took, at best, and what it was."""

    seconds: float
    queries: int
    what: str = ""

    def __str__(self) -> str:
        told = f" ({self.what})" if self.what else ""
        return f"{self.seconds * 1000:.0f}{told}"


@transaction.atomic
def report() -> None:
    """Prints the table. Takes a minute or two."""
    setup_test_environment()
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": PLAIN}):
        client = Client()
        client.force_login(User.objects.create_superuser("who-measures"))
        client.get("/admin/")
        say(HEAD)
        say("|---|" + "---:|" * 7)
        for name, first in (("Today", nothing), ("Today, after an act", pages.kept.cache_clear)):
            home = opened(client, "/admin/", first=first)
            say(f"| {name} | | {home.queries} | {home} | | | | |")
        for model in site._registry:
            say(_line(client, model._meta))
    transaction.set_rollback(True)


def _line(client: Client, named: Any) -> str:
    url = f"/admin/{named.app_label}/{named.model_name}/"
    shown = client.get(url).context["cl"]
    plain, pages = opened(client, url), shown.paginator.num_pages
    cells = [
        str(named.verbose_name_plural).capitalize(),
        f"{shown.result_count:,}",
        str(plain.queries),
        plain,
        opened(client, f"{url}?p={pages}") if pages > 1 else "",
        opened(client, f"{url}?q={WORD}") if shown.search_fields else "",
        slowest(opened(client, url + query, what) for query, what in menus(shown)),
        slowest(opened(client, f"{url}?o={n}", what) for n, what in columns(shown)),
    ]
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def menus(shown: Any) -> Iterator[tuple[str, str]]:
    """The first choice of each menu that is not its "all"."""
    for menu in shown.filter_specs:
        choices = [choice for choice in menu.choices(shown) if not choice.get("selected")]
        if choices:
            yield choices[0]["query_string"], str(menu.title)


def columns(shown: Any) -> Iterator[tuple[int, str]]:
    """Every column that the list can be ordered by, with its number."""
    able = [shown.get_ordering_field(name) for name in shown.list_display]
    for number, field in enumerate(able):
        if field:
            yield number, str(shown.list_display[number])


def slowest(every: Iterator[Opened]) -> Opened | str:
    return max(every, key=lambda one: one.seconds, default="")


def nothing() -> None:
    """Before most pages nothing has to be forgotten."""


def opened(
    client: Client, url: str, what: str = "", *, first: Callable[[], None] = nothing
) -> Opened:
    """The best of a few times: this is about the page, not about its neighbours."""
    best = float("inf")
    for _ in range(TIMES):
        first()
        begun = perf_counter()
        answer = client.get(url)
        best = min(best, perf_counter() - begun)
        assert answer.status_code == 200, url
    first()
    with CaptureQueriesContext(connection) as seen:
        client.get(url)
    return Opened(best, len(seen), what)
