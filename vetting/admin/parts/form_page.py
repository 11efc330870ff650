"""What every page with a form has in common: who looks, when, and how a refusal is shown."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.generic import FormView

from vetting.admin.parts.writing import actor, show_refusal
from vetting.services.assessments import local_day
from vetting.services.refusals import Refused


class ReasonForm(forms.Form):
    because = forms.CharField(
        label="Reason",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One or two sentences that anybody can understand later.",
    )


class FormPage(FormView):
    """Subclasses say who may open it and which service it calls; what was typed always stays."""

    site: AdminSite | Any = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.now: datetime = timezone.now()
        self.user = actor(request)

    @property
    def today(self) -> date:
        return local_day(self.now)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**self.site.each_context(self.request), **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return self.act(form)
        except Refused as refused:
            return self.refused(form, refused)

    def act(self, form: Any) -> HttpResponse:
        """Do it, and lead on to where it shows. Raises Refused."""
        raise NotImplementedError

    def refused(self, form: Any, refused: Refused) -> HttpResponse:
        show_refusal(form, refused.problems)
        return self.form_invalid(form)
