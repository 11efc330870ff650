"""Which policy is in force on a day, and its rules: looked up again only after an act."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from registry.api.door.freshness import Stamp
from vetting.models import Policy
from vetting.scoring.policy import Policy as Rules


@dataclass(frozen=True, slots=True)
class InForce:
    """A policy with its rules. `seal` tells two texts apart, so it alone is compared."""

    version: str
    seal: str
    rules: Rules = field(compare=False)


@lru_cache(maxsize=64)
def policy_on(day: date, stamp: Stamp) -> InForce | None:
    """The policy in force on `day`, or None where none was; looked up once under each stamp."""
    try:
        policy = Policy.objects.defer("source").in_force(day)
    except Policy.DoesNotExist:
        return None
    return InForce(policy.version, policy.sha256, rules_of(policy.pk, policy.sha256))


@lru_cache(maxsize=16)
def rules_of(pk: int, seal: str) -> Rules:
    """A released text never changes, so it is worth reading its 100 kB only once."""
    return Policy.objects.get(pk=pk, sha256=seal).rules
