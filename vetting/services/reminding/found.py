"""One thing to be reminded of, with the offerings that it is about and who may look after it."""

from dataclasses import dataclass, field
from datetime import date

from vetting.scoring.reminding import Subject

NAMED = 5


@dataclass(frozen=True, slots=True)
class Care:
    """Who was asked to look after an offering, and who proposed its verdict (keys)."""

    owner: int | None
    author: int | None


@dataclass(frozen=True, slots=True)
class Found:
    """`offerings` are key and name of the first few; `others` says how many more there are.

    `added_by` is who brought a proof. `last_usable` is the last day before one of them lapses,
    where one does.
    """

    subject: Subject
    offerings: tuple[tuple[int, str], ...]
    cares: frozenset[Care]
    others: int = 0
    added_by: int | None = None
    title: str = ""
    because: str = ""
    last_usable: date | None = field(default=None)

    @property
    def names(self) -> str:
        """What it is about, in a few words."""
        named = ", ".join(name for _, name in self.offerings)
        return f"{named} and {self.others} more" if self.others else named
