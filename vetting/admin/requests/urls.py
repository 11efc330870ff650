"""Where the acts on a request are found, each behind the log-in."""

from django.contrib.admin import AdminSite
from django.urls import URLPattern, path

from vetting.admin.requests.acts import (
    AnswerPage,
    DeclinePage,
    JoinPage,
    LinkPage,
    ReopenPage,
    RequestPage,
)
from vetting.admin.requests.turning import TurnPage

PAGES: tuple[tuple[str, type[RequestPage]], ...] = (
    ("turn", TurnPage),
    ("link", LinkPage),
    ("join", JoinPage),
    ("answer", AnswerPage),
    ("decline", DeclinePage),
    ("reopen", ReopenPage),
)


def request_urls(site: AdminSite) -> list[URLPattern]:
    return [
        path(
            f"<int:object_id>/{name}/",
            site.admin_view(page.as_view(site=site)),
            name=f"vetting_vettingrequest_{name}",
        )
        for name, page in PAGES
    ]
