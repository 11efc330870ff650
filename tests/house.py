"""Lists the files of the house for the tests that keep its laws."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("registry", "vetting", "tests")
# What git ignores, and git itself.
NOT_OURS = {
    ".git", ".venv", "var", "__pycache__", ".hypothesis", ".pytest_cache", ".mypy_cache",
    ".ruff_cache", ".coverage", "htmlcov",
}  # fmt: skip


def files(folder: Path = ROOT) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name in NOT_OURS:
            continue
        if path.is_dir():
            yield from files(path)
        else:
            yield path


def modules(*rooms: str) -> list[Path]:
    """The Python files of these rooms, migrations left out: they are generated and kept as made."""
    return [
        path
        for room in rooms
        for path in files(ROOT / room)
        if path.suffix == ".py" and "migrations" not in path.parts
    ]


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def dotted(path: Path) -> str:
    """The name that a file is imported by."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))
