"""Digests and events as mails: a text that is complete on its own, and the same as HTML."""

from typing import Any

from django.contrib.auth.models import User
from django.template.loader import render_to_string

from vetting.models import Endpoint
from vetting.reminders.words import links
from vetting.reminders.words.digest import Digest
from vetting.reminders.words.events import Events
from vetting.reminders.words.groups import Group
from vetting.reminders.words.phrases import listed, one_line, wrapped
from vetting.reminders.words.worded import Worded, heading_of

REGISTRY = "AI tool registry"
TEST = (
    "This is a test message from the registry of AI tools. "
    "If you can read it, messages reach you here. There is nothing to do."
)


def digest_mail(said: Digest, person: User | None, endpoint: Endpoint | None) -> Worded:
    given = {
        "digest": said,
        "greeting": f"Hello {called(person)}," if person else "Hello,",
        "because": why(said, endpoint),
        "switches": SWITCHES if person else "",
        "switched_under": f"{SWITCHES} My reminders:" if person else "",
        "my_reminders": links.my_reminders() if person else "",
    }
    return _worded("digest", said.heading, given)


def event_mail(said: Events, endpoint: Endpoint) -> Worded:
    production = endpoint.production
    given = {
        "events": said,
        "changes": links.published_changes(),
        "notice": said.notice,
        "whom_to_ask": "Questions? Ask your studio contact, who can reach the people who decided.",
        "because": f"You get this because {one_line(production.name) if production else 'you'} "
        f"asked to be told at this address ({one_line(endpoint.label)}). Which tools it is told "
        "of, it chooses by its subscriptions in the registry.",
    }
    return _worded("events", said.heading, given)


def trial_mail() -> Worded:
    return _worded("test", f"Test message of the {REGISTRY}", {"said": TEST})


COPIES = {
    Group.LEAD: "lead a team",
    Group.HEAD: "are a head of security",
}
SWITCHES = (
    "What is assigned to you always reaches you. Whether by mail or chat, and whether you get "
    "copies as team lead or head of security, you choose under"
)


def why(said: Digest, endpoint: Endpoint | None) -> str:
    """Why this message came, to whoever it came to."""
    if endpoint is not None and endpoint.team is not None:
        name = one_line(endpoint.team.name)
        return f"You get this because the team {name} looks after these offerings."
    roles = ["look after what is listed"] if said.groups - set(COPIES) else []
    roles += [text for group, text in COPIES.items() if group in said.groups]
    return f"You get this because you {listed(roles)}."


def called(person: User) -> str:
    return one_line(person.first_name or person.get_username())


def _worded(name: str, heading: str, given: dict[str, Any]) -> Worded:
    given = {**given, "heading": heading_of(heading), "registry": REGISTRY, "desk": links.desk()}
    given["wrapped"] = {
        key: wrapped(text) for key, text in given.items() if isinstance(text, str) and text
    }
    text = render_to_string(f"reminders/{name}.txt", given).strip() + "\n"
    return Worded(given["heading"], text, render_to_string(f"reminders/{name}.html", given))
