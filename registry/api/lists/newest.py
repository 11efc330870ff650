"""How the lists of what a production did itself are sorted: by the moment, the newest first."""

from __future__ import annotations

from datetime import datetime

from registry.api.lists.pagination import Sorting
from registry.api.lists.parameters import MOMENT
from registry.api.lists.walk import Column


def newest_first(field: str) -> Sorting:
    """By this column, which holds moments."""
    return Sorting({field: Column(field, moment)}, usual=f"-{field}")


def moment(text: str) -> datetime:
    """A moment in a cursor. Raises ValueError."""
    value = MOMENT.read(text)
    if not isinstance(value, datetime):
        raise ValueError("This is a day and no moment.")
    return value
