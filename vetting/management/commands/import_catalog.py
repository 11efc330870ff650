"""Door: import a catalogue file, or say everything that is wrong with it."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import reset_queries
from django.utils import timezone

from vetting.services.catalog_file.importing import Imported, import_catalog
from vetting.services.refusals import Refused


class Command(BaseCommand):
    help = "Import vendors, tools, offerings and sourced answers from a catalogue file (JSON)."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a file of the format registry-catalog/1")
        parser.add_argument(
            "--dry-run", action="store_true", help="check and count everything, write nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        try:
            done = import_catalog(
                path=path,
                by=None,
                now=timezone.now(),
                dry_run=options["dry_run"],
                progress=self._progress,
            )
        except Refused as refused:
            raise CommandError(_complaint(path, refused)) from refused
        self.stdout.write(_summary(done, dry_run=options["dry_run"]))

    def _progress(self, stage: str, done: int, of: int) -> None:
        """On a terminal one line that grows, elsewhere a line now and then."""
        # While DEBUG is on, Django keeps the text of every query.
        reset_queries()
        text = f"{stage} {done:,} of {of:,} offerings" if of else f"{stage} the file"
        if self.stderr.isatty():
            self.stderr.write(f"\r{text} ", ending="\n" if of and done == of else "")
        elif not of or done == of or done % 2000 == 0:
            self.stderr.write(text)


def _complaint(path: Path, refused: Refused) -> str:
    lines = [f"{field}: {why}" if field else why for field, why in refused.problems]
    count = f"{len(lines)} problem{'s' if len(lines) != 1 else ''}"
    return "\n".join([f"{path} was not imported, and nothing was changed: {count}.", *lines])


def _summary(done: Imported, *, dry_run: bool) -> str:
    """What happened, in one line."""
    if done.changed_nothing:
        kept = done.counts["kept"]
        tail = f" The desk's own word was kept for {kept} answers." if kept else ""
        return f"Nothing to change: {done.offerings:,} offerings are as the file has them.{tail}"
    listed = ", ".join(f"{count:,} {what}" for what, count in sorted(done.counts.items()) if count)
    return f"{'Would import' if dry_run else 'Imported'}: {listed}."
