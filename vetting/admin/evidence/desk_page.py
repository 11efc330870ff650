"""What every small page about evidence has in common: who may open it, and how a no is shown."""

from datetime import date, datetime
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView

from vetting.admin.parts.writing import show_refusal
from vetting.models import Evidence
from vetting.services.assessments import local_day
from vetting.services.refusals import Refused


class DeskPage(FormView):
    """Subclasses say what the page is called, who may open it, and which service it calls."""

    site: AdminSite | Any = None
    permissions: tuple[str, ...] = ()
    heading = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.now: datetime = timezone.now()
        self.user: Any = request.user

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.user.has_perms(self.permissions):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def today(self) -> date:
        return local_day(self.now)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **self.site.each_context(self.request),
            title=self.heading,
            opts=Evidence._meta,
            today=self.today,
            **kwargs,
        )

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            done = self.carry_out(form)
        except Refused as refused:
            show_refusal(form, refused.problems)
            return self.form_invalid(form)
        return HttpResponseRedirect(done)

    def carry_out(self, form: Any) -> str:
        """Do it, say what was done, and answer where to go. Raises Refused."""
        raise NotImplementedError


def page_of(proof: Evidence) -> str:
    return reverse("admin:vetting_evidence_change", args=[proof.pk])
