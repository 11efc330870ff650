"""Which address of the API leads where, below /api/v1/."""

from django.urls import path

from registry.api import (
    changes,
    documents,
    domains,
    offerings,
    policy_pages,
    receipts,
    requests,
    subscriptions,
    tools,
)
from registry.api.check.views import Check
from registry.api.detail import OfferingDetail
from registry.api.webhooks import acts, pages

app_name = "api"

# What is asked most often is found first.
urlpatterns = [
    path("check/", Check.as_view(), name="check"),
    path("", documents.Root.as_view(), name="root"),
    path("offerings/", offerings.OfferingList.as_view(), name="offerings"),
    path("offerings/<slug:slug>/", OfferingDetail.as_view(), name="offering"),
    path("offerings/<slug:slug>/history/", offerings.OfferingHistory.as_view(), name="history"),
    path("tools/", tools.ToolList.as_view(), name="tools"),
    path("tools/<slug:slug>/", tools.ToolDetail.as_view(), name="tool"),
    path("vendors/", tools.VendorList.as_view(), name="vendors"),
    path("vendors/<slug:slug>/", tools.VendorDetail.as_view(), name="vendor"),
    path("domains/", domains.DomainList.as_view(), name="domains"),
    path("policies/", policy_pages.PolicyList.as_view(), name="policies"),
    path("policies/<str:version>/", policy_pages.PolicyDetail.as_view(), name="policy"),
    path("changes/", changes.ChangeList.as_view(), name="changes"),
    path("receipts/", receipts.ReceiptList.as_view(), name="receipts"),
    path("receipts/<slug:id>/", receipts.ReceiptDetail.as_view(), name="receipt"),
    path("requests/", requests.RequestList.as_view(), name="requests"),
    path("requests/<uuid:id>/", requests.RequestDetail.as_view(), name="request"),
    path("subscriptions/", subscriptions.SubscriptionList.as_view(), name="subscriptions"),
    path(
        "subscriptions/<slug:slug>/",
        subscriptions.SubscriptionDetail.as_view(),
        name="subscription",
    ),
    path("webhooks/", pages.WebhookList.as_view(), name="webhooks"),
    path("webhooks/<uuid:id>/", pages.WebhookDetail.as_view(), name="webhook"),
    path("webhooks/<uuid:id>/resume/", acts.WebhookResumption.as_view(), name="resume"),
    path("webhooks/<uuid:id>/rotate/", acts.WebhookRotation.as_view(), name="rotate"),
    path("webhooks/<uuid:id>/test/", acts.WebhookTest.as_view(), name="test"),
    path("problems/", documents.Problems.as_view(), name="problems"),
    path("schema/", documents.Schema.as_view(), name="schema"),
    path("docs/", documents.Docs.as_view(), name="docs"),
]
