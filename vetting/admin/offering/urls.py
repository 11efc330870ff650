"""Where an offering's acts and questions are found, each behind the log-in."""

from typing import Any

from django.contrib.admin import AdminSite
from django.urls import URLPattern, path

from vetting.admin.offering.act_page import ActPage
from vetting.admin.offering.acts import (
    ApprovePage,
    LiftPage,
    OpenReviewPage,
    SendBackPage,
    SuspendPage,
)
from vetting.admin.offering.answering.sheet_page import SheetPage
from vetting.admin.offering.answering.single import AnswerPage, WithdrawPage
from vetting.admin.offering.compare.page import compare_url
from vetting.admin.offering.history.page import history_url
from vetting.admin.offering.tenant_pages import TakeOverPage, TenantPage
from vetting.admin.offering.verdict_acts import ProposePage, TightenPage

QUESTION = "answers/<slug:criterion>/"
PAGES: tuple[tuple[str, str, type[ActPage]], ...] = (
    ("answers/", "sheet", SheetPage),
    (QUESTION, "answer", AnswerPage),
    (f"{QUESTION}withdraw/", "withdraw", WithdrawPage),
    ("review/", "review", OpenReviewPage),
    ("propose/", "propose", ProposePage),
    ("approve/", "approve", ApprovePage),
    ("send-back/", "send_back", SendBackPage),
    ("suspend/", "suspend", SuspendPage),
    ("lift/", "lift", LiftPage),
    ("tighten/", "tighten", TightenPage),
    ("tenant/", "tenant", TenantPage),
    ("take-over/", "take_over", TakeOverPage),
)


def desk_urls(site: AdminSite) -> list[URLPattern]:
    acts = [
        path(f"<int:object_id>/{where}", _view(site, page), name=f"vetting_offering_{name}")
        for where, name, page in PAGES
    ]
    return [*acts, compare_url(site), history_url(site)]


def _view(site: AdminSite, page: type[ActPage]) -> Any:
    return site.admin_view(page.as_view(site=site))
