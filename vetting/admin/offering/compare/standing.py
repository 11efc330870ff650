"""How offerings stand today, each for itself and with its chain, and what keeps it from passing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from vetting.admin.offering.panels import Link, statuses_on
from vetting.models import Answer, Offering, RunsOn
from vetting.scoring.assessment import Assessment
from vetting.scoring.policy import Policy
from vetting.scoring.status import NEVER_DECIDED, Status
from vetting.scoring.verdict import one_decimal
from vetting.scoring.vocabulary import Principle, Verdict
from vetting.services.assessments import assess_offering


@dataclass(frozen=True, slots=True)
class Standing:
    """`found` is what the rules say of its own answers; `status` is what is published."""

    offering: Any
    status: Status
    found: Assessment
    upstreams: Sequence[Link]

    @property
    def answers(self) -> dict[str, Answer]:
        return {answer.criterion: answer for answer in self.offering.current_answers}

    @property
    def verdict(self) -> Verdict:
        """What it could be today: the computed verdict, or the worst status it runs on."""
        verdicts = [self.found.verdict, *(link.status.verdict for link in self.upstreams)]
        return min(verdicts, key=lambda verdict: verdict.rank)

    @property
    def p2(self) -> object:
        return one_decimal(self.found.scores[Principle.P2])

    @property
    def p3(self) -> object:
        return one_decimal(self.found.scores[Principle.P3])

    @property
    def knock_outs(self) -> list[str]:
        titles = {j.criterion.key: j.criterion.title for j in self.found.judgements}
        return [titles[point.criterion] for point in self.found.knock_outs]

    @property
    def missing(self) -> list[str]:
        """The questions without a usable answer that everything hangs on."""
        rows = self.found.judgements
        return [j.criterion.title for j in rows if j.open and j.criterion.gating]

    @property
    def stops(self) -> list[str]:
        """The offerings below through which it may not be used."""
        return [
            f"{link.offering.full_name}, which is {link.status.verdict.label.lower()}"
            for link in self.upstreams
            if not link.status.usable
        ]


def standings_of(offerings: Sequence[Offering], rules: Policy, today: date) -> list[Standing]:
    """In the order given; the answers are at hand as `current_answers`. Two queries."""
    links = RunsOn.objects.filter(offering__in=offerings, ended_on=None)
    below = list(links.select_related("upstream").order_by("upstream__full_name", "pk"))
    told = statuses_on([*offerings, *(link.upstream for link in below)], today)
    return [
        Standing(
            one,
            told.get(one.pk, NEVER_DECIDED),
            assess_offering(one, rules, today),
            [Link(k.upstream, told[k.upstream_id]) for k in below if k.offering_id == one.pk],
        )
        for one in offerings
    ]


def first_to_pass(standings: Iterable[Standing]) -> Standing | None:
    """The first of these, in their order, that the rules would let productions use today."""
    return next((one for one in standings if one.verdict.usable), None)


def sentence_on(one: Standing) -> str:
    """Whether it would pass today, and what it would ask or what is in the way."""
    name, verdict = one.offering.full_name, one.verdict
    if verdict is Verdict.APPROVED:
        return f"{name} would be approved, without conditions."
    if verdict.usable:
        return f"{name} would pass as conditional, {_conditions(one)}."
    return f"{name} would not pass: {why_not(one)}."


def why_not(one: Standing) -> str:
    """What is in the way, the gravest first; "" where it would pass."""
    if one.verdict.usable:
        return ""
    if one.knock_outs:
        return f"knocked out by {listed(one.knock_outs)}"
    if one.missing:
        return f"no usable answer on {listed(one.missing)}"
    if one.found.verdict is Verdict.BANNED:
        return "its scores are too low"
    return f"it runs on {listed(one.stops)}"


def _conditions(one: Standing) -> str:
    count = len(one.found.must_do)
    if not count:
        return "for it scores too low to be approved"
    return f"with {count} condition{'s'[: count != 1]}"


def listed(words: Sequence[str], most: int = 4) -> str:
    """“a, b and c”; of many only the first few."""
    if len(words) > most:
        return f"{', '.join(words[:most])} and {len(words) - most} more"
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last
