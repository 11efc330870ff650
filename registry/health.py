"""Answers whether the process lives (/livez) and whether it can do its work (/readyz)."""

from __future__ import annotations

from functools import cache

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


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
        require_database()
        require_migrations()
    except NotReady as fault:
        return JsonResponse({"status": "unready", "because": str(fault)}, status=503)
    return JsonResponse({"status": "ok"})


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
