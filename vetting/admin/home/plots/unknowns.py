"""How many offerings leave each question open, the worst first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from vetting.scoring.policy import Criterion
from vetting.scoring.vocabulary import Kind

BAR = (
    '<svg class="share" viewBox="0 0 100 10" preserveAspectRatio="none" '
    'aria-hidden="true"><rect class="ground" width="100" height="10"/>'
    '<rect class="{}" width="{}" height="10"/></svg>'
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: of how many offerings it is asked, and how many leave it open."""

    criterion: Criterion
    asked: int
    open: int

    @property
    def percent(self) -> float:
        return round(100 * self.open / self.asked, 1) if self.asked else 0.0

    @property
    def bar(self) -> SafeString:
        """The share as a bar, to stand in the table beside its number."""
        style = "bar bar-gating" if self.criterion.gating else "bar bar-other"
        return format_html(BAR, style, self.percent)


def worst_first(
    criteria: Iterable[Criterion], found: Sequence[tuple[Kind, frozenset[str], int]]
) -> list[Asked]:
    """From how many offerings of each kind leave which questions open."""
    rows = [
        Asked(
            criterion,
            sum(n for kind, _, n in found if criterion.applies(kind)),
            sum(n for kind, keys, n in found if criterion.key in keys),
        )
        for criterion in criteria
    ]
    return sorted(rows, key=lambda row: (-row.percent, -row.open, not row.criterion.gating))
