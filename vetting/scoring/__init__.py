"""The rules, pure: answers and a policy in, verdicts with reasons out. Standard library only.

    rules = load_policy(shipped_policy_text("2026.1"))
    proof = Evidence("signed_agreement", seen_on=today)
    answers = {"encryption": Answer("rest_transit", proof)}
    found = assess(answers, rules, today, kind=Kind.API_STANDARD)

What a reader is told on a day is `vetting.scoring.status.status(decisions, chain, today)`.
"""

from vetting.scoring.assessment import Assessment, assess
from vetting.scoring.evidence import Evidence
from vetting.scoring.judgement import Answer, AnswerError
from vetting.scoring.loader import PolicyError, load_policy, shipped_policy_text
from vetting.scoring.path import path_to_yes
from vetting.scoring.vocabulary import Kind

__all__ = [
    "Answer",
    "AnswerError",
    "Assessment",
    "Evidence",
    "Kind",
    "PolicyError",
    "assess",
    "load_policy",
    "path_to_yes",
    "shipped_policy_text",
]
