"""Calendar addresses of one's own or of one's team: made, shown once, and revoked."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from vetting.admin.contacts.own_page import OwnPage
from vetting.models import CalendarFeed, Team
from vetting.services.feeds import feeds_of, make_feed, revoke_feed, teams_of

MINE = "What I look after"


class CalendarForm(forms.Form):
    """Whose days, and for which calendar."""

    team = forms.ModelChoiceField(
        queryset=Team.objects.none(),
        required=False,
        empty_label=MINE,
        label="Which days",
        help_text="Those of a team are what anybody in it looks after.",
    )
    label = forms.CharField(
        max_length=80,
        label="Which calendar will read it",
        help_text="Such as “Outlook at work”, so that you know later which address to revoke.",
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = teams_of(person)
        if teams.exists():
            self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        else:
            del self.fields["team"]


class NewCalendarPage(OwnPage):
    heading = "New calendar address"
    explanation = (
        "You get a secret address that your calendar reads by itself. It is shown once, right "
        "after you make it; nobody can look it up later."
    )
    button = "Make the address"
    form_class = CalendarForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "person": self.user}

    def act(self, form: Any) -> HttpResponse:
        """The answer to the POST is the only place where the address is ever written."""
        team = form.cleaned_data.get("team")
        whose = {"team": team} if team else {"person": self.user}
        feed, secret = make_feed(
            label=form.cleaned_data["label"], by=self.user, now=self.now, **whose
        )
        address = settings.PUBLIC_URL + reverse("calendar_feed", args=[secret])
        context = self.get_context_data(feed=feed, address=address)
        return TemplateResponse(self.request, "admin/contacts/calendar_made.html", context)


class RevokeCalendarPage(OwnPage):
    heading = "Revoke a calendar address"
    button = "Revoke it"
    danger = True
    form_class = forms.Form

    @property
    def explanation(self) -> str:  # type: ignore[override]
        return (
            f"The address for “{self.feed().label}” stops working at once, and for good. The "
            "calendar that reads it goes empty, or keeps what it read last."
        )

    def carry_out(self, form: Any) -> str:
        feed = self.feed()
        revoke_feed(feed=feed, by=self.user, now=self.now)
        return f"The calendar address for “{feed.label}” no longer works."

    def feed(self) -> CalendarFeed:
        return get_object_or_404(feeds_of(self.user), pk=self.kwargs["feed_id"])
