"""Productions that listen, for the tests of what they are told."""

from __future__ import annotations

from typing import Any

from tests.builders import NOW
from vetting.models import Endpoint, Notice, Offering, Production
from vetting.services.subscriptions import subscribe


def listening(slug: str, *offerings: Offering, ears: int = 1, active: bool = True) -> Production:
    """A production with so many endpoints, subscribed to these offerings."""
    production = Production.objects.create(
        slug=slug, name=slug.title(), active=active, created_at=NOW
    )
    for number in range(ears):
        ear(production, f"{slug}-{number}")
    subscribe(production=production, offerings=offerings, by=None, now=NOW)
    return production


def ear(production: Production, label: str, **fields: Any) -> Endpoint:
    address = f"https://{label}.example/"
    return Endpoint.objects.create(
        production=production, channel="webhook", label=label, address=address, created_at=NOW,
        **fields,
    )  # fmt: skip


def heard(**wanted: Any) -> list[tuple[str, str, str]]:
    """Who was told of which offering in which step, in the order of the telling."""
    rows = Notice.objects.filter(**wanted).order_by("pk")
    return [
        (label, slug or "", step)
        for label, slug, step in rows.values_list("endpoint__label", "offering__slug", "step")
    ]
