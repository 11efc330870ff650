"""What ends a published verdict, in words. Pure: no database."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.vetting.scoring.answer_sets import TODAY, judged, proof, tenant
from vetting.admin.offering.ends import ends_of
from vetting.scoring.judgement import Answer
from vetting.scoring.status import NEVER_DECIDED, Status
from vetting.scoring.vocabulary import StatusReason, Verdict

LAST = TODAY + timedelta(days=60)
SOC2 = proof("soc2_type2", expires_on=LAST, document_date=TODAY)


def told(last: date | None = LAST, review: date | None = LAST) -> Status:
    return Status(
        Verdict.APPROVED, StatusReason.DECIDED, "Fine.", valid_until=last, review_due_on=review
    )


@pytest.mark.parametrize(
    ("facts", "because"),
    [
        ({"contract_ends_on": LAST}, "our contract ends"),
        ({"override_ends_on": LAST}, "the override ends"),
        (
            {"contract_ends_on": LAST, "override_ends_on": LAST},
            "our contract ends; the override ends",
        ),
        ({"links": [("Their API", told())]}, "Their API, which it runs on, ends"),
        ({}, "its review is due"),
        ({"contract_ends_on": LAST + timedelta(days=1)}, "its review is due"),
        (
            {"status": told(review=TODAY)},
            "what it rested on when it was decided ran until then",
        ),
        ({"status": told(last=None, review=None)}, ""),
    ],
)
def test_the_last_day_is_explained(facts: dict[str, Any], because: str) -> None:
    status, links = facts.pop("status", told()), facts.pop("links", [])
    assert ends_of(status, [], links, today=TODAY, **facts).because == because


def test_evidence_that_ends_it_is_named_with_what_it_proves() -> None:
    found = judged(tenant(encryption=Answer("rest_transit", SOC2)))
    ends = ends_of(told(), found.judgements, [], today=TODAY)
    assert ends.because == "“” runs out, which proves encryption"


def test_what_runs_out_next_is_listed_by_day_and_one_proof_once() -> None:
    found = judged(tenant())
    review = told(last=None, review=TODAY + timedelta(days=5))
    ahead = ends_of(review, found.judgements, [], today=TODAY).ahead
    assert ahead[0].what == "its review is due"
    assert len(ahead) <= 4
    assert [end.on for end in ahead] == sorted(end.on for end in ahead)
    assert ahead[1].what.endswith(
        "training on inputs, training on outputs, training exceptions "
        f"and {len(found.judgements) - 2 - 3} more"
    )


def test_what_is_past_is_not_ahead_and_grace_is_counted_from_the_last_day() -> None:
    later = LAST + timedelta(days=10)
    ends = ends_of(told(), [], [], today=later, contract_ends_on=LAST, grace_days=30)
    assert (ends.ahead, ends.because) == ([], "our contract ends")
    assert ends.grace_until == LAST + timedelta(days=30)
    assert ends_of(NEVER_DECIDED, [], [], today=TODAY, grace_days=30).grace_until is None
