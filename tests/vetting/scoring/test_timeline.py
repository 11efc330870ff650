"""The periods of a status: the same as asking on every single day, without a gap."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.vetting.scoring.random_answers import tried
from vetting.scoring.judgement import Point
from vetting.scoring.status import Act, DecisionFact, Link, Status, status
from vetting.scoring.timeline import StatusPeriod, Upstream, timeline
from vetting.scoring.vocabulary import Ceiling, StatusReason, Verdict

DAY = date(2026, 1, 1)


def days(number: int) -> date:
    return DAY + timedelta(number)


@dataclass(frozen=True)
class Running:
    """An offering with its decisions and what it runs on, from a day until the day before one."""

    decisions: tuple[DecisionFact, ...]
    below: tuple[tuple["Running", int, int | None], ...] = ()

    def on(self, day: date) -> Status:
        """The status asked for directly, day by day, all the way down."""
        links = [
            Link(f"below-{number}", f"Below {number}", running.on(day))
            for number, (running, starts, ends) in enumerate(self.below)
            if days(starts) <= day and (ends is None or day < days(ends))
        ]
        return status(self.decisions, links, day)

    def periods(self) -> tuple[StatusPeriod, ...]:
        upstreams = [
            Upstream(
                f"below-{number}",
                f"Below {number}",
                days(starts),
                None if ends is None else days(ends),
                running.periods(),
            )
            for number, (running, starts, ends) in enumerate(self.below)
        ]
        return timeline(self.decisions, upstreams)

    def borders(self) -> set[date]:
        found = {DAY}
        for decision in self.decisions:
            found.add(decision.decided_on)
            if decision.valid_until:
                found |= {decision.valid_until, decision.valid_until + timedelta(30)}
        for running, starts, ends in self.below:
            found |= {days(starts)} | ({days(ends)} if ends is not None else set())
            found |= running.borders()
        return found


@st.composite
def decisions(draw: st.DrawFn) -> tuple[DecisionFact, ...]:
    found = []
    for number in range(draw(st.integers(0, 5))):
        act = draw(st.sampled_from([Act.DECIDE, Act.DECIDE, Act.DECIDE, Act.SUSPEND, Act.LIFT]))
        on = draw(st.integers(0, 120))
        verdict = draw(st.sampled_from(list(Verdict)[::-1]))
        usable = act is Act.DECIDE and verdict.usable
        found.append(
            DecisionFact(
                number,
                act,
                days(on),
                verdict if act is Act.DECIDE else Verdict.NOT_VETTED,
                Ceiling.UNRELEASED if usable else Ceiling.NONE,
                (Point("audit_log", f"Condition {number}."),) if usable else (),
                valid_until=days(on + draw(st.integers(0, 60))) if usable else None,
                grace_days=30 if usable else 0,
                because=f"Reason {number}.",
            )
        )
    return tuple(found)


def running(below: st.SearchStrategy[Running]) -> st.SearchStrategy[Running]:
    starts = st.integers(-10, 150)
    ends = st.none() | st.integers(0, 200)
    return st.builds(
        Running, decisions(), st.lists(st.tuples(below, starts, ends), max_size=2).map(tuple)
    )


chains = running(running(st.builds(Running, decisions())))


def period_on(periods: Sequence[StatusPeriod], day: date) -> StatusPeriod:
    (found,) = [
        p for p in periods if p.starts_on <= day and (p.ends_on is None or day <= p.ends_on)
    ]
    return found


@tried(200)
@given(chains)
def test_a_timeline_says_on_every_day_what_asking_on_that_day_says(chain: Running) -> None:
    periods = chain.periods()
    asked = {day + timedelta(n) for day in chain.borders() for n in (-1, 0, 1)}
    for day in asked | {date.min, date.max, days(-4000), days(4000)}:
        assert period_on(periods, day).status == chain.on(day), day


@tried(30)
@given(chains)
def test_and_so_on_each_of_four_hundred_days_in_a_row(chain: Running) -> None:
    periods = chain.periods()
    for number in range(-20, 380):
        assert period_on(periods, days(number)).status == chain.on(days(number))


@tried(80)
@given(chains)
def test_periods_follow_each_other_without_gap_or_overlap_and_differ(chain: Running) -> None:
    periods = chain.periods()
    assert periods[0].starts_on == date.min
    assert periods[-1].ends_on is None
    for one, following in zip(periods, periods[1:], strict=False):
        assert one.ends_on == following.starts_on - timedelta(1)
        assert one.status != following.status


def approved(number: int, on: int, valid_for: int) -> DecisionFact:
    return DecisionFact(
        number,
        Act.DECIDE,
        days(on),
        Verdict.APPROVED,
        Ceiling.UNRELEASED,
        valid_until=days(on + valid_for),
        grace_days=30,
    )


def told(periods: Sequence[StatusPeriod]) -> list[tuple[date, date | None, str, str]]:
    return [
        (p.starts_on, p.ends_on, p.status.verdict.value, p.status.reason.value) for p in periods
    ]


def test_nothing_decided_is_one_period_for_ever() -> None:
    assert told(timeline([], [])) == [(date.min, None, "not_vetted", "never_decided")]


def test_an_approval_lapses_by_itself() -> None:
    assert told(timeline([approved(1, 0, 60)], [])) == [
        (date.min, days(-1), "not_vetted", "never_decided"),
        (days(0), days(90), "approved", "decided"),
        (days(91), None, "not_vetted", "lapsed"),
    ]


def test_a_suspension_is_a_period_of_its_own() -> None:
    stop = DecisionFact(2, Act.SUSPEND, days(10), because="An incident.")
    again = DecisionFact(3, Act.LIFT, days(20), because="It was another tool.")
    assert told(timeline([approved(1, 0, 60), stop, again], [])) == [
        (date.min, days(-1), "not_vetted", "never_decided"),
        (days(0), days(9), "approved", "decided"),
        (days(10), days(19), "not_vetted", "suspended"),
        (days(20), days(90), "approved", "decided"),
        (days(91), None, "not_vetted", "lapsed"),
    ]


def test_a_link_counts_from_its_first_day_to_the_day_before_its_end() -> None:
    ban = DecisionFact(7, Act.DECIDE, days(-50), Verdict.BANNED, because="It trains.")
    below = Upstream("model", "The model", days(30), days(40), timeline([ban], []))
    periods = timeline([approved(1, 0, 60)], [below])
    assert told(periods)[1:4] == [
        (days(0), days(29), "approved", "decided"),
        (days(30), days(39), "banned", "upstream"),
        (days(40), days(90), "approved", "decided"),
    ]
    assert periods[2].status.because == "It runs on The model, which is banned: It trains."
    assert periods[2].status.reason is StatusReason.UPSTREAM


def test_what_changes_below_shows_above_on_the_same_day() -> None:
    below = Upstream("model", "The model", days(-100), None, timeline([approved(9, -10, 20)], []))
    assert told(timeline([approved(1, 0, 60)], [below])) == [
        (date.min, days(-1), "not_vetted", "never_decided"),
        (days(0), days(40), "approved", "decided"),
        (days(41), days(90), "not_vetted", "upstream"),
        (days(91), None, "not_vetted", "lapsed"),
    ]
