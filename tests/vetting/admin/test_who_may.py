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

ROLES = ("viewer", "analyst", "approver", "policy owner", "administrator")
# Sees what viewers see, and is told last.
HEAD = "head of security"
Who = frozenset[str]
ALL, NOBODY = frozenset(ROLES), frozenset[str]()
ANALYST, APPROVER = frozenset({"analyst"}), frozenset({"approver"})
ADMINISTRATOR = frozenset({"administrator"})
STOPPERS = ANALYST | APPROVER
SUBSCRIBERS, SEE_ENDPOINTS = ANALYST | ADMINISTRATOR, STOPPERS | ADMINISTRATOR

# A page of ours: who may open it, and who may send it. Sending a page that is only read (a list, a
# history) shows it again; that nothing changes by it is a test of its own.
Table = dict[str, tuple[Who, Who]]


def rows(place: str, read: Who, add: Who = NOBODY, change: Who = NOBODY) -> Table:
    """The pages that Django makes for each kind of row. Nothing is ever deleted."""
    one = f"{place}/<path:object_id>/"
    return {
        f"{place}/": (read, read),
        f"{place}/add/": (add, add),
        f"{one}history/": (read, read),
        f"{one}delete/": (NOBODY, NOBODY),
        f"{one}change/": (read, change),
        # Leads to the page above, for everybody who is logged in.
        one: (ALL, ALL),
    }


def endpoints(place: str) -> Table:
    """The endpoints of a production or a team, and each act on one of them."""
    one = f"{place}/<int:object_id>/endpoints/<int:endpoint_id>/"
    acts = ("rotate", "pause", "resume", "remove")
    return {
        f"{place}/<int:object_id>/endpoints/new/": (ADMINISTRATOR, ADMINISTRATOR),
        one: (SEE_ENDPOINTS, NOBODY),
        # A button without a page of its own.
        f"{one}test/": (NOBODY, ADMINISTRATOR),
        **{f"{one}{act}/": (ADMINISTRATOR, ADMINISTRATOR) for act in acts},
    }


