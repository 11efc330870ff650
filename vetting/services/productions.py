"""Who may ask: productions and their API keys. A key's secret is shown once and kept as a hash."""

import hashlib
import logging
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import Q

from vetting.models import ApiKey, Production
from vetting.services.audit import record_act
from vetting.services.refusals import Refused, problems_of, refuse_if

logger = logging.getLogger(__name__)

MARK = "aitk"
PRODUCTION_FIELDS = ("slug", "name", "active")
TOUCH_EVERY = timedelta(minutes=1)


@transaction.atomic
def create_production(*, slug: str, name: str, by: User | None, now: datetime) -> Production:
    """Register a title that uses tools. Raises Refused."""
    production = Production(slug=slug, name=name.strip())
    return save_production(production=production, by=by, now=now)


@transaction.atomic
def save_production(
    *, production: Production, by: User | None, now: datetime, because: str = ""
) -> Production:
    """Create a production, or change its name, slug or whether its keys work. Raises Refused."""
    held = Production.objects.filter(pk=production.pk).first() if production.pk else None
    if held is None:
        production.created_at = now
    before = {name: getattr(held, name) for name in PRODUCTION_FIELDS} if held else {}
    after = {name: getattr(production, name) for name in PRODUCTION_FIELDS}
    if before == after:
        return production
    try:
        production.full_clean()
    except ValidationError as error:
        raise Refused(problems_of(error)) from error
    production.save()
    record_act(
        act="changed" if held else "created",
        subject=production,
        by=by,
        now=now,
        because=because,
        before=before,
        after=after,
    )
    return production


@transaction.atomic
def issue_key(
    *,
    production: Production,
    label: str,
    scopes: Iterable[str],
    by: User | None,
    now: datetime,
    expires_at: datetime | None = None,
) -> tuple[ApiKey, str]:
    """A new key and its full text, which cannot be shown again. Raises Refused."""
    wanted = sorted(set(scopes))
    refuse_if(_scope_problems(wanted), "scopes")
    if expires_at is not None and expires_at <= now:
        raise Refused([("expires_at", "A key has to end after this moment.")])
    prefix, secret = secrets.token_hex(6), secrets.token_hex(32)
    key = ApiKey(
        production=production,
        label=label.strip(),
        prefix=prefix,
        sha256=hash_of(secret),
        scopes=wanted,
        created_at=now,
        created_by=by,
        expires_at=expires_at,
    )
    try:
        key.full_clean()
    except ValidationError as error:
        raise Refused(problems_of(error)) from error
    key.save()
    after = {"production": production.slug, "scopes": wanted, "expires_at": expires_at}
    record_act(act="issued", subject=key, by=by, now=now, after=after)
    return key, f"{MARK}_{prefix}_{secret}"


@transaction.atomic
def revoke_key(*, key: ApiKey, because: str, by: User | None, now: datetime) -> None:
    """End a key at once. Raises Refused where it has ended already, or without a reason."""
    refuse_if(["Say why in a sentence."] if not because.strip() else [], "because")
    if not ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now):
        raise Refused([("", "This key is revoked already.")])
    key.revoked_at = now
    record_act(act="revoked", subject=key, by=by, now=now, because=because)


def hash_of(secret: str) -> str:
    """A fast hash is enough: the secret is 256 random bits, which nobody can try out."""
    return hashlib.sha256(secret.encode()).hexdigest()


def touch_last_used(*, key: ApiKey, now: datetime) -> bool:
    """Note that the key was used, at most once a minute; True where something was written.

    Reading must not fail or wait because this note cannot be written, so a database that is busy
    or read-only is passed over and the next request tries again.
    """
    if key.last_used_at is not None and now - key.last_used_at < TOUCH_EVERY:
        return False
    stale = Q(last_used_at=None) | Q(last_used_at__lte=now - TOUCH_EVERY)
    try:
        with _without_waiting(), transaction.atomic():
            return bool(ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=now))
    except DatabaseError:
        logger.debug("The last use of API key %s could not be noted.", key.prefix)
        return False


@contextmanager
def _without_waiting() -> Iterator[None]:
    """SQLite has one writer at a time, and a long import would hold up every reader here."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        patience = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(patience)}")


def _scope_problems(scopes: list[str]) -> list[str]:
    if not scopes:
        return ["Give the key at least one scope."]
    known = ApiKey.Scope.values
    return [f"{s!r} is no scope; choose from {', '.join(known)}." for s in scopes if s not in known]
