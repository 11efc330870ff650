"""Mirrors that read while many write: every change, once, in the order in which they were made."""

from __future__ import annotations

from threading import Event

from registry.api.changes import Position, changes_after
from tests.at_once import NEEDS_MANY_WRITERS, at_once
from tests.builders import LATER, make_offering, make_vendor, the
from vetting.models import StatusChange, StatusPeriod, Tool
from vetting.services.catalogue import save_tool
from vetting.services.decisions import suspend

pytestmark = NEEDS_MANY_WRITERS
# With the test itself they are as many as the pool has connections: nobody waits for one.
WRITERS, EACH = 2, 10


def test_a_mirror_misses_nothing_while_many_write() -> None:
    rosa, done = the("analyst"), Event()
    tools = [
        save_tool(tool=Tool(slug=f"t{n}", name=f"T{n}", vendor=make_vendor()), by=None, now=LATER)
        for n in range(WRITERS)
    ]
    left = list(range(WRITERS))

    def write(writer: int) -> None:
        try:
            for number in range(EACH):
                made = make_offering(f"plan-{writer}-{number}", tool=tools[writer], now=LATER)
                suspend(offering=made, because="A leak.", by=rosa, now=LATER)
        finally:
            left.remove(writer)
            if not left:
                done.set()

    def mirror() -> list[tuple[int, str]]:
        seen: list[tuple[int, str]] = []
        position, last = Position(), False
        while not last:
            last = done.is_set()
            while page := changes_after(position, 3, LATER.date()):
                for change in page:
                    position = position.after(change)
                    seen.append((change.offering_id, change.reason))
        return seen

    outcomes = at_once(*[lambda w=w: write(w) for w in range(WRITERS)], mirror)
    assert outcomes[:WRITERS] == [None] * WRITERS
    log = list(StatusChange.objects.order_by("number"))
    assert [change.number for change in log] == list(range(1, 2 * WRITERS * EACH + 1))
    for seen in outcomes[WRITERS:]:
        assert seen == [(change.offering_id, change.reason) for change in log]
    told = StatusPeriod.objects.covering(LATER.date()).values_list("offering_id", "reason")
    assert dict(outcomes[-1]) == dict(told)
