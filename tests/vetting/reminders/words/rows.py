"""Builds what messages are worded from, straight in the database: things, notices and messages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.registry.api import building
from vetting.models import Decision, Endpoint, Evidence, Message, Notice, Offering, Production, Team
from vetting.models.days import midnight
from vetting.reminders.words import Worded, worded

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 7, 5, tzinfo=UTC)


def day(days: int) -> date:
    return TODAY + timedelta(days)


def offering(plan: str = "Enterprise", tool: str = "Runway") -> Offering:
    slug = f"{tool}-{plan}".lower().replace(" ", "-")
    of = building.Tool.objects.filter(slug=tool.lower()).first()
    of = of or building.tool(tool.lower(), tool, named=False)
    return building.offering(slug, of, plan, named=False)


def approved(of: Offering, due: int, *, lapses: int | None = None) -> Decision:
    """Approved long ago, due for review on a day; not vetted from another on."""
    made = building.decision(
        of, "approved", on=day(-300), review_due_on=day(due), valid_until=day(due)
    )
    lapse = day(due + 31 if lapses is None else lapses)
    ends = lapse - timedelta(1)
    building.told(of, "approved", starts_on=day(-300), ends_on=ends, valid_until=day(due))
    building.told(of, reason="lapsed", starts_on=lapse)
    return made


def act(of: Offering, what: str = "suspend", **fields: Any) -> Decision:
    """A suspension, or the end of one."""
    people = {"author": building.person("ana"), "approver": building.person("abe")}
    fields.setdefault("decided_on", TODAY)
    return Decision.objects.create(
        offering=of,
        act=what,
        because="Because.",
        loosens=what == "lift",
        decided_at=midnight(fields["decided_on"]),
        **(people if what == "lift" else {}),
        **fields,
    )


def proof(of: Offering) -> Evidence:
    """Evidence on which a current answer of this offering rests."""
    found = building.answered(of, "identity_sso", "password_only").evidence
    assert found is not None
    return found


def person(name: str = "rosa") -> Any:
    found = building.person(name)
    found.first_name = name.title()
    found.save()
    return found


def message(what: str = "digest", **to: Any) -> Message:
    return Message.objects.create(
        what=what, on=TODAY, made_at=NOW, next_at=NOW, **(to or {"person": person()})
    )


def endpoint(channel: str, **whose: Any) -> Endpoint:
    return Endpoint.objects.create(
        channel=channel,
        style="slack" if channel == "chat" else "",
        label="the board",
        address="https://hooks.example.com/1",
        created_at=NOW,
        **whose,
    )


def team() -> Team:
    return Team.objects.create(slug="editorial", name="Editorial tools", created_at=NOW)


def production() -> Production:
    made, _ = Production.objects.get_or_create(
        slug="harbour-lights", defaults={"name": "Harbour Lights", "created_at": NOW}
    )
    return made


def notice(
    to: Message, subject: str, step: str, on: date | None, of: Any, /, **facts: Any
) -> Notice:
    """Not saved yet."""
    return Notice(
        subject=subject,
        step=step,
        day=on,
        offering=of,
        facts=facts,
        on=TODAY,
        made_at=NOW,
        message=to,
        person=to.person,
        endpoint=to.endpoint,
    )


def remind(
    to: Message, matter: str, key: object, days: int, of: Offering | None, **facts: Any
) -> Notice:
    """A reminder in this message of something whose day is so many days from today."""
    facts = {"matter": matter, "role": "owner", "title": "", "because": "", **facts}
    made = notice(to, f"{matter}:{key}", f"step{days}", day(days), of, **facts)
    made.save()
    return made


def in_words(of: Message) -> Worded:
    """As a sender words it, who has read the message from the database."""
    return worded(Message.objects.get(pk=of.pk), today=TODAY)
