"""Turn a request into work: put what it asks for into the catalogue, and open a review of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify

from vetting.models import Decision, Offering, Tool, Vendor, VettingRequest
from vetting.models.naming import name_key
from vetting.models.requests import UNDER_WAY
from vetting.scoring.status import Act
from vetting.services.audit import one_at_a_time, record_act
from vetting.services.catalogue import (
    full_name,
    host_problems,
    save_offering,
    save_tool,
    save_vendor,
)
from vetting.services.permissions import require
from vetting.services.refusals import Refused, problems_of
from vetting.services.requests.handling import State, held, must_be, why_vetted
from vetting.services.reviews import open_review

CATALOGUE = "vetting.add_offering"
ENDED = "This request has ended. Open it again first."
Problem = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be vetted: a plan of a tool that is there, or of a new one, perhaps of a new
    vendor. Whatever is said of a new one counts only where none is chosen."""

    plan: str
    kind: str
    login_domains: tuple[str, ...] = ()
    tool: Tool | None = None
    tool_name: str = ""
    category: str = ""
    modalities: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    vendor: Vendor | None = None
    vendor_name: str = ""


@one_at_a_time
def turn_into_review(
    *, request: VettingRequest, wanted: Wanted, seen: str, by: User, now: datetime
) -> Offering:
    """Put into the catalogue what is missing of it, and open the review of the new offering.

    Raises Refused with all that is wrong, and then nothing is made.
    """
    require(by, CATALOGUE)
    request = held(request, seen=seen, by=by)
    must_be(request, UNDER_WAY, ENDED)
    vendor, tool, offering = _rows(wanted, request)
    if problems := [*_problems(wanted, vendor, tool, offering)]:
        raise Refused(problems)
    because = why_vetted(request)
    if vendor.pk is None:
        save_vendor(vendor=vendor, by=by, now=now, because=because)
    if tool.pk is None:
        tool.vendor = vendor
        save_tool(tool=tool, by=by, now=now, because=because)
    offering.tool = tool
    save_offering(offering=offering, by=by, now=now, because=because)
    _begin(request, offering, "turned into a review", by=by, now=now)
    return offering


@one_at_a_time
def take_offering(
    *, request: VettingRequest, offering: Offering, seen: str, by: User, now: datetime
) -> VettingRequest:
    """It is this offering that productions ask for. A review opens if it was never decided."""
    request = held(request, seen=seen, by=by)
    must_be(request, UNDER_WAY, ENDED)
    _begin(request, offering, "linked to an offering", by=by, now=now)
    return request


def _begin(
    request: VettingRequest, offering: Offering, act: str, *, by: User, now: datetime
) -> None:
    decided = Decision.objects.filter(offering=offering, act=Act.DECIDE.value).exists()
    if not decided:
        open_review(offering=offering, because=why_vetted(request), by=by, now=now)
    before = {"state": request.state}
    request.state, request.offering = State.IN_REVIEW, offering
    request.save()
    after = {"state": request.state, "offering": offering.slug, "votes": request.votes}
    record_act(act=act, subject=request, by=by, now=now, before=before, after=after)


def _rows(wanted: Wanted, request: VettingRequest) -> tuple[Vendor, Tool, Offering]:
    """The vendor, the tool and the offering; what is not in the catalogue has no key yet."""
    fallback = f"request-{request.pk}"
    vendor = wanted.tool.vendor if wanted.tool else wanted.vendor
    vendor = vendor or Vendor(
        name=wanted.vendor_name, slug=_free(Vendor, wanted.vendor_name, fallback)
    )
    tool = wanted.tool or Tool(
        name=wanted.tool_name,
        slug=_free(Tool, wanted.tool_name, fallback),
        category=wanted.category,
        modalities=list(wanted.modalities),
        domains=list(wanted.domains),
    )
    offering = Offering(
        name=wanted.plan,
        full_name=full_name(tool, wanted.plan),
        slug=_free(Offering, f"{tool.slug} {wanted.plan}", fallback),
        kind=wanted.kind,
        login_domains=list(wanted.login_domains),
    )
    return vendor, tool, offering


def _free(model: type[Vendor] | type[Tool] | type[Offering], name: str, fallback: str) -> str:
    """A short name that nothing else has, made from a name."""
    longest = model._meta.get_field("slug").max_length or 0
    slug = slugify(name)[: longest - 5].strip("-_").replace("_", "-") or fallback
    taken = set(model.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    numbered = (f"{slug}-{number}" for number in range(2, len(taken) + 3))
    return next(one for one in (slug, *numbered) if one not in taken)


OF_VENDOR = {"name": "vendor_name", "slug": "vendor_name"}
OF_TOOL = {"name": "tool_name", "slug": "tool_name"}
OF_OFFERING = {"name": "plan", "slug": "plan", "full_name": "plan"}


def _problems(wanted: Wanted, vendor: Vendor, tool: Tool, offering: Offering) -> Iterator[Problem]:
    if tool.pk is None:
        yield from _problems_of_new_tool(wanted, vendor, tool)
    elif name_key(wanted.plan) in map(name_key, tool.offerings.values_list("name", flat=True)):
        yield "plan", f"{offering} is in the registry already: say “It is this one” instead."
    yield from _faults(offering, ("tool", "created_at"), OF_OFFERING)
    yield from (("login_domains", why) for why in host_problems(offering.login_domains))


def _problems_of_new_tool(wanted: Wanted, vendor: Vendor, tool: Tool) -> Iterator[Problem]:
    if not wanted.tool_name:
        yield "tool_name", "Choose a tool, or name the new one."
    else:
        yield from _faults(tool, ("vendor",), OF_TOOL)
    yield from (("domains", why) for why in host_problems(tool.domains))
    if vendor.pk is not None:
        if name_key(tool.name) in map(name_key, vendor.tools.values_list("name", flat=True)):
            yield "tool_name", f"{vendor} has a tool of this name already: choose it above."
    elif not wanted.vendor_name:
        yield "vendor_name", "Choose a vendor, or name the new one."
    else:
        yield from _faults(vendor, (), OF_VENDOR)
        names = Vendor.objects.values_list("name", flat=True)
        if name_key(vendor.name) in map(name_key, names.iterator()):
            yield "vendor_name", f"{vendor} is in the registry already: choose it above."


def _faults(row: models.Model, exclude: tuple[str, ...], fields: dict[str, str]) -> list[Problem]:
    """What the row itself says is wrong with it, at the fields of the form."""
    try:
        row.full_clean(exclude=exclude)
    except ValidationError as error:
        return [(fields.get(name, name), sentence) for name, sentence in problems_of(error)]
    return []
