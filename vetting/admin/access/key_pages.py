"""Give a production an API key, whose secret is shown once and kept nowhere; replace or end it."""

from datetime import date, datetime, time, timedelta
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

from vetting.admin.parts.form_page import FormPage, ReasonForm
from vetting.admin.parts.writing import DAY
from vetting.models import ApiKey, Production
from vetting.services.productions import (
    OVERLAP,
    end_of_successor,
    issue_key,
    revoke_key,
    rotate_key,
)

A_YEAR = timedelta(days=365)
OVERLAPS = [
    (0, "Not at all: it stops at once"),
    (1, "One day"),
    (7, "A week"),
    (30, "30 days"),
    (90, "90 days"),
]


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
        initial=lambda: timezone.localdate() + A_YEAR,
        input_formats=["%Y-%m-%d"],
        label="Last day",
        help_text="Empty: it works until somebody revokes it.",
    )
    requests_per_minute = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=1_000_000,
        label="Requests a minute",
        help_text="Empty: as for every key of this site. 0: no limit.",
    )


class RotationForm(forms.Form):
    overlap = forms.TypedChoiceField(
        choices=OVERLAPS,
        coerce=int,
        initial=OVERLAP.days,
        label="How long the old key goes on working",
        help_text="Long enough to put the new key wherever the old one is used.",
    )


class KeyPage(FormPage):
    """What these pages share: the production and the permission."""

    permission = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.user.has_perm(self.permission):
            raise PermissionDenied
        self.production = get_object_or_404(Production, pk=kwargs["object_id"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            production=self.production,
            back=self.back(),
            opts=Production._meta,
            **kwargs,
        )

    def issued(self, key: ApiKey, text: str, replaced: ApiKey | None = None) -> HttpResponse:
        """The answer to the POST is the only place where the key is ever written."""
        context = self.get_context_data(key=key, secret=text, replaced=replaced, now=self.now)
        return TemplateResponse(self.request, "admin/vetting/production/issued.html", context)

    def back(self) -> str:
        return reverse("admin:vetting_production_change", args=[self.production.pk])


class IssuePage(KeyPage):
    permission = "vetting.add_apikey"
    form_class = KeyForm
    template_name = "admin/vetting/production/issue.html"
    extra_context = {"title": "New API key"}

    def act(self, form: Any) -> HttpResponse:
        said = form.cleaned_data
        key, text = issue_key(
            production=self.production,
            label=said["label"],
            scopes=said["scopes"],
            by=self.user,
            now=self.now,
            expires_at=_end_of(said["expires_on"]),
            requests_per_minute=said["requests_per_minute"],
        )
        return self.issued(key, text)


class PageOfKey(KeyPage):
    """An act on one key of the production."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"key": self.key(), **kwargs})

    def key(self) -> ApiKey:
        return get_object_or_404(self.production.keys, pk=self.kwargs["key_id"])


class RotatePage(PageOfKey):
    permission = "vetting.add_apikey"
    form_class = RotationForm
    template_name = "admin/vetting/production/rotate.html"
    extra_context = {"title": "Replace an API key"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ends = end_of_successor(self.key(), self.now)
        return super().get_context_data(**{"successor_ends": ends, **kwargs})

    def act(self, form: Any) -> HttpResponse:
        old = self.key()
        key, text = rotate_key(
            key=old,
            by=self.user,
            now=self.now,
            overlap=timedelta(days=form.cleaned_data["overlap"]),
        )
        old.refresh_from_db()
        return self.issued(key, text, replaced=old)


class RevokePage(PageOfKey):
    permission = "vetting.change_apikey"
    form_class = ReasonForm
    template_name = "admin/vetting/production/revoke.html"
    extra_context = {"title": "Revoke an API key"}

    def act(self, form: Any) -> HttpResponse:
        key = self.key()
        revoke_key(
            key=key,
            because=form.cleaned_data["because"],
            by=self.user,
            now=self.now,
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
            "<int:object_id>/keys/<int:key_id>/rotate/",
            site.admin_view(RotatePage.as_view(site=site)),
            name="vetting_production_rotate_key",
        ),
        path(
            "<int:object_id>/keys/<int:key_id>/revoke/",
            site.admin_view(RevokePage.as_view(site=site)),
            name="vetting_production_revoke_key",
        ),
    ]


def _end_of(day: date | None) -> datetime | None:
    """A key works through its last day, as days go at the site."""
    return timezone.make_aware(datetime.combine(day, time.max)) if day else None
