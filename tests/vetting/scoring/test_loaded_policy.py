"""What the loader hands out: shipped texts, exact numbers, and a policy that nobody can change."""

import dataclasses
from decimal import Decimal
from types import MappingProxyType

import pytest

from tests.vetting.scoring.edited_policy import SHIPPED, edited
from vetting.scoring.loader import PolicyError, load_policy, shipped_policy_text
from vetting.scoring.vocabulary import Kind, State

ENCRYPTION = 'key = "encryption"'


@pytest.mark.parametrize("version", ["2019.1", "", "../2026.1", "*"])
def test_only_shipped_versions_can_be_asked_for(version: str) -> None:
    with pytest.raises(PolicyError) as caught:
        shipped_policy_text(version)
    assert caught.value.problems == [f'no policy "{version}" came with the product, only 2026.1']


def test_weights_may_sum_to_anything_in_a_draft() -> None:
    policy = load_policy(edited(ENCRYPTION, "weight = 11", "weight = 44.5"))
    assert policy.criteria["encryption"].weight == Decimal("44.5")


def test_numbers_are_exact() -> None:
    value = load_policy(SHIPPED).criteria["encryption"].values[1]
    assert (value.credit, type(value.credit)) == (Decimal("0.85"), Decimal)


def test_long_texts_may_be_wrapped_in_the_file() -> None:
    text = edited(ENCRYPTION, 'title = "Encryption"', 'title = """\nHow it\n  is kept\n"""')
    assert load_policy(text).criteria["encryption"].title == "How it is kept"


def test_a_ladder_keeps_its_steps_and_its_strict_state() -> None:
    steps = load_policy(SHIPPED).criteria["retention_days_inputs"].values
    assert [step.up_to for step in steps] == [0, 30, 90, 365, None]
    assert [step.strict and step.strict[0] for step in steps] == [
        None,
        State.PARTLY,
        None,
        None,
        None,
    ]


def test_a_loaded_policy_cannot_be_changed() -> None:
    policy = load_policy(SHIPPED)
    for field in dataclasses.fields(policy):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(policy, field.name, None)
        assert not isinstance(getattr(policy, field.name), dict | list | set), field.name
    inner = policy.prefilled[Kind.NETFLIX_ENTERPRISE_AGREEMENT]
    assert isinstance(inner, MappingProxyType)
    assert isinstance(policy.cadence.tiers, MappingProxyType)
