"""Measures `import_catalog` at size: seconds, offerings a second, and whether memory stays flat.

    python -m tests.benchmarks.import_catalog [OFFERINGS] [postgresql]

Makes catalogue files of a quarter of that size and of the whole size, and imports each one into a
fresh database, and then once more. On SQLite, or on a throwaway PostgreSQL.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import django
import psycopg
from django.core.management import call_command

from dev import say
from tests.postgres import start

PLANS = 4
SECRET = "for-a-benchmark-only-on-a-database-that-is-thrown-away-0123456789"

GIVEN: dict[str, Any] = {
    "trains_on_inputs": "contract_prohibits",
    "trains_on_outputs": "contract_prohibits",
    "training_exceptions": "feedback_only",
    "content_reuse_scope": "service_only",
    "human_review": "abuse_or_legal_only",
    "retention_control": "customer_set_available",
    "retention_days_inputs": 30,
    "retention_days_outputs": 30,
    "deletion_on_request": "self_service_30d",
    "model_provider_flowdown": "no_third_party_model",
    "vendor_content_licence": "service_only",
    "public_by_default": "always_private",
    "contract_basis": "commercial_terms_dpa",
    "tenancy_isolation": "isolated_workspace",
    "identity_sso": "sso_available",
    "admin_controls": "partial",
    "audit_log": "console_only",
    "encryption": "rest_transit",
    "data_residency": "disclosed",
    "security_attestation": "soc2_type2_or_iso27001",
}


def main(arguments: list[str]) -> None:
    size = int(arguments[0]) if arguments else 2000
    server = start() if "postgresql" in arguments else ""
    say(f"{'PostgreSQL' if server else 'SQLite'}; {len(GIVEN)} answers for each offering")
    with tempfile.TemporaryDirectory() as folder:
        for offerings in (size // 4, size):
            path = Path(folder) / f"{offerings}.json"
            write_file(path, offerings)
            measure_apart(path, fresh_database(server, path))


def fresh_database(server: str, path: Path) -> str:
    if not server:
        return f"sqlite:///{path.with_suffix('.sqlite3')}"
    name = f"size_{path.stem}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return server.replace("/postgres?", f"/{name}?")


def measure_apart(path: Path, database: str) -> None:
    """In a process of its own, whose highest memory is this import's alone."""
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "DEVELOPMENT": "on",
        "SECRET_KEY": SECRET,
        "DJANGO_SETTINGS_MODULE": "registry.settings",
    }
    command = [sys.executable, "-m", "tests.benchmarks.import_catalog", "--measure", str(path)]
    subprocess.run(command, env=environment, check=True)


def measure(path: Path) -> None:
    django.setup()
    call_command("migrate", verbosity=0)
    before = highest_memory()
    size = f"{int(path.stem):,} offerings ({path.stat().st_size / 1e6:.0f} MB)"
    first = seconds_for(path)
    peak = highest_memory()
    again = seconds_for(path)
    say(
        f"{size}: {first:.1f} s, {int(path.stem) / first:.0f} offerings/s, "
        f"memory {before:.0f} -> {peak:.0f} MB; again {again:.1f} s, {highest_memory():.0f} MB"
    )


def seconds_for(path: Path) -> float:
    begun = perf_counter()
    with Path(os.devnull).open("w") as quiet:
        call_command("import_catalog", path, stdout=quiet, stderr=quiet)
    return perf_counter() - begun


def highest_memory() -> float:
    """In megabytes; the kernel counts it in kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def write_file(path: Path, offerings: int) -> None:
    """A file of this many offerings, written piece by piece."""
    tools = (offerings + PLANS - 1) // PLANS
    vendors = (tools + 1) // 2
    with path.open("w", encoding="utf-8") as file:
        file.write('{"format": "registry-catalog/1", "as_of": "2026-08-20"')
        for section, entries in (
            ("vendors", (vendor(n) for n in range(vendors))),
            ("tools", (tool(n) for n in range(tools))),
            ("offerings", (offering(n) for n in range(offerings))),
        ):
            file.write(f', "{section}": [')
            for number, entry in enumerate(entries):
                file.write(("," if number else "") + json.dumps(entry))
            file.write("]")
        file.write("}")


def vendor(number: int) -> dict[str, Any]:
    name = f"vendor-{number}"
    return {"slug": name, "name": name, "country": "US", "website": f"https://{name}.example"}


def tool(number: int) -> dict[str, Any]:
    return {
        "slug": f"tool-{number}",
        "vendor": f"vendor-{number // 2}",
        "name": f"Tool {number}",
        "category": "video generation",
        "modalities": ["video"],
        "domains": [f"tool-{number}.example"],
        "aliases": [f"T{number}"],
    }


def offering(number: int) -> dict[str, Any]:
    """Every tenth runs on the one before it."""
    return {
        "slug": f"offering-{number}",
        "tool": f"tool-{number // PLANS}",
        "name": f"Plan {number % PLANS}",
        "kind": "business_workspace",
        "aliases": [],
        "login_domains": [f"app{number}.example"],
        "runs_on": [f"offering-{number - 1}"] if number % 10 == 9 else [],
        "answers": list(answers(number)),
    }


def answers(number: int) -> Iterator[dict[str, Any]]:
    for criterion, value in GIVEN.items():
        yield {
            "criterion": criterion,
            "value": value,
            "evidence": {
                "kind": "published_terms",
                "url": f"https://vendor-{number // 8}.example/terms",
                "title": f"Terms of vendor {number // 8}",
                "document_date": "2026-07-01",
                "seen_on": "2026-08-15",
                "undated": False,
            },
            "note": "Says so in the section on customer content, for all plans that are paid for.",
            "confidence": "high",
        }


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(Path(sys.argv[2]))
    else:
        main(sys.argv[1:])
