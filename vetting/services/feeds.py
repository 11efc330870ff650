"""Secret addresses that a calendar reads: made by whom they concern, shown once, ended at once."""

import hashlib
import logging
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Q, QuerySet

from vetting.models import CalendarFeed, Contact, Team
from vetting.services.audit import one_at_a_time, record_act
from vetting.services.busy import waiting_at_most
from vetting.services.refusals import Refused, problems_of, refuse_if

logger = logging.getLogger(__name__)

CHANGE_TEAMS = "vetting.change_team"
MOST = 20
# Calendars come every few hours, some every few minutes.
NOTED_EVERY = timedelta(hours=1)
# What may be empty, though no form asks for it.
OPEN = ("person", "team", "revoked_at", "last_read_at")


@one_at_a_time
def make_feed(
    *,
    label: str,
    by: User,
    now: datetime,
    person: User | None = None,
    team: Team | None = None,
) -> tuple[CalendarFeed, str]:
    """A new feed of one person or one team, and the secret of its address.

    The secret cannot be shown again. Raises Refused.
    """
    if (person is None) == (team is None):
        raise Refused([("", "Choose whose calendar it is: yours, or that of a team.")])
    feed = CalendarFeed(person=person, team=team, label=label.strip())
    refuse_if(_not_theirs(feed, by))
    alike = CalendarFeed.objects.filter(person=person, team=team, revoked_at=None)
    refuse_if(_too_many(alike))
    secret = secrets.token_urlsafe(32)
    feed.sha256, feed.created_at, feed.created_by = hash_of(secret), now, by
    try:
        feed.clean_fields(exclude=OPEN)
    except ValidationError as error:
        raise Refused(problems_of(error)) from error
    feed.save()
    after = {"person": person.get_username()} if person else {"team": team and team.slug}
    record_act(act="made", subject=feed, by=by, now=now, after=after)
    return feed, secret


@one_at_a_time
def revoke_feed(*, feed: CalendarFeed, by: User, now: datetime) -> None:
    """End it at once and for good. Raises Refused where it has ended, or is none of theirs."""
    refuse_if(_not_theirs(feed, by))
    if not CalendarFeed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=now):
        raise Refused([("", "This address is revoked already.")])
    feed.revoked_at = now
    record_act(act="revoked", subject=feed, by=by, now=now)


def feeds_of(person: User) -> QuerySet[CalendarFeed]:
    """Those that still work and that this person may revoke: their own, and their teams'."""
    teams = teams_of(person).values("pk")
    feeds = CalendarFeed.objects.filter(Q(person=person) | Q(team__in=teams), revoked_at=None)
    return feeds.select_related("team", "created_by").order_by("-created_at", "-pk")


def teams_of(person: User) -> QuerySet[Team]:
    """The teams whose calendar this person may have: they lead it, are in it, or change teams."""
    teams = Team.objects.order_by("name", "pk")
    if person.has_perm(CHANGE_TEAMS):
        return teams
    return teams.filter(
        Q(lead=person) | Q(pk__in=Contact.objects.filter(person=person).values("team"))
    )


def feed_of(token: str, now: datetime) -> CalendarFeed | None:
    """The feed of this secret, if it still works: one look-up by its hash, whatever was sent.

    It works until somebody revokes it, and only while whoever made it belongs to the desk.
    """
    feeds = CalendarFeed.objects.select_related("person", "team", "created_by")
    feed = feeds.filter(
        sha256=hash_of(token),
        revoked_at=None,
        created_by__is_active=True,
        created_by__is_staff=True,
    ).first()
    if feed is not None:
        _note_reading(feed, now)
    return feed


def hash_of(secret: str) -> str:
    """A fast hash is enough: the secret is 256 random bits, which nobody can try out."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _note_reading(feed: CalendarFeed, now: datetime) -> None:
    """At most once an hour. Reading is no act, and must not fail or wait because of it."""
    long_ago = now - NOTED_EVERY
    if feed.last_read_at is not None and feed.last_read_at > long_ago:
        return
    rows = CalendarFeed.objects.filter(pk=feed.pk)
    try:
        with waiting_at_most(0), transaction.atomic():
            rows.filter(Q(last_read_at=None) | Q(last_read_at__lte=long_ago)).update(
                last_read_at=now
            )
    except DatabaseError:
        logger.debug("That calendar feed %s was read could not be noted.", feed.pk)


def _not_theirs(feed: CalendarFeed, by: User) -> Iterator[str]:
    """Nobody has somebody else's calendar, administrators included."""
    if not (by.is_active and by.is_staff):
        yield "Only people of the desk have a calendar here."
    elif feed.person_id is not None and feed.person_id != by.pk:
        yield "This is somebody else's calendar: only they can make and revoke its addresses."
    elif feed.team_id is not None and not teams_of(by).filter(pk=feed.team_id).exists():
        yield "You are not in this team; ask its lead for an address of its calendar."


def _too_many(alike: QuerySet[CalendarFeed]) -> Iterator[str]:
    if alike.count() >= MOST:
        yield f"There are {MOST} addresses already. Revoke one that nobody reads any more."
