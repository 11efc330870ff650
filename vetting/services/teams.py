"""Who belongs together at the desk: makes and changes teams, their lead and their members."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from vetting.models import Contact, Team
from vetting.services.audit import Act, one_at_a_time, record_acts
from vetting.services.permissions import require_to_save
from vetting.services.refusals import Refused, problems_of


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody who was in another team until now: nobody is in two."""

    person: User
    was_in: Team


@one_at_a_time
def save_team(
    *, team: Team, members: Iterable[User], by: User | None, now: datetime, because: str = ""
) -> list[Moved]:
    """Save the team with exactly these members, and answer who left another team for it.

    Each team that somebody left has an entry of its own in the trail. Raises Refused.
    """
    require_to_save(by, team)
    held = Team.objects.select_related("lead").filter(pk=team.pk).first() if team.pk else None
    before, wanted = _members(held), {person.pk: person for person in members}
    _check(team, [person for key, person in wanted.items() if key not in before])
    if held is None:
        team.created_at = now
    was, will = _told(held, before.values()), _told(team, wanted.values())
    if held is not None and was == will:
        return []
    team.save()
    moved = _moved(team, wanted)
    acts = [Act("changed" if held else "created", team, because, was, will)]
    acts += _left(moved, because)
    _place(team, before, wanted)
    record_acts(acts, by=by, now=now)
    return moved


def _check(team: Team, new: Iterable[User]) -> None:
    """Whoever is told of what is late has to be able to come in and do something about it."""
    problems = []
    try:
        team.full_clean()
    except ValidationError as error:
        problems += problems_of(error)
    if team.lead is not None and not _works_here(team.lead):
        problems.append(("lead", f"{team.lead} has no active account of the desk."))
    problems += [
        ("members", f"{person} has no active account of the desk.")
        for person in new
        if not _works_here(person)
    ]
    if problems:
        raise Refused(problems)


def _works_here(person: User) -> bool:
    return person.is_active and person.is_staff


def _members(team: Team | None) -> dict[int, User]:
    if team is None:
        return {}
    rows = Contact.objects.filter(team=team).select_related("person")
    return {contact.person_id: contact.person for contact in rows}


def _told(team: Team | None, members: Iterable[User]) -> dict[str, object]:
    """A team as the trail writes it down."""
    if team is None:
        return {}
    return {
        "name": team.name,
        "slug": team.slug,
        "lead": team.lead.get_username() if team.lead else "",
        "members": sorted(person.get_username() for person in members),
    }


def _moved(team: Team, wanted: Collection[int]) -> list[Moved]:
    rows = Contact.objects.filter(person__in=wanted, team__isnull=False).exclude(team=team)
    rows = rows.select_related("person", "team__lead").order_by("person__username")
    return [Moved(row.person, row.team) for row in rows if row.team is not None]


def _left(moved: list[Moved], because: str) -> list[Act]:
    """What the trail says of each team that somebody left, read before they leave it."""
    gone = {one.person.pk for one in moved}
    acts = []
    for team in {one.was_in.pk: one.was_in for one in moved}.values():
        members = _members(team)
        stay = [person for key, person in members.items() if key not in gone]
        was, will = _told(team, members.values()), _told(team, stay)
        acts.append(Act("changed", team, because, was, will))
    return acts


def _place(team: Team, before: Collection[int], wanted: Collection[int]) -> None:
    """Whoever had no row of their own gets one, with the choices that hold without one."""
    contacts = Contact.objects.all()
    contacts.filter(person__in=set(before) - set(wanted)).update(team=None)
    new = set(wanted) - set(before)
    known = set(contacts.filter(person__in=new).values_list("person_id", flat=True))
    contacts.filter(person__in=known).update(team=team)
    contacts.bulk_create(Contact(person_id=key, team=team) for key in sorted(new - known))
