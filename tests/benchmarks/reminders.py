"""Measures the regular work at size: many reminders due at once, found and sent by two processes.

    python -m tests.benchmarks.reminders [sqlite|postgresql|both] [--offerings 34000]
                                         [--people 1000] [--workers 2]

Makes offerings that nobody has decided on for longer than the last step of the cadence, spread over
so many people. Each of them, the lead of their team and the two heads of security are told: with
34,000 offerings that is 134,300 reminders. The workers find them, put them into one
mail for each person, and hand the mails to a real SMTP server. Prints a table for each database,
and a line for a second run, which has nothing left to do.
"""

from __future__ import annotations

import argparse
import json
import socket
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from time import perf_counter
from typing import Any

from aiosmtpd.controller import Controller

from dev import ROOT, say
from tests.benchmarks.api import environment
from tests.postgres import start

STAGES = [sys.executable, "-m", "tests.benchmarks.reminders_stages"]
HEAD = "| worker | seconds | peak memory MB | what it did |\n|---|---:|---:|---|"


class Mailbox:
    """Counts the mails for each address and keeps their ids."""

    def __init__(self) -> None:
        self.mails: Counter[str] = Counter()
        self.largest = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mails.update(envelope.rcpt_tos)
        self.largest = max(self.largest, len(envelope.content))
        return "250 Taken"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    kinds = ("sqlite", "postgresql", "both")
    parser.add_argument("database", nargs="?", default="both", choices=kinds)
    parser.add_argument("--offerings", type=int, default=34_000)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    chosen = kinds[:2] if asked.database == "both" else (asked.database,)
    for kind in chosen:
        with tempfile.TemporaryDirectory(prefix="registry-reminders-") as folder:
            file = Path(folder) / "registry.sqlite3"
            measure(kind, start() if kind == "postgresql" else f"sqlite:///{file}", asked)


def measure(kind: str, database: str, asked: argparse.Namespace) -> None:
    mailbox = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(mailbox, hostname="127.0.0.1", port=port)
    server.start()
    around = {
        **environment(database),
        "MAIL_URL": f"smtp://127.0.0.1:{port}",
        "REMIND_ON_WEEKENDS": "on",
    }
    try:
        say(f"\n{kind}: making {asked.offerings:,} offerings of {asked.people:,} people ...")
        ended(begun(around, "fill", str(asked.offerings), str(asked.people)))
        began = perf_counter()
        workers = [begun(around, "work") for _ in range(asked.workers)]
        told = [json.loads(ended(worker)) for worker in workers]
        say(f"All of it took {perf_counter() - began:.0f} s, the start of the processes included.")
        report(told, mailbox)
        say(f"A second run: {json.loads(ended(begun(around, 'work')))}")
    finally:
        server.stop()


def report(told: list[dict[str, Any]], mailbox: Mailbox) -> None:
    lines = [
        f"| {number} | {each['seconds']:.0f} | {each['peak']:.0f} (at the start "
        f"{each['at_start']:.0f}) | {each['done']} |"
        for number, each in enumerate(told, start=1)
    ]
    say("\n".join([HEAD, *lines]))
    people, mails = len(mailbox.mails), sum(mailbox.mails.values())
    largest = f"the largest has {mailbox.largest / 1024:.0f} kB"
    say(f"\n{mails:,} mails arrived for {people:,} people, {largest}.")
    if mails != people:
        say("FAILED: somebody got more than one.")


def begun(around: dict[str, str], *stage: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*STAGES, *stage], env=around, cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def ended(process: subprocess.Popen[str]) -> str:
    said, _ = process.communicate()
    if process.returncode:
        raise SystemExit("A process of the benchmark failed, see above.")
    return said


if __name__ == "__main__":
    main()
