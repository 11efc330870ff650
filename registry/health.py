"""Answers whether the process lives, whether it can work, and whether regular work is done.

/livez, /readyz and /heartbeat. A late reminder is no reason to take the pages away, so /readyz only
mentions it; /heartbeat is for whoever is to be woken up.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from django.apps import apps
from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

Told = dict[str, str | None]


class NotReady(Exception):
    """The site cannot serve yet; the message is for whoever runs it."""


@never_cache
@require_safe
def livez(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Says what is missing in general words only: anyone may ask."""
    try:
        due_work = asked()
    except NotReady as fault:
        return unready(fault)
    return JsonResponse({"status": "ok", **due_work})


@never_cache
@require_safe
def heartbeat(request: HttpRequest) -> JsonResponse:
    """200 while the regular work is done in time, 503 otherwise; general words here too."""
    try:
        due_work = asked()
    except NotReady as fault:
        return unready(fault)
    alive = due_work["due_work"] == "ok"
    said = {"status": "ok" if alive else "unwell", **due_work}
    return JsonResponse(said, status=200 if alive else 503)


def unready(fault: NotReady) -> JsonResponse:
    return JsonResponse({"status": "unready", "because": str(fault)}, status=503)


def asked() -> Told:
    """How the regular work stands. Raises NotReady."""
    require_database()
    require_migrations()
    try:
        return due_work()
    except Error as error:
        raise NotReady("The database does not answer.") from error


def due_work() -> Told:
    """Whether what is due was found and sent, and when last; one query."""
    model = apps.get_model("vetting", "Heartbeat")
    held = model.objects.filter(name=model.DUE).first() or model()
    late_after = timedelta(hours=settings.RUN_LATE_AFTER_HOURS)
    pulse = held.pulse(timezone.now(), late_after)
    last = held.finished_at.isoformat(timespec="seconds") if held.finished_at else None
    return {"due_work": str(pulse.value), "due_work_last_ran": last}


def require_database() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        raise NotReady("The database does not answer.") from error


@cache
def require_migrations() -> None:
    """Only a yes is remembered: once applied, migrations stay applied while this process lives."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotReady("The database lacks migrations: run manage.py migrate.")
