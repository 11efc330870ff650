"""What a run did, in numbers, and how it says so."""

from collections import Counter
from dataclasses import dataclass, field

CHANGES, FOUND, GATHERED = "status changes written", "things found due", "messages made"
SENT, AGAIN, FAILED = "sent", "to be tried again", "failed for good"
LOST, DROPPED, PRUNED = "taken over by another run", "no longer needed", "old texts emptied"
ON_THE_WAY = (SENT, AGAIN, FAILED, LOST, DROPPED)


@dataclass(slots=True)
class Done:
    """Counts by what was done; nothing is counted that was not done."""

    counts: Counter[str] = field(default_factory=Counter)

    def add(self, what: str, number: int = 1) -> None:
        if number:
            self.counts[what] += number

    @property
    def failed(self) -> int:
        """Messages that were given up in this run."""
        return self.counts[FAILED]

    def numbers(self, *of: str) -> dict[str, int]:
        """All of them, or of these only."""
        return {what: count for what, count in self.counts.items() if not of or what in of}

    def __str__(self) -> str:
        if not self.counts:
            return "Nothing was due."
        return ", ".join(f"{count:,} {what}" for what, count in self.counts.items()) + "."
