"""Speaks HTTP, alone in this house: one POST to an address that somebody else chose.

Such an address is hostile until shown otherwise. So: https (plain http on our own networks alone),
the name looked up once, refused if any address it leads to is neither public nor on a network of
ours, connected to the very address that was looked at, the certificate verified for the name, no
redirect followed, no proxy asked, ten seconds for all of it however slowly the other side talks, at
most 2 KB of its answer read. Nothing is logged here, and what an error says names the host only.

Certificates are judged by the system's authorities; an authority of our own is named to OpenSSL in
the usual way, by SSL_CERT_FILE or SSL_CERT_DIR.
"""

import socket
import ssl
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from ipaddress import ip_address
from time import monotonic
from typing import Any

from django.conf import settings

from vetting.reminders.channels.answers import Answer, answer_of, is_whole, refuse_unless_taken
from vetting.reminders.channels.errors import DeliveryError
from vetting.services.endpoints.addresses import (
    ASK,
    BadAddress,
    Destination,
    destination_of,
    may_reach,
)

CONNECT_SECONDS, WHOLE_SECONDS = 5.0, 10.0
MOST_READ = 2048
AT_ONCE = 16384
MOST_TRIED = 4

# Family, kind, protocol and socket address, as the look-up gives them.
Found = tuple[int, int, int, Any]


class Deadline:
    """How long there is left for the whole; a stopwatch, which no change of the clock disturbs."""

    def __init__(self, seconds: float) -> None:
        self._ends = monotonic() + seconds

    def left(self, most: float = WHOLE_SECONDS) -> float:
        """Seconds that the next step may take. Raises TimeoutError where there are none."""
        left = self._ends - monotonic()
        if left <= 0:
            raise TimeoutError
        return min(left, most)


def post(address: str, body: bytes, headers: Mapping[str, str], *, now: datetime) -> None:
    """Send this to an address. Raises DeliveryError unless the receiver said that it took it."""
    try:
        where = destination_of(address)
    except BadAddress as error:
        raise DeliveryError(str(error), permanent=True) from error
    try:
        answer = _answer_to(where, body, headers)
    except ssl.SSLCertVerificationError as error:
        raise DeliveryError(
            f"{where.host} could not show that it is {where.host}: {error.verify_message}."
        ) from error
    except ssl.SSLError as error:
        raise DeliveryError(f"{where.host} speaks no TLS that we can use.") from error
    except TimeoutError as error:
        raise DeliveryError(f"{where.host} did not answer in time.") from error
    except socket.gaierror as error:
        raise DeliveryError(f"The name {where.host} could not be found.") from error
    except OSError as error:
        why = error.strerror or "the connection broke"
        raise DeliveryError(f"{where.host} could not be reached: {why}.") from error
    refuse_unless_taken(where.host, answer, now=now)


def _answer_to(where: Destination, body: bytes, headers: Mapping[str, str]) -> Answer:
    deadline = Deadline(WHOLE_SECONDS)
    found = _looked_up(where, deadline)
    _refuse_forbidden(where, found)
    with (
        _opened(found, deadline) as plain,
        _secured(plain, where, deadline) as connection,
    ):
        _send(connection, _head(where, body, headers) + body, deadline)
        return _receive(connection, deadline)


def _looked_up(where: Destination, deadline: Deadline) -> list[Found]:
    """All addresses of the host, looked up once; in a thread, for a look-up knows no timeout."""
    with_time_limit = ThreadPoolExecutor(max_workers=1)
    try:
        waiting = with_time_limit.submit(
            socket.getaddrinfo, where.host, where.port, type=socket.SOCK_STREAM
        )
        return [
            (family, kind, protocol, address)
            for family, kind, protocol, _, address in waiting.result(deadline.left(CONNECT_SECONDS))
        ]
    finally:
        with_time_limit.shutdown(wait=False)


def _refuse_forbidden(where: Destination, found: list[Found]) -> None:
    """One forbidden address is enough: who mixes it in means us to hit it."""
    if all(may_reach(ip_address(address[0]), where.scheme) for *_, address in found):
        return
    if where.scheme == "http":
        raise DeliveryError(
            f"{where.host} is not on a network of our own: use https.", permanent=True
        )
    raise DeliveryError(
        f"{where.host} leads to an address that is not public. {ASK}", permanent=True
    )


def _opened(found: list[Found], deadline: Deadline) -> socket.socket:
    """A connection to the first of these very addresses that lets us in."""
    failed = OSError()
    for family, kind, protocol, address in found[:MOST_TRIED]:
        with ExitStack() as to_close:
            tried = to_close.enter_context(socket.socket(family, kind, protocol))
            try:
                tried.settimeout(deadline.left(CONNECT_SECONDS))
                tried.connect(address)
            except OSError as error:
                failed = error
            else:
                to_close.pop_all()
                return tried
    raise failed


def _secured(plain: socket.socket, where: Destination, deadline: Deadline) -> socket.socket:
    if where.scheme == "http":
        return plain
    plain.settimeout(deadline.left())
    return ssl.create_default_context().wrap_socket(plain, server_hostname=where.host)


def _head(where: Destination, body: bytes, headers: Mapping[str, str]) -> bytes:
    fields = {
        "Host": where.authority,
        "User-Agent": f"ai-tool-registry (+{settings.PUBLIC_URL})",
        "Accept": "*/*",
        "Connection": "close",
        "Content-Length": str(len(body)),
        **headers,
    }
    lines = [
        f"POST {where.target} HTTP/1.1",
        *(f"{name}: {value}" for name, value in fields.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode("ascii")


def _send(connection: socket.socket, data: bytes, deadline: Deadline) -> None:
    while data:
        connection.settimeout(deadline.left())
        data = data[connection.send(data[:AT_ONCE]) :]


def _receive(connection: socket.socket, deadline: Deadline) -> Answer:
    """The head of the answer, or as much of it as we read of anything."""
    got = b""
    while len(got) < MOST_READ and not is_whole(got):
        connection.settimeout(deadline.left())
        piece = connection.recv(MOST_READ - len(got))
        if not piece:
            break
        got += piece
    return answer_of(got)
