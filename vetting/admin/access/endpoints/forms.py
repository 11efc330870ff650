"""What is asked of whoever adds an endpoint, and of whoever gives one a new secret."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.html import format_html

from vetting.models import Endpoint
from vetting.services.endpoints.rotating import OVERLAP

Channel, Style = Endpoint.Channel, Endpoint.Style


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of endpoint, and how to come by its address."""

    channel: str
    style: str
    name: str
    how: str


KINDS = {
    "webhook": Kind(
        Channel.WEBHOOK.value,
        "",
        "Webhook",
        "A program of yours that listens at an https address. Every message is signed with a "
        "secret, which you are shown once.",
    ),
    "slack": Kind(
        Channel.CHAT.value,
        Style.SLACK.value,
        "Slack",
        "In Slack, add the app Incoming Webhooks to the channel and copy the webhook URL that it "
        "gives.",
    ),
    "teams": Kind(
        Channel.CHAT.value,
        Style.TEAMS.value,
        "Microsoft Teams",
        "In Teams, open Workflows at the channel, choose the template that posts when a webhook "
        "request is received, and copy the URL that it gives.",
    ),
    "mail": Kind(
        Channel.MAIL.value,
        "",
        "Mail",
        "An address that several people read, such as a mailing list.",
    ),
}


CHOICE = '<span>{}<br><span class="quiet">{}</span></span>'


class EndpointForm(forms.Form):
    label = forms.CharField(
        max_length=80, label="What listens there", help_text="Such as “render farm”."
    )
    kind = forms.ChoiceField(
        choices=[(key, format_html(CHOICE, kind.name, kind.how)) for key, kind in KINDS.items()],
        widget=forms.RadioSelect,
        label="How it is told",
        error_messages={"required": "Choose how it is told."},
    )
    address = forms.CharField(
        max_length=2000,
        label="Address",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="Whoever knows the address of a chat may write there: afterwards only its host "
        "is shown.",
    )

    def __init__(self, *args: Any, channels: Container[str], **kwargs: Any) -> None:
        """`channels` are those that this receiver can have."""
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["kind"]
        choice.choices = [one for one in choice.choices if KINDS[one[0]].channel in channels]


class SecretForm(forms.Form):
    overlap = forms.TypedChoiceField(
        choices=[
            (0, "Not at all: it stops at once"),
            (1, "One hour"),
            (24, "One day"),
            (72, "Three days"),
            (168, "A week"),
        ],
        coerce=int,
        initial=OVERLAP // timedelta(hours=1),
        label="How long the old secret signs too",
        help_text="Long enough to put the new one wherever the receiver keeps it.",
    )
