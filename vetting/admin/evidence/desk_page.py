"""What every small page about evidence has in common: who may open it, and what it is called."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from vetting.admin.parts.form_page import FormPage
from vetting.models import Evidence


class DeskPage(FormPage):
    """Subclasses say what the page is called, who may open it, and which service it calls."""

    permissions: tuple[str, ...] = ()
    heading = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.user.has_perms(self.permissions):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=self.heading, opts=Evidence._meta, today=self.today, **kwargs
        )

    def act(self, form: Any) -> HttpResponse:
        return HttpResponseRedirect(self.carry_out(form))

    def carry_out(self, form: Any) -> str:
        """Do it, say what was done, and answer where to go. Raises Refused."""
        raise NotImplementedError


def page_of(proof: Evidence) -> str:
    return reverse("admin:vetting_evidence_change", args=[proof.pk])
