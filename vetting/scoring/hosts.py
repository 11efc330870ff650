"""What is told of a web host: the worst and the best of what is used on it, and what a block hits.

Whoever blocks a host in a proxy blocks every name below it too. So a host that would be banned is
`mixed` where something below it is needed; a ban below a usable host stays, for the most specific
host wins.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from vetting.scoring.vocabulary import Verdict

# Below these everybody may have a name of their own: blocking one blocks thousands of strangers.
SHARED = frozenset(
    {"amazonaws.com", "appspot.com", "azurewebsites.net", "blogspot.com", "cloudfront.net"}
    | {"firebaseapp.com", "fly.dev", "github.io", "gitlab.io", "herokuapp.com", "hf.space"}
    | {"netlify.app", "ngrok.io", "onrender.com", "pages.dev", "replit.app", "run.app"}
    | {"streamlit.app", "vercel.app", "web.app", "windows.net", "workers.dev"}
)
# What countries sell names under, such as co.uk, com.au and go.jp.
SUFFIX_WORDS = frozenset(
    {"ac", "co", "com", "edu", "go", "gob", "gov", "ltd", "ne", "net", "or", "org", "plc"}
)


class HostStatus(StrEnum):
    """What may be said of a host; `mixed` where no single word is true of all that needs it."""

    APPROVED = "approved"
    CONDITIONAL = "conditional"
    MIXED = "mixed"
    NOT_VETTED = "not_vetted"
    BANNED = "banned"


@dataclass(frozen=True, slots=True)
class HostJudgement:
    """One host: its status, and why in a sentence."""

    status: HostStatus
    because: str


BECAUSE = {
    HostStatus.APPROVED: "Every plan used on this host is approved.",
    HostStatus.CONDITIONAL: "Every plan used on this host may be used, not all without conditions.",
    HostStatus.MIXED: "Some plans used on this host may be used and others not: check the plan.",
    HostStatus.NOT_VETTED: "No plan used on this host may be used yet: none is cleared.",
    HostStatus.BANNED: "No plan used on this host may be used, and at least one is banned.",
}
UNUSED = "A tool has this host, but no plan of it is in the catalogue yet."
SPARED = "No plan used on this host may be used, but the host must not be blocked:"
PLAIN = {status: HostJudgement(status, because) for status, because in BECAUSE.items()}


def judge_hosts(
    used: Mapping[str, Iterable[Verdict]], never_block: Iterable[str] = ()
) -> dict[str, HostJudgement]:
    """Judge every host by the verdicts of the offerings used on exactly that host."""
    told = {host: frozenset(verdicts) for host, verdicts in used.items()}
    judged = {host: _by_its_own(verdicts) for host, verdicts in told.items()}
    banned = {host for host in judged if judged[host].status is HostStatus.BANNED}
    never_block = frozenset(never_block)
    needed = _above((host for host in judged if _any_usable(told[host])), banned)
    guarded = _above(never_block, banned)
    for host in banned:
        because = _spared(host, needed, never_block, guarded)
        if because:
            judged[host] = HostJudgement(HostStatus.MIXED, f"{SPARED} {because}")
    return judged


def own_status(told: frozenset[Verdict]) -> HostStatus:
    """What the offerings on a host make of it, whatever lies below."""
    if told == {Verdict.APPROVED}:
        return HostStatus.APPROVED
    if _any_usable(told):
        all_usable = all(verdict.usable for verdict in told)
        return HostStatus.CONDITIONAL if all_usable else HostStatus.MIXED
    return HostStatus.BANNED if Verdict.BANNED in told else HostStatus.NOT_VETTED


def is_shared(host: str) -> bool:
    """True for a host that nobody has alone: strangers have names of their own below it."""
    labels = host.split(".")
    country = len(labels) == 2 and len(labels[1]) == 2 and labels[0] in SUFFIX_WORDS
    return country or host in SHARED


# There are sixteen sets of verdicts and tens of thousands of hosts.
@lru_cache(maxsize=32)
def _by_its_own(told: frozenset[Verdict]) -> HostJudgement:
    status = own_status(told)
    return PLAIN[status] if told else HostJudgement(status, UNUSED)


@lru_cache(maxsize=32)
def _any_usable(told: frozenset[Verdict]) -> bool:
    return any(verdict.usable for verdict in told)


def _above(hosts: Iterable[str], banned: Container[str]) -> dict[str, str]:
    """Each banned host that lies above one of these, with the first that it would take along."""
    above: dict[str, str] = {}
    for host in hosts:
        for parent in _parents(host):
            if parent in banned:
                above[parent] = min(host, above.get(parent, host))
    return above


def _parents(host: str) -> Iterator[str]:
    """What lies above a host, the nearest first, without the host itself."""
    _, dot, parent = host.partition(".")
    while dot:
        yield parent
        _, dot, parent = parent.partition(".")


def _spared(
    host: str, needed: Mapping[str, str], never_block: Container[str], guarded: Mapping[str, str]
) -> str:
    """Why a host of banned plans must stay open; "" where it may be blocked."""
    if host in needed:
        return f"{needed[host]} lies below it and has a plan that may be used."
    if host in never_block:
        return "too much else is on it."
    if host in guarded:
        return f"{guarded[host]} lies below it and is never blocked."
    return "others have addresses of their own below it." if is_shared(host) else ""
