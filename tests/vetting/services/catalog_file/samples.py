"""Small catalogue files: a good one to change, and how a test imports it."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.builders import GOOD, NOW
from vetting.models import (
    Answer,
    Assessment,
    AuditEntry,
    Decision,
    Evidence,
    Explanation,
    LookupName,
    Offering,
    Review,
    RunsOn,
    StatusPeriod,
    Tool,
    Vendor,
)
from vetting.services.catalog_file.importing import Imported, import_catalog

Document = dict[str, Any]
Change = Callable[[Document], Any]

TABLES = (Answer, Assessment, AuditEntry, Decision, Evidence, LookupName, Offering, Review)
TABLES += (Explanation, RunsOn, StatusPeriod, Tool, Vendor)

TERMS: Document = {
    "kind": "published_terms",
    "url": "https://acme.example/terms",
    "title": "Acme terms",
    "document_date": "2026-07-01",
    "seen_on": "2026-08-01",
    "undated": False,
}


def answer(criterion: str, value: Any, **evidence: Any) -> Document:
    return {
        "criterion": criterion,
        "value": value,
        "evidence": {**TERMS, **evidence},
        "note": "",
        "confidence": "high",
    }


def good_answers() -> list[Document]:
    return [
        answer(key, str(value) if key == "pen_test_date" else value) for key, value in GOOD.items()
    ]


def offering(slug: str, **fields: Any) -> Document:
    return {
        "slug": slug,
        "tool": "acme-chat",
        "name": slug.replace("-", " ").title(),
        "kind": "enterprise_workspace",
        "aliases": [],
        "login_domains": [],
        "runs_on": [],
        "answers": [],
        **fields,
    }


def document() -> Document:
    """One vendor, two tools and three offerings: the wrapper runs on the API."""
    return deepcopy(
        {
            "format": "registry-catalog/1",
            "as_of": "2026-08-20",
            "vendors": [
                {"slug": "acme", "name": "Acme", "country": "US", "website": "https://acme.example"}
            ],
            "tools": [
                {
                    "slug": slug,
                    "vendor": "acme",
                    "name": name,
                    "category": "chat",
                    "modalities": ["text"],
                    "domains": [f"{slug}.example"],
                    "aliases": [],
                }
                for slug, name in (("acme-chat", "Acme Chat"), ("acme-wrap", "Acme Wrap"))
            ],
            "offerings": [
                offering("chat-api", kind="api_standard", answers=good_answers()),
                offering("chat-free", answers=[answer("trains_on_inputs", "always")]),
                offering("wrap", tool="acme-wrap", runs_on=["chat-api"]),
            ],
        }
    )


def changed(*changes: Change) -> Document:
    made = document()
    for change in changes:
        change(made)
    return made


def written(folder: Path, content: Document | bytes | str, name: str = "catalog.json") -> Path:
    path = folder / name
    if isinstance(content, dict):
        content = json.dumps(content)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def imported(
    folder: Path, content: Document | bytes | str, *, now: datetime = NOW, dry_run: bool = False
) -> Imported:
    path = written(folder, content)
    return import_catalog(path=path, by=None, now=now, dry_run=dry_run)


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table that an import could touch, to see that nothing changed."""
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in TABLES}
