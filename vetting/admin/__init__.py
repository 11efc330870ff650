"""The staff pages: they translate between people and services, and decide nothing."""

from vetting.admin import site
from vetting.admin.access import people, productions, teams
from vetting.admin.catalogue import tools, vendors
from vetting.admin.evidence import listed as evidence
from vetting.admin.exchange import answer_list
from vetting.admin.offering import listed as offerings
from vetting.admin.outbox import endpoints
from vetting.admin.outbox import listed as outbox
from vetting.admin.record import audit, decisions, policies, reviews
from vetting.admin.requests import listed as requests

__all__ = [
    "answer_list",
    "audit",
    "decisions",
    "endpoints",
    "evidence",
    "offerings",
    "outbox",
    "people",
    "policies",
    "productions",
    "requests",
    "reviews",
    "site",
    "teams",
    "tools",
    "vendors",
]
