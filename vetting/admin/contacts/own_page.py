"""What the pages about one's own reminders have in common: they show nobody but whoever looks."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from vetting.admin.parts.form_page import FormPage


class OwnPage(FormPage):
    """Everybody who may log in has these. Subclasses say what the page is called and does."""

    heading = ""
    explanation = ""
    button = ""
    danger = False
    template_name = "admin/contacts/act.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **{"title": self.heading, "back": my_reminders(), "act": self, **kwargs}
        )

    def act(self, form: Any) -> HttpResponse:
        messages.success(self.request, self.carry_out(form))
        return HttpResponseRedirect(my_reminders())

    def carry_out(self, form: Any) -> str:
        """Do it, and say what was done. Raises Refused."""
        raise NotImplementedError


def my_reminders() -> str:
    return reverse("admin:my_reminders")
