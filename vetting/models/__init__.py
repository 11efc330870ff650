"""The data: fields, constraints and how rows are read. No rules: those are in scoring."""

from vetting.models import waiting
from vetting.models.answers import Answer
from vetting.models.assessments import Assessment
from vetting.models.audit import AuditEntry, AuditHead
from vetting.models.catalogue import LookupName, Offering, RunsOn, Tool, Vendor
from vetting.models.changes import StatusChange
from vetting.models.comments import ReviewComment
from vetting.models.decisions import Decision, Review
from vetting.models.evidence import Evidence, Reconfirmation
from vetting.models.exchange import ImportDraft, VendorClaim, VendorReply
from vetting.models.explanations import Explanation
from vetting.models.policies import Policy
from vetting.models.productions import ApiKey, Production
from vetting.models.receipts import Receipt
from vetting.models.requests import RequestSupporter, VettingRequest
from vetting.models.statuses import StatusPeriod

__all__ = [
    "Answer",
    "ApiKey",
    "Assessment",
    "AuditEntry",
    "AuditHead",
    "Decision",
    "Evidence",
    "Explanation",
    "ImportDraft",
    "LookupName",
    "Offering",
    "Policy",
    "Production",
    "Receipt",
    "Reconfirmation",
    "RequestSupporter",
    "Review",
    "ReviewComment",
    "RunsOn",
    "StatusChange",
    "StatusPeriod",
    "Tool",
    "Vendor",
    "VendorClaim",
    "VendorReply",
    "VettingRequest",
    "waiting",
]
