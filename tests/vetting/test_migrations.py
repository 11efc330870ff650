"""What the migrations bring: nothing is missing from them, the policy, the roles, the guards."""

from __future__ import annotations

import hashlib

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection

from tests.builders import NOW, make_user
from vetting.models import AuditEntry, Policy
from vetting.scoring.loader import shipped_policy_text

pytestmark = pytest.mark.django_db


def test_the_models_are_as_the_migrations_make_them() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_the_shipped_policy_is_the_file_to_the_letter() -> None:
    policy = Policy.objects.get()
    text = shipped_policy_text("2026.1")
    assert (policy.version, policy.source, policy.state) == ("2026.1", text, "released")
    assert policy.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert len(policy.rules.criteria) == 26


VIEWER = {"viewer", "analyst", "approver", "policy owner", "administrator", "head of security"}
DESK = {"analyst", "approver", "administrator"}
MAY = {
    "view_offering": VIEWER,
    "view_auditentry": VIEWER,
    "view_vettingrequest": VIEWER,
    "view_requestsupporter": VIEWER,
    "change_vettingrequest": {"analyst"},
    "view_vendorclaim": VIEWER,
    "view_vendorreply": VIEWER,
    "change_vendorclaim": set(),
    "add_answer": {"analyst"},
    "add_evidence": {"analyst"},
    "change_evidence": set(),
    "propose_decision": {"analyst"},
    "approve_decision": {"approver"},
    "stop_offering": {"analyst", "approver"},
    "change_offering": {"analyst"},
    "release_policy": {"policy owner"},
    "change_policy": {"policy owner"},
    "add_apikey": {"administrator"},
    "view_message": VIEWER - {"viewer"},
    "change_message": DESK,
    "view_endpoint": DESK,
    "change_endpoint": {"administrator"},
    "change_team": {"administrator"},
    "add_subscription": {"analyst", "administrator"},
    "assign_owner": DESK,
    "snooze_reminder": {"analyst", "approver"},
    "add_decision": set(),
    "change_decision": set(),
    "delete_decision": set(),
    "change_answer": set(),
    "change_auditentry": set(),
    "delete_auditentry": set(),
    "delete_offering": set(),
    "delete_policy": set(),
}


@pytest.mark.parametrize("permission", MAY)
def test_each_role_has_the_least_that_its_work_needs(permission: str) -> None:
    holders = {role for role in VIEWER if make_user(role).has_perm(f"vetting.{permission}")}
    assert holders == MAY[permission]


def test_nobody_may_delete_anything() -> None:
    for group in Group.objects.all():
        assert not group.permissions.filter(codename__startswith="delete_").exists()


def test_the_guards_of_the_database_are_in_place_after_all_migrations() -> None:
    """A later migration that rebuilds one of these tables on SQLite would drop them silently."""
    sql = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND "
        "tgrelid::regclass::text LIKE 'vetting%'",
    }[connection.vendor]
    tables = ("vetting_auditentry", "vetting_decision", "vetting_policy", "vetting_receipt")
    tables += ("vetting_evidence", "vetting_reconfirmation", "vetting_reviewcomment")
    expected = {
        "sqlite": {f"{table}_no_{act}" for table in tables for act in ("update", "delete")},
        "postgresql": {f"{table}_frozen" for table in tables}
        | {f"{table}_kept" for table in tables},
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found = {name for (name,) in cursor.fetchall()}
    assert found == expected | {"vetting_decision_two_people"}


@pytest.mark.django_db(transaction=True)
def test_the_guards_can_be_taken_off_and_put_on_again() -> None:
    call_command("migrate", "vetting", "0001", verbosity=0)
    AuditEntry.objects.create(at=NOW, previous_sha256="a", sha256="b")
    AuditEntry.objects.all().delete()
    Policy.objects.all().delete()
    call_command("migrate", verbosity=0)
    test_the_guards_of_the_database_are_in_place_after_all_migrations()
    assert Policy.objects.get().version == "2026.1"
    assert Group.objects.count() == 6
