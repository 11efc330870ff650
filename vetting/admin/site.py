"""The site that the pages stand on: its name, its order of pages, and its first page."""

from functools import cache
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver
from django.utils import timezone

from vetting.admin.contacts.urls import reminder_urls
from vetting.admin.exchange.list_links import links_for
from vetting.admin.exchange.urls import exchange_urls
from vetting.admin.home.pages import home

# Every page of ours, in the order of the day's work. What is not listed comes last.
SECTIONS = (
    (
        "Vetting",
        ("Offering", "Review", "VettingRequest", "Decision", "Assessment", "Answer", "Evidence"),
    ),
    ("Catalogue", ("Tool", "Vendor")),
    ("Rules and record", ("Policy", "AuditEntry")),
    ("Reminders", ("Message", "Endpoint")),
    ("Who uses it", ("Production", "Team", "User", "Group")),
)

# Reached from other pages, and from the first one: the bar on top has no room for all.
NOT_ON_TOP = {"Assessment", "Answer", "Endpoint", "Group"}


class DeskSite(AdminSite):
    site_title = "AI tool registry"
    site_header = "AI tool registry"
    index_title = "Today"
    index_template = "admin/home.html"
    enable_nav_sidebar = False
    site_url = None

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        # Nothing is ever deleted here: what was once told to a production must stay explainable.
        self.disable_action("delete_selected")

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [*exchange_urls(self), *reminder_urls(self), *super().get_urls()]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return {
            **super().each_context(request),
            "exchange": links_for(request),
            "not_on_top": NOT_ON_TOP,
        }

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        shown = home(request.user, timezone.now())
        return super().index(request, {**shown, **(extra_context or {})})

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, Any]]:
        """The pages by section of work rather than by Django application."""
        apps = super().get_app_list(request, app_label)
        if app_label is not None:
            return apps
        pages = {model["object_name"]: model for app in apps for model in app["models"]}
        listed = [
            _section(name, [pages.pop(n) for n in names if n in pages]) for name, names in SECTIONS
        ]
        return [s for s in (*listed, _section("Other", list(pages.values()))) if s["models"]]


def _section(name: str, models: list[dict[str, Any]]) -> dict[str, Any]:
    return {"name": name, "app_label": "", "app_url": "", "models": models}


@cache
def desk_site() -> DeskSite:
    """The one site. Django asks for it again while it is still loading our pages."""
    return DeskSite()
