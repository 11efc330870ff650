"""How a person of the desk is told: what they chose, and what cannot be switched off."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import QuerySet

from vetting.models import Contact, Endpoint
from vetting.services.audit import one_at_a_time, record_act
from vetting.services.refusals import refuse_if

CHOICES = ("by_mail", "by_chat", "as_lead", "as_head")
STILL_BY_MAIL = "What is assigned to you still comes by mail: it cannot be switched off."


@one_at_a_time
def save_contact(
    *,
    person: User,
    by: User,
    now: datetime,
    by_mail: bool,
    by_chat: bool,
    as_lead: bool,
    as_head: bool,
) -> Contact:
    """Keep how this person wants to be told. Raises Refused.

    Everything may be switched off, but what is assigned to them then comes by mail all the same;
    `what_still_comes` says so.
    """
    own = by.pk == person.pk and by.is_active and by.is_staff
    if not (own or by.has_perm("vetting.change_team")):
        refuse_if(["Only they themselves or an administrator can say how somebody is told."])
    if by_chat and not chats_of(person).exists():
        refuse_if(["Add a chat address first; then you can be told there."], "by_chat")
    contact = Contact.objects.filter(person=person).first() or Contact(person=person)
    before = {name: getattr(contact, name) for name in CHOICES}
    after = {"by_mail": by_mail, "by_chat": by_chat, "as_lead": as_lead, "as_head": as_head}
    if contact.pk is not None and before == after:
        return contact
    for name, chosen in after.items():
        setattr(contact, name, chosen)
    contact.save()
    record_act(act="changed", subject=contact, by=by, now=now, before=before, after=after)
    return contact


def what_still_comes(contact: Contact) -> str:
    """What to tell somebody whom nothing they chose reaches; empty where something does."""
    if contact.by_mail:
        return ""
    if not contact.by_chat:
        return f"You are told neither by mail nor by chat. {STILL_BY_MAIL}"
    works = chats_of(contact.person).filter(paused_at=None).exists()
    return "" if works else f"None of your chats works. {STILL_BY_MAIL}"


def contact_of(person: User) -> Contact:
    """What they chose, or what holds for whoever has chosen nothing: by mail, and everything."""
    held = Contact.objects.select_related("team", "team__lead").filter(person=person).first()
    return held or Contact(person=person)


def chats_of(person: User) -> QuerySet[Endpoint]:
    """Their own chats that were not removed, paused ones among them."""
    return Endpoint.objects.filter(
        person=person, channel=Endpoint.Channel.CHAT.value, removed_at=None
    )
