"""Who may open and send each page of the staff site: a table that no page may be missing from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied
from django.core.signals import request_finished
from django.db import close_old_connections, transaction
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, resolve
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from tests.builders import (
    GOOD,
    answer_all,
    make_offering,
    make_tenant_of,
    make_user,
    publish,
    the,
)
from tests.vetting.admin.messages import endpoint_of, failed_to, put_off
from tests.vetting.admin.who_may import BEYOND_READING, HEAD, MAY, READERS, ROLES
from vetting.admin.site import desk_site
from vetting.models import (
    AuditEntry,
    Endpoint,
    Evidence,
    Policy,
    Team,
    VendorClaim,
    VendorReply,
    VettingRequest,
)
from vetting.scoring.vocabulary import Verdict
from vetting.services.decisions import propose
from vetting.services.intake import Wish, ask
from vetting.services.productions import create_production, issue_key

SENT = {"because": "So.", "name": "x", "action": "delete_selected", "_selected_action": "1"}


def routes(patterns: Any = None, above: str = "") -> Iterator[str]:
    """Every address of the staff site, as it is written in its pages' urls."""
    for pattern in desk_site().urls[0] if patterns is None else patterns:
        place = above + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, place)
        elif isinstance(pattern, URLPattern):
            yield place


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Any]:
    """One row of everything, made once; each test works in a transaction inside this one."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield made()
        transaction.set_rollback(True)


def made() -> SimpleNamespace:
    now = timezone.now()
    plan = make_offering("studio-chat-enterprise", now=now)
    answer_all(plan, GOOD, but={"pen_test_date": now.date()}, now=now)
    publish(plan, Verdict.APPROVED, now=now)
    tenant = make_tenant_of(plan, now=now)
    review = propose(
        offering=plan, verdict=Verdict.APPROVED, because="Again.", by=the("analyst"), now=now
    )
    production = create_production(slug="title", name="Title", by=None, now=now)
    key, _ = issue_key(production=production, label="script", scopes=["read"], by=None, now=now)
    ask(wish=Wish("Wanted"), production=production, now=now)
    reply = VendorReply.objects.create(offering=plan, content=b"", received_at=now)
    claim = VendorClaim.objects.create(
        reply=reply, offering=plan, criterion="encryption", value="none"
    )
    people = {role: make_user(role) for role in ROLES}
    message, snooze = failed_to(endpoint_of(production), now), put_off(plan, now)
    team = Team.objects.create(slug="night", name="Night", created_at=now)
    ends = {
        "production": removed_end(now, production=production),
        "team": removed_end(now, team=team),
    }
    rows = {
        "offering": plan, "tool": plan.tool, "vendor": plan.tool.vendor, "review": review,
        "production": production, "team": team, "evidence": Evidence.objects.get(),
        "decision": plan.decisions.get(), "policy": Policy.objects.get(),
        "assessment": plan.assessments.get(superseded_at=None),
        "auditentry": AuditEntry.objects.latest("pk"),
        "vettingrequest": VettingRequest.objects.get(),
        "answer": plan.answers.first(), "vendorclaim": claim, "message": message,
        "endpoint": message.endpoint,
        "user": people["viewer"], "group": Group.objects.get(name="viewer"),
    }  # fmt: skip
    keys = {name: row.pk for name, row in rows.items()}
    return SimpleNamespace(
        people=people, keys=keys, tenant=tenant.pk, key=key.pk, snooze=snooze.pk, ends=ends
    )


def removed_end(now: Any, **of: Any) -> int:
    """An endpoint of one of them; removed, so that no button does anything to it."""
    there = {"channel": "webhook", "label": "farm", "address": "https://hooks.example.com/x"}
    return Endpoint.objects.create(created_at=now, removed_at=now, **there, **of).pk


def address(route: str, world: Any) -> str:
    """The address of one page in this world."""
    given = {
        "<slug:criterion>": "trains_on_inputs",
        "<int:key_id>": world.key,
        "<int:snooze_id>": world.snooze,
        "<int:endpoint_id>": world.ends.get(route.split("/")[1] if "endpoint" in route else "", 1),
        "<slug:model>": "vendor",
        "<slug:form>": "csv",
        "<slug:token>": "unknown",
        "<path:content_type_id>": 1,
        "^(?P<app_label>auth|vetting)/$": "vetting/",
        "(?P<url>.*)$": "nowhere/",
    }
    place = route.split("/")
    key = world.tenant if "take-over" in route else world.keys.get(place[1] if place[1:] else "", 1)
    for name, value in given.items():
        route = route.replace(name, str(value))
    query = "?app_label=vetting&model_name=offering&field_name=tool"
    return (
        f"/admin/{re.sub('<[^>]*id>', str(key), route)}{query if 'autocomplete' in route else ''}"
    )


def asked(page: str, person: Any, sent: dict[str, str] | None) -> Any:
    """A request of this person, without the layers around the pages: here only they decide."""
    make = RequestFactory()
    request: Any = make.get(page) if sent is None else make.post(page, sent)
    request.user, request.session = person, SessionStore()
    request._messages = FallbackStorage(request)
    request._dont_enforce_csrf_checks = True
    return request


def gets_in(page: str, person: Any, sent: dict[str, str] | None = None) -> bool:
    """Whether the page lets this person open or send it; what it shows is not even drawn."""
    view, args, kwargs = resolve(page.partition("?")[0])
    try:
        response = view(asked(page, person, sent), *args, **kwargs)
    except PermissionDenied:
        return False
    except Http404:
        return True
    # A file that is handed out stays open until it was sent. The connection is the test's own.
    request_finished.disconnect(close_old_connections)
    response.close()
    request_finished.connect(close_old_connections)
    return response.status_code not in {403, 405}


def everything() -> dict[str, str]:
    """A digest of each table."""
    tables = [model for model in apps.get_models() if model._meta.label != "sessions.Session"]
    return {
        model._meta.label: hashlib.sha256(
            repr(list(model._default_manager.order_by("pk").values_list())).encode()
        ).hexdigest()
        for model in tables
    }


def test_no_page_is_missing_from_the_table() -> None:
    found = list(routes())
    assert sorted(set(found) - set(MAY)) == []
    assert sorted(set(MAY) - set(found)) == []


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_and_sends_what_the_table_says_and_changes_nothing_by_it(
    role: str, world: Any
) -> None:
    """Who may send a page sends nothing in it; everybody else what might do something."""
    person, before, wrong = world.people[role], everything(), []
    for route, (may_open, may_send) in MAY.items():
        page = address(route, world)
        if gets_in(page, person) is not (role in may_open):
            wrong.append(f"open {page}")
        sent = {} if role in may_send - set(READERS) else SENT
        if gets_in(page, person, sent) is not (role in may_send):
            wrong.append(f"send {page}")
    assert "\n".join(wrong) == ""
    after = everything()
    assert [table for table in before if before[table] != after[table]] == []


@pytest.mark.django_db
def test_everybody_may_log_out_by_sending_it(world: Any) -> None:
    client = Client()
    client.force_login(world.people["viewer"])
    assert client.get("/admin/logout/").status_code == 405
    assert client.post("/admin/logout/").status_code in {200, 302}
    assert client.get("/admin/").status_code == 302


@pytest.mark.django_db
def test_a_stranger_is_always_sent_to_the_log_in(world: Any) -> None:
    client, before, astray = Client(), everything(), []
    for route in MAY:
        if route in {"login/", "logout/"}:
            continue
        page = address(route, world)
        for made in (client.get(page), client.post(page, SENT)):
            if not (made.status_code == 302 and made.url.startswith("/admin/login/?next=")):
                astray.append(f"{page}: {made.status_code}")
    assert astray == []
    assert everything() == before


@pytest.mark.django_db
def test_somebody_without_a_role_reaches_no_row(world: Any) -> None:
    person = make_user("")
    rows = [route for route in MAY if route.startswith(("vetting/", "auth/"))]
    pages = [address(route, world) for route in rows if not route.endswith("/<path:object_id>/")]
    reached = [page for page in pages if gets_in(page, person) or gets_in(page, person, SENT)]
    assert reached == []


@pytest.mark.django_db
@pytest.mark.parametrize("role", [*ROLES, HEAD])
def test_a_role_has_the_rights_of_its_work_and_no_more(role: str) -> None:
    held = Group.objects.get(name=role).permissions.values_list("codename", flat=True)
    assert {name for name in held if not name.startswith("view_")} == BEYOND_READING[role]


@pytest.mark.django_db
def test_the_roles_are_these() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == {*ROLES, HEAD}


@pytest.mark.django_db
def test_the_head_of_security_reads_what_a_viewer_reads_and_what_was_sent() -> None:
    held = {
        name: set(Group.objects.get(name=name).permissions.values_list("codename", flat=True))
        for name in ("viewer", HEAD)
    }
    sent = {"view_message", "view_notice", "view_heartbeat"}
    assert held[HEAD] == held["viewer"] | sent
