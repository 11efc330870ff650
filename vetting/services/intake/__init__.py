"""What productions write: requests to have a tool vetted, and receipts of what they were told."""

from vetting.services.busy import Busy
from vetting.services.intake.receipts import Told, keep_receipt, unpacked
from vetting.services.intake.requests import Outcome, Wish, ask, problems_of_wish
from vetting.services.refusals import Refused

__all__ = [
    "Busy",
    "Outcome",
    "Refused",
    "Told",
    "Wish",
    "ask",
    "keep_receipt",
    "problems_of_wish",
    "unpacked",
]
