"""Pages of what is put together in Python: rows in the order of a text that each has once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

from registry.api.door.problems import Invalid
from registry.api.lists.pagination import BROKEN, Cursor, Page


def page_of_sorted(keys: Sequence[str], name: str, asked: Mapping[str, Any]) -> Page:
    """The page that was asked for, of keys in ascending order; each row is `{name: key}`.

    Raises Invalid for another list's cursor. A key that has gone since leaves no gap.
    """
    cursor, size = asked["cursor"], asked["page_size"]
    if cursor is None:
        start, end = 0, size
    elif cursor.ordering != name or cursor.value is None:
        raise Invalid([("cursor", BROKEN)])
    elif cursor.backwards:
        end = bisect_left(keys, cursor.value)
        start = max(end - size, 0)
    else:
        start = bisect_right(keys, cursor.value)
        end = start + size
    shown = keys[start:end]
    return Page(
        [{name: key} for key in shown],
        Cursor(name, shown[-1], 0, False) if shown and end < len(keys) else None,
        Cursor(name, shown[0], 0, True) if shown and start > 0 else None,
    )
