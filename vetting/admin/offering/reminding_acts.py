"""The acts on an offering's reminders: say who looks after it, put one off, let them come again."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.formats import date_format
from django.utils.text import capfirst

from vetting.admin.offering.act_page import ActPage
from vetting.admin.offering.reminding import steps_said, upcoming
from vetting.admin.outbox.notice_words import matter_words
from vetting.admin.parts.badges import day
from vetting.admin.parts.people import called
from vetting.admin.parts.writing import DAY
from vetting.models import Snooze
from vetting.services.refusals import Refused
from vetting.services.reminding.found import Found
from vetting.services.reminding.owners import ASSIGN, SEE, assign_owner, owner_of
from vetting.services.reminding.snoozes import AT_MOST, SNOOZE, snooze, wake_up
from vetting.services.reminding.subjects import subjects_of

REASON = forms.Textarea(attrs={"rows": 3})


class PeopleField(forms.ModelChoiceField):
    """One of those who can look after an offering, by name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            User.objects.none(),
            required=False,
            label="Who looks after it",
            empty_label="Nobody by name: whoever proposed the verdict in force",
            **kwargs,
        )

    def label_from_instance(self, person: Any) -> str:
        return called(person)


class OwnerForm(forms.Form):
    owner = PeopleField(help_text="Gets its reminders, and cannot switch them off.")
    because = forms.CharField(
        required=False,
        label="Reason",
        widget=REASON,
        help_text="Why it changes hands. It is kept in the audit trail.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.queryset = who_may_look_after()


def who_may_look_after() -> QuerySet[User]:
    """Active people of the desk who may see offerings, by name."""
    rows = User.objects.with_perm(SEE, backend="django.contrib.auth.backends.ModelBackend")
    return rows.filter(is_staff=True).order_by("first_name", "last_name", "username")


class SeenOwnerForm(OwnerForm):
    """Carries who looked after it when the page was opened."""

    seen = forms.CharField(widget=forms.HiddenInput)


class AssignPage(ActPage):
    permission = ASSIGN
    heading = "Say who looks after it"
    button = "Save"
    form_class = SeenOwnerForm

    @property
    def explanation(self) -> str:  # type: ignore[override]
        return f"Now: {owner_of(self.offering, self.today)}."

    def get_initial(self) -> dict[str, Any]:
        return {"owner": self.offering.owner_id, "seen": str(self.offering.owner_id)}

    def carry_out(self, said: dict[str, Any]) -> str:
        if said["seen"] != str(self.offering.owner_id):
            raise Refused([("owner", "Somebody else has changed this since you opened the page.")])
        assign_owner(
            offering=self.offering,
            owner=said["owner"],
            because=said["because"],
            by=self.user,
            now=self.now,
        )
        return f"Looked after by {owner_of(self.offering, self.today)}."


class SnoozeForm(forms.Form):
    subject = forms.ChoiceField(label="Which reminders", widget=forms.RadioSelect)
    until = forms.DateField(label="Until", widget=DAY)
    because = forms.CharField(
        label="Reason",
        widget=REASON,
        help_text="What you wait for. The lead and the head of security are told of it.",
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], until: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        subject: Any = self.fields["subject"]
        subject.choices = choices
        self.fields["until"].help_text = until


class SnoozePage(ActPage):
    """Which reminders there are is asked once; the service asks again when it is sent."""

    permission = SNOOZE
    heading = "Put reminders off"
    explanation = (
        "Whoever looks after it is not reminded before that day. No date moves by it: a verdict "
        "runs out as it did, and the lead and the head of security are told on their days."
    )
    button = "Put off"
    form_class: Any = SnoozeForm
    template_name = "admin/vetting/offering/snooze.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        found = self._near()
        choices = [(each.subject.key, _named(each)) for each in found]
        return {**super().get_form_kwargs(), "choices": choices, "until": self._limits(found)}

    def get_initial(self) -> dict[str, Any]:
        return {"subject": self.request.GET.get("of")}

    def in_the_way(self) -> list[str]:
        if self._near():
            return []
        return [f"No reminder of it comes in the next {AT_MOST} days: there is nothing to put off."]

    def _near(self) -> list[Found]:
        """What is reminded of within the days by which it can be put off."""
        found, last = subjects_of(self.offering, self.today), self.today + timedelta(AT_MOST)
        said = steps_said(found)
        steps = ((each, upcoming(each, said, self.today)) for each in found)
        return [each for each, step in steps if step and step.on <= last]

    def _limits(self, found: list[Found]) -> str:
        last = date_format(self.today + timedelta(AT_MOST), "j F Y")
        ends = [each.last_usable for each in found if each.last_usable]
        said = f"The first day on which reminders come again: {last} at the latest."
        if not ends:
            return said
        return (
            f"{said} The verdict lapses after {date_format(min(ends), 'j F Y')}; not beyond that."
        )

    def carry_out(self, said: dict[str, Any]) -> str:
        made = snooze(
            offering=self.offering,
            subject=said["subject"],
            until=said["until"],
            because=said["because"],
            by=self.user,
            now=self.now,
        )
        return f"Put off: reminders come again on {date_format(made.until, 'j F Y')}."


class EndForm(forms.Form):
    """`seen` makes that nothing is ended by sending an empty form."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    because = forms.CharField(
        required=False, label="Reason", widget=REASON, help_text="It is kept in the audit trail."
    )


class WakePage(ActPage):
    permission = SNOOZE
    heading = "Let reminders come again"
    button = "Let them come again"
    form_class = EndForm

    @property
    def explanation(self) -> str:  # type: ignore[override]
        held = self._held()
        return (
            f"{called(held.made_by)} put them off until {day(held.until)}: {held.because} "
            "From today on they come again."
        )

    def get_initial(self) -> dict[str, Any]:
        return {"seen": self.kwargs["snooze_id"]}

    def carry_out(self, said: dict[str, Any]) -> str:
        wake_up(snooze=self._held(), because=said["because"], by=self.user, now=self.now)
        return "Reminders come again from today on."

    def _held(self) -> Snooze:
        rows = Snooze.objects.select_related("made_by")
        return get_object_or_404(rows, pk=self.kwargs["snooze_id"], offering=self.offering)


def _named(found: Found) -> str:
    subject = found.subject
    return capfirst(matter_words(subject.key, "", subject.day, found.title))
