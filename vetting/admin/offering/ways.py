"""The path to yes as an offering's page shows it: each way with its steps and the mail for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vetting.admin.offering.vendor_mail import TO_SEND, Ask, Mail, mail_to_vendor
from vetting.models import Offering
from vetting.scoring.assessment import Assessment
from vetting.scoring.judgement import Judgement
from vetting.scoring.path import Change, Path
from vetting.scoring.policy import Policy
from vetting.scoring.vocabulary import Verdict


@dataclass(frozen=True, slots=True)
class Step:
    """One answer to change on the way to a better verdict."""

    criterion: str
    title: str
    now: str
    least: str
    better: list[str]
    proof: list[str]


@dataclass(frozen=True, slots=True)
class Way:
    """The smallest sets of steps to one verdict, and the mail that asks for the first of them."""

    verdict: Verdict
    sets: list[list[Step]]
    mail: Mail | None


def ways_of(
    paths: Sequence[Path], found: Assessment, rules: Policy, offering: Offering, sender: Any
) -> list[Way]:
    """`offering` comes with its tool and vendor; `sender` is whose name stands under the mail."""
    judged = {j.criterion.key: j for j in found.judgements}
    return [
        Way(
            path.verdict,
            [[_step(change, rules) for change in changes] for changes in path.sets],
            mail_to_vendor(
                [_ask(change, judged, rules) for change in (path.sets[0] if path.sets else ())],
                verdict=path.verdict,
                offering=offering.full_name,
                vendor=offering.tool.vendor.name,
                sender=sender.get_full_name() or sender.get_username(),
            ),
        )
        for path in paths
    ]


def _step(change: Change, rules: Policy) -> Step:
    return Step(
        change.criterion,
        change.title,
        change.now,
        change.any_of[0][1],
        [label for _, label in change.any_of[1:]],
        [rules.evidence_kinds[kind].label for kind in change.proof],
    )


def _ask(change: Change, judged: Mapping[str, Judgement], rules: Policy) -> Ask:
    row = judged[change.criterion]
    return Ask(
        change.title,
        row.criterion.question,
        _known(change, row),
        tuple(label for _, label in change.any_of),
        tuple(TO_SEND.get(kind, rules.evidence_kinds[kind].label) for kind in change.proof),
        blocks=row.open and row.criterion.gating,
    )


def _known(change: Change, row: Judgement) -> str:
    """What we hold, and why it does not count where it does not."""
    if row.given is None:
        return "nothing yet."
    label = change.now if change.now.endswith((".", "!", "?")) else f"{change.now}."
    reason = row.reason.removeprefix(row.label).lstrip(". ")
    return f"{label} {reason}".rstrip()
