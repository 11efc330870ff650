"""Takes what productions ask to have vetted: opens a request, or joins the one under way."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models

from vetting.models import Production, RequestSupporter, VettingRequest
from vetting.models.naming import host_of, name_key, telling_host
from vetting.models.requests import called
from vetting.services.assessments import local_day
from vetting.services.audit import one_at_a_time, record_act
from vetting.services.busy import or_busy
from vetting.services.intake.votes import count_votes
from vetting.services.refusals import Refused, problems_of


@dataclass(frozen=True, slots=True)
class Wish:
    """What a production asks for; "" and None where it says nothing."""

    tool: str
    plan: str = ""
    vendor: str = ""
    url: str = ""
    purpose: str = ""
    needed_by: date | None = None
    contact: str = ""

    @property
    def key(self) -> str:
        return name_key(f"{self.tool} {self.plan}")[:255]

    @property
    def host(self) -> str:
        return telling_host(self.url or self.tool)


class Outcome(StrEnum):
    """What asking led to."""

    OPENED = "opened"
    JOINED = "joined"
    ASKED_BEFORE = "asked_before"


def problems_of_wish(wish: Wish, today: date) -> list[tuple[str, str]]:
    """Everything that keeps this from being asked, as (field, sentence)."""
    problems = []
    if not name_key(wish.tool):
        problems.append(("tool", "Give the name of the tool, with letters or digits in it."))
    if wish.url and not _is_address(wish.url):
        problems.append(("url", "Give a web address such as https://example.com/tool."))
    if wish.needed_by is not None and wish.needed_by < today:
        problems.append(("needed_by", "Give today or a day to come."))
    return problems


def ask(
    *, wish: Wish, production: Production, key_label: str = "", now: datetime
) -> tuple[RequestSupporter, Outcome]:
    """Ask for a tool to be vetted, joining the request for it that is under way, if there is one.

    Raises Refused with all that is wrong, and Busy where the database takes no writes.
    """
    problems = problems_of_wish(wish, local_day(now))
    if problems:
        raise Refused(problems)
    with or_busy():
        return _ask(wish, production, key_label, now)


@one_at_a_time
def _ask(
    wish: Wish, production: Production, key_label: str, now: datetime
) -> tuple[RequestSupporter, Outcome]:
    request = _under_way(wish)
    if request is None:
        return _open(wish, production, key_label, now), Outcome.OPENED
    supporter = request.supporters.filter(production=production).first()
    if supporter is None:
        return _support(request, wish, production, key_label, now), Outcome.JOINED
    return _change_note(supporter, wish, key_label, now), Outcome.ASKED_BEFORE


def _under_way(wish: Wish) -> VettingRequest | None:
    """The request that means the same: by name, or else by host where the plan is the same.

    The desk may have joined the one of this name to another, which then stands for it.
    """
    requests = VettingRequest.objects.under_way().order_by("pk")
    named = requests.filter(key=wish.key).first() or requests.filter(joined__key=wish.key).first()
    if named is not None or not wish.host:
        return named
    plan = name_key(wish.plan)
    return next((r for r in requests.filter(host=wish.host) if name_key(r.plan) == plan), None)


def _open(wish: Wish, production: Production, key_label: str, now: datetime) -> RequestSupporter:
    request = VettingRequest(
        tool=wish.tool,
        plan=wish.plan,
        vendor=wish.vendor,
        url=wish.url,
        key=wish.key,
        host=wish.host,
        created_at=now,
    )
    _save(request)
    return _support(request, wish, production, key_label, now)


def _support(
    request: VettingRequest, wish: Wish, production: Production, key_label: str, now: datetime
) -> RequestSupporter:
    supporter = RequestSupporter(request=request, production=production, asked_at=now)
    _note(supporter, wish, key_label)
    _save(supporter)
    count_votes(request)
    after = {
        "production": production.slug,
        "tool": wish.tool,
        "plan": wish.plan,
        "votes": request.votes,
    }
    record_act(act="asked for a tool", subject=request, by=None, now=now, after=after)
    return supporter


def _change_note(
    supporter: RequestSupporter, wish: Wish, key_label: str, now: datetime
) -> RequestSupporter:
    """What is left out stays. The trail says that the note changed, and not what is in it."""
    before = {name: getattr(supporter, name) for name in NOTE}
    _note(supporter, wish, key_label)
    changed = [name for name in NOTE if getattr(supporter, name) != before[name]]
    if changed:
        _save(supporter)
        request = supporter.request
        count_votes(request)
        after = {"production": supporter.production.slug, "changed": changed}
        record_act(act="changed its note", subject=request, by=None, now=now, after=after)
    return supporter


NOTE = ("words", "url", "purpose", "needed_by", "contact", "key_label")


def _note(supporter: RequestSupporter, wish: Wish, key_label: str) -> None:
    given = {
        "words": called(wish.tool, wish.plan),
        "url": wish.url,
        "purpose": wish.purpose,
        "needed_by": wish.needed_by,
        "contact": wish.contact,
        "key_label": key_label,
    }
    for name, value in given.items():
        if value:
            setattr(supporter, name, value)


def _save(row: models.Model) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refused(problems_of(error)) from error
    row.save()


def _is_address(url: str) -> bool:
    """http or https with a host, and no name and password before it."""
    if "\\" in url or not host_of(url):
        return False
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and "@" not in parts.netloc
