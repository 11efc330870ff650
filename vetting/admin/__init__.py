"""The staff pages: they translate between people and services, and decide nothing."""

from vetting.admin import (
    audit,
    decisions,
    evidence,
    offerings,
    people,
    policies,
    productions,
    requests,
    reviews,
    site,
    tools,
    vendors,
)

__all__ = [
    "audit",
    "decisions",
    "evidence",
    "offerings",
    "people",
    "policies",
    "productions",
    "requests",
    "reviews",
    "site",
    "tools",
    "vendors",
]
