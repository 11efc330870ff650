"""Productions, and the API keys of each: who may ask, since when, and until when."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import URLPattern
from django.utils import timezone

from vetting.admin.access.endpoints.panel import endpoint_panel
from vetting.admin.access.endpoints.urls import endpoint_urls
from vetting.admin.access.key_pages import key_urls
from vetting.admin.access.key_rows import key_rows
from vetting.admin.access.subscriptions import subscription_panel, subscription_urls
from vetting.admin.parts.counts import count_of
from vetting.admin.parts.own_page import MoreAround
from vetting.admin.parts.waiting_menus import KeysMenu
from vetting.admin.parts.writing import ServiceAdmin, ServiceForm
from vetting.models import ApiKey, Production
from vetting.services.productions import save_production


class ProductionForm(ServiceForm):
    class Meta:
        model = Production
        fields = ("name", "slug", "active")

    def acts(self, row: Any) -> Iterator[Callable[[], object]]:
        because = self.cleaned_data.get("because", "")
        yield lambda: save_production(production=row, by=self.by, now=self.now, because=because)


@admin.register(Production)
class ProductionAdmin(MoreAround, ServiceAdmin):
    form = ProductionForm
    list_display = ("name", "slug", "active", "key_count")
    list_filter = (KeysMenu,)
    search_fields = ("name", "slug")
    search_help_text = "Name"
    ordering = ("name", "pk")
    change_form_template = "admin/vetting/production/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Production]:
        live = ApiKey.objects.filter(revoked_at=None)
        return super().get_queryset(request).annotate(key_count=count_of(live, "production"))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if not self.has_change_permission(request, obj):
            return ProductionForm.Meta.fields
        return (*ProductionForm.Meta.fields, "because")

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site
        own = (*key_urls(site), *endpoint_urls(site, Production), *subscription_urls(site))
        return [*own, *super().get_urls()]

    def around(self, request: HttpRequest, object_id: str) -> dict[str, Any]:
        if not object_id.isdecimal():
            raise Http404("There is no such production.")
        production = get_object_or_404(Production, pk=object_id)
        now = timezone.now()
        return {
            "keys": key_rows(production, now),
            "may_issue": request.user.has_perm("vetting.add_apikey"),
            "may_revoke": request.user.has_perm("vetting.change_apikey"),
            **subscription_panel(production, request, now),
            **endpoint_panel(production, request),
        }

    @admin.display(description="Keys in use", ordering="key_count")
    def key_count(self, production: Any) -> int:
        return production.key_count
