"""What is catalogued: save a vendor, a tool or an offering, and set what an offering runs on."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models

from vetting.models import Offering, RunsOn, Tool, Vendor
from vetting.models.naming import is_bare_host
from vetting.scoring.permission import Proposal, loosens
from vetting.scoring.status import Act as Deciding
from vetting.scoring.status import Status
from vetting.services.assessments import keep_assessments, local_day
from vetting.services.audit import Act, one_at_a_time, record_act, record_acts
from vetting.services.chains import cycle_through as cycle_through
from vetting.services.consequences import answers_changed
from vetting.services.drafts import told_on
from vetting.services.names import rebuild_names
from vetting.services.permissions import require, require_to_save
from vetting.services.publishing import publish
from vetting.services.refusals import Refused, problems_of, refuse_if
from vetting.services.reviews import open_review
from vetting.services.statuses import redraw_statuses
from vetting.services.stops import write_stop_or_lift

VENDOR_FIELDS = ("slug", "name", "country", "website")
TOOL_FIELDS = ("slug", "vendor_id", "name", "category", "modalities", "domains", "aliases")
OFFERING_FIELDS = (
    "slug",
    "tool_id",
    "name",
    "kind",
    "aliases",
    "login_domains",
    "contract_ends_on",
    "out_of_scope",
)


@one_at_a_time
def save_vendor(*, vendor: Vendor, by: User | None, now: datetime, because: str = "") -> Vendor:
    """Create or change a vendor; what is published of its offerings follows. Raises Refused."""
    if _save(vendor, VENDOR_FIELDS, by=by, now=now, because=because):
        redraw_statuses(Offering.objects.filter(tool__vendor=vendor), now=now)
    return vendor


@one_at_a_time
def save_tool(*, tool: Tool, by: User | None, now: datetime, because: str = "") -> Tool:
    """Create or change a tool; its offerings follow its name. Raises Refused."""
    refuse_if(host_problems(tool.domains), "domains")
    if _save(tool, TOOL_FIELDS, by=by, now=now, because=because):
        follow_tools([tool], now=now)
    return tool


def follow_tools(tools: Iterable[Tool], *, now: datetime) -> None:
    """Let offerings, the names they are found by and the chains told of follow these tools' names.

    The caller has saved the tools; a handful of queries for all of them.
    """
    tools = list(tools)
    offerings = list(Offering.objects.filter(tool__in=tools).select_related("tool"))
    for offering in offerings:
        offering.full_name = full_name(offering.tool, offering.name)
    Offering.objects.bulk_update(offerings, ["full_name"], batch_size=200)
    rebuild_names(tools)
    redraw_statuses(offerings, now=now)


@one_at_a_time
def save_offering(
    *, offering: Offering, by: User | None, now: datetime, because: str = ""
) -> Offering:
    """Create or change an offering; it is assessed at once and told as never decided.

    Raises Refused. Another deployment kind asks other questions, so its assessment follows.
    """
    refuse_if(host_problems(offering.login_domains), "login_domains")
    if (plan := offering.tenant_of) and plan.tool_id != offering.tool_id:
        raise Refused([("tool", f"It is our tenant of {plan}, so it belongs to {plan.tool}.")])
    is_new = offering.pk is None
    if is_new:
        offering.created_at = now
    if offering.tool_id:
        offering.full_name = full_name(offering.tool, offering.name)
    if not _save(offering, OFFERING_FIELDS, by=by, now=now, because=because):
        return offering
    rebuild_names([offering.tool])
    # Also for a new name: what runs on this offering is told of it by that name.
    redraw_statuses([offering], now=now)
    if is_new:
        keep_assessments([offering], now=now)
    else:
        answers_changed([offering], now=now, by=by)
        review_shorter_contract(offering, by=by, now=now)
    return offering


def review_shorter_contract(offering: Offering, *, by: User | None, now: datetime) -> None:
    """A decision keeps its last day, so a contract that ends before it needs a new one."""
    last = told_on(offering, local_day(now)).valid_until
    ends = offering.contract_ends_on
    if ends is not None and last is not None and ends < last:
        because = f"Our contract ends on {ends.isoformat()}, before the verdict's last day."
        open_review(offering=offering, because=because, by=by, now=now)


@one_at_a_time
def set_runs_on(
    *,
    offering: Offering,
    upstreams: Iterable[Offering],
    by: User | None,
    now: datetime,
    because: str = "",
) -> None:
    """From today on, `offering` runs on exactly these. Raises Refused for a cycle.

    A chain is one person's word, so it must not loosen what is published: where it would, the
    offering is suspended until two people lift that.
    """
    if by is not None:
        require(by, "vetting.change_offering")
    wanted = list(upstreams)
    refuse_if(_cycle_problems(offering, wanted), "runs_on")
    told = told_on(offering, local_day(now))
    acts = put_links({offering: wanted}, now=now, because=because)
    if acts:
        record_acts(acts, by=by, now=now)
        redraw_statuses([offering], now=now)
        stop_if_looser(offering, told, by=by, now=now)


def put_links(
    wanted: Mapping[Offering, Iterable[Offering]], *, now: datetime, because: str
) -> list[Act]:
    """Let each of these run on exactly those; the acts to record, one for each that changed.

    The caller has made sure that there is no cycle, records the acts, then draws the statuses and
    stops what became looser.
    """
    links = RunsOn.objects.filter(offering__in=wanted, ended_on=None).select_related("upstream")
    held: dict[int, dict[int, RunsOn]] = {offering.pk: {} for offering in wanted}
    for link in links:
        held[link.offering_id][link.upstream_id] = link
    gone, new, acts, today = [], [], [], local_day(now)
    for offering, upstreams in wanted.items():
        after, before = {u.pk: u for u in upstreams}, held[offering.pk]
        if set(after) == set(before):
            continue
        gone += [link.pk for key, link in before.items() if key not in after]
        new += [
            RunsOn(offering=offering, upstream=u, started_on=today)
            for key, u in after.items()
            if key not in before
        ]
        was = {"runs_on": sorted(link.upstream.slug for link in before.values())}
        runs_on = {"runs_on": sorted(u.slug for u in after.values())}
        acts.append(Act("changed what it runs on", offering, because, was, runs_on))
    RunsOn.objects.filter(pk__in=gone).update(ended_on=today)
    RunsOn.objects.bulk_create(new, batch_size=500)
    return acts


def stop_if_looser(offering: Offering, before: Status, *, by: User | None, now: datetime) -> None:
    """Suspend an offering that is told more loosely than before, after its chain has changed."""
    after = told_on(offering, local_day(now))
    proposal = Proposal(after.verdict, after.ceiling, after.conditions, after.valid_until)
    looser = loosens(before, proposal) if after.usable else ()
    if looser:
        because = f"What it runs on changed, and {looser[0]}: a second person has to agree."
        stop = write_stop_or_lift(offering, Deciding.SUSPEND, because, by, None, now=now)
        publish(stop, None, by=by, now=now)
        open_review(offering=offering, because=because, by=by, now=now)


def full_name(tool: Tool, plan: str) -> str:
    """What an offering is called in lists: the tool, then the plan."""
    return f"{tool.name} - {plan}"


def host_problems(hosts: list[str]) -> list[str]:
    """A sentence for each entry that is not a bare host name."""
    return [
        f"{host!r} is not a host name; give it without https:// and path, such as app.example.com."
        for host in hosts
        if not is_bare_host(host)
    ]


def _cycle_problems(offering: Offering, wanted: list[Offering]) -> list[str]:
    links: dict[str, set[str]] = {}
    rows = RunsOn.objects.filter(ended_on=None).exclude(offering=offering)
    for up, below in rows.values_list("offering__slug", "upstream__slug"):
        links.setdefault(up, set()).add(below)
    links[offering.slug] = {u.slug for u in wanted}
    cycle = cycle_through(links)
    return [f"That would go in a circle: {' runs on '.join(cycle)}."] if cycle else []


def _save(
    row: models.Model,
    fields: tuple[str, ...],
    *,
    by: User | None,
    now: datetime,
    because: str,
) -> bool:
    """Validate and save with an audit entry; False when nothing differs. Raises Refused."""
    require_to_save(by, row)
    held = type(row)._default_manager.filter(pk=row.pk).first() if row.pk else None
    before = {f: getattr(held, f) for f in fields} if held else {}
    after = {f: getattr(row, f) for f in fields}
    changed = {f for f in fields if held is None or before[f] != after[f]}
    if not changed:
        return False
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refused(problems_of(error)) from error
    row.save()
    record_act(
        act="created" if held is None else "changed",
        subject=row,
        by=by,
        now=now,
        because=because,
        before={f: before[f] for f in sorted(changed)} if held else {},
        after={f: after[f] for f in sorted(changed)},
    )
    return True
