"""Door: load the demo into a registry without real work, and write down how to get in."""

import argparse
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from vetting.services.demo import LogIn, load_demo
from vetting.services.refusals import Refused


class Command(BaseCommand):
    help = "Load the fictional demo studio. Refuses where real work is in the registry."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--access-file",
            type=Path,
            help="write the log-ins here, for its owner's eyes; while it is there nothing is done",
        )
        parser.add_argument(
            "--file",
            type=Path,
            default=settings.BASE_DIR / "fixtures" / "demo.json",
            help="the demo's plan (JSON)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        access: Path | None = options["access_file"]
        if access is not None and access.exists():
            self.stdout.write("The demo is loaded; its log-ins are in the access file.")
            return
        try:
            people, keys = load_demo(path=options["file"], now=timezone.now())
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        text = _text(people, keys)
        if access is None:
            self.stdout.write(text)
        else:
            _write_private(access, text)
            self.stdout.write("The demo is loaded; its log-ins are in the access file.")


def _text(people: list[LogIn], keys: list[LogIn]) -> str:
    width = max(len(one.who) for one in [*people, *keys])
    lines = ["Demo log-ins (made for this copy only):"]
    lines += [f"  {one.who:<{width}}  {one.secret}   {one.name}" for one in people]
    lines += ["Demo API keys:"]
    lines += [f"  {one.who:<{width}}  {one.secret}" for one in keys]
    return "\n".join(lines)


def _write_private(path: Path, text: str) -> None:
    """Readable by its owner alone from the first byte on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text + "\n")
