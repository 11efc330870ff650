"""Who may import whom: rules know no data, data knows no writers, the desk knows no face."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import ROOT, dotted, files, modules, place

SCORING, MODELS, SERVICES = "vetting.scoring", "vetting.models", "vetting.services"
REMINDERS, WATCHING = "vetting.reminders", "vetting.watching"
# What a production may write.
WRITERS_FOR_PRODUCTIONS = ("vetting.services.intake", "vetting.services.productions")
# The plain modules of the face, which all of it may use.
FACE = ("registry.headers",)

LAW: dict[str, tuple[str, ...]] = {
    "vetting": (),
    SCORING: (),
    MODELS: (SCORING,),
    "vetting.migrations": (),
    SERVICES: (MODELS, SCORING),
    REMINDERS: (MODELS, SCORING, SERVICES),
    WATCHING: (MODELS, SCORING, SERVICES),
    "vetting.admin": (SERVICES, MODELS, SCORING),
    "vetting.management": (SERVICES, REMINDERS, WATCHING, MODELS),
    "registry": (),
    # The first door of all hands a 304 out before the site is entered. And its process may send.
    "registry.wsgi": ("registry.api", REMINDERS),
    "registry.api": (MODELS, SCORING, *WRITERS_FOR_PRODUCTIONS, *FACE),
    "registry.catalogue": (MODELS, SCORING, *WRITERS_FOR_PRODUCTIONS, *FACE),
}


def within(module: str, room: str) -> bool:
    return module == room or module.startswith(f"{room}.")


def room_of(module: str) -> str:
    """The innermost room of the law that a module stands in."""
    return max((room for room in LAW if within(module, room)), key=len)


def imported(path: Path) -> set[str]:
    return names_imported(path.read_text(encoding="utf-8"), path)


def names_imported(source: str, path: Path) -> set[str]:
    """What a file imports, by full name: `from a import b` counts as a.b."""
    package = dotted(path).split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            origin = [*above, *([node.module] if node.module else [])]
            names.update(".".join([*origin, alias.name]) for alias in node.names)
    return names


def is_ours(name: str) -> bool:
    return name.split(".")[0] in {"registry", "vetting", "tests", "dev"}


def breaches(path: Path) -> list[str]:
    room = room_of(dotted(path))
    return [
        f"{place(path)} imports {name}"
        for name in sorted(imported(path))
        if is_ours(name) and not may_import(room, name)
    ]


def may_import(room: str, name: str) -> bool:
    if any(within(name, allowed) for allowed in LAW[room]):
        return True
    return not within(name, "tests") and name != "dev" and room_of(name) == room


def test_every_import_keeps_the_law() -> None:
    paths = [path for house in ("registry", "vetting") for path in files(ROOT / house)]
    found = [breach for path in paths if path.suffix == ".py" for breach in breaches(path)]
    assert found == []


@pytest.mark.parametrize(
    ("room", "name", "lawful"),
    [
        (SCORING, "vetting.scoring.policy", True),
        (SCORING, "vetting.models.Offering", False),
        (MODELS, "vetting.services.answers", False),
        ("vetting.admin", "registry.settings", False),
        ("vetting.management", "vetting.scoring.status", False),
        ("registry", "registry.env.Environment", True),
        ("registry", "registry.api.urls", False),
        ("registry.api", "vetting.services.productions.add", True),
        ("registry.api", "vetting.services.decisions.decide", False),
        ("registry.api", "vetting.services", False),
        ("registry.api", "registry.settings.DEBUG", False),
        ("vetting", "vetting.models", False),
        ("vetting.services", "tests.house", False),
    ],
)
def test_the_law_is_read_as_written(room: str, name: str, lawful: bool) -> None:
    assert may_import(room, name) is lawful


def test_a_relative_import_is_no_way_around() -> None:
    hidden = ROOT / "vetting" / "scoring" / "hidden.py"
    assert names_imported("from ..models import Offering", hidden) == {"vetting.models.Offering"}
    assert names_imported("from . import policy", hidden) == {"vetting.scoring.policy"}
    assert names_imported("import vetting.models", hidden) == {"vetting.models"}


def test_scoring_imports_the_standard_library_only() -> None:
    names = {
        name.split(".")[0]
        for path in modules("vetting/scoring")
        for name in imported(path)
        if not within(name, SCORING)
    }
    assert names - sys.stdlib_module_names == set()


def test_scoring_runs_without_django() -> None:
    """Every module of scoring can be imported in a Python that has no installed packages."""
    names = [dotted(path) for path in modules("vetting/scoring")]
    script = (
        f"import importlib, sys; sys.path.insert(0, {str(ROOT)!r})\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
        "assert 'django' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", script], capture_output=True, text=True
    )
    assert len(names) > 1
    assert done.returncode == 0, done.stderr
