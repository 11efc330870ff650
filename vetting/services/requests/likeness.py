"""Which other requests under way may mean the same: a near name, the same host, the same vendor."""

from collections import defaultdict
from dataclasses import dataclass

from vetting.models import VettingRequest
from vetting.models.naming import host_and_parents, name_key
from vetting.models.near import Names

MOST = 8
MOST_COMPARED = 20_000
NAME, HOST, VENDOR = "a name like it", "the same host", "the same vendor"
ORDER = (HOST, NAME, VENDOR)


@dataclass(frozen=True, slots=True)
class Alike:
    """A request, and what it shares with the one looked at."""

    request: VettingRequest
    why: tuple[str, ...]


def alike(request: VettingRequest) -> list[Alike]:
    """Requests under way that look like this one, the most alike first. Two queries."""
    shared: dict[int, set[str]] = defaultdict(set)
    names, vendor = Names[int](), name_key(request.vendor)
    others = VettingRequest.objects.under_way().exclude(pk=request.pk).order_by("-pk")
    columns = others.values_list("pk", "key", "tool", "plan", "host", "vendor")
    for pk, key, tool, plan, host, made_by in columns[:MOST_COMPARED]:
        for name in _names(request, key, tool, plan):
            names.add(name, pk)
        if request.host and host and _is_same_house(request.host, host):
            shared[pk].add(HOST)
        if vendor and name_key(made_by) == vendor:
            shared[pk].add(VENDOR)
    for name in {request.key, name_key(request.tool)}:
        for pk in names.nearest(name):
            shared[pk].add(NAME)
    rows = VettingRequest.objects.select_related("offering").in_bulk(_closest(shared))
    return [Alike(rows[pk], _why(shared[pk])) for pk in _closest(shared)]


def _names(request: VettingRequest, key: str, tool: str, plan: str) -> set[str]:
    """Two plans of a tool are two requests; one without a plan may mean any of them."""
    if not request.plan or not plan:
        return {key, name_key(tool)}
    return {name_key(tool)} if name_key(plan) == name_key(request.plan) else set()


def _is_same_house(one: str, other: str) -> bool:
    """The same host, or one below the other: app.example.com and example.com."""
    return one in host_and_parents(other) or other in host_and_parents(one)


def _closest(shared: dict[int, set[str]]) -> list[int]:
    return sorted(shared, key=lambda pk: (*(why not in shared[pk] for why in ORDER), pk))[:MOST]


def _why(found: set[str]) -> tuple[str, ...]:
    return tuple(why for why in ORDER if why in found)
