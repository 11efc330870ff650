"""The care of the texts of policy 2026.1: productions read them as they stand."""

import re
from collections.abc import Iterator

import pytest

from vetting.scoring.loader import load_policy, shipped_policy_text

POLICY = load_policy(shipped_policy_text("2026.1"))


def texts() -> Iterator[tuple[str, str]]:
    """Every sentence that a person may read, with the place it comes from."""
    yield "summary", POLICY.summary
    yield "notice", POLICY.notice
    for grade in POLICY.grades.values():
        yield f"grade {grade.key}", grade.condition
    for kind in POLICY.evidence_kinds.values():
        yield f"evidence {kind.key}", kind.help
    for tier in POLICY.cadence.tiers.values():
        yield f"tier {tier.number}", tier.light_check
    for c in POLICY.criteria.values():
        yield from ((f"{c.key} {part}", getattr(c, part)) for part in ("help", "why", "missing"))
        for value in c.values:
            yield f"{c.key} {value.key}", value.text
            yield f"{c.key} {value.key} standing term", value.standing_term
            yield f"{c.key} {value.key} strict", value.strict[1] if value.strict else ""


TEXTS = [(place, text) for place, text in texts() if text]


@pytest.mark.parametrize(("place", "text"), TEXTS, ids=[place for place, _ in TEXTS])
def test_every_text_is_finished(place: str, text: str) -> None:
    assert text[-1] in ".?"
    assert text[0].isupper() or text[0] == '"'
    assert not re.search(r"\[|TODO|  |\u2014|\u2013| ,| \.|\.\.", text)
    assert "Netflix contact" not in text


def test_every_question_is_a_question() -> None:
    for c in POLICY.criteria.values():
        assert c.question.endswith("?"), c.key
        assert 1 <= len(c.title.split()) <= 4, c.title
        if c.gating:
            assert c.missing.endswith("?"), c.key


def test_no_two_texts_are_the_same_by_mistake() -> None:
    titles = [c.title for c in POLICY.criteria.values()]
    assert len(set(titles)) == len(titles)
    for c in POLICY.criteria.values():
        written = [v.text for v in c.values if v.text] + [v.label for v in c.values]
        assert len(set(written)) == len(written), c.key
