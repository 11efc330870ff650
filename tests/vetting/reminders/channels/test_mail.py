"""A mail arrives at a real mail server as its receiver sees it, and refusals are told apart."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.vetting.reminders.channels.stored import CODE, rosa, stored_for
from vetting.models import Endpoint
from vetting.reminders.channels import DeliveryError, send
from vetting.reminders.channels.mail import in_one_line

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
TEXT = "Zoë,\n\nRunway’s review is due in 14 days, on 6 December 2026.\n"
HTML = "<p>Runway’s review is due <b>in 14 days</b>.</p>"


class MailServer:
    """Takes mails, or says what it was told to say instead."""

    def __init__(self) -> None:
        self.refuses: dict[str, str] = {}
        self.mails: list[tuple[str, list[str], EmailMessage]] = []

    async def handle_MAIL(self, _: Any, __: Any, envelope: Any, address: str, options: Any) -> str:
        if "MAIL" in self.refuses:
            return self.refuses["MAIL"]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, _: Any, __: Any, envelope: Any, address: str, options: Any) -> str:
        if "RCPT" in self.refuses:
            return self.refuses["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _: Any, __: Any, envelope: Any) -> str:
        if "DATA" in self.refuses:
            return self.refuses["DATA"]
        mail = message_from_bytes(envelope.content, policy=default)
        self.mails.append((envelope.mail_from, envelope.rcpt_tos, mail))
        return "250 OK"


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[MailServer, int]]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = MailServer()
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    yield server, port
    controller.stop()


@pytest.fixture
def server(running: tuple[MailServer, int], settings: Any) -> MailServer:
    server, settings.EMAIL_PORT = running
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.DEFAULT_FROM_EMAIL = "AI tool registry <registry@studio.example>"
    settings.PUBLIC_URL = "https://registry.studio.example"
    server.refuses.clear()
    server.mails.clear()
    return server


def refusal(**fields: Any) -> DeliveryError:
    fields.setdefault("person", rosa())
    with pytest.raises(DeliveryError) as caught:
        send(stored_for(**fields), now=NOW)
    return caught.value


def test_a_mail_arrives_with_both_of_its_parts(server: MailServer) -> None:
    send(stored_for(person=rosa(), heading="Zoë: 1 review", text=TEXT, html=HTML), now=NOW)
    [(sender, receivers, mail)] = server.mails
    assert (sender, receivers) == ("registry@studio.example", ["rosa@studio.example"])
    assert mail["From"] == "AI tool registry <registry@studio.example>"
    assert (mail["To"], mail["Subject"]) == ("rosa@studio.example", "Zoë: 1 review")
    assert mail.get_content_type() == "multipart/alternative"
    text, html = mail.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content().replace("\r\n", "\n") == TEXT
    assert html.get_content().strip() == HTML


def test_a_mail_says_what_it_is_to_machines(server: MailServer) -> None:
    send(stored_for(person=rosa()), now=NOW)
    [(_, _, mail)] = server.mails
    assert mail["Message-ID"] == f"<{CODE.hex}@registry.studio.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] == "<https://registry.studio.example/admin/>"
    assert mail["Date"] == "Sun, 22 Nov 2026 08:00:00 +0000"
    assert mail.get_content_type() == "text/plain"


def test_a_mail_is_called_the_same_at_the_next_attempt(server: MailServer) -> None:
    server.refuses["DATA"] = "451 Try again later"
    assert not refusal().permanent
    server.refuses.clear()
    for _ in range(2):
        send(stored_for(person=rosa()), now=NOW)
    first, second = (mail["Message-ID"] for *_, mail in server.mails)
    assert first == second


def test_a_production_gets_its_mails_where_it_wants_them(server: MailServer) -> None:
    send(stored_for(Endpoint(channel="mail", address="pipeline@paul.example")), now=NOW)
    [(_, receivers, mail)] = server.mails
    assert receivers == ["pipeline@paul.example"]
    assert "List-Unsubscribe" not in mail


def test_a_heading_cannot_write_headers(server: MailServer) -> None:
    heading = "Runway\r\nBcc: sam@elsewhere.example\n\nSend money\x07"
    send(stored_for(person=rosa(), heading=heading), now=NOW)
    [(_, receivers, mail)] = server.mails
    assert receivers == ["rosa@studio.example"]
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Runway Bcc: sam@elsewhere.example Send money"


@pytest.mark.parametrize(
    ("text", "line"),
    [("a\u2028b\u0085c", "a b c"), ("a\tb\x0b\x00c", "a b c"), (" Zoë’s 漢 ", "Zoë’s 漢")],
)
def test_a_heading_is_one_line(text: str, line: str) -> None:
    assert in_one_line(text) == line


@pytest.mark.parametrize(
    ("person", "said"),
    [
        (
            rosa(email=""),
            "The account of rosa has no mail address. Enter one there, then send this again.",
        ),
        (
            rosa(is_active=False),
            "The account of rosa is no longer active. Give somebody else what they looked after.",
        ),
        (
            rosa(email="rosa@studio.example\nBcc: sam@elsewhere.example"),
            "The mail address is none that can be used. Correct it, then send this again.",
        ),
        (
            rosa(email="rosa@studio.example, sam@elsewhere.example"),
            "The mail address is none that can be used. Correct it, then send this again.",
        ),
        (None, "This message is to nobody."),
    ],
)
def test_who_cannot_get_a_mail_is_named_with_what_to_do(
    server: MailServer, person: Any, said: str
) -> None:
    error = refusal(person=person)
    assert (str(error), error.permanent) == (said, True)
    assert server.mails == []


@pytest.mark.parametrize(
    ("stage", "reply", "said", "permanent"),
    [
        (
            "RCPT",
            "550 5.1.1 No such user here",
            "The mail server does not take mail for rosa@studio.example: "
            "550 5.1.1 No such user here",
            True,
        ),
        (
            "RCPT",
            "451 Greylisted",
            "The mail server does not take mail for rosa@studio.example: 451 Greylisted",
            False,
        ),
        ("MAIL", "530 Log in first", "The mail server refused the mail with 530.", False),
        ("DATA", "554 Spam", "The mail server refused the mail with 554.", False),
    ],
)
def test_only_a_receiver_who_is_refused_is_refused_for_good(
    server: MailServer, stage: str, reply: str, said: str, permanent: bool
) -> None:
    server.refuses[stage] = reply
    error = refusal()
    assert (str(error), error.permanent) == (said, permanent)


def test_a_mail_server_that_is_away_may_come_back(server: MailServer, settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        settings.EMAIL_PORT = held.getsockname()[1]
    error = refusal()
    assert (str(error), error.permanent) == (
        "The mail could not be handed over: Connection refused.",
        False,
    )


def test_without_a_mail_server_mails_are_files_to_look_at(settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    send(stored_for(person=rosa()), now=NOW)
    [file] = tmp_path.iterdir()
    assert "Message-ID: <" in file.read_text()
