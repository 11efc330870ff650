"""The README's examples, run as they stand there against a live server."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from standardwebhooks.webhooks import Webhook

from tests.builders import GOOD, answer_all, make_offering, make_tool, publish
from tests.house import ROOT
from tests.registry.api.conftest import SECRET
from vetting.models import ApiKey

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(sh|python)\n(# (\S+)\n.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLES = {name: (language, text) for language, text, name in BLOCK.findall(README)}
needs_curl = pytest.mark.skipif(
    shutil.which("curl") is None, reason="There is no curl on the PATH: its examples are not run."
)
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path, live_server: Any, make_key: Callable[..., ApiKey]) -> Run:
    """Runs one of the examples in an empty folder, with the key and the address it asks for."""
    make_key("readme", "read", "check")
    address = {"REGISTRY": live_server.url, "KEY": f"aitk_readme_{SECRET}"}

    def run_example(name: str, *words: str, **others: str) -> subprocess.CompletedProcess[str]:
        language, text = EXAMPLES[name]
        (tmp_path / name).write_text(text, encoding="utf-8")
        program = sys.executable if language == "python" else "sh"
        return subprocess.run(
            [program, name, *words],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], **address, **others},
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run_example


@pytest.fixture
def catalogue(transactional_db: None) -> None:
    """Studio Chat is approved and Midjourney banned."""
    now = timezone.now()
    for slug, name, verdict in (
        ("studio-chat", "Studio Chat", "approved"),
        ("midjourney", "Midjourney", "banned"),
    ):
        tool = make_tool(slug, name=name, domains=[f"{slug}.example"])
        made = make_offering(f"{slug}-plan", tool=tool, name="Plan", now=now)
        answer_all(made, GOOD, but={"pen_test_date": now.date()}, now=now)
        publish(made, verdict, now=now)


def test_each_example_is_run_below() -> None:
    tests = Path(__file__).read_text(encoding="utf-8")
    assert len(EXAMPLES) == len(re.findall(r"^```(?:sh|python)$", README, re.MULTILINE)) == 7
    assert all(f'"{name}"' in tests for name in EXAMPLES)


@needs_curl
def test_one_tool_is_checked(catalogue: None, run: Run) -> None:
    done = run("check_one.sh")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["summary"]["not_allowed"] == 1


LISTS = [
    ("Studio Chat\n\n", 0, ["Studio Chat"]),
    ("Studio Chat\nMidjourney", 1, ["Studio Chat", "Midjourney"]),
    ('Studio Chat\nNobody "knows" this & that\n', 1, ['Nobody "knows" this & that']),
]


@pytest.mark.parametrize(
    "example", ["check_list.py", pytest.param("check_list.sh", marks=needs_curl)]
)
def test_a_list_stops_a_pipeline_by_its_exit_code(
    catalogue: None, run: Run, tmp_path: Path, example: str
) -> None:
    for tools, code, named in LISTS:
        (tmp_path / "tools.txt").write_text(tools, encoding="utf-8")
        done = run(example, "tools.txt")
        assert (done.returncode, done.stderr) == (code, "")
        assert all(f"{name}: " in done.stdout for name in named)
    for wrong in ({"KEY": "aitk_readme_" + "0" * 64}, {"REGISTRY": f"http://localhost:{closed()}"}):
        done = run(example, "tools.txt", **wrong)
        assert done.returncode == 2
        assert done.stderr


def test_all_pages_are_read(catalogue: None, run: Run) -> None:
    done = run("all_pages.py")
    assert (done.returncode, done.stdout) == (0, "studio-chat-plan approved\n"), done.stderr


def test_a_mirror_is_told_each_change_once(catalogue: None, run: Run, tmp_path: Path) -> None:
    first = run("mirror.py")
    assert first.returncode == 0, first.stderr
    kept = json.loads((tmp_path / "mirror.json").read_text(encoding="utf-8"))["statuses"]
    assert kept == {"studio-chat-plan": "approved", "midjourney-plan": "banned"}
    assert run("mirror.py").stdout == ""


@needs_curl
def test_what_has_not_changed_is_not_fetched_again(
    catalogue: None, run: Run, tmp_path: Path
) -> None:
    assert [run("fetch_if_changed.sh").stdout for _ in range(2)] == ["200\n", "304\n"]
    assert (tmp_path / "banned.txt").read_text(encoding="utf-8") == "midjourney.example\n"


def test_an_event_is_verified(tmp_path: Path) -> None:
    """The one that the README shows, signed as the library itself signs."""
    (tmp_path / "verify_event.py").write_text(EXAMPLES["verify_event.py"][1], encoding="utf-8")
    (body,) = re.findall(r"^```json\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    secret, now = "whsec_" + base64.b64encode(b"5" * 32).decode(), datetime.now(UTC)
    signature = Webhook(secret).sign("msg_1", now, body)
    signed = {
        "SECRET": secret,
        "HTTP_WEBHOOK_ID": "msg_1",
        "HTTP_WEBHOOK_TIMESTAMP": str(int(now.timestamp())),
        "HTTP_WEBHOOK_SIGNATURE": signature,
    }
    for text, code, said in (
        (body, 0, "msg_1 offering.status.tightened runway-enterprise\n"), (body + " ", 1, ""),
    ):  # fmt: skip
        done = subprocess.run(
            [sys.executable, "verify_event.py"],
            cwd=tmp_path, env={"PATH": os.environ["PATH"], **signed}, input=text,
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert (done.returncode, done.stdout) == (code, said), done.stderr


def closed() -> int:
    """A port at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
