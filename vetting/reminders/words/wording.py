"""Puts a message into words: which ones depend on what it is, who gets it, and by which channel."""

from datetime import date

from vetting.models import Endpoint, Message
from vetting.reminders.words import chat, links, mails, payloads
from vetting.reminders.words.digest import MOST, digest
from vetting.reminders.words.events import events
from vetting.reminders.words.happened import happened
from vetting.reminders.words.worded import NothingLeft, Worded, heading_of

Channel = Endpoint.Channel


def worded(message: Message, *, today: date) -> Worded:
    """What goes out for this message. Raises NothingLeft where all of it was dealt with since.

    Meant to be asked once, before the first attempt: what is sent again is sent as it was.
    """
    channel = Channel(message.endpoint.channel) if message.endpoint else Channel.MAIL
    match Message.What(message.what):
        case Message.What.TEST:
            return _test(message, channel)
        case Message.What.EVENT:
            return _event(message, channel, today)
        case Message.What.DIGEST:
            return _digest(message, channel, today)


def _digest(message: Message, channel: Channel, today: date) -> Worded:
    endpoint = message.endpoint
    shared = endpoint is not None and endpoint.team_id is not None
    most = chat.MOST if channel is Channel.CHAT else MOST
    said = digest(message, today=today, most=most, shared=shared)
    if channel is Channel.WEBHOOK:
        data = payloads.digest_data(said, message)
        return Worded(said.heading, payloads.body(payloads.DIGEST, message.made_at, data))
    if channel is Channel.CHAT:
        mine = "" if shared else f" What reaches you here: {links.my_reminders()}"
        return Worded(said.heading, chat.digest_lines(said, f"{mails.why(said, endpoint)}{mine}"))
    person = endpoint.person if endpoint else message.person
    return mails.digest_mail(said, person, endpoint)


def _event(message: Message, channel: Channel, today: date) -> Worded:
    if channel is Channel.WEBHOOK:
        return _event_alone(message, today)
    if channel is Channel.CHAT:
        said = events(message, today=today, most=chat.MOST_EVENTS)
        return Worded(said.heading, chat.event_lines(said))
    if message.endpoint is None:
        raise LookupError("An event goes to an endpoint.")
    return mails.event_mail(events(message, today=today), message.endpoint)


def _event_alone(message: Message, today: date) -> Worded:
    """A webhook gets each event in a message of its own."""
    found = happened(message.notices.all(), today, most=1).first
    if not found:
        raise NothingLeft
    notice = found[0]
    kind, data = notice.facts["type"], payloads.event_data(notice, today)
    named = (data.get("offering") or data.get("request") or {}).get("name", "")
    heading = heading_of(f"{kind}: {named}" if named else kind)
    return Worded(heading, payloads.body(kind, notice.made_at, data))


def _test(message: Message, channel: Channel) -> Worded:
    mail = mails.trial_mail()
    if channel is Channel.WEBHOOK:
        return Worded(
            mail.heading, payloads.body(payloads.TEST, message.made_at, {"text": mails.TEST})
        )
    return mail if channel is Channel.MAIL else Worded(mail.heading, mails.TEST)
