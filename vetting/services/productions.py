"""Who may ask: productions and their API keys. A key's secret is shown once and kept as a hash."""

import hashlib
import logging
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Case, F, Q, When

from vetting.models import ApiKey, Production
from vetting.services.audit import one_at_a_time, record_act
from vetting.services.busy import waiting_at_most
from vetting.services.permissions import require, require_to_save
from vetting.services.refusals import Refused, problems_of, refuse_if

logger = logging.getLogger(__name__)

MARK = "aitk"
PRODUCTION_FIELDS = ("slug", "name", "active")
OVERLAP, LONGEST_OVERLAP = timedelta(days=7), timedelta(days=90)


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
    require_to_save(by, production)
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
    requests_per_minute: int | None = None,
) -> tuple[ApiKey, str]:
    """A new key and its full text, which cannot be shown again. Raises Refused."""
    if by is not None:
        require(by, "vetting.add_apikey")
    if expires_at is not None and expires_at <= now:
        raise Refused([("expires_at", "A key has to end after this moment.")])
    wanted = sorted(set(scopes))
    refuse_if(_scope_problems(wanted), "scopes")
    key = ApiKey(
        production=production,
        label=label.strip(),
        scopes=wanted,
        created_by=by,
        expires_at=expires_at,
        requests_per_minute=requests_per_minute,
    )
    text = _made(key, now)
    after = {"production": production.slug, "scopes": wanted, "expires_at": expires_at}
    record_act(act="issued", subject=key, by=by, now=now, after=after)
    return key, text


@one_at_a_time
def rotate_key(
    *, key: ApiKey, by: User | None, now: datetime, overlap: timedelta = OVERLAP
) -> tuple[ApiKey, str]:
    """A key like this one with a new secret, and its full text; the old one ends after `overlap`.

    The new one lives as long as the old one was meant to. Raises Refused where the old one has
    ended or is replaced already.
    """
    if by is not None:
        require(by, "vetting.add_apikey")
    old = ApiKey.objects.select_related("production").get(pk=key.pk)
    refuse_if(_rotation_problems(old, now))
    if not timedelta() <= overlap <= LONGEST_OVERLAP:
        raise Refused([("overlap", f"Choose from 0 to {LONGEST_OVERLAP.days} days.")])
    new = ApiKey(
        production=old.production,
        label=old.label,
        scopes=old.scopes,
        created_by=by,
        expires_at=end_of_successor(old, now),
        requests_per_minute=old.requests_per_minute,
        replaces=old,
    )
    text = _made(new, now)
    before, old.expires_at = old.expires_at, min(old.expires_at or now + overlap, now + overlap)
    old.save(update_fields=["expires_at"])
    record_act(
        act="rotated",
        subject=old,
        by=by,
        now=now,
        before={"expires_at": before},
        after={"expires_at": old.expires_at, "replaced by": str(new), "new end": new.expires_at},
    )
    return new, text


@one_at_a_time
def revoke_key(*, key: ApiKey, because: str, by: User | None, now: datetime) -> None:
    """End a key at once. Raises Refused where it has ended already, or without a reason."""
    if by is not None:
        require(by, "vetting.change_apikey")
    refuse_if(["Say why in a sentence."] if not because.strip() else [], "because")
    if not ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now):
        raise Refused([("", "This key is revoked already.")])
    key.revoked_at = now
    record_act(act="revoked", subject=key, by=by, now=now, because=because)


def _made(key: ApiKey, now: datetime) -> str:
    """Give the key its secret and save it; the whole text is known to the caller alone."""
    secret = secrets.token_hex(32)
    key.prefix, key.sha256, key.created_at = secrets.token_hex(6), hash_of(secret), now
    try:
        key.full_clean()
    except ValidationError as error:
        raise Refused(problems_of(error)) from error
    key.save()
    return f"{MARK}_{key.prefix}_{secret}"


def _rotation_problems(key: ApiKey, now: datetime) -> list[str]:
    if key.revoked_at is not None:
        return ["This key is revoked. Make a new one instead."]
    if key.expires_at is not None and key.expires_at <= now:
        return ["This key has run out. Make a new one instead."]
    successor = ApiKey.objects.filter(replaces=key).first()
    return [f"This key is replaced already, by {successor}."] if successor else []


def end_of_successor(key: ApiKey, now: datetime) -> datetime | None:
    """Until when the key would work that replaces this one now: it lives as long."""
    return now + (key.expires_at - key.created_at) if key.expires_at else None


def hash_of(secret: str) -> str:
    """A fast hash is enough: the secret is 256 random bits, which nobody can try out."""
    return hashlib.sha256(secret.encode()).hexdigest()


def note_use(*, key: ApiKey, window: datetime, requests: int, now: datetime) -> bool:
    """Add requests of the minute that starts at `window` to the key's row; False if it cannot be.

    It writes no entry in the trail: being asked is no act. Reading must not fail or wait because of
    it, so a row that is held, or a database that is busy or read-only, is passed over.
    """
    free = ApiKey.objects.select_for_update(skip_locked=True).filter(pk=key.pk)
    rows = ApiKey.objects.filter(
        Q(window_starts_at=None) | Q(window_starts_at__lte=window), pk__in=free.values("pk")
    )
    same = When(window_starts_at=window, then=F("window_requests") + requests)
    try:
        with waiting_at_most(0), transaction.atomic():
            written = rows.update(
                window_requests=Case(same, default=requests),
                window_starts_at=window,
                last_used_at=now,
            )
    except DatabaseError:
        logger.debug("The use of API key %s could not be noted.", key.prefix)
        return False
    return bool(written)


def _scope_problems(scopes: list[str]) -> list[str]:
    if not scopes:
        return ["Give the key at least one scope."]
    known = ApiKey.Scope.values
    return [f"{s!r} is no scope; choose from {', '.join(known)}." for s in scopes if s not in known]
