"""What is told of a host, by table and for any catalogue: what is needed is never to be blocked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vetting.scoring.random_answers import tried
from vetting.scoring.hosts import BECAUSE, HostStatus, is_shared, judge_hosts, own_status
from vetting.scoring.vocabulary import Verdict

A, C, N, B = Verdict.APPROVED, Verdict.CONDITIONAL, Verdict.NOT_VETTED, Verdict.BANNED


@pytest.mark.parametrize(
    ("verdicts", "status"),
    [
        ({A}, "approved"),
        ({C}, "conditional"),
        ({A, C}, "conditional"),
        ({B}, "banned"),
        ({B, N}, "banned"),
        ({N}, "not_vetted"),
        (set(), "not_vetted"),
        ({A, B}, "mixed"),
        ({C, N}, "mixed"),
        ({A, C, N, B}, "mixed"),
    ],
)
def test_a_host_is_what_its_offerings_are(verdicts: set[Verdict], status: str) -> None:
    assert own_status(frozenset(verdicts)).value == status


def test_every_status_has_its_sentence() -> None:
    assert set(BECAUSE) == set(HostStatus)


NEEDED = "app.pix.com lies below it and has a plan that may be used."
LIFTED = [
    # What lies below: needed lifts the ban, whatever else is there; not vetted or banned does not.
    ({"pix.com": {B}, "app.pix.com": {A}}, (), "pix.com", "mixed", NEEDED),
    ({"pix.com": {B, N}, "app.pix.com": {C, B}}, (), "pix.com", "mixed", NEEDED),
    ({"pix.com": {B}, "a.app.pix.com": {A}, "b.pix.com": {A}}, (), "pix.com", "mixed", "a.app.pix"),
    ({"pix.com": {B}, "app.pix.com": {N}}, (), "pix.com", "banned", "at least one is banned"),
    ({"pix.com": {B}, "app.pix.com": {B}}, (), "pix.com", "banned", "at least one is banned"),
    ({"pix.com": {N}, "app.pix.com": {A}}, (), "pix.com", "not_vetted", "none is cleared"),
    # The most specific host wins: a ban below what may be used stays, and lifts nothing above.
    ({"chat.com": {A}, "sora.chat.com": {B}}, (), "sora.chat.com", "banned", "banned"),
    ({"chat.com": {A}, "sora.chat.com": {B}}, (), "chat.com", "approved", "approved"),
    # A name that merely ends alike is another host.
    ({"pix.com": {B}, "mypix.com": {A}}, (), "pix.com", "banned", "banned"),
    # What is never blocked, and what lies above it, but not what lies below.
    ({"git.com": {B}}, ("git.com",), "git.com", "mixed", "too much else is on it"),
    ({"git.com": {B}}, ("a.git.com",), "git.com", "mixed", "a.git.com lies below it and is never"),
    ({"x.git.com": {B}}, ("git.com",), "x.git.com", "banned", "banned"),
    ({"git.com": {N}}, ("git.com",), "git.com", "not_vetted", "cleared"),
    ({"git.com": {A}}, ("git.com",), "git.com", "approved", "approved"),
    # Where strangers have names of their own.
    ({"co.uk": {B}}, (), "co.uk", "mixed", "others have addresses"),
    ({"github.io": {B}}, (), "github.io", "mixed", "others have addresses"),
    ({"pix.co.uk": {B}}, (), "pix.co.uk", "banned", "banned"),
    ({"pix.com": set()}, (), "pix.com", "not_vetted", "no plan of it is in the catalogue"),
]


@pytest.mark.parametrize(("used", "never_block", "host", "status", "said"), LIFTED)
def test_a_ban_is_lifted_where_a_block_would_hit_others(
    used: dict[str, set[Verdict]], never_block: tuple[str, ...], host: str, status: str, said: str
) -> None:
    judged = judge_hosts(used, never_block)
    assert set(judged) == set(used)
    assert (judged[host].status.value, said in judged[host].because) == (status, True), judged[host]


@pytest.mark.parametrize(
    ("host", "shared"),
    [("co.uk", True), ("com.au", True), ("pages.dev", True), ("x.pages.dev", False)]
    + [("x.ai", False), ("runwayml.com", False), ("pix.co.uk", False)],
)
def test_it_knows_where_strangers_have_names_of_their_own(host: str, shared: bool) -> None:
    assert is_shared(host) is shared


labels = st.sampled_from(["a", "b", "com", "io"])
hosts = st.lists(labels, min_size=2, max_size=5).map(".".join)
catalogues = st.dictionaries(hosts, st.sets(st.sampled_from(Verdict)), max_size=12)


@tried(100)
@given(catalogues, st.sets(hosts, max_size=3))
def test_a_banned_host_is_never_needed_nor_above_what_is(
    used: dict[str, set[Verdict]], never_block: set[str]
) -> None:
    judged = judge_hosts(used, never_block)
    assert set(judged) == set(used)
    needed = {host for host, verdicts in used.items() if any(v.usable for v in verdicts)}
    for host, told in judged.items():
        if told.status is HostStatus.BANNED:
            hit = {h for h in needed | never_block if h == host or h.endswith(f".{host}")}
            assert hit == set()
            assert B in used[host]
        elif told.status in {HostStatus.APPROVED, HostStatus.CONDITIONAL}:
            assert all(verdict.usable for verdict in used[host])
