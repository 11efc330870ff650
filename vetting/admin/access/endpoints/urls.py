"""Where the pages about endpoints are found, under the page of whom they belong to."""

from django.contrib.admin import AdminSite
from django.urls import URLPattern, path

from vetting.admin.access.endpoints import pages
from vetting.models import Production, Team

ONE = "<int:object_id>/endpoints/<int:endpoint_id>/"
PAGES: tuple[tuple[str, str, type[pages.OwnerPage]], ...] = (
    ("new", "<int:object_id>/endpoints/new/", pages.NewPage),
    ("page", ONE, pages.OwnPage),
    ("test", f"{ONE}test/", pages.TestPage),
    ("rotate", f"{ONE}rotate/", pages.RotatePage),
    ("pause", f"{ONE}pause/", pages.PausePage),
    ("resume", f"{ONE}resume/", pages.ResumePage),
    ("remove", f"{ONE}remove/", pages.RemovePage),
)


def endpoint_urls(site: AdminSite, model: type[Production] | type[Team]) -> list[URLPattern]:
    return [
        path(
            where,
            site.admin_view(page.as_view(site=site, model=model)),
            name=f"vetting_{model._meta.model_name}_endpoint_{name}",
        )
        for name, where, page in PAGES
    ]
