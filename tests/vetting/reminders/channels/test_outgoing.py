"""What goes out reaches only whom it may reach, takes its time and no more, and tells nothing."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.vetting.reminders.channels.receivers import (
    OK,
    Receiver,
    http_receiver,
    leading_to,
    self_made,
    talker,
)
from vetting.reminders.channels import outgoing
from vetting.reminders.channels.errors import DeliveryError
from vetting.reminders.channels.outgoing import post

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
JSON = {"Content-Type": "application/json"}


@pytest.fixture(autouse=True)
def networks(settings: Any) -> Any:
    """Loopback is a network of our own here."""
    settings.OUTGOING_NETWORKS = ["127.0.0.0/8"]
    return settings


@pytest.fixture(scope="module")
def listening() -> Iterator[Receiver]:
    with http_receiver() as started:
        yield started


@pytest.fixture
def receiver(listening: Receiver) -> Receiver:
    listening.status, listening.fields = 200, {}
    listening.got.clear()
    return listening


def refusal(address: str, body: bytes = b"{}") -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        post(address, body, JSON, now=NOW)
    return caught.value


def test_a_request_arrives_whole(receiver: Receiver) -> None:
    body = '{"what": "Zoë’s tool"}'.encode() * 4000
    post(receiver.address, body, JSON, now=NOW)
    [got] = receiver.got
    assert (got.path, got.body) == ("/hooks/ai?of=paul", body)
    assert got.headers["Content-Type"] == "application/json"
    assert got.headers["Host"] == f"127.0.0.1:{receiver.port}"
    assert got.headers["User-Agent"] == "ai-tool-registry (+http://localhost:8000)"


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    receiver.status, receiver.fields = 307, {"Location": f"{receiver.address}&again"}
    error = refusal(receiver.address)
    assert error.permanent
    assert str(error) == (
        "127.0.0.1 answered 307, which sends us to another address. "
        "We do not follow: enter the final address."
    )
    assert len(receiver.got) == 1


def test_a_receiver_is_given_the_time_that_it_asks_for(receiver: Receiver) -> None:
    receiver.status, receiver.fields = 503, {"Retry-After": "90"}
    error = refusal(receiver.address)
    assert (error.permanent, error.retry_after) == (False, timedelta(seconds=90))
    assert str(error) == "127.0.0.1 answered 503."


def test_nothing_of_an_address_or_an_answer_is_told_or_logged(
    receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    receiver.status, receiver.fields = 400, {"X-Why": "a-secret-answer"}
    with caplog.at_level(logging.DEBUG):
        error = refusal(f"http://127.0.0.1:{receiver.port}/services/a-secret-address")
    assert "secret" not in f"{error}{error!r}{caplog.text}"


@pytest.mark.parametrize(
    "addresses",
    [
        ["10.0.0.5"],
        ["93.184.216.34", "169.254.169.254"],
        ["2606:2800:220:1::1", "64:ff9b::a00:5"],
        ["::ffff:192.168.1.1"],
    ],
)
def test_a_public_name_that_leads_inside_is_refused(
    addresses: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", leading_to(*addresses))
    error = refusal("https://hooks.example/ai")
    assert error.permanent
    assert str(error).startswith("hooks.example leads to an address that is not public.")


def test_a_name_is_looked_up_once_and_what_was_looked_at_is_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name that leads elsewhere the second time gains nothing: there is no second time."""
    look_up: Any = leading_to("93.184.216.34")
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(RuntimeError, match=r"tried to reach \('93.184.216.34', 443\)"):
        post("https://hooks.example/ai", b"{}", JSON, now=NOW)
    assert look_up.asked == ["hooks.example"]


def test_plain_http_goes_to_our_own_networks_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", leading_to("127.0.0.1", "93.184.216.34"))
    error = refusal("http://farm.studio.example/ai")
    assert error.permanent
    assert str(error) == "farm.studio.example is not on a network of our own: use https."


