"""My reminders: how I am told, my chat, my calendars, what comes next, and my team."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect

from vetting.admin.contacts.chats import chat_rows
from vetting.admin.contacts.coming import MOST, SHOWN, coming_for
from vetting.admin.contacts.own_page import OwnPage, my_reminders
from vetting.models import Contact, Team
from vetting.services.contacts import contact_of, save_contact, what_still_comes
from vetting.services.feeds import feeds_of
from vetting.services.refusals import Refused
from vetting.services.reminding.directory import HEADS

# How it is chosen, as (by mail, by chat).
WAYS = {"mail": (True, False), "chat": (False, True), "both": (True, True), "none": (False, False)}
SAID = [
    ("mail", "By mail: one a day, if there is anything"),
    ("chat", "In my chat: one message a day, if there is anything"),
    ("both", "Both by mail and in my chat"),
    ("none", "Not at all, but for what is assigned to me: that comes by mail"),
]


class ChoicesForm(forms.Form):
    """How one person is told; what does not concern them is not asked."""

    how = forms.ChoiceField(choices=SAID, widget=forms.RadioSelect, label="Tell me")
    as_lead = forms.BooleanField(
        required=False,
        label="What is due or overdue in the team that I lead",
    )
    as_head = forms.BooleanField(
        required=False,
        label="What has been overdue for two weeks, as head of security",
    )

    def __init__(self, *args: Any, leads: bool, heads: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, concerned in (("as_lead", leads), ("as_head", heads)):
            if not concerned:
                del self.fields[name]


class RemindersPage(OwnPage):
    heading = "My reminders"
    form_class = ChoicesForm
    template_name = "admin/contacts/page.html"

    def setup(self, *args: Any, **kwargs: Any) -> None:
        super().setup(*args, **kwargs)
        self.contact: Contact = contact_of(self.user)
        self.led = list(Team.objects.filter(lead=self.user).order_by("name", "pk"))
        self.heads = self.user.groups.filter(name=HEADS).exists()

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "leads": bool(self.led), "heads": self.heads}

    def get_initial(self) -> dict[str, Any]:
        held = self.contact
        chosen = (held.by_mail, held.by_chat)
        how = next(name for name, way in WAYS.items() if way == chosen)
        return {"how": how, "as_lead": held.as_lead, "as_head": held.as_head}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        team = self.contact.team
        coming = coming_for(self.user.pk, self.today)
        shown = coming[: MOST if "all" in self.request.GET else SHOWN]
        return super().get_context_data(
            coming=shown,
            total=len(coming),
            more=len(coming) > len(shown) == SHOWN,
            chats=chat_rows(self.user),
            feeds=list(feeds_of(self.user)),
            team=team,
            lead=team.lead if team else None,
            led=self.led,
            still=what_still_comes(self.contact),
            **kwargs,
        )

    def act(self, form: Any) -> HttpResponse:
        said = form.cleaned_data
        by_mail, by_chat = WAYS[said["how"]]
        save_contact(
            person=self.user,
            by=self.user,
            now=self.now,
            by_mail=by_mail,
            by_chat=by_chat,
            as_lead=said.get("as_lead", self.contact.as_lead),
            as_head=said.get("as_head", self.contact.as_head),
        )
        messages.success(self.request, "From now on you are told like this.")
        return HttpResponseRedirect(my_reminders())

    def refused(self, form: Any, refused: Refused) -> HttpResponse:
        """The page asks in one question what is kept as two choices."""
        ways = {"by_mail": "how", "by_chat": "how"}
        problems = [(ways.get(field, field), why) for field, why in refused.problems]
        return super().refused(form, Refused(problems))
