"""Which addresses the site sends to at all: how they are written, and on which networks they lie.

No name is looked up here. That a name leads to a forbidden network can be known only when we
connect, for it may lead elsewhere a second later; the sender then asks `may_reach` of each address
that it found, and connects to that very address.
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from vetting.models import Endpoint

Address = IPv4Address | IPv6Address

# Printable, no space and no backslash, which programs read in two ways.
PLAIN = re.compile(r"[!-\[\]-~]+")
LABEL = r"(?!-)[a-z0-9_-]{1,63}(?<!-)"
NAME = re.compile(rf"(?=.{{1,253}}\Z){LABEL}(\.{LABEL})*")
# Some systems take 127.1 or 0x7f000001 for an address; written so, it is no name of anybody.
NUMERIC = re.compile(r"(.*\.)?([0-9]+|0x[0-9a-f]*)")
INNER_NAMES = (
    "localhost",
    "localdomain",
    "local",
    "internal",
    "intranet",
    "private",
    "corp",
    "home",
    "lan",
    "home.arpa",
)
USUAL_PORTS = {"https": 443, "http": 80}
FIRST_FREE_PORT = 1024

# Python's `is_global` lets NAT64 and site-local addresses pass, so what counts is said here.
GLOBAL_IPV6 = ip_network("2000::/3")
NOT_PUBLIC = [
    ip_network(network)
    for network in (
        "192.0.0.0/24",
        "192.88.99.0/24",
        "168.63.129.16/32",  # A cloud's own door for its machines, though the number is public.
        "224.0.0.0/4",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
    )
]

EXAMPLE = "Write one like https://hooks.studio.example/ai-tools."
ASK = "Ask whoever runs the registry to allow its network."


class BadAddress(Exception):
    """An address that we do not send to, and all that is wrong with it; never the address."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems))


@dataclass(frozen=True, slots=True)
class Destination:
    """An address in its parts; `target` is the path with the query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == USUAL_PORTS[self.scheme] else f"{host}:{self.port}"


def destination_of(address: str) -> Destination:
    """The parts of an address that we may send to. Raises BadAddress with all that is wrong."""
    if not PLAIN.fullmatch(address):
        raise BadAddress([f"An address has no spaces, and no letters but English ones. {EXAMPLE}"])
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise BadAddress([f"This is no address. {EXAMPLE}"]) from error
    if parts.scheme not in USUAL_PORTS or not parts.hostname:
        raise BadAddress([f"This is no https address. {EXAMPLE}"])
    usual = USUAL_PORTS[parts.scheme]
    if problems := [*_problems_of_form(parts, port, usual), *_problems_of_place(parts)]:
        raise BadAddress(problems)
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    return Destination(parts.scheme, parts.hostname, usual if port is None else port, target)


def _problems_of_form(parts: SplitResult, port: int | None, usual: int) -> list[str]:
    found = []
    if "@" in parts.netloc:
        found.append("Leave user names and passwords out of the address.")
    if parts.fragment:
        found.append("Leave out # and what follows it: no receiver ever gets it.")
    if port is not None and port != usual and port < FIRST_FREE_PORT:
        found.append(f"Use port {usual}, or one from {FIRST_FREE_PORT} on.")
    return found


def _problems_of_place(parts: SplitResult) -> list[str]:
    host, own = parts.hostname or "", bool(settings.OUTGOING_NETWORKS)
    literal = literal_of(host)
    insecure = parts.scheme == "http"
    if literal is not None and "%" not in host:
        if may_reach(literal, parts.scheme):
            return []
        if insecure and is_public(literal):
            return [f"Use https: plain http would send it in the clear. {EXAMPLE}"]
        return [f"{host} is no public address. {ASK}"]
    if not NAME.fullmatch(host) or NUMERIC.fullmatch(host):
        return [f"The address names no host. {EXAMPLE}"]
    found = []
    if insecure and not own:
        found.append(f"Use https: plain http would send it in the clear. {EXAMPLE}")
    if is_inner_name(host) and not own:
        found.append(f"{host} is a name on an inner network. {ASK}")
    return found


def literal_of(host: str) -> Address | None:
    """The host as a number, if it is one."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def is_inner_name(host: str) -> bool:
    """Whether the internet at large cannot know this name."""
    return "." not in host or host.endswith(tuple(f".{name}" for name in INNER_NAMES))


def may_reach(address: Address, scheme: str) -> bool:
    """Whether we connect to this very address: a public one, or one on a network of our own."""
    return is_ours(address) or (scheme == "https" and is_public(address))


def is_ours(address: Address) -> bool:
    """Whether the site's settings name a network that this address lies on."""
    plain = _unwrapped(address)
    return any(plain in ip_network(network) for network in settings.OUTGOING_NETWORKS)


def is_public(address: Address) -> bool:
    """Whether this address lies on the internet, for everybody, and is the receiver's own.

    What a gateway turns into another address (NAT64, 6to4, Teredo) is not.
    """
    plain = _unwrapped(address)
    if isinstance(plain, IPv6Address) and plain not in GLOBAL_IPV6:
        return False
    return plain.is_global and not any(plain in network for network in NOT_PUBLIC)


def _unwrapped(address: Address) -> Address:
    """::ffff:10.0.0.1 is 10.0.0.1 in other clothes."""
    return (address.ipv4_mapped if isinstance(address, IPv6Address) else None) or address


def shown_address(endpoint: Endpoint) -> str:
    """An address as pages, answers and the trail show it.

    Whoever has a chat's address can write into that chat, so its host is all that is shown; and a
    webhook's query may hold a password.
    """
    if endpoint.channel == Endpoint.Channel.MAIL:
        return endpoint.address
    shown, query, _ = endpoint.address.partition("?")
    if endpoint.channel == Endpoint.Channel.WEBHOOK:
        return f"{shown}?…" if query else shown
    parts = urlsplit(shown)
    return f"{parts.scheme}://{parts.hostname}/…"
