"""What the tests of handled requests share: productions that ask, and analysts who handle it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.builders import NOW
from vetting.models import Production, VettingRequest
from vetting.services.intake import Wish, ask
from vetting.services.productions import create_production


def production(slug: str) -> Production:
    held = Production.objects.filter(slug=slug).first()
    return held or create_production(slug=slug, name=slug.title(), by=None, now=NOW)


def wanted(tool: str, by: str = "harbour", now: datetime = NOW, **wish: Any) -> VettingRequest:
    """The request that a production opened or joined by asking for this."""
    return ask(wish=Wish(tool, **wish), production=production(by), now=now)[0].request


def fresh(request: VettingRequest) -> VettingRequest:
    return VettingRequest.objects.get(pk=request.pk)
