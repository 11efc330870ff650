"""The page that puts two to four offerings side by side, chosen by their names in the address."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from vetting.admin.offering.compare.rows import parts_of
from vetting.admin.offering.compare.standing import sentence_on, standings_of
from vetting.models import LookupName, Offering, Policy
from vetting.models.naming import name_key
from vetting.services.assessments import local_day

FEWEST, MOST = 2, 4
MOST_PLANS, MOST_FOUND = 24, 12


@dataclass(frozen=True, slots=True)
class Choice:
    """What is compared, what else could be, and what is wrong with the wish."""

    chosen: list[Any]
    plans: list[Offering]
    found: list[Offering]
    words: str
    problems: list[str] = field(default_factory=list)


def compare_url(site: AdminSite) -> URLPattern:
    def view(request: HttpRequest) -> HttpResponse:
        return compare_page(request, site)

    return path("compare/", site.admin_view(view), name="vetting_offering_compare")


def address(*slugs: str) -> str:
    """Where these are compared."""
    query = QueryDict(mutable=True)
    query.setlist("slug", slugs)
    return f"{reverse('admin:vetting_offering_compare')}?{query.urlencode()}"


def compare_page(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Always the same number of queries, however much there is to compare."""
    if not request.user.has_perm("vetting.view_offering"):
        raise PermissionDenied
    choice = choice_of(request.GET)
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": "Compare offerings",
        "opts": Offering._meta,
        "choice": choice,
    }
    if len(choice.chosen) >= FEWEST:
        only = "only" in request.GET
        context |= _side_by_side(choice.chosen, local_day(timezone.now()), only=only)
        context["with_all"] = _with(request.GET, only=False)
        context["with_only"] = _with(request.GET, only=True)
    return TemplateResponse(request, "admin/vetting/offering/compare.html", context)


def _side_by_side(chosen: list[Any], today: date, *, only: bool) -> dict[str, Any]:
    policy = Policy.objects.in_force(today)
    standings = standings_of(chosen, policy.rules, today)
    parts = parts_of(standings, policy.rules, today, only=only)
    best_first = sorted(standings, key=lambda one: -one.verdict.rank)
    return {
        "policy": policy,
        "standings": standings,
        "parts": parts,
        "differing": sum(part.differing for part in parts),
        "only": only,
        "headline": _headline(sum(one.verdict.usable for one in standings), len(standings)),
        "sentences": [sentence_on(one) for one in best_first],
    }


def _headline(passing: int, count: int) -> str:
    if not passing:
        return "None of them would pass today."
    if passing == count:
        return "All of them would pass today."
    return f"{passing} of {count} would pass today."


def choice_of(asked: QueryDict) -> Choice:
    """What the address asks for; each problem is a sentence."""
    wanted = list(dict.fromkeys(slug for slug in asked.getlist("slug") if slug))
    rows = Offering.objects.filter(slug__in=wanted[: MOST + 1]).select_related("tool__vendor")
    held: dict[str, Any] = {row.slug: row for row in rows.with_answers_at()}
    problems = [f"There is no offering “{slug}”." for slug in wanted[:MOST] if slug not in held]
    if len(wanted) > MOST:
        problems.append(f"At most {MOST} fit side by side: these are the first {MOST}.")
    chosen = [held[slug] for slug in wanted[:MOST] if slug in held]
    words = asked.get("find", "").strip()
    found = list(_found(words, chosen)) if words else []
    if words and not found:
        problems.append(f"No other offering is called “{words}”.")
    if len(chosen) < FEWEST and wanted and not words:
        problems.append("Choose at least two to compare.")
    return Choice(chosen, list(_plans(chosen, found)), found, words, problems)


def _plans(chosen: list[Any], found: list[Offering]) -> QuerySet[Offering]:
    """The other plans of the tools that are compared."""
    others = Offering.objects.filter(tool__in={one.tool_id for one in chosen})
    others = others.exclude(pk__in=[one.pk for one in (*chosen, *found)])
    return others.order_by("full_name", "pk")[:MOST_PLANS]


def _found(words: str, chosen: list[Any]) -> QuerySet[Offering]:
    """By a part of its name, or of another name or host that it is known by."""
    rows = Offering.objects.exclude(pk__in=[one.pk for one in chosen])
    said = Q(full_name__icontains=words) | Q(slug=words.lower())
    if key := name_key(words):
        names = LookupName.objects.filter(offering=OuterRef("pk"), key__contains=key)
        said |= Q(Exists(names))
    return rows.filter(said).order_by("full_name", "pk")[:MOST_FOUND]


def _with(asked: QueryDict, *, only: bool) -> str:
    """The same comparison, with every row or only with those that differ."""
    query = QueryDict(mutable=True)
    query.setlist("slug", asked.getlist("slug"))
    if only:
        query["only"] = "1"
    return f"?{query.urlencode()}"