def test_without_networks_of_our_own_loopback_is_refused(receiver: Receiver, networks: Any) -> None:
    networks.OUTGOING_NETWORKS = []
    assert refusal(receiver.address).permanent
    assert refusal(f"https://localhost:{receiver.port}/").permanent
    assert receiver.got == []


def test_the_next_address_is_tried_where_one_does_not_open(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", leading_to("127.0.0.9", "127.0.0.1"))
    monkeypatch.setattr("tests.conftest.LOOPBACK", {"127.0.0.1", "127.0.0.9"})
    post(f"http://farm.studio.example:{receiver.port}/", b"{}", JSON, now=NOW)
    assert receiver.got[0].headers["Host"] == f"farm.studio.example:{receiver.port}"


def test_a_closed_port_is_said_in_words() -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    error = refusal(f"http://127.0.0.1:{port}/")
    assert (str(error), error.permanent) == (
        "127.0.0.1 could not be reached: Connection refused.",
        False,
    )


def test_a_name_that_is_not_found_may_be_found_later(monkeypatch: pytest.MonkeyPatch) -> None:
    def find_nothing(*_: Any, **__: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", find_nothing)
    error = refusal("https://hooks.example/ai")
    assert (str(error), error.permanent) == ("The name hooks.example could not be found.", False)


def drip(connection: socket.socket) -> None:
    for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 200:
        connection.send(bytes([byte]))
        time.sleep(0.05)


def stay_silent(connection: socket.socket) -> None:
    connection.recv(1)


@pytest.mark.parametrize("talk", [drip, stay_silent])
def test_a_receiver_that_keeps_us_waiting_is_cut_off(
    talk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outgoing, "WHOLE_SECONDS", 0.3)
    with talker(talk) as port:
        begun = time.monotonic()
        error = refusal(f"http://127.0.0.1:{port}/")
        assert 0.2 < time.monotonic() - begun < 2
    assert (str(error), error.permanent) == ("127.0.0.1 did not answer in time.", False)


def test_a_look_up_that_takes_too_long_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "CONNECT_SECONDS", 0.1)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(0.5))
    assert str(refusal("https://hooks.example/")) == "hooks.example did not answer in time."


def test_no_more_than_two_kilobytes_of_an_answer_are_read() -> None:
    sent = []

    def pour(connection: socket.socket) -> None:
        for _ in range(2000):
            sent.append(connection.send(b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 65536))

    with talker(pour) as port:
        post(f"http://127.0.0.1:{port}/", b"{}", JSON, now=NOW)
    assert sum(sent) < 2000 * 65536


@pytest.mark.parametrize("said", [b"", b"220 mail.example ESMTP\r\n", b"\x15\x03\x01\x00\x02"])
def test_what_is_no_http_is_no_answer(said: bytes) -> None:
    with talker(lambda connection: connection.sendall(said)) as port:
        error = refusal(f"http://127.0.0.1:{port}/")
    assert (str(error), error.permanent) == ("127.0.0.1 gave no answer that we understand.", False)


def test_a_certificate_has_to_be_good_and_of_that_very_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, context = self_made(tmp_path, "hooks.example")
    monkeypatch.setattr(socket, "getaddrinfo", leading_to("127.0.0.1"))

    def send_to(name: str) -> None:
        with talker(lambda connection: connection.sendall(OK), context) as port:
            post(f"https://{name}:{port}/ai", b"{}", JSON, now=NOW)

    with pytest.raises(DeliveryError, match="hooks.example could not show that it is hooks.exam"):
        send_to("hooks.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    send_to("hooks.example")
    with pytest.raises(DeliveryError, match="other.example could not show .*[Hh]ostname mismatch"):
        send_to("other.example")


def test_what_speaks_no_tls_is_told_apart() -> None:
    with talker(lambda connection: connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as port:
        error = refusal(f"https://127.0.0.1:{port}/")
    assert (str(error), error.permanent) == ("127.0.0.1 speaks no TLS that we can use.", False)
