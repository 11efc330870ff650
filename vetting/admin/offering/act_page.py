"""A small page for one act on one offering: what it does, a reason, a button, and each refusal."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView

from vetting.admin.parts.writing import show_refusal
from vetting.models import Offering, Review
from vetting.services.assessments import local_day
from vetting.services.drafts import told_on
from vetting.services.meanwhile import seen_now
from vetting.services.refusals import Refused


class ReasonForm(forms.Form):
    because = forms.CharField(
        label="Reason",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One or two sentences that anybody can understand later.",
    )


class ActPage(FormView):
    """Subclasses say what the act is called, who may do it, and which service does it."""

    site: AdminSite | Any = None
    permission = ""
    heading = ""
    explanation = ""
    button = ""
    danger = False
    # True where the service is told what this page showed, so that nobody acts on an old sight.
    watched = False
    form_class: type[forms.Form] = ReasonForm
    template_name = "admin/vetting/offering/act.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.now: datetime = timezone.now()
        self.user: Any = request.user

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
        under_way = [Review.State.OPEN, Review.State.PROPOSED]
        rows = Review.objects.select_related("proposed_by", "opened_by", "returned_to", "offering")
        return rows.filter(offering=self.offering, state__in=under_way).first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **self.site.each_context(self.request),
            title=f"{self.subject()}: {self.offering.full_name}",
            opts=Offering._meta,
            offering=self.offering,
            status=told_on(self.offering, local_day(self.now)),
            back=self.back(),
            act=self,
            in_the_way=self.in_the_way(),
            seen=seen_now(self.offering).token if self.watched else "",
            **kwargs,
        )

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            done = self.carry_out(form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused.problems)
            return self.form_invalid(form)
        messages.success(self.request, done)
        return HttpResponseRedirect(self.back())

    def carry_out(self, said: dict[str, Any]) -> str:
        """Do it, and say what was done. Raises Refused."""
        raise NotImplementedError

    def back(self) -> str:
        return reverse("admin:vetting_offering_change", args=[self.offering.pk])
