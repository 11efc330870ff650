"""Where an offering's acts and questions are found, each behind the log-in."""

from typing import Any

from django.contrib.admin import AdminSite
from django.urls import URLPattern, path

from vetting.admin.offering.act_page import ActPage
from vetting.admin.offering.acts import LiftPage, OpenReviewPage, SuspendPage
from vetting.admin.offering.answering.sheet_page import SheetPage
from vetting.admin.offering.answering.single import AnswerPage, WithdrawPage
from vetting.admin.offering.bulk import AcceptPage
from vetting.admin.offering.compare.page import compare_url
from vetting.admin.offering.history.page import history_url
from vetting.admin.offering.owners import OwnersPage
from vetting.admin.offering.proposal_acts import ApprovePage, SendBackPage
from vetting.admin.offering.reminding_acts import AssignPage, SnoozePage, WakePage
from vetting.admin.offering.review_acts import CommentPage, WithdrawReviewPage
from vetting.admin.offering.tenant_pages import TakeOverPage, TenantPage
from vetting.admin.offering.verdict_acts import ProposePage, TightenPage

QUESTION = "answers/<slug:criterion>/"
PAGES: tuple[tuple[str, str, type[ActPage]], ...] = (
    ("answers/", "sheet", SheetPage),
    (QUESTION, "answer", AnswerPage),
    (f"{QUESTION}withdraw/", "withdraw", WithdrawPage),
    ("review/", "review", OpenReviewPage),
    ("review/withdraw/", "withdraw_review", WithdrawReviewPage),
    ("review/comment/", "comment", CommentPage),
    ("propose/", "propose", ProposePage),
    ("approve/", "approve", ApprovePage),
    ("send-back/", "send_back", SendBackPage),
    ("suspend/", "suspend", SuspendPage),
    ("lift/", "lift", LiftPage),
    ("tighten/", "tighten", TightenPage),
    ("tenant/", "tenant", TenantPage),
    ("take-over/", "take_over", TakeOverPage),
    ("owner/", "owner", AssignPage),
    ("reminders/put-off/", "snooze", SnoozePage),
    ("reminders/<int:snooze_id>/come-again/", "wake", WakePage),
)


def desk_urls(site: AdminSite) -> list[URLPattern]:
    accept = site.admin_view(AcceptPage.as_view(site=site))
    owners = site.admin_view(OwnersPage.as_view(site=site))
    return [
        path("accept/", accept, name="vetting_offering_accept"),
        path("owners/", owners, name="vetting_offering_owners"),
        *(_page(site, where, name, page) for where, name, page in PAGES),
        compare_url(site),
        history_url(site),
    ]


def _page(site: AdminSite, where: str, name: str, page: type[ActPage]) -> URLPattern:
    return path(f"<int:object_id>/{where}", _view(site, page), name=f"vetting_offering_{name}")


def _view(site: AdminSite, page: type[ActPage]) -> Any:
    return site.admin_view(page.as_view(site=site))
