"""The set-up script: what it refuses, what it repairs, and that the locks are as asked for."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import dev

PIN = re.compile(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==([^ \\]+)", re.MULTILINE)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty checkout, so that no test touches the one it runs in."""
    venv = tmp_path / ".venv"
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "VAR", tmp_path / "var")
    monkeypatch.setattr(dev, "VENV", venv)
    monkeypatch.setattr(dev, "PYTHON", venv / "bin" / "python")
    monkeypatch.setattr(dev, "SITE_PACKAGES", venv / "lib" / "site-packages")
    monkeypatch.setattr(dev, "INTERRUPTED", venv / ".installing")
    lock = tmp_path / "requirements.lock"
    lock.write_text("django==5.2\n")
    monkeypatch.setattr(dev, "LOCKS", {"run": lock})
    return tmp_path


def fake_venv(checkout: Path) -> None:
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "lib" / "site-packages").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").touch()


@pytest.mark.parametrize("version", [(3, 7, 17), (3, 8, 18), (3, 10, 13)])
def test_it_refuses_an_old_python_in_a_sentence(version: tuple[int, int, int]) -> None:
    with pytest.raises(SystemExit, match=r"Python 3\.11 or newer is needed, and this is \d"):
        dev.require_python(version)


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 1)])
def test_it_accepts_a_new_enough_python(version: tuple[int, int, int]) -> None:
    assert dev.require_python(version) is None


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "80 80", "\u0663"])
def test_it_takes_only_a_port_number(port: str) -> None:
    with pytest.raises(SystemExit, match="Write a number from 1 to 65535"):
        dev.chosen_port({"PORT": port})


@pytest.mark.parametrize(("environment", "port"), [({}, 8000), ({"PORT": "8123"}, 8123)])
def test_it_serves_on_the_port_asked_for(environment: dict[str, str], port: int) -> None:
    assert dev.chosen_port(environment) == port


def test_it_says_that_a_port_is_in_use_before_anything_starts() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SystemExit, match=f"Port {port} cannot be opened .*another port"):
            dev.require_free_port(port)
    assert dev.require_free_port(port) is None


def test_a_stamp_depends_on_the_lock_file_and_on_the_python(checkout: Path) -> None:
    lock = dev.LOCKS["run"]
    first = dev.stamp_for(lock, "3.11.7")
    assert dev.stamp_for(lock, "3.11.7") == first
    assert dev.stamp_for(lock, "3.12.1") != first
    lock.write_text("django==5.3\n")
    assert dev.stamp_for(lock, "3.11.7") != first


def test_a_stamp_counts_only_beside_a_python(checkout: Path) -> None:
    stamp = checkout / ".run.stamp"
    assert not dev.is_installed(stamp, "wanted")
    stamp.write_text("wanted")
    assert not dev.is_installed(stamp, "wanted")
    fake_venv(checkout)
    assert dev.is_installed(stamp, "wanted")
    assert not dev.is_installed(stamp, "another")


def test_a_warm_start_installs_nothing(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fake_venv(checkout)
    stamp = dev.VENV / ".run.stamp"
    stamp.write_text(dev.stamp_for(dev.LOCKS["run"], sys.version))
    dev.install("run")
    assert capsys.readouterr().out == ""


def test_a_failed_install_leaves_no_stamp_and_is_remembered(checkout: Path) -> None:
    fake_venv(checkout)
    dev.PYTHON.unlink()
    dev.PYTHON.symlink_to("/bin/false")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", "")
        with pytest.raises(SystemExit, match="Installing failed"):
            dev.install("run")
    assert dev.INTERRUPTED.exists()
    assert not (dev.VENV / ".run.stamp").exists()


def test_an_interrupted_install_is_made_anew(checkout: Path) -> None:
    fake_venv(checkout)
    dev.INTERRUPTED.touch()
    left_over = dev.SITE_PACKAGES / "half-a-package"
    left_over.mkdir()
    dev.make_venv()
    assert not left_over.exists()
    assert not dev.INTERRUPTED.exists()
    assert subprocess.run([dev.PYTHON, "-c", ""], check=False).returncode == 0


def test_the_secret_key_is_made_once_and_is_private(checkout: Path) -> None:
    key = dev.secret_key_file()
    first = key.read_text()
    assert len(first) >= 50
    assert key.stat().st_mode & 0o777 == 0o600
    assert dev.VAR.stat().st_mode & 0o777 == 0o700
    assert dev.secret_key_file().read_text() == first


def test_what_is_set_already_stays(checkout: Path) -> None:
    given = {"PUBLIC_URL": "https://registry.studio.test", "SECRET_KEY": "given"}
    given |= {"REMIND_FROM_HOUR": "9", "REMIND_ON_WEEKENDS": "off"}
    assert dev.serving_environment(8000, given) == given
    assert not (dev.VAR / "secret_key").exists()


def test_a_bare_environment_gets_a_key_and_a_local_address(checkout: Path) -> None:
    environment = dev.serving_environment(8123, {})
    assert environment["PUBLIC_URL"] == "http://localhost:8123"
    assert Path(environment["SECRET_KEY_FILE"]).read_text()


@pytest.mark.parametrize(
    ("value", "meant"), [("1", True), ("on", True), ("", False), ("0", False), ("off", False)]
)
def test_a_switch_can_be_turned_off_as_well(value: str, meant: bool) -> None:
    assert dev.asked("NO_DEMO", {"NO_DEMO": value}) is meant
    assert dev.asked("NO_DEMO", {}) is False


def test_an_unknown_command_prints_the_commands() -> None:
    with pytest.raises(SystemExit, match=r"python3 dev\.py run"):
        dev.main(["walk"])


def test_stopping_us_stops_the_program_we_started() -> None:
    script = (
        "import signal, sys, dev\n"
        "signal.signal(signal.SIGTERM, dev.stopped)\n"
        "dev.call('/bin/sh', '-c', 'sleep 0.5; echo $$; exec sleep 60')\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=dev.ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.terminate()
        assert parent.wait(10) == 143
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


@pytest.mark.parametrize("group", ["", "tests/"])
def test_every_asked_version_is_the_locked_one(group: str) -> None:
    asked = dict(PIN.findall((dev.ROOT / f"{group}requirements.txt").read_text()))
    locked = dict(PIN.findall((dev.ROOT / f"{group}requirements.lock").read_text()))
    assert asked
    assert asked.items() <= locked.items()


def test_tests_run_with_the_versions_that_serve() -> None:
    serving = dict(PIN.findall((dev.ROOT / "requirements.lock").read_text()))
    testing = dict(PIN.findall((dev.ROOT / "tests" / "requirements.lock").read_text()))
    assert serving.items() <= testing.items()


@pytest.mark.parametrize("lock", ["requirements.lock", "tests/requirements.lock"])
def test_a_lock_pins_by_hash_and_names_no_index(lock: str) -> None:
    text = (dev.ROOT / lock).read_text()
    assert len(PIN.findall(text)) <= text.count("--hash=sha256:")
    assert "://" not in text
    assert "--index-url" not in text
