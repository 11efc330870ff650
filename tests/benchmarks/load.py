"""Sends requests in a closed loop over keep-alive connections and notes what each one took.

Raw sockets and ready-made requests: the client's own cost is small and the same for everything.
"""

from __future__ import annotations

import os
import random
import socket
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from statistics import mean, median, quantiles
from time import perf_counter

ENOUGH = 65536
TICKS = os.sysconf("SC_CLK_TCK")


class Unexpected(Exception):
    """The server answered something else than what is measured here."""


@dataclass(slots=True)
class Answer:
    status: int
    head: bytes
    body: bytes

    def header(self, name: str) -> str:
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.lower() == name.lower().encode():
                return value.strip().decode()
        return ""


class Connection:
    """One keep-alive connection."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> Answer:
        self.socket.sendall(request)
        data = self._more(b"")
        while (end := data.find(b"\r\n\r\n")) < 0:
            data = self._more(data)
        head = data[:end]
        status = int(head[9:12])
        size = 0 if status in {204, 304} else _length(head)
        pieces, got = [data[end + 4 :]], len(data) - end - 4
        while got < size:
            pieces.append(self._more(b""))
            got += len(pieces[-1])
        return Answer(status, head, b"".join(pieces))

    def _more(self, data: bytes) -> bytes:
        piece = self.socket.recv(ENOUGH)
        if not piece:
            raise Unexpected("The server closed the connection.")
        return data + piece if data else piece

    def close(self) -> None:
        self.socket.close()


def _length(head: bytes) -> int:
    lower = head.lower()
    at = lower.find(b"content-length:")
    if at < 0:
        raise Unexpected(f"An answer without its length: {head!r}")
    return int(lower[at + 15 :].split(b"\r\n", 1)[0])


@dataclass(slots=True)
class Scenario:
    """What is asked, in many forms, and what came of it; `alone` uses one connection only."""

    name: str
    requests: Sequence[bytes]
    status: int = 200
    alone: bool = False
    taken: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    seconds: float = 0.0
    cpu: float = 0.0
    walk: Iterator[bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.walk = cycle(random.sample(self.requests, len(self.requests)))

    @property
    def median(self) -> float:
        return median(self.taken)

    @property
    def mean(self) -> float:
        return mean(self.taken)

    @property
    def p95(self) -> float:
        return quantiles(self.taken, n=20)[-1] if len(self.taken) > 1 else self.taken[0]

    @property
    def per_second(self) -> float:
        return len(self.taken) / self.seconds

    @property
    def cpu_each(self) -> float:
        """Seconds of the web workers' processors for one request."""
        return self.cpu / len(self.taken)


def one_connection_to_each_worker(port: int, workers: int) -> dict[int, Connection]:
    """By process: otherwise both could land in one worker, and nothing would be side by side."""
    found: dict[int, Connection] = {}
    for _ in range(200):
        connection = Connection(port)
        pid = int(connection.ask(get("/worker")).body)
        if pid in found:
            connection.close()
        found.setdefault(pid, connection)
        if len(found) == workers:
            return found
    raise Unexpected(f"Only {len(found)} of {workers} workers answer.")


def run(
    scenarios: Sequence[Scenario], workers: dict[int, Connection], rounds: int, length: float
) -> None:
    """Every scenario for `length` seconds in every round, in another order each time.

    So noise from elsewhere on the machine hits all of them alike.
    """
    for scenario in scenarios:
        _warm(scenario, workers.values())
    for number in range(rounds):
        shift = number * 5 % len(scenarios)
        for scenario in [*scenarios[shift:], *scenarios[:shift]]:
            _one_round(scenario, workers, length)


def _warm(scenario: Scenario, connections: Iterable[Connection]) -> None:
    for connection in connections:
        for _ in range(2 if scenario.alone else 10):
            _ask(scenario, connection, next(scenario.walk))


def _one_round(scenario: Scenario, workers: dict[int, Connection], length: float) -> None:
    before, begun = _processor(workers), perf_counter()
    until = begun + length
    used = list(workers.values())[: 1 if scenario.alone else None]
    with ThreadPoolExecutor(len(used)) as threads:
        list(threads.map(lambda each: _loop(scenario, each, until), used))
    scenario.seconds += perf_counter() - begun
    scenario.cpu += _processor(workers) - before


def _loop(scenario: Scenario, connection: Connection, until: float) -> None:
    while (begun := perf_counter()) < until:
        answer = _ask(scenario, connection, next(scenario.walk))
        scenario.taken.append(perf_counter() - begun)
        scenario.sizes.append(len(answer.body))


def _ask(scenario: Scenario, connection: Connection, request: bytes) -> Answer:
    answer = connection.ask(request)
    if answer.status != scenario.status:
        first = request.split(b"\r\n", 1)[0]
        raise Unexpected(f"{scenario.name}: {first!r} got {answer.status}: {answer.body[:300]!r}")
    return answer


def _processor(pids: dict[int, Connection]) -> float:
    """Seconds of processor time that these processes have used."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / TICKS


def memory(pids: dict[int, Connection]) -> list[float]:
    """What each process holds in memory, in MB."""
    held = []
    for pid in pids:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        held.append(int(next(li for li in lines if li.startswith("VmRSS")).split()[1]) / 1024)
    return held


def get(address: str, key: str = "", **headers: str) -> bytes:
    return _request("GET", address, key, headers, b"")


def post(address: str, key: str, body: bytes) -> bytes:
    headers = {"Content-Type": "application/json", "Content-Length": str(len(body))}
    return _request("POST", address, key, headers, body)


def _request(method: str, address: str, key: str, headers: dict[str, str], body: bytes) -> bytes:
    lines = [f"{method} {address} HTTP/1.1", "Host: localhost", "Accept: application/json"]
    lines += [f"Authorization: Bearer {key}"] if key else []
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body
