"""The data: fields, constraints and how rows are read. No rules: those are in scoring."""

from vetting.models import waiting
from vetting.models.answers import Answer
from vetting.models.assessments import Assessment
from vetting.models.audit import AuditEntry, AuditHead
from vetting.models.catalogue import LookupName, Offering, RunsOn, Tool, Vendor
from vetting.models.changes import StatusChange
from vetting.models.comments import ReviewComment
from vetting.models.contacts import Contact, Team
from vetting.models.decisions import Decision, Review
from vetting.models.endpoints import Endpoint, Subscription
from vetting.models.evidence import Evidence, Reconfirmation
from vetting.models.exchange import ImportDraft, VendorClaim, VendorReply
from vetting.models.explanations import Explanation
from vetting.models.feeds import CalendarFeed
from vetting.models.heartbeats import Heartbeat
from vetting.models.outbox import Message, Notice
from vetting.models.policies import Policy
from vetting.models.productions import ApiKey, Production
from vetting.models.receipts import Receipt
from vetting.models.requests import RequestSupporter, VettingRequest
from vetting.models.snoozes import Snooze
from vetting.models.statuses import StatusPeriod

__all__ = [
    "Answer",
    "ApiKey",
    "Assessment",
    "AuditEntry",
    "AuditHead",
    "CalendarFeed",
    "Contact",
    "Decision",
    "Endpoint",
    "Evidence",
    "Explanation",
    "Heartbeat",
    "ImportDraft",
    "LookupName",
    "Message",
    "Notice",
    "Offering",
    "Policy",
    "Production",
    "Receipt",
    "Reconfirmation",
    "RequestSupporter",
    "Review",
    "ReviewComment",
    "RunsOn",
    "Snooze",
    "StatusChange",
    "StatusPeriod",
    "Subscription",
    "Team",
    "Tool",
    "Vendor",
    "VendorClaim",
    "VendorReply",
    "VettingRequest",
    "waiting",
]
