"""The shipped policy with one thing changed, and what the loader says to that."""

import pytest

from vetting.scoring.loader import PolicyError, load_policy, shipped_policy_text

SHIPPED = shipped_policy_text("2026.1")


def edited(after: str, old: str, new: str, text: str = SHIPPED) -> str:
    """The policy with the first `old` that follows `after` replaced by `new`."""
    place = text.index(old, text.index(after))
    return text[:place] + new + text[place + len(old) :]


def problems_of(text: str) -> list[str]:
    with pytest.raises(PolicyError) as caught:
        load_policy(text)
    return caught.value.problems
