"""A message in words: who gets it and where, how it stands, and why it failed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from vetting.admin.parts.badges import NOTHING, moment
from vetting.admin.parts.people import called
from vetting.models import Endpoint, Message
from vetting.services.endpoints.addresses import shown_address

State = Message.State
STYLES = {
    State.WAITING.value: "open",
    State.SENDING.value: "part",
    State.SENT.value: "good",
    State.FAILED.value: "bad",
    State.DROPPED.value: "none",
}
# What a message needs of its recipient to be put into words.
RELATED = ("person", "endpoint__production", "endpoint__team", "endpoint__person")


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets a message, what listens there, by which channel, and what may be shown of where."""

    who: str
    label: str
    channel: str
    address: str


def recipient_of(message: Message) -> Recipient:
    return recipient(message.person, message.endpoint)


def recipient(person: User | None, endpoint: Endpoint | None) -> Recipient:
    """One of the two there is always."""
    if endpoint is None:
        address = person.email if person else ""
        return Recipient(called(person), "", "mail", address or "no mail address")
    owner = endpoint.production or endpoint.team or endpoint.person
    who = called(owner) if isinstance(owner, User) else str(owner)
    return Recipient(who, endpoint.label, channel_of(endpoint), shown_address(endpoint))


def channel_of(endpoint: Endpoint) -> str:
    if endpoint.channel == Endpoint.Channel.CHAT:
        return "Slack chat" if endpoint.style == Endpoint.Style.SLACK else "Microsoft Teams chat"
    return str(endpoint.get_channel_display())


def heading_of(message: Message) -> str:
    """Its own heading; what it is about before it was put into words."""
    if message.heading:
        return message.heading
    what = str(message.get_what_display()).capitalize()
    return f"{what}, not put into words{'' if message.state == State.DROPPED else ' yet'}"


def state_of(message: Message) -> str:
    paused = message.state == State.WAITING and message.endpoint and message.endpoint.paused_at
    return "waiting, paused" if paused else str(message.get_state_display())


def when(message: Message, now: datetime) -> str:
    """The next try, or when it was sent."""
    if message.sent_at is not None:
        return moment(message.sent_at)
    if message.state != State.WAITING:
        return NOTHING
    return f"next try {moment(message.next_at)}" if message.next_at > now else "with the next run"


def reason_of(message: Message) -> str:
    """Why the newest attempt failed, or why it waits; never with the address in it."""
    endpoint = message.endpoint
    if endpoint is None:
        return message.error
    if message.state == State.WAITING and endpoint.paused_because:
        return f"Paused: {endpoint.paused_because}"
    return message.error.replace(endpoint.address, shown_address(endpoint))


def standing(message: Message, now: datetime) -> str:
    """How it stands, in a sentence or two."""
    tell = {
        State.WAITING.value: _waiting,
        State.SENDING.value: _sending,
        State.SENT.value: _sent,
        State.FAILED.value: _failed,
        State.DROPPED.value: _dropped,
    }
    return tell[message.state](message, now)


def _waiting(message: Message, now: datetime) -> str:
    endpoint = message.endpoint
    if endpoint is not None and endpoint.paused_at is not None:
        why = _sentence(endpoint.paused_because)
        return f"Waits until {endpoint.label} is resumed, paused since {_at(endpoint)}: {why}"
    later = message.next_at > now
    if not message.attempts:
        on = f"on {moment(message.next_at)}" if later else "with the next run"
        return f"Not tried yet. It goes out {on}."
    on = f"on {moment(message.next_at)}" if later else "with the next run"
    return f"Tried {times(message.attempts)}: {_why(message)} It is tried again {on}."


def _sending(message: Message, now: datetime) -> str:
    until: Any = message.claimed_until
    if until > now:
        return f"Is being sent now. If that is not done by {moment(until)}, it is tried again."
    return "Was being sent by somebody who did not finish. The next run tries it again."


def _sent(message: Message, _: datetime) -> str:
    at: Any = message.sent_at
    how = "at the first attempt" if message.attempts <= 1 else f"at attempt {message.attempts}"
    return f"Sent on {moment(at)}, {how}."


def _failed(message: Message, _: datetime) -> str:
    last = f", the last on {moment(message.next_at)}" if message.attempts > 1 else ""
    tried = times(message.attempts, "attempt", "attempts")
    return f"Failed after {tried}{last}: {_why(message)} It will not be tried again by itself."


def _dropped(message: Message, _: datetime) -> str:
    return f"No longer needed, and never sent. {_sentence(message.error)}".rstrip()


def _why(message: Message) -> str:
    return _sentence(reason_of(message) or "no reason was given")


def _sentence(text: str) -> str:
    text = text.strip()
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def _at(endpoint: Endpoint) -> str:
    paused: Any = endpoint.paused_at
    return moment(paused)


def times(count: int, one: str = "time", many: str = "times") -> str:
    words = {1: "once", 2: "twice"}
    if one == "time" and count in words:
        return words[count]
    return f"{count} {one if count == 1 else many}"
