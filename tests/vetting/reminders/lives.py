"""Five hundred offerings and what becomes of them in a year, drawn by chance, as plain facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from random import Random

START = date(2026, 9, 1)
NIGHTS = 365
GRACE = 30
OFFERINGS = 500
PROOFS = 25
ANALYSTS = [f"analyst-{n}" for n in range(10)]
# Whoever a verdict may be of: some of them left, lead a team or are heads themselves.
AUTHORS = [*ANALYSTS, *ANALYSTS, "lena", "hana", "gone", "outsider"]
USABLE = {"approved", "conditional"}


def day(number: int) -> date:
    return START + timedelta(number)


@dataclass
class Verdict:
    on: date
    verdict: str
    tier: int | None
    review: date | None
    author: str
    override: date | None = None
    pk: int = 0

    @property
    def usable(self) -> bool:
        return self.verdict in USABLE

    def holds(self, until: date, night: date) -> bool:
        """Whether what ends then ends, or the night comes, while it can be used."""
        return self.usable and min(until, night) <= (self.review or until) + timedelta(GRACE)


@dataclass
class Life:
    """One offering. Days of what happens to it run forward."""

    created: date
    first: Verdict | None = None
    stopped: date | None = None
    lifted: date | None = None
    again: Verdict | None = None
    contract: date | None = None
    owner: str | None = None
    handed_over: tuple[date, str | None] | None = None
    held_back: bool = False
    pk: int = 0
    stop_pk: int = 0

    def verdict(self, night: date) -> Verdict | None:
        made = [v for v in (self.first, self.again) if v and v.on <= night]
        return made[-1] if made else None

    def is_stopped(self, night: date) -> bool:
        verdict = self.verdict(night)
        if (
            self.stopped is None
            or night < self.stopped
            or (verdict and verdict.verdict == "banned")
        ):
            return False
        ended = [d for d in (self.lifted, self.again and self.again.on) if d]
        return night < min(ended, default=date.max)

    def owner_on(self, night: date) -> str | None:
        if self.handed_over and self.handed_over[0] <= night:
            return self.handed_over[1]
        return self.owner


@dataclass
class Proof:
    ends: date
    added_by: str | None
    lives: list[Life] = field(default_factory=list)
    pk: int = 0


@dataclass
class PutOff:
    """A snooze; `what` is which of the subjects of a life, by the beginning of its key."""

    life: Life
    what: str
    on: date
    until: date
    ended: date | None

    @property
    def key(self) -> str:
        verdict = self.life.first
        stopped = self.what == "suspended"
        return f"{self.what}:{self.life.stop_pk if stopped else verdict and verdict.pk}"

    def runs(self, night: date) -> bool:
        return self.on <= night < self.until and not (self.ended and self.ended <= night)


@dataclass
class Year:
    lives: list[Life]
    proofs: list[Proof]
    put_off: list[PutOff]
    nights: list[date]

    @cached_property
    def put_off_by_key(self) -> dict[str, list[PutOff]]:
        """To be asked only once everything has been written."""
        by_key: dict[str, list[PutOff]] = {}
        for each in self.put_off:
            by_key.setdefault(each.key, []).append(each)
        return by_key


def a_year(chance: Random) -> Year:
    lives = [a_life(chance) for _ in range(OFFERINGS)]
    usable = [life for life in lives if life.first and life.first.usable]
    return Year(
        lives,
        [a_proof(chance, usable) for _ in range(PROOFS)],
        [put_off(chance, life) for life in chance.sample([a for a in lives if a.first], 60)],
        nights_run(chance),
    )


def a_life(chance: Random) -> Life:
    life = Life(created=day(chance.randint(-200, 250)))
    if chance.random() < 0.2:
        # Never decided; some of them were stopped all the same.
        life.stopped = day(chance.randint(-40, 300)) if chance.random() < 0.2 else None
        return life
    decided = chance.randint(-300, 200)
    life.first = a_verdict(chance, decided)
    life.owner = chance.choice([*ANALYSTS, "gone"]) if chance.random() < 0.3 else None
    if life.first.usable and chance.random() < 0.3:
        life.contract = day(chance.randint(-60, 420))
    later = sorted(chance.sample(range(decided + 1, decided + 400), 3))
    if chance.random() < 0.2:
        life.stopped = day(later[0])
        life.lifted = day(later[1]) if chance.random() < 0.5 else None
    if chance.random() < 0.3:
        life.again = a_verdict(chance, later[2])
    if chance.random() < 0.15:
        life.handed_over = day(chance.randint(1, NIGHTS)), chance.choice([*ANALYSTS, None])
    return life


def a_verdict(chance: Random, on: int) -> Verdict:
    verdict = chance.choice(["approved", "conditional", "conditional", "banned", "not_vetted"])
    author = chance.choice(AUTHORS)
    if verdict == "not_vetted":
        return Verdict(day(on), verdict, None, None, author)
    tier = {"approved": chance.choice([2, 3]), "conditional": 1, "banned": None}[verdict]
    review = day(on + chance.randint(20, 365))
    made = Verdict(day(on), verdict, tier, review, author)
    if verdict == "conditional" and chance.random() < 0.3:
        made.override = review + timedelta(chance.choice([0, 0, 10, 50]))
    return made


def a_proof(chance: Random, usable: list[Life]) -> Proof:
    """On which one to three offerings rest. Of those that are held back anyway it decides none."""
    by = chance.choice([*ANALYSTS, "gone", None])
    proof = Proof(ends=day(chance.randint(-50, 400)), added_by=by)
    for _ in range(chance.randint(1, 3)):
        life = usable.pop(chance.randrange(len(usable)))
        if life.again is None or life.again.verdict != "approved":
            life.held_back = life.first is not None and life.first.verdict == "conditional"
            life.held_back = life.held_back and chance.random() < 0.4
        proof.lives.append(life)
    return proof


def put_off(chance: Random, life: Life) -> PutOff:
    on = chance.randint(0, NIGHTS)
    ended = day(on + chance.randint(1, 10)) if chance.random() < 0.3 else None
    what = "suspended" if life.stopped and not life.lifted else "review"
    return PutOff(life, what, day(on), day(on + chance.randint(1, 30)), ended)


def nights_run(chance: Random) -> list[date]:
    """Half of the nights are missed, singly and in rows, once for more than a month."""
    missed = {n for n in range(NIGHTS) if chance.random() < 0.45}
    for length in (3, 5, 8, 40):
        first = chance.randrange(NIGHTS - length)
        missed |= set(range(first, first + length))
    return [day(n) for n in range(NIGHTS) if n not in missed]
