"""What operations are asked and answer, one file each: {"body": ..., "answer": ...}."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from drf_spectacular.utils import OpenApiExample

FOLDER = Path(__file__).parent


def written_examples(operation_id: str) -> Sequence[OpenApiExample]:
    """Those in the file that is named like the operation; none where there is no such file."""
    path = FOLDER / f"{operation_id}.json"
    if not path.exists():
        return ()
    written = json.loads(path.read_text(encoding="utf-8"))
    body = [OpenApiExample("Question", v, request_only=True) for v in _one(written, "body")]
    return (
        *body,
        *(OpenApiExample("Answer", v, response_only=True) for v in _one(written, "answer")),
    )


def _one(written: dict[str, object], name: str) -> list[object]:
    return [written[name]] if name in written else []
