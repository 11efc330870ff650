"""GET domains/: per host what is told of it, as pages of JSON or as a whole list for a proxy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.conf import settings
from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.door.described import described
from registry.api.door.endpoint import Endpoint
from registry.api.door.problems import Invalid
from registry.api.hosts import HEADING, Hosts, host_cells, host_row, hosts_on
from registry.api.lists.fields import chosen_of_each, fields_of, refuse_for_a_file
from registry.api.lists.formats import CSV, TEXT, FormatByParameter, csv_file, text_lines
from registry.api.lists.pagination import PAGING
from registry.api.lists.parameters import AS_OF, Parameter, choice, text_of
from registry.api.lists.sorted_pages import page_of_sorted
from registry.api.schema.domains import HOSTS_AS_CSV, HOSTS_AS_TEXT, HostPageSerializer
from registry.api.shapes import shown_to
from vetting.scoring.hosts import HostStatus

LIST = (
    Parameter("status", choice(HostStatus), "What is told of the host.", many=True),
    Parameter("search", text_of(100), "A part of the host."),
    Parameter(
        "format",
        choice(("json", "txt", "csv")),
        "json comes in pages; txt (one host on each line) and csv are the whole list at once.",
        default="json",
    ),
    AS_OF,
    fields_of(HostPageSerializer),
    *PAGING,
)
NO_PAGES = "As txt and csv the whole list comes at once: leave this out."
DESCRIPTION = """
A host stands for every offering that is used on it: the login domains of an offering are its own,
and the domains of a tool stand for all offerings of the tool. A host is `approved` where all of
them are, `conditional` where all may be used, `mixed` where some may be used and some not, and
otherwise `banned` where one of them is banned, or `not_vetted`.

Whoever blocks a host blocks every name below it. So a host of banned offerings is `mixed` where a
usable offering needs a name below it, and where the registry never blocks it: the banned list is
made for blocking, the others are not. A banned host may lie below a usable one: let the banned
list come before a list of what is allowed.

With `as_of` the statuses are those of that day; the hosts are always those known today.
"""


class DomainList(Endpoint):
    """Every host of the catalogue. Three queries with the key's, however many there are."""

    content_negotiation_class = FormatByParameter
    parameters = LIST

    @described(
        "domains_list",
        "List hosts with what is told of them",
        HostPageSerializer,
        tag="domains",
        parameters=LIST,
        files={TEXT: HOSTS_AS_TEXT, CSV: HOSTS_AS_CSV},
        description=DESCRIPTION.strip(),
    )
    def get(self, request: Request) -> Response | HttpResponse:
        if self.asked["format"] != "json":
            _refuse_paging(request.query_params)
            refuse_for_a_file(self.asked)
        hosts = hosts_on(self.day, tuple(settings.DOMAINS_NEVER_BLOCK), self.stamp)
        wanted = self._wanted(hosts)
        if self.asked["format"] == "txt":
            return text_lines(wanted)
        if self.asked["format"] == "csv":
            name = _file_name(self.asked["status"] or (), self.day)
            return csv_file(name, HEADING, (host_cells(host, hosts) for host in wanted))
        page = page_of_sorted(wanted, "host", self.asked)
        shown = shown_to(request)
        rows = [host_row(row["host"], hosts, shown) for row in page.rows]
        return Response(page.envelope(request, chosen_of_each(rows, self.asked)))

    def _wanted(self, hosts: Hosts) -> list[str]:
        status, part = self.asked["status"], (self.asked["search"] or "").lower()
        return sorted(
            host
            for host, told in hosts.told.items()
            if part in host and (status is None or told.status in status)
        )


def _refuse_paging(query: Mapping[str, object]) -> None:
    errors = [(parameter.name, NO_PAGES) for parameter in PAGING if parameter.name in query]
    if errors:
        raise Invalid(errors)


def _file_name(status: Iterable[HostStatus], day: date) -> str:
    """Says what is in it: hosts-banned-2026-11-22.csv."""
    return "-".join(["hosts", *(word.value for word in status), day.isoformat()]) + ".csv"
