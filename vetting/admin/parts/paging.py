"""How a long list is cut into pages: by keys first, and then the rows of one page."""

from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest


class KeyedList(ChangeList):
    """Finds the keys of a page, and then reads only its rows.

    Otherwise a database carries whole rows, with long texts and all that is joined, through the
    sorting of the whole list: the last page of 20,000 decisions took twelve seconds.
    """

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        page: Any = self.result_list
        keys = list(page.values_list("pk", flat=True))
        held = self.apply_select_related(self.root_queryset).in_bulk(keys)
        self.result_list: Any = [held[key] for key in keys if key in held]


class Keyed:
    """For pages whose list may be long: the list costs the same however long it is."""

    list_per_page = 50
    show_full_result_count = False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return KeyedList
