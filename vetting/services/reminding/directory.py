"""Who there is at the desk, read once: active people, their groups, teams, choices and chats."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.contrib.auth.models import User

from vetting.models import Contact, Endpoint, Team
from vetting.scoring.reminding import Role
from vetting.services.reminding.found import Care

HEADS, APPROVERS = "head of security", "approver"


@dataclass(frozen=True)
class Directory:
    """Everything by key. Only who is active is in `people` and in the lists of keys."""

    people: Mapping[int, str]
    staff: frozenset[int]
    heads: tuple[int, ...]
    approvers: tuple[int, ...]
    superusers: tuple[int, ...]
    teams: Mapping[int, Team]
    contacts: Mapping[int, Contact]
    chats: Mapping[int, list[Endpoint]] = field(default_factory=dict)
    of_teams: Mapping[int, list[Endpoint]] = field(default_factory=dict)

    def owners(self, care: Care) -> tuple[int, ...]:
        """Who looks after an offering; the first that is not empty, all of them."""
        if care.owner in self.people:
            return (care.owner,) if care.owner is not None else ()
        if care.author in self.staff:
            return (care.author,) if care.author is not None else ()
        return self.instead

    @cached_property
    def instead(self) -> tuple[int, ...]:
        """Whoever looks after what nobody looks after."""
        return self.leads or self.heads or self.approvers or self.superusers

    @cached_property
    def leads(self) -> tuple[int, ...]:
        return tuple(sorted(filter(None, {self._lead_of(team) for team in self.teams})))

    def team_of(self, person: int) -> int | None:
        contact = self.contacts.get(person)
        return contact.team_id if contact else None

    def leads_of(self, owners: Iterable[int]) -> dict[int, Role]:
        """The lead of each owner's team; where there is none, the heads of security as such."""
        found: dict[int, Role] = {}
        for owner in owners:
            if lead := self._lead_of(self.team_of(owner)):
                found[lead] = Role.LEAD
            else:
                found = {**dict.fromkeys(self.heads, Role.HEAD), **found}
        return found

    def _lead_of(self, team: int | None) -> int | None:
        lead = self.teams[team].lead_id if team is not None else None
        return lead if lead in self.people else None


def read_directory() -> Directory:
    """Five queries, however many things there are to tell."""
    active = User.objects.filter(is_active=True).only(
        "username", "first_name", "last_name", "is_staff", "is_superuser"
    )
    people = {person.pk: person for person in active.order_by("pk")}
    groups = _members()
    chats, of_teams = _endpoints()
    return Directory(
        people={pk: called(person) for pk, person in people.items()},
        staff=frozenset(pk for pk, person in people.items() if person.is_staff),
        heads=tuple(groups[HEADS]),
        approvers=tuple(groups[APPROVERS]),
        superusers=tuple(pk for pk, person in people.items() if person.is_superuser),
        teams=Team.objects.in_bulk(),
        contacts={contact.person_id: contact for contact in Contact.objects.all()},
        chats=chats,
        of_teams=of_teams,
    )


def called(person: User) -> str:
    """How a person is called in texts."""
    return person.get_full_name() or person.get_username()


def _members() -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    held = User.objects.filter(is_active=True, groups__name__in=[HEADS, APPROVERS])
    for group, person in held.order_by("pk").values_list("groups__name", "pk"):
        found[group].append(person)
    return found


def _endpoints() -> tuple[dict[int, list[Endpoint]], dict[int, list[Endpoint]]]:
    """The chats of people and whatever teams have; what is paused too: there messages wait."""
    chats: dict[int, list[Endpoint]] = defaultdict(list)
    of_teams: dict[int, list[Endpoint]] = defaultdict(list)
    for endpoint in Endpoint.objects.filter(removed_at=None, production=None).order_by("pk"):
        if endpoint.team_id is not None:
            of_teams[endpoint.team_id].append(endpoint)
        elif endpoint.person_id is not None and endpoint.channel == Endpoint.Channel.CHAT:
            chats[endpoint.person_id].append(endpoint)
    return chats, of_teams
