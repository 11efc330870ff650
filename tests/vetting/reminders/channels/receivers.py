"""Receivers on this machine that tests send to: of HTTP, of anything that is sent, and over TLS."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

Talk = Callable[[socket.socket], None]
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


@dataclass
class Received:
    """One request, as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """Where it listens, what it answers, and what it got."""

    port: int
    status: int = 200
    fields: dict[str, str] = field(default_factory=dict)
    got: list[Received] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks/ai?of=paul"


@contextmanager
def http_receiver() -> Iterator[Receiver]:
    """A real server of HTTP."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.got.append(Received(self.path, dict(self.headers.items()), body))
            self.send_response(receiver.status)
            for name, value in receiver.fields.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver = Receiver(server.server_port)
    running = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    running.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        running.join()
        server.server_close()


@contextmanager
def talker(talk: Talk, context: ssl.SSLContext | None = None) -> Iterator[int]:
    """The port of a server that takes one connection, reads what comes first, and lets `talk`."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError), listening, listening.accept()[0] as plain:
            plain.settimeout(5)
            with context.wrap_socket(plain, server_side=True) if context else plain as connection:
                connection.recv(65536)
                talk(connection)

    serving = threading.Thread(target=serve)
    serving.start()
    try:
        yield listening.getsockname()[1]
    finally:
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        serving.join()
        listening.close()


def self_made(folder: Path, name: str) -> tuple[Path, ssl.SSLContext]:
    """A certificate for this name that nobody has signed, and a server's context that shows it."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificate, and is not here")
    certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
    asked = ["-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}", "-days", "2"]
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    subprocess.run(
        ["openssl", "req", "-x509", *curve, "-keyout", key, "-out", certificate, *asked],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return certificate, context


def leading_to(*addresses: str) -> Callable[..., list[Any]]:
    """A look-up by which every name leads to these addresses; `.asked` has what it was asked."""

    def look_up(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return [
            (
                socket.AF_INET6 if ":" in address else socket.AF_INET,
                socket.SOCK_STREAM,
                6,
                "",
                (address, port, 0, 0) if ":" in address else (address, port),
            )
            for address in addresses
        ]

    asked: list[str] = []
    look_up.asked = asked  # type: ignore[attr-defined]
    return look_up
