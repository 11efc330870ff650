"""Give a production an API key, whose secret is shown once and kept nowhere, or revoke one."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.generic import FormView

from vetting.admin.act_page import ReasonForm
from vetting.admin.writing import DAY, actor, show_refusal
from vetting.models import ApiKey, Production
from vetting.services.productions import issue_key, revoke_key
from vetting.services.refusals import Refused


class KeyForm(forms.Form):
    label = forms.CharField(
        max_length=80, label="What uses it", help_text="Such as “render pipeline”."
    )
    scopes = forms.MultipleChoiceField(
        choices=ApiKey.Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=["read", "check"],
        label="It may",
    )
    expires_on = forms.DateField(
        required=False,
        widget=DAY,
        input_formats=["%Y-%m-%d"],
        label="Last day",
        help_text="Empty: it works until somebody revokes it.",
    )


class KeyPage(FormView):
    """What both pages share: the production, the permission and how a refusal is shown."""

    site: AdminSite | Any = None
    permission = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        self.production = get_object_or_404(Production, pk=kwargs["object_id"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **self.site.each_context(self.request),
            production=self.production,
            back=self.back(),
            opts=Production._meta,
            **kwargs,
        )

    def back(self) -> str:
        return reverse("admin:vetting_production_change", args=[self.production.pk])

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return self.carry_out(form.cleaned_data)
        except Refused as refused:
            show_refusal(form, refused.problems)
            return self.form_invalid(form)

    def carry_out(self, said: dict[str, Any]) -> HttpResponse:
        raise NotImplementedError


class IssuePage(KeyPage):
    permission = "vetting.add_apikey"
    form_class = KeyForm
    template_name = "admin/vetting/production/issue.html"
    extra_context = {"title": "New API key"}

    def carry_out(self, said: dict[str, Any]) -> HttpResponse:
        """The answer to the POST is the only place where the key is ever written."""
        key, text = issue_key(
            production=self.production,
            label=said["label"],
            scopes=said["scopes"],
            by=actor(self.request),
            now=timezone.now(),
            expires_at=_end_of(said["expires_on"]),
        )
        context = self.get_context_data(key=key, secret=text)
        return TemplateResponse(self.request, "admin/vetting/production/issued.html", context)


class RevokePage(KeyPage):
    permission = "vetting.change_apikey"
    form_class = ReasonForm
    template_name = "admin/vetting/production/revoke.html"
    extra_context = {"title": "Revoke an API key"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(key=self.key(), **kwargs)

    def key(self) -> ApiKey:
        return get_object_or_404(self.production.keys, pk=self.kwargs["key_id"])

    def carry_out(self, said: dict[str, Any]) -> HttpResponse:
        key = self.key()
        revoke_key(
            key=key,
            because=said["because"],
            by=actor(self.request),
            now=timezone.now(),
        )
        messages.success(self.request, f"The key {key} no longer works.")
        return HttpResponseRedirect(self.back())


def key_urls(site: AdminSite) -> list[URLPattern]:
    return [
        path(
            "<int:object_id>/keys/new/",
            site.admin_view(IssuePage.as_view(site=site)),
            name="vetting_production_issue_key",
        ),
        path(
            "<int:object_id>/keys/<int:key_id>/revoke/",
            site.admin_view(RevokePage.as_view(site=site)),
            name="vetting_production_revoke_key",
        ),
    ]


def _end_of(day: Any) -> datetime | None:
    """A key works through its last day, as days go at the site."""
    return timezone.make_aware(datetime.combine(day, time.max)) if day else None
