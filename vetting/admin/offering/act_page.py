"""A small page for one act on one offering: what it does, a reason, a button, and each refusal."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from vetting.admin.parts.form_page import FormPage, ReasonForm
from vetting.models import Offering, Review
from vetting.models.decisions import UNDER_WAY
from vetting.services.drafts import told_on
from vetting.services.meanwhile import seen_now


class ActPage(FormPage):
    """Subclasses say what the act is called, who may do it, and which service does it."""

    permission = ""
    heading = ""
    explanation = ""
    button = ""
    danger = False
    # True where the service is told what this page showed, so that nobody acts on an old sight.
    watched = False
    form_class: type[forms.Form] = ReasonForm
    template_name = "admin/vetting/offering/act.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        rows = Offering.objects.select_related("tool__vendor")
        self.offering = get_object_or_404(rows, pk=kwargs["object_id"])
        if not self.allowed():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def allowed(self) -> bool:
        return self.user.has_perm(self.permission)

    def in_the_way(self) -> list[str]:
        """Why the act cannot be done now, whatever the reason given; the page offers no button."""
        return []

    def subject(self) -> str:
        """What the page is about, for its title."""
        return self.heading

    @property
    def seen(self) -> str | None:
        """What the page showed whose button was pressed; None where nobody opened one."""
        return self.request.POST.get("seen")

    def review(self) -> Review | None:
        """The review that is under way, if there is one."""
        rows = Review.objects.select_related("proposed_by", "opened_by", "returned_to", "offering")
        return rows.filter(offering=self.offering, state__in=UNDER_WAY).first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=f"{self.subject()}: {self.offering.full_name}",
            opts=Offering._meta,
            offering=self.offering,
            status=told_on(self.offering, self.today),
            back=self.back(),
            act=self,
            in_the_way=self.in_the_way(),
            seen=seen_now(self.offering).token if self.watched else "",
            **kwargs,
        )

    def act(self, form: Any) -> HttpResponse:
        messages.success(self.request, self.carry_out(form.cleaned_data))
        return HttpResponseRedirect(self.back())

    def carry_out(self, said: dict[str, Any]) -> str:
        """Do it, and say what was done. Raises Refused."""
        raise NotImplementedError

    def back(self) -> str:
        return reverse("admin:vetting_offering_change", args=[self.offering.pk])
