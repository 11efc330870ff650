"""How the code looks: small files and functions, nothing hidden, nothing named after nothing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import ROOT, files, modules, parsed, place

LONGEST_FILE = {"registry": 250, "vetting": 250, "tests": 400}
LONGEST_FUNCTION = 40
TOP_FOLDERS = {"registry", "vetting", "fixtures", "tests", ".ci"}
# Rooms that fill with whatever has no home.
NAMES_OF_NOTHING = {"utils", "util", "helpers", "helper", "common", "core", "base", "misc", "data"}
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(work|root|tmp|farm)/")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def ours() -> list[Path]:
    return [*modules("registry", "vetting", "tests"), ROOT / "manage.py", ROOT / "dev.py"]


def functions(tree: ast.AST) -> Iterator[Function]:
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield node


def test_no_file_is_long() -> None:
    long = {
        place(path): lines
        for path in ours()
        if (lines := len(path.read_text(encoding="utf-8").splitlines()))
        > LONGEST_FILE.get(path.relative_to(ROOT).parts[0], 250)
    }
    assert long == {}


def test_no_function_is_long() -> None:
    long = {
        f"{place(path)}:{function.lineno} {function.name}": lines
        for path in ours()
        for function in functions(parsed(path))
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    }
    assert long == {}


def hidden_imports(tree: ast.AST) -> list[int]:
    """The lines of imports inside functions; an app's ready() is where Django wants them."""
    return [
        node.lineno
        for function in functions(tree)
        if function.name != "ready"
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def test_no_import_hides_in_a_function() -> None:
    found = [f"{place(path)}:{line}" for path in ours() for line in hidden_imports(parsed(path))]
    assert found == []


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("import a", []),
        ("def f():\n    import a", [2]),
        ("class A:\n    def f(self):\n        from a import b", [3]),
        ("class A:\n    def ready(self):\n        import a", []),
    ],
)
def test_a_hidden_import_is_found(source: str, lines: list[int]) -> None:
    assert hidden_imports(ast.parse(source)) == lines


def test_every_module_says_what_it_decides() -> None:
    silent = [
        place(path)
        for path in ours()
        if path.stat().st_size and not ast.get_docstring(parsed(path))
    ]
    assert silent == []


def test_no_room_is_named_after_nothing() -> None:
    found = [place(path) for path in ours() if NAMES_OF_NOTHING & {path.stem, *path.parent.parts}]
    assert found == []


def test_the_top_level_holds_the_known_folders_only() -> None:
    found = {place(path).split("/")[0] for path in files() if path.parent != ROOT}
    assert found <= TOP_FOLDERS


def test_no_signal_carries_a_business_rule() -> None:
    listening = [
        place(path)
        for path in modules("registry", "vetting")
        if re.search(r"\b(pre|post)_(save|delete|init)\b|m2m_changed", path.read_text("utf-8"))
    ]
    assert listening == []


def test_no_text_names_a_path_of_one_machine() -> None:
    found = [
        f"{place(path)}:{number}"
        for path in files()
        if not path.name.endswith((".lock", ".png"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if MACHINE_PATH.search(line)
    ]
    assert found == []


def test_the_desk_package_stays_empty() -> None:
    """Scoring runs without Django only as long as importing `vetting` imports nothing."""
    assert (ROOT / "vetting" / "__init__.py").read_text() == ""
