"""The demo's people: who works at its desk, in which team, looks after what, and who listens."""

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from vetting.models import Contact, Endpoint, Offering, Production, Team
from vetting.services.endpoints.adding import add_endpoint
from vetting.services.subscriptions import subscribe

Plan = dict[str, Any]


def create_staff(plan: Plan, *, now: datetime) -> None:
    """One of each role, and the teams that they are in. Part of loading the demo."""
    people = {one["username"]: _person(one) for one in plan["staff"]}
    for one in plan["teams"]:
        team = Team.objects.create(
            slug=one["slug"], name=one["name"], lead=people[one["lead"]], created_at=now
        )
        Contact.objects.bulk_create(
            Contact(person=people[name], team=team) for name in one["members"]
        )


def _person(one: Plan) -> Any:
    user = get_user_model().objects.create_user(
        username=one["username"],
        first_name=one["first_name"],
        last_name=one["last_name"],
        email=f"{one['username']}@studio.example",
        is_staff=True,
    )
    user.groups.add(Group.objects.get(name=one["role"]))
    return user


def name_owners(plan: Plan) -> None:
    """Somebody looks after each tenant that names one. Part of loading the demo."""
    people = {user.get_username(): user for user in get_user_model().objects.all()}
    for tenant in plan["tenants"]:
        if "owner" in tenant:
            Offering.objects.filter(slug=tenant["slug"]).update(owner=people[tenant["owner"]])


def listen(plan: Plan, *, now: datetime) -> None:
    """Productions subscribe to what they use, and say where they want to be told."""
    for one in plan["productions"]:
        production = Production.objects.get(slug=one["slug"])
        if mail := one.get("mail"):
            channel = Endpoint.Channel.MAIL.value
            add_endpoint(channel=channel, production=production, by=None, now=now, **mail)
        offerings = Offering.objects.filter(slug__in=one.get("subscribes", ()))
        subscribe(production=production, offerings=offerings, by=None, now=now)
