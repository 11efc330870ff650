"""Add an endpoint for a production, a team or a person, with all that is wrong said at once."""

from datetime import datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from vetting.models import Endpoint, Production, Team
from vetting.services.audit import one_at_a_time, record_act
from vetting.services.endpoints.addresses import BadAddress, destination_of, shown_address
from vetting.services.endpoints.rights import require_for
from vetting.services.endpoints.secrets import secret_of
from vetting.services.refusals import Refused

MOST = 20
LONGEST_LABEL, LONGEST_ADDRESS = 80, 2000

Problems = list[tuple[str, str]]


@one_at_a_time
def add_endpoint(
    *,
    channel: str,
    address: str,
    label: str,
    by: User | None,
    now: datetime,
    style: str = "",
    production: Production | None = None,
    team: Team | None = None,
    person: User | None = None,
) -> tuple[Endpoint, str]:
    """A new endpoint, and a webhook's secret, which is not shown again. Raises Refused.

    Exactly one of production, team and person has it. Nothing is looked up or sent here: whether
    the address can be reached shows at a test.
    """
    endpoint = Endpoint(
        channel=channel,
        style=style,
        label=label.strip(),
        address=address.strip(),
        production=production,
        team=team,
        person=person,
        created_at=now,
        created_by=by,
    )
    require_for(by, endpoint, "add")
    if problems := [*_problems(endpoint), *_problems_beside(endpoint)]:
        raise Refused(problems)
    endpoint.save()
    record_act(act="created", subject=endpoint, by=by, now=now, after=_as_told(endpoint))
    return endpoint, secret_of(endpoint) if channel == Endpoint.Channel.WEBHOOK else ""


def channels_for(endpoint: Endpoint) -> set[str]:
    """The channels that this kind of receiver can have: people get their mails without any."""
    if endpoint.production is not None:
        return set(Endpoint.Channel.values)
    if endpoint.team is not None:
        return {Endpoint.Channel.WEBHOOK.value, Endpoint.Channel.CHAT.value}
    return {Endpoint.Channel.CHAT.value}


def address_problems(*, channel: str, address: str) -> list[str]:
    """What is wrong with an address of this channel; none if it can be used."""
    if len(address) > LONGEST_ADDRESS:
        return [f"Use an address of at most {LONGEST_ADDRESS} characters."]
    try:
        if channel == Endpoint.Channel.MAIL:
            validate_email(address)
        else:
            destination_of(address)
    except ValidationError:
        return ["Write a mail address such as pipeline@studio.example."]
    except BadAddress as error:
        return error.problems
    return []


def _problems(endpoint: Endpoint) -> Problems:
    found: Problems = []
    if endpoint.channel not in Endpoint.Channel.values:
        known = ", ".join(Endpoint.Channel.values)
        found.append(("channel", f"Choose one of {known}."))
    elif endpoint.channel not in channels_for(endpoint):
        found.append(("channel", _not_for(endpoint)))
    found += [("style", why) for why in _style_problems(endpoint)]
    if not endpoint.label:
        found.append(("label", "Say what listens there, such as render farm."))
    elif len(endpoint.label) > LONGEST_LABEL or not endpoint.label.isprintable():
        found.append(("label", f"Use one line of at most {LONGEST_LABEL} characters."))
    found += [
        ("address", why)
        for why in address_problems(channel=endpoint.channel, address=endpoint.address)
    ]
    return found


def _not_for(endpoint: Endpoint) -> str:
    if endpoint.team is not None:
        return "A team is told in a chat or by webhook; its people have mails of their own."
    return "Here you add a chat. Your mails go to the address of your account."


def _style_problems(endpoint: Endpoint) -> list[str]:
    if endpoint.channel != Endpoint.Channel.CHAT:
        return ["Only a chat has a style; leave it out."] if endpoint.style else []
    if endpoint.style in Endpoint.Style.values:
        return []
    return [f"Say which chat it is: one of {', '.join(Endpoint.Style.values)}."]


def _problems_beside(endpoint: Endpoint) -> Problems:
    """What stands against it beside what is there already."""
    if endpoint.production is not None and not endpoint.production.active:
        return [("", "This production is not active; nothing is sent to it.")]
    beside = Endpoint.objects.filter(
        production=endpoint.production,
        team=endpoint.team,
        person=endpoint.person,
        removed_at=None,
    )
    held = list(beside.values_list("channel", "address"))
    found: Problems = []
    if len(held) >= MOST:
        found.append(("", f"There are {MOST} already. Remove one that is not needed."))
    if (endpoint.channel, endpoint.address) in held:
        found.append(("address", "This address is there already."))
    return found


def _as_told(endpoint: Endpoint) -> dict[str, object]:
    """What the trail says of it: no secret, and no address that is one."""
    of = endpoint.production or endpoint.team or endpoint.person
    return {
        "of": getattr(of, "slug", "") or str(of),
        "channel": endpoint.channel,
        "style": endpoint.style,
        "label": endpoint.label,
        "address": shown_address(endpoint),
    }
