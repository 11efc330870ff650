"""Who is told of a step, as what and by which way: people, their chats, the endpoints of teams."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from vetting.models import Endpoint
from vetting.scoring.reminding import Role, Step
from vetting.services.reminding.directory import Directory
from vetting.services.reminding.found import Found

# Of two roles the one that is told first counts.
WEAKEST_FIRST = (Role.HEAD, Role.LEAD, Role.OWNER)


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person by mail, or one endpoint (keys); `name` and `way` are for people to read."""

    role: Role
    name: str
    way: str
    person: int | None = None
    endpoint: int | None = None


def owners_of(found: Found, known: Directory) -> tuple[int, ...]:
    """Who looks after it. Who brought a proof looks after that proof, whatever rests on it."""
    if found.added_by in known.people:
        return (found.added_by,) if found.added_by is not None else ()
    every = (owner for care in found.cares for owner in known.owners(care))
    return tuple(sorted(set(every)))


def recipients(
    found: Found, step: Step, known: Directory, *, snoozed: bool = False
) -> Iterator[Recipient]:
    """Everybody who is told of this step, each once. Who put it off is not told as its owner."""
    roles = step.roles - {Role.OWNER} if snoozed else step.roles
    owners = owners_of(found, known)
    for person, role in _roles(owners, roles, known).items():
        yield from _ways(person, role, known)
    if Role.OWNER in roles:
        yield from _of_teams(owners, known)


def _roles(owners: tuple[int, ...], roles: Iterable[Role], known: Directory) -> dict[int, Role]:
    """As what each person is told, the strongest role of each."""
    as_what = {Role.OWNER: owners, Role.HEAD: known.heads}
    found: dict[int, Role] = {}
    for role in WEAKEST_FIRST:
        if role not in roles:
            continue
        if role is Role.LEAD:
            found |= known.leads_of(owners)
        else:
            found |= dict.fromkeys(as_what[role], role)
    return found


def _ways(person: int, role: Role, known: Directory) -> Iterator[Recipient]:
    """What is assigned to somebody always reaches them: by mail where they have no other way."""
    contact, name = known.contacts.get(person), known.people[person]
    if contact is None:
        yield Recipient(role, name, "mail", person=person)
        return
    wanted = {Role.OWNER: True, Role.LEAD: contact.as_lead, Role.HEAD: contact.as_head}
    if not wanted[role]:
        return
    chats = known.chats.get(person, []) if contact.by_chat else []
    reached = any(chat.paused_at is None for chat in chats)
    if contact.by_mail or (role is Role.OWNER and not reached):
        yield Recipient(role, name, "mail", person=person)
    for chat in chats:
        yield _at(chat, role, name)


def _of_teams(owners: Iterable[int], known: Directory) -> Iterator[Recipient]:
    teams = {team for owner in owners if (team := known.team_of(owner)) is not None}
    for team in sorted(teams):
        for endpoint in known.of_teams.get(team, []):
            yield _at(endpoint, Role.OWNER, known.teams[team].name)


def _at(endpoint: Endpoint, role: Role, name: str) -> Recipient:
    way = f"{endpoint.get_channel_display()} ({endpoint.label})"
    return Recipient(role, name, way, endpoint=endpoint.pk)
