"""The data: fields, constraints and how rows are read. No rules: those are in scoring."""

from vetting.models import waiting
from vetting.models.answers import Answer, Evidence
from vetting.models.assessments import Assessment
from vetting.models.audit import AuditEntry, AuditHead
from vetting.models.catalogue import LookupName, Offering, RunsOn, Tool, Vendor
from vetting.models.changes import StatusChange
from vetting.models.decisions import Decision, Review
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
    "LookupName",
    "Offering",
    "Policy",
    "Production",
    "Receipt",
    "RequestSupporter",
    "Review",
    "RunsOn",
    "StatusChange",
    "StatusPeriod",
    "Tool",
    "Vendor",
    "VettingRequest",
    "waiting",
]
