"""Which addresses we send to: the table of what is taken, what is refused, and what is shown."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

import pytest

from vetting.models import Endpoint
from vetting.services.endpoints.addresses import (
    ASK,
    EXAMPLE,
    BadAddress,
    Destination,
    destination_of,
    is_public,
    may_reach,
    shown_address,
)

IN_THE_CLEAR = f"Use https: plain http would send it in the clear. {EXAMPLE}"
NO_ADDRESS = f"This is no address. {EXAMPLE}"
NO_HTTPS = f"This is no https address. {EXAMPLE}"
NO_HOST = f"The address names no host. {EXAMPLE}"
ODD_LETTERS = f"An address has no spaces, and no letters but English ones. {EXAMPLE}"
PORT = "Use port 443, or one from 1024 on."
PASSWORD = "Leave user names and passwords out of the address."


@pytest.mark.parametrize(
    ("number", "public"),
    [
        ("93.184.216.34", True),
        ("8.8.8.8", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("2a00:1450:4001::1", True),
        ("::ffff:8.8.8.8", True),
        # Ourselves, our networks, and what is no single machine.
        ("0.0.0.0", False),  # noqa: S104
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("172.16.0.1", False),
        ("172.31.255.255", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("198.18.0.1", False),
        ("203.0.113.1", False),
        ("224.0.0.1", False),
        ("239.255.255.250", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("192.0.0.192", False),
        ("192.88.99.1", False),
        # Where clouds tell their machines secrets.
        ("169.254.169.254", False),
        ("100.100.100.200", False),
        ("168.63.129.16", False),
        ("fd00:ec2::254", False),
        # The same in the sixth version, and addresses that become others on the way.
        ("::", False),
        ("::1", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("2001:db8::1", False),
        ("3fff::1", False),
        ("64:ff9b::8.8.8.8", False),
        ("64:ff9b:1::1", False),
        ("2002:0808:0808::1", False),
        ("2001:0:4136:e378::1", False),
        ("2001:20::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:127.0.0.1", False),
        ("::127.0.0.1", False),
    ],
)
def test_only_what_lies_on_the_internet_for_everybody_is_public(number: str, public: bool) -> None:
    assert is_public(ip_address(number)) is public
    assert may_reach(ip_address(number), "https") is public
    assert may_reach(ip_address(number), "http") is False


@pytest.mark.parametrize(
    ("number", "reached"),
    [
        ("10.1.2.3", True),
        ("::ffff:10.1.2.3", True),
        ("10.2.0.1", False),
        ("fd12::7", True),
        ("fd13::7", False),
        ("127.0.0.1", False),
    ],
)
def test_networks_of_our_own_are_reached_beside(number: str, reached: bool, settings: Any) -> None:
    settings.OUTGOING_NETWORKS = ["10.1.0.0/16", "fd12::/16"]
    for scheme in ("http", "https"):
        assert may_reach(ip_address(number), scheme) is reached


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("https://hooks.example", Destination("https", "hooks.example", 443, "/")),
        ("https://hooks.example:443/a", Destination("https", "hooks.example", 443, "/a")),
        (
            "HTTPS://Hooks.Example/A?b=C%20d",
            Destination("https", "hooks.example", 443, "/A?b=C%20d"),
        ),
        ("https://hooks.example:8443?x", Destination("https", "hooks.example", 8443, "/?x")),
        ("https://8.8.8.8/a", Destination("https", "8.8.8.8", 443, "/a")),
        ("https://[2a00:1450::1]:8443/", Destination("https", "2a00:1450::1", 8443, "/")),
        ("https://xn--bcher-kva.example/", Destination("https", "xn--bcher-kva.example", 443, "/")),
        ("https://a_b.hooks-1.example/", Destination("https", "a_b.hooks-1.example", 443, "/")),
    ],
)
def test_an_address_is_read(address: str, parts: Destination) -> None:
    assert destination_of(address) == parts


@pytest.mark.parametrize(
    ("address", "authority"),
    [
        ("https://hooks.example/a", "hooks.example"),
        ("https://hooks.example:8443/a", "hooks.example:8443"),
        ("https://[2a00:1450::1]/a", "[2a00:1450::1]"),
        ("https://[2a00:1450::1]:8443/a", "[2a00:1450::1]:8443"),
    ],
)
def test_a_host_is_named_as_http_wants_it(address: str, authority: str) -> None:
    assert destination_of(address).authority == authority


@pytest.mark.parametrize(
    ("address", "problems"),
    [
        ("", [ODD_LETTERS]),
        ("https://hooks.example/a b", [ODD_LETTERS]),
        ("https://hooks.example/\r\nX: y", [ODD_LETTERS]),
        ("https://hooks.example\\@inner", [ODD_LETTERS]),
        ("https://bücher.example/", [ODD_LETTERS]),
        ("https://[::1/", [NO_ADDRESS]),
        ("https://hooks.example:port/", [NO_ADDRESS]),
        ("https://hooks.example:70000/", [NO_ADDRESS]),
        ("hooks.example/a", [NO_HTTPS]),
        ("https:///a", [NO_HTTPS]),
        ("ftp://hooks.example/", [NO_HTTPS]),
        ("file:///etc/passwd", [NO_HTTPS]),
        ("http://hooks.example/", [IN_THE_CLEAR]),
        ("http://8.8.8.8/", [IN_THE_CLEAR]),
        ("https://rosa:secret@hooks.example/", [PASSWORD]),
        ("https://@hooks.example/", [PASSWORD]),
        (
            "https://hooks.example/#part",
            ["Leave out # and what follows it: no receiver ever gets it."],
        ),
        ("https://hooks.example:25/", [PORT]),
        ("https://hooks.example:0/", [PORT]),
        (
            "http://rosa@hooks.example:22/",
            [PASSWORD, "Use port 80, or one from 1024 on.", IN_THE_CLEAR],
        ),
        ("https://10.0.0.5/", [f"10.0.0.5 is no public address. {ASK}"]),
        ("http://127.0.0.1/", [f"127.0.0.1 is no public address. {ASK}"]),
        ("https://[::ffff:127.0.0.1]/", [f"::ffff:127.0.0.1 is no public address. {ASK}"]),
        ("https://[64:ff9b::a00:5]/", [f"64:ff9b::a00:5 is no public address. {ASK}"]),
        ("https://[fe80::1%25eth0]/", [NO_HOST]),
        ("https://127.1/", [NO_HOST]),
        ("https://2130706433/", [NO_HOST]),
        ("https://0x7f000001/", [NO_HOST]),
        ("https://0177.0.0.1/", [NO_HOST]),
        ("https://hooks.example./", [NO_HOST]),
        ("https://-hooks.example/", [NO_HOST]),
        ("https://" + "a" * 64 + ".example/", [NO_HOST]),
        ("https://localhost/", [f"localhost is a name on an inner network. {ASK}"]),
        ("https://render/", [f"render is a name on an inner network. {ASK}"]),
        ("https://render.local/", [f"render.local is a name on an inner network. {ASK}"]),
        (
            "https://metadata.google.internal/",
            [f"metadata.google.internal is a name on an inner network. {ASK}"],
        ),
        ("http://render/", [IN_THE_CLEAR, f"render is a name on an inner network. {ASK}"]),
    ],
)
def test_an_address_is_refused_with_all_that_is_wrong(address: str, problems: list[str]) -> None:
    with pytest.raises(BadAddress) as caught:
        destination_of(address)
    assert caught.value.problems == problems
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "address",
    [
        "http://render/",
        "https://render.local:8443/",
        "http://render.studio.example/",
        "http://10.1.2.3:8000/",
    ],
)
def test_where_we_have_networks_inner_names_are_left_to_the_sender(
    address: str, settings: Any
) -> None:
    settings.OUTGOING_NETWORKS = ["10.1.0.0/16"]
    assert destination_of(address).scheme == address.partition(":")[0]


@pytest.mark.parametrize(
    ("channel", "address", "shown"),
    [
        ("mail", "pipeline@paul.example", "pipeline@paul.example"),
        ("webhook", "https://hooks.example/ai", "https://hooks.example/ai"),
        ("webhook", "https://hooks.example/ai?token=secret", "https://hooks.example/ai?…"),
        ("chat", "https://hooks.slack.com/services/T0/B0/secret", "https://hooks.slack.com/…"),
        ("chat", "https://x.logic.azure.com:443/w?sig=secret", "https://x.logic.azure.com/…"),
    ],
)
def test_what_is_shown_of_an_address_lets_nobody_write_there(
    channel: str, address: str, shown: str
) -> None:
    assert shown_address(Endpoint(channel=channel, address=address)) == shown
