"""The headers that come with the answers, as the OpenAPI document shows them."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

KEPT, REFUSED = ["200", "304"], ["429"]


def headers_documented(code: str, *, kept: bool) -> list[OpenApiParameter]:
    """Those of an operation that answers with `code`.

    `kept` where the answer may be asked for again with its tag.
    """
    counted = [*(KEPT if kept else [code]), *REFUSED]
    found = [
        _header("RateLimit-Policy", "The limit: q requests in w seconds.", counted),
        _header("RateLimit", "What is left: r requests for the next t seconds.", counted),
        _header(
            "Retry-After", "Seconds until the next request is let in.", REFUSED, OpenApiTypes.INT
        ),
    ]
    if kept:
        found += [
            _header("ETag", "Send it back as If-None-Match to hear only of changes.", KEPT),
            _header("Last-Modified", "When what is published last changed.", KEPT),
        ]
    return found


def _header(
    name: str, words: str, on: list[str], kind: OpenApiTypes = OpenApiTypes.STR
) -> OpenApiParameter:
    return OpenApiParameter(name, kind, OpenApiParameter.HEADER, description=words, response=on)