OFFERING = "vetting/offering/<int:object_id>/"
REQUEST = "vetting/vettingrequest/<int:object_id>/"
KEYS = "vetting/production/<int:object_id>/keys/"
MAY: Table = {
    "": (ALL, ALL),
    "login/": (ALL, ALL),
    "password_change/": (ALL, ALL),
    "password_change/done/": (ALL, NOBODY),
    "autocomplete/": (ALL, NOBODY),
    "jsi18n/": (ALL, NOBODY),
    "r/<path:content_type_id>/<path:object_id>/": (ALL, ALL),
    "^(?P<app_label>auth|vetting)/$": (ALL, ALL),
    "(?P<url>.*)$": (ALL, ALL),
    # To open it is not enough.
    "logout/": (NOBODY, ALL),
    **rows("auth/user", ADMINISTRATOR, ADMINISTRATOR, ADMINISTRATOR),
    "auth/user/<id>/password/": (ADMINISTRATOR, ADMINISTRATOR),
    **rows("auth/group", ADMINISTRATOR),
    **rows("vetting/vendor", ALL, ANALYST, ANALYST),
    **rows("vetting/tool", ALL, ANALYST, ANALYST),
    # The page of an offering is only read; its form has a page of its own.
    **rows("vetting/offering", ALL, ANALYST, ALL),
    f"{OFFERING}edit/": (ANALYST, ANALYST),
    f"{OFFERING}history/": (ALL, ALL),
    "vetting/offering/compare/": (ALL, ALL),
    f"{OFFERING}answers/": (ANALYST, ANALYST),
    f"{OFFERING}answers/<slug:criterion>/": (ANALYST, ANALYST),
    f"{OFFERING}answers/<slug:criterion>/withdraw/": (ANALYST, ANALYST),
    "vetting/offering/accept/": (STOPPERS, STOPPERS),
    f"{OFFERING}review/": (ANALYST, ANALYST),
    f"{OFFERING}review/comment/": (STOPPERS, STOPPERS),
    f"{OFFERING}review/withdraw/": (ANALYST, ANALYST),
    f"{OFFERING}propose/": (ANALYST, ANALYST),
    f"{OFFERING}approve/": (APPROVER, APPROVER),
    f"{OFFERING}send-back/": (APPROVER, APPROVER),
    f"{OFFERING}suspend/": (STOPPERS, STOPPERS),
    f"{OFFERING}lift/": (ANALYST, ANALYST),
    f"{OFFERING}tighten/": (STOPPERS, STOPPERS),
    f"{OFFERING}tenant/": (ANALYST, ANALYST),
    f"{OFFERING}take-over/": (ANALYST, ANALYST),
    **rows("vetting/production", ALL, ADMINISTRATOR, ADMINISTRATOR),
    f"{KEYS}new/": (ADMINISTRATOR, ADMINISTRATOR),
    f"{KEYS}<int:key_id>/rotate/": (ADMINISTRATOR, ADMINISTRATOR),
    f"{KEYS}<int:key_id>/revoke/": (ADMINISTRATOR, ADMINISTRATOR),
    **endpoints("vetting/production"),
    "vetting/production/<int:object_id>/subscribe/": (SUBSCRIBERS, SUBSCRIBERS),
    "vetting/production/<int:object_id>/unsubscribe/": (NOBODY, SUBSCRIBERS),
    **rows("vetting/team", ALL, ADMINISTRATOR, ADMINISTRATOR),
    **endpoints("vetting/team"),
    **rows("vetting/evidence", ALL, ANALYST),
    "vetting/evidence/<int:object_id>/file/": (ALL, NOBODY),
    "vetting/evidence/<int:object_id>/use/": (ANALYST, ANALYST),
    "vetting/evidence/reconfirm/": (ANALYST, ANALYST),
    "vetting/evidence/until/": (ANALYST, NOBODY),
    **rows("vetting/auditentry", ALL),
    **rows("vetting/decision", ALL),
    **rows("vetting/assessment", ALL),
    **rows("vetting/policy", ALL),
    **rows("vetting/review", ALL),
    **rows("vetting/vettingrequest", ALL),
    f"{REQUEST}answer/": (ANALYST, ANALYST),
    f"{REQUEST}decline/": (ANALYST, ANALYST),
    # Buttons without a page of their own.
    f"{REQUEST}join/": (NOBODY, ANALYST),
    f"{REQUEST}link/": (NOBODY, ANALYST),
    f"{REQUEST}reopen/": (ANALYST, ANALYST),
    f"{REQUEST}turn/": (ANALYST, ANALYST),
    **rows("vetting/answer", ALL),
    **rows("vetting/vendorclaim", ALL),
    "vetting/<slug:model>/export/<slug:form>/": (ALL, ALL),
    "vetting/<slug:model>/import/": (ANALYST, ANALYST),
    "vetting/<slug:model>/import/<slug:token>/": (ANALYST, ANALYST),
    "vetting/<slug:model>/import/template/<slug:form>/": (ANALYST, ANALYST),
    f"{OFFERING}questionnaire/": (ALL, ANALYST),
    f"{OFFERING}questionnaire/file/": (ALL, ALL),
    f"{OFFERING}questionnaire/judge/": (ANALYST, ANALYST),
    f"{OFFERING}questionnaire/<slug:token>/": (ANALYST, ANALYST),
    f"{OFFERING}questionnaire/replies/<int:reply_id>/": (ALL, ALL),
}


# What each role may do beyond reading, and no more.
BEYOND_READING = {
    "viewer": set(),
    "analyst": {
        "add_answer", "add_evidence", "add_offering", "add_subscription", "add_tool", "add_vendor",
        "assign_owner", "change_message", "change_offering", "change_subscription", "change_tool",
        "change_vendor", "change_vettingrequest", "propose_decision", "snooze_reminder",
        "stop_offering",
    },
    "approver": {
        "approve_decision", "assign_owner", "change_message", "snooze_reminder", "stop_offering",
    },
    "policy owner": {"add_policy", "change_policy", "release_policy"},
    "administrator": {
        "add_apikey", "add_endpoint", "add_production", "add_subscription", "add_team", "add_user",
        "assign_owner", "change_apikey", "change_endpoint", "change_message", "change_production",
        "change_subscription", "change_team", "change_user",
    },
    HEAD: set(),
}  # fmt: skip
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
        "answer": plan.answers.first(), "vendorclaim": claim,
        "user": people["viewer"], "group": Group.objects.get(name="viewer"),
    }  # fmt: skip
    keys = {name: row.pk for name, row in rows.items()}
    return SimpleNamespace(people=people, keys=keys, tenant=tenant.pk, key=key.pk, ends=ends)


def removed_end(now: Any, **of: Any) -> int:
    """An endpoint of one of them; removed, so that no button does anything to it."""
    there = {"channel": "webhook", "label": "farm", "address": "https://hooks.example.com/x"}
    return Endpoint.objects.create(created_at=now, removed_at=now, **there, **of).pk


def address(route: str, world: Any) -> str:
    """The address of one page in this world."""
    given = {
        "<slug:criterion>": "trains_on_inputs",
        "<int:key_id>": world.key,
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
        sent = {} if role in may_send - {"viewer"} else SENT
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
