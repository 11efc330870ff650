"""What each verdict would mean if it were published today, shown before somebody chooses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from vetting.models import Offering
from vetting.scoring.permission import Override
from vetting.scoring.vocabulary import Verdict
from vetting.services.drafts import Draft, draft
from vetting.services.refusals import Refused


@dataclass(frozen=True, slots=True)
class Option:
    """A verdict, and either what it would publish or why it cannot be published."""

    verdict: Verdict
    draft: Draft | None
    refusals: list[str]

    @property
    def computed(self) -> bool:
        return self.draft is not None and self.draft.outcome.verdict is self.verdict


def option_of(
    offering: Offering,
    verdict: Verdict,
    *,
    now: datetime,
    override: Override | None = None,
    extra_conditions: Sequence[str] = (),
) -> Option:
    """Only looks: a draft keeps a fresh assessment, and that is undone here."""
    with transaction.atomic():
        try:
            made = draft(
                offering, verdict, now=now, override=override, extra_conditions=extra_conditions
            )
            found = Option(verdict, made, [])
        except Refused as refused:
            found = Option(verdict, None, [sentence for _, sentence in refused.problems])
        transaction.set_rollback(True)
    return found
