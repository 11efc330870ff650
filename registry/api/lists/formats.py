"""Answers that are no JSON: asked for by `format`, and safe for the programs that open them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

TEXT, CSV, TOML = "text/plain", "text/csv", "application/toml"
# A cell that begins so is taken for a formula by spreadsheets, and a formula can send data away.
FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class FormatByParameter(DefaultContentNegotiation):
    """The parameter alone decides: a proxy that fetches a list says nothing useful in Accept."""

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        renderer = next(iter(renderers))
        return renderer, renderer.media_type


def text_lines(lines: Iterable[str]) -> HttpResponse:
    """One entry a line and nothing else: firewalls stumble over headings and comments."""
    text = "".join(f"{line}\n" for line in lines)
    return HttpResponse(text, content_type=f"{TEXT}; charset=utf-8")


def csv_file(name: str, heading: Sequence[str], rows: Iterable[Sequence[str]]) -> HttpResponse:
    """A file to keep, named as told."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(heading)
    writer.writerows([cell(text) for text in row] for row in rows)
    return download(written.getvalue(), name, f"{CSV}; charset=utf-8")


def download(text: str, name: str, content_type: str) -> HttpResponse:
    headers = {"Content-Disposition": str(content_disposition_header(True, name))}
    return HttpResponse(text, content_type=content_type, headers=headers)


def cell(text: str) -> str:
    """A text that no spreadsheet runs: an apostrophe before it makes it plain text."""
    return f"'{text}" if text.startswith(FORMULA_MARKS) else text
