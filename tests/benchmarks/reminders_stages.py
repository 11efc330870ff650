"""The steps of the benchmark of reminders that need the site's settings: to fill, and to work."""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from time import perf_counter

import django
from django.db import connection

django.setup()

# They import models, for which Django has to be ready.
from django.contrib.auth.models import Group, User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from vetting.models import (  # noqa: E402
    Contact,
    Offering,
    StatusPeriod,
    Team,
    Tool,
    Vendor,
)
from vetting.reminders.run import run_due  # noqa: E402
from vetting.reminders.ways import Way  # noqa: E402

TEAM_OF, CHUNK = 20, 2000
NOW = timezone.now()
AGO = NOW - timedelta(days=45)


def fill(offerings: str, people: str) -> None:
    call_command("migrate", verbosity=0)
    owners = list(_people(int(people)))
    Offering.objects.bulk_create(_offerings(int(offerings), owners), batch_size=CHUNK)
    StatusPeriod.objects.bulk_create(_periods(), batch_size=CHUNK)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _people(number: int) -> Iterator[User]:
    """In teams of their own leads, and two heads of security."""
    named = [f"person-{n}" for n in range(number)] + ["head-1", "head-2"]
    made = User.objects.bulk_create(
        User(username=name, email=f"{name}@studio.test", is_staff=True) for name in named
    )
    for head in made[number:]:
        head.groups.add(Group.objects.get(name="head of security"))
    owners = made[:number]
    for first in range(0, number, TEAM_OF):
        members = owners[first : first + TEAM_OF]
        team = Team.objects.create(
            slug=f"team-{first}", name=f"Team {first}", lead=members[0], created_at=AGO
        )
        Contact.objects.bulk_create(Contact(person=person, team=team) for person in members)
    return iter(owners)


def _offerings(number: int, owners: list[User]) -> Iterator[Offering]:
    vendor = Vendor.objects.create(slug="vendor", name="Vendor")
    tool = Tool.objects.create(slug="tool", name="Tool", vendor=vendor)
    for n in range(number):
        yield Offering(
            slug=f"tool-plan-{n}",
            tool=tool,
            name=f"Plan {n}",
            full_name=f"Tool - Plan {n}",
            kind="enterprise_workspace",
            owner=owners[n % len(owners)],
            created_at=AGO,
        )


def _periods() -> Iterator[StatusPeriod]:
    for offering in Offering.objects.order_by("pk").iterator(chunk_size=CHUNK):
        yield StatusPeriod(
            offering=offering,
            starts_on=date.min,
            status="not_vetted",
            reason="never_decided",
            because="Nobody has decided on it yet.",
            ceiling="none",
            slug=offering.slug,
            name=offering.full_name,
            document="{}",
        )


def work() -> None:
    at_start, began = peak(), perf_counter()
    done = run_due(now=timezone.now(), way=Way(clock=timezone.now))
    told = {"done": str(done), "seconds": perf_counter() - began, "peak": peak()}
    sys.stdout.write(json.dumps({**told, "at_start": at_start}) + "\n")


def peak() -> float:
    """The most memory that this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


STAGES = {"fill": fill, "work": work}

if __name__ == "__main__":
    STAGES[sys.argv[1]](*sys.argv[2:])
