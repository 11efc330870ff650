"""How a list's filters are read: a filter set that refuses what django-filter would ignore."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any, NoReturn, TypeVar

from django.db.models import QuerySet
from django.http import QueryDict
from django_filters import Filter, FilterSet

from registry.api.door.problems import Error, Invalid
from registry.api.lists.parameters import Parameter, Reader, StrictField, read_query

Narrowed = TypeVar("Narrowed", bound=QuerySet[Any, Any])


class StrictFilter(Filter):
    """A filter whose value one of our readers reads; the condition is django-filter's own."""

    field_class = StrictField

    def __init__(self, reader: Reader, label: str, *, many: bool = False, **condition: Any) -> None:
        super().__init__(reader=reader, label=label, many=many, **condition)

    def __deepcopy__(self, memo: dict[int, Any]) -> StrictFilter:
        """Only the parent differs from request to request, and with it whose method is called."""
        twin = copy.copy(self)
        twin.method = self.method
        return twin


class StrictFilterSet(FilterSet):
    """The filters given in a query string, read together with the parameters beside them.

    An unknown, empty, doubled or odd one raises Invalid, together with all else that is wrong.
    """

    base_filters: dict[str, StrictFilter]
    # The day asked about, for filters by what is told on it; the view knows it and sets it.
    day: date

    def __init__(self, query: QueryDict, parameters: Iterable[Parameter] = ()) -> None:
        self.known = self.fields() | {p.name: p for p in parameters}
        # A filter set copies its base filters for every request. That takes longer than the
        # query, so this one has only those that were asked for.
        declared = self.base_filters.items()
        self.base_filters = {name: each for name, each in declared if name in query}
        super().__init__(query)

    @classmethod
    def fields(cls) -> dict[str, StrictField]:
        """How each declared filter is read, whether a request gives it or not."""
        return {name: declared.field for name, declared in cls.base_filters.items()}

    @cached_property
    def asked(self) -> dict[str, Any]:
        """Every filter and parameter with its value or default. Raises Invalid."""
        return read_query(self.data, self.known)

    @property
    def form(self) -> NoReturn:
        """Django's forms take as absent what they do not know; nothing of ours may go by one."""
        raise NotImplementedError("Use `asked`, which refuses what is odd.")

    def is_valid(self) -> bool:
        return not self.errors

    @property
    def errors(self) -> list[Error]:
        """All that is wrong, as (parameter, sentence)."""
        try:
            _ = self.asked
        except Invalid as refused:
            return refused.errors
        return []

    def filter_queryset(self, queryset: Narrowed) -> Narrowed:
        """The rows that pass every filter given. Raises Invalid."""
        asked = self.asked
        for name, given in self.filters.items():
            queryset = given.filter(queryset, asked[name])
        return queryset
