"""Who has to be told what on a night, by the rule book's table, read out as plainly as can be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tests.vetting.reminders.lives import Life, Proof, Year

BEFORE = {1: (30, 14, 7, 1), 2: (60, 30, 14, 7, 1), 3: (60, 30, 14, 7, 1), None: (60, 30, 14, 7, 1)}
OVERDUE = {0: "owner lead", 7: "owner lead", 14: "owner lead head", 30: "owner lead head"}
CHASED = {7: "owner", 14: "owner lead", 30: "owner lead head"}


@dataclass
class Person:
    team: str | None = None
    mail: bool = True
    chat: str | None = None
    active: bool = True
    staff: bool = True
    as_lead: bool = True
    as_head: bool = True


CHOICES = {
    "analyst-0": Person(team="red"),
    "analyst-1": Person(team="red", mail=False, chat="chat-1"),
    "analyst-2": Person(team="red", chat="chat-2"),
    "analyst-3": Person(team="blue"),
    "analyst-4": Person(team="blue", mail=False),
    "analyst-5": Person(team="green"),
    "analyst-6": Person(mail=False),
    "analyst-7": Person(),
    "analyst-8": Person(team="lost"),
    "analyst-9": Person(team="red", mail=False),
    "lena": Person(team="red"),
    "luis": Person(as_lead=False),
    "hana": Person(),
    "hugo": Person(as_head=False),
    "gone": Person(active=False),
    "outsider": Person(staff=False),
}
LEADS = {"red": "lena", "blue": "luis", "lost": "gone"}
HEADS = ["hana", "hugo"]
TEAM_ENDPOINTS = {"red": ["red-chat", "red-hook"], "green": ["green-hook"]}


@dataclass
class Thing:
    key: str
    day: date
    waits: bool
    tier: int | None
    owners: set[str]


Told = tuple[str, str, str]


def to_tell(year: Year, night: date, said: set[Told]) -> set[Told]:
    """Subject, step and recipient of all that is due by this night and was not said before."""
    return {
        told
        for thing in things(year, night)
        if (step := strongest(thing, night))
        for told in tellings(year, thing, *step, night)
    } - said


def things(year: Year, night: date) -> Iterator[Thing]:
    for life in year.lives:
        yield from of_life(life, night)
    for proof in year.proofs:
        yield from of_proof(proof, night)


def of_life(life: Life, night: date) -> Iterator[Thing]:
    verdict, owners = life.verdict(night), owners_of(life, night)
    if life.is_stopped(night) and life.stopped:
        yield Thing(f"suspended:{life.stop_pk}", life.stopped, True, None, owners)
        return
    if verdict is None:
        yield Thing(f"never_decided:{life.pk}", life.created, True, None, owners)
        return
    if verdict.verdict == "not_vetted":
        yield Thing(f"open_questions:{verdict.pk}", verdict.on, True, None, owners)
    if verdict.review:
        yield Thing(f"review:{verdict.pk}", verdict.review, False, verdict.tier, owners)
    if verdict.override and verdict.holds(verdict.override, night):
        yield Thing(f"override:{verdict.pk}", verdict.override, False, verdict.tier, owners)
    if life.contract and verdict.holds(life.contract, night):
        key = f"contract:{life.pk}:{life.contract}"
        yield Thing(key, life.contract, False, verdict.tier, owners)


def of_proof(proof: Proof, night: date) -> Iterator[Thing]:
    rest = [
        (verdict, owners_of(life, night))
        for life in proof.lives
        if (verdict := life.verdict(night))
        and not life.is_stopped(night)
        and not life.held_back
        and verdict.on <= proof.ends
        and verdict.holds(proof.ends, night)
    ]
    if rest:
        tier = 2 if any(verdict.tier != 1 for verdict, _ in rest) else 1
        owners = set().union(*(owners for _, owners in rest))
        if proof.added_by and CHOICES[proof.added_by].active:
            owners = {proof.added_by}
        yield Thing(f"evidence:{proof.pk}", proof.ends, False, tier, owners)


def owners_of(life: Life, night: date) -> set[str]:
    asked, verdict = life.owner_on(night), life.verdict(night)
    if asked and CHOICES[asked].active:
        return {asked}
    if verdict and CHOICES[verdict.author].active and CHOICES[verdict.author].staff:
        return {verdict.author}
    return {"lena", "luis"}


def strongest(thing: Thing, night: date) -> tuple[str, str] | None:
    """The name of the step and who gets it."""
    if thing.waits:
        steps = [(days, f"chase-{days}", who) for days, who in CHASED.items()]
    else:
        steps = [(-days, f"before-{days}", "owner") for days in BEFORE[thing.tier]]
        steps += [(d, f"overdue-{d}" if d else "due", who) for d, who in OVERDUE.items()]
    past = [step for step in steps if thing.day + timedelta(step[0]) <= night]
    return max(past)[1:] if past else None


def tellings(year: Year, thing: Thing, step: str, who: str, night: date) -> Iterator[Told]:
    roles = who.split()
    if any(each.runs(night) for each in year.put_off_by_key.get(thing.key, [])):
        roles.remove("owner")
    told: dict[str, str] = {}
    if "head" in roles:
        told |= dict.fromkeys(HEADS, "head")
    if "lead" in roles:
        for owner in thing.owners:
            lead = LEADS.get(CHOICES[owner].team or "")
            if lead and CHOICES[lead].active:
                told[lead] = "lead"
            else:
                told = dict.fromkeys(HEADS, "head") | told
    if "owner" in roles:
        told |= dict.fromkeys(thing.owners, "owner")
        for owner in thing.owners:
            for endpoint in TEAM_ENDPOINTS.get(CHOICES[owner].team or "", []):
                yield thing.key, step, endpoint
    for person, role in told.items():
        for where in places(person, role):
            yield thing.key, step, where


def places(name: str, role: str) -> Iterator[str]:
    person = CHOICES[name]
    if not {"owner": True, "lead": person.as_lead, "head": person.as_head}[role]:
        return
    if person.chat:
        yield person.chat
    if person.mail or (role == "owner" and not person.chat):
        yield name
