"""What a value is worth with a fresh proof is what it is judged to be on the day of that proof."""

import pytest

from tests.vetting.scoring.answer_sets import POLICY, TODAY, proof
from tests.vetting.scoring.random_answers import PROOFS, STRICT
from vetting.scoring.judgement import Answer, judge
from vetting.scoring.movable import Movable
from vetting.scoring.policy import Policy
from vetting.scoring.vocabulary import Deployment, Kind
from vetting.scoring.worth import freshly_proven

KIND_OF = {
    Deployment.HOSTED: Kind.API_STANDARD,
    Deployment.HYBRID: Kind.HYBRID,
    Deployment.LOCAL: Kind.SELF_HOSTED,
}


@pytest.mark.parametrize("policy", [POLICY, STRICT], ids=["as shipped", "strict storage"])
@pytest.mark.parametrize("proven_by", PROOFS)
def test_every_value_is_worth_what_it_is_judged_to_be(policy: Policy, proven_by: str) -> None:
    for criterion in policy.criteria.values():
        kind = KIND_OF[min(criterion.applies_to)]
        row = Movable(judge(criterion, None, policy, kind, TODAY), policy, TODAY)
        upwards = reversed(row.from_upwards(criterion.values[-1]))
        answers = dict(zip(criterion.values, upwards, strict=True))
        for value, (given, _) in answers.items():
            answer = Answer(given, proof(proven_by, document_date=TODAY))
            found = judge(criterion, answer, policy, kind, TODAY)
            worth = freshly_proven(criterion, value, policy.evidence_kinds[proven_by], policy)
            assert (found.label, (found.state, found.credit)) == (value.label, worth)
