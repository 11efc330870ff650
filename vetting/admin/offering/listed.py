"""Offerings: the list with what is published and what is computed, and the form of one."""

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from vetting.admin.offering.bulk import accept_computed_action, may_accept
from vetting.admin.offering.compare.action import compare_selected
from vetting.admin.offering.owners import OwnerMenu, assign_action, may_assign, owner_name
from vetting.admin.offering.page import offering_page
from vetting.admin.offering.urls import desk_urls
from vetting.admin.parts import filters, waiting_menus
from vetting.admin.parts.badges import badge, last_day, score, status_badge
from vetting.admin.parts.current import today
from vetting.admin.parts.lines import LinesField, hosts
from vetting.admin.parts.own_page import OwnPage
from vetting.admin.parts.writing import ServiceAdmin, ServiceForm
from vetting.models import LookupName, Offering, RunsOn
from vetting.models.naming import name_key
from vetting.services.assessments import local_day
from vetting.services.catalogue import save_offering, set_runs_on


class OfferingForm(ServiceForm):
    aliases = LinesField(label="Also called", help_text="Other names of this plan, one per line.")
    login_domains = hosts(
        label="Login hosts",
        help_text="Hosts on which people of this plan sign in, one per line: app.example.com.",
    )
    runs_on = forms.ModelMultipleChoiceField(
        Offering.objects.order_by("full_name", "pk"),
        required=False,
        label="Runs on",
        help_text="Other offerings that production data passes through. "
        "It is never better than the worst of them.",
    )

    class Meta:
        model = Offering
        fields = (
            "tool",
            "name",
            "slug",
            "kind",
            "aliases",
            "login_domains",
            "contract_ends_on",
            "out_of_scope",
        )
        widgets = {"out_of_scope": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            links = self.instance.upstream_links.filter(ended_on=None)
            self.initial["runs_on"] = list(links.values_list("upstream_id", flat=True))

    def acts(self, row: Any) -> Iterator[Callable[[], object]]:
        said: dict[str, Any] = {
            "by": self.by,
            "now": self.now,
            "because": self.cleaned_data.get("because", ""),
        }
        yield lambda: save_offering(offering=row, **said)
        # A new offering that was refused has no key yet, and nothing can be linked to it.
        if row.pk and "runs_on" in self.cleaned_data:
            upstreams = self.cleaned_data["runs_on"]
            yield lambda: set_runs_on(offering=row, upstreams=upstreams, **said)


@admin.register(Offering)
class OfferingAdmin(OwnPage, ServiceAdmin):
    form = OfferingForm
    actions: Any = [compare_selected, accept_computed_action, assign_action]
    has_accept_permission = may_accept
    has_assign_permission = may_assign
    autocomplete_fields = ("tool",)
    fields = (*OfferingForm.Meta.fields, "runs_on", "because")
    list_display = (
        "called", "vendor", "kind", "status_today", "p2", "p3", "computed", "review_due",
        "valid_until", "looked_after",
    )  # fmt: skip
    list_filter = (
        filters.StatusMenu,
        filters.WhyMenu,
        filters.ComputedMenu,
        filters.VendorMenu,
        filters.KindMenu,
        filters.OfferingModalityMenu,
        filters.EndsMenu,
        OwnerMenu,
        filters.ToolMenu,
        *waiting_menus.OF_OFFERINGS,
    )
    search_fields = ("full_name", "slug", "tool__vendor__name")
    search_help_text = "Name, other name, host or vendor"
    ordering = ("full_name", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Offering]:
        """One query for all that a row shows: status today and the current assessment."""
        return (
            Offering.objects.with_status_on(local_day(timezone.now()))
            .with_assessment()
            .annotate(
                why=F("now__reason"),
                due=F("now__review_due_on"),
                until=F("now__valid_until"),
                p2_now=F("current__p2"),
                p3_now=F("current__p3"),
                computed_now=F("current__verdict"),
                owner_name=owner_name(),
            )
            .select_related("tool__vendor")
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Every word in a name, or the whole as one of the names and hosts it is found by."""
        found, duplicates = super().get_search_results(request, queryset, search_term)
        key = name_key(search_term)
        if not key:
            return found, duplicates
        said = LookupName.objects.filter(
            Q(key__contains=key) | Q(key__contains=search_term.strip().lower())
        )
        # Each looked up once for all rows: asked row by row, a search took minutes at size.
        return queryset.filter(
            Q(pk__in=found.order_by().values("pk"))
            | Q(pk__in=said.filter(offering__isnull=False).values("offering"))
            | Q(tool__in=said.filter(offering=None).values("tool"))
        ), duplicates

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if "runs_on" in form.base_fields:
            upstream = RunsOn._meta.get_field("upstream")
            widget = AutocompleteSelectMultiple(upstream, self.admin_site)
            form.base_fields["runs_on"].widget = widget
        return form

    def get_urls(self) -> list[URLPattern]:
        """An offering's own page stands where Django has the form; the form moves to edit/."""
        edit = path(
            "<int:object_id>/edit/",
            self.admin_site.admin_view(self.edit_view),
            name="vetting_offering_edit",
        )
        return [edit, *desk_urls(self.admin_site), *super().get_urls()]

    def page_of(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return offering_page(request, self.admin_site, object_id)

    def edit_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        return self.changeform_view(request, str(object_id))

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        messages.success(request, f"{obj} is in the registry. Answer the open questions next.")
        return self._to_page(obj)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        messages.success(request, f"{obj} was saved.")
        return self._to_page(obj)

    def _to_page(self, obj: Offering) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:vetting_offering_change", args=[obj.pk]))

    @admin.display(description="Offering", ordering="full_name")
    def called(self, offering: Offering) -> str:
        return offering.full_name

    @admin.display(description="Vendor", ordering="tool__vendor__name")
    def vendor(self, offering: Offering) -> str:
        return offering.tool.vendor.name

    @admin.display(description="Status today", ordering="status")
    def status_today(self, offering: Any) -> SafeString | str:
        return status_badge(offering.status, offering.why)

    @admin.display(description="P2", ordering="p2_now")
    def p2(self, offering: Any) -> SafeString | str:
        return score(offering.p2_now)

    @admin.display(description="P3", ordering="p3_now")
    def p3(self, offering: Any) -> SafeString | str:
        return score(offering.p3_now)

    @admin.display(description="Computed", ordering="computed_now")
    def computed(self, offering: Any) -> SafeString | str:
        return badge(offering.computed_now, faint=True)

    @admin.display(description="Review due", ordering="due")
    def review_due(self, offering: Any) -> SafeString | str:
        return last_day(offering.due, today())

    @admin.display(description="Looked after by")
    def looked_after(self, offering: Any) -> SafeString | str:
        return offering.owner_name or format_html('<span class="quiet">{}</span>', "nobody")

    @admin.display(description="Valid until", ordering="until")
    def valid_until(self, offering: Any) -> SafeString | str:
        return last_day(offering.until, today())
