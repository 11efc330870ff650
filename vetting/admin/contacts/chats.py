"""One's own chats: added, replaced, tested, resumed and removed."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404

from vetting.admin.contacts.own_page import OwnPage, my_reminders
from vetting.models import Endpoint
from vetting.services.contacts import chats_of
from vetting.services.endpoints.adding import add_endpoint
from vetting.services.endpoints.addresses import shown_address
from vetting.services.endpoints.pausing import remove_endpoint, resume_endpoint
from vetting.services.endpoints.testing import test_endpoint
from vetting.services.refusals import Refused

CHAT = Endpoint.Channel.CHAT.value


class ChatForm(forms.Form):
    style = forms.ChoiceField(choices=Endpoint.Style.choices, label="Which chat")
    address = forms.CharField(
        max_length=2000,
        label="Address of its incoming webhook",
        help_text="Make one in the chat: in Slack as an app with “Incoming Webhooks”, in Teams as "
        "a workflow that “posts when a webhook request is received”. Whoever has this address can "
        "write there, so it is shown to nobody again.",
    )
    label = forms.CharField(
        max_length=80, label="What you call it", help_text="Such as “My reminders in Slack”."
    )


@dataclass(frozen=True, slots=True)
class ChatRow:
    chat: Endpoint

    @property
    def shown(self) -> str:
        return shown_address(self.chat)


def chat_rows(person: User) -> list[ChatRow]:
    return [ChatRow(chat) for chat in chats_of(person).order_by("pk")]


class NewChatPage(OwnPage):
    heading = "New chat"
    explanation = "One message a day comes there, if there is anything."
    button = "Add it"
    form_class = ChatForm

    def carry_out(self, form: Any) -> str:
        self.add(form)
        return (
            "The chat is added. Test whether messages arrive, and choose it under “How I am told”."
        )

    def add(self, form: Any) -> Endpoint:
        endpoint, _ = add_endpoint(
            channel=CHAT, person=self.user, by=self.user, now=self.now, **form.cleaned_data
        )
        return endpoint


class PageOfChat(OwnPage):
    """An act on one chat of whoever looks."""

    form_class: type[forms.Form] = forms.Form

    def chat(self) -> Endpoint:
        return get_object_or_404(chats_of(self.user), pk=self.kwargs["endpoint_id"])


class ReplaceChatPage(PageOfChat, NewChatPage):
    heading = "Replace a chat"
    button = "Replace it"
    form_class = ChatForm

    @property
    def explanation(self) -> str:  # type: ignore[override]
        return f"From now on messages come to the new address, and none to “{self.chat().label}”."

    def get_initial(self) -> dict[str, Any]:
        old = self.chat()
        return {"style": old.style, "label": old.label}

    @transaction.atomic
    def carry_out(self, form: Any) -> str:
        old = self.chat()
        self.add(form)
        remove_endpoint(endpoint=old, by=self.user, now=self.now, because="Replaced.")
        return "The chat is replaced. Test whether messages arrive."


class RemoveChatPage(PageOfChat):
    heading = "Remove a chat"
    button = "Remove it"
    danger = True

    @property
    def explanation(self) -> str:  # type: ignore[override]
        return (
            f"Nothing is sent to “{self.chat().label}” any more. Where no other chat is left, what "
            "is assigned to you comes by mail."
        )

    def carry_out(self, form: Any) -> str:
        chat = self.chat()
        remove_endpoint(endpoint=chat, by=self.user, now=self.now)
        return f"Nothing is sent to “{chat.label}” any more."


class ButtonPage(PageOfChat):
    """A button of the page without a page of its own."""

    http_method_names = ["post"]

    def refused(self, form: Any, refused: Refused) -> HttpResponse:
        for _, sentence in refused.problems:
            messages.error(self.request, sentence)
        return HttpResponseRedirect(my_reminders())


class TestChatPage(ButtonPage):
    def carry_out(self, form: Any) -> str:
        chat = self.chat()
        test_endpoint(endpoint=chat, by=self.user, now=self.now)
        return f"A test message to “{chat.label}” is on its way; it arrives in a few minutes."


class ResumeChatPage(ButtonPage):
    def carry_out(self, form: Any) -> str:
        chat = self.chat()
        resume_endpoint(endpoint=chat, by=self.user, now=self.now)
        return f"Messages go to “{chat.label}” again."
