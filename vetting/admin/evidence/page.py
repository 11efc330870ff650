"""One proof: what it is, until when it counts and why, who read it, and all that rests on it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.safestring import SafeString

from vetting.admin.evidence.badges import until_badge
from vetting.admin.evidence.picking import title_of
from vetting.admin.parts.badges import status_badge
from vetting.models import Answer, Evidence, Offering, Policy
from vetting.models.waiting import USABLE
from vetting.scoring.evidence import last_day, why_until
from vetting.scoring.policy import EvidenceKind
from vetting.scoring.policy import Policy as Rules
from vetting.services.answer_words import in_words
from vetting.services.assessments import local_day
from vetting.services.evidence import ADD, ANSWER
from vetting.services.renewals import renewals_of

PER_PAGE = 25
MOST_READINGS = 20


@dataclass(frozen=True, slots=True)
class Worth:
    """What a proof is worth today."""

    kind: EvidenceKind
    until: date
    why: str
    today: date

    @property
    def over(self) -> bool:
        return self.until < self.today

    @property
    def badge(self) -> SafeString:
        return until_badge(self.until, self.today)


@dataclass(frozen=True, slots=True)
class Said:
    """One answer that rests on the proof."""

    key: int
    title: str
    value: str
    gating: bool


@dataclass(frozen=True, slots=True)
class Resting:
    """One offering whose answers rest on the proof, with its status today."""

    offering: Any
    answers: list[Said]

    @property
    def gating(self) -> bool:
        return any(answer.gating for answer in self.answers)

    @property
    def falls(self) -> bool:
        """True where it may be used today, and could not be decided so again without the proof."""
        return self.gating and self.offering.status in USABLE

    @property
    def status(self) -> SafeString | str:
        return status_badge(self.offering.status, self.offering.why)


def evidence_page(request: HttpRequest, site: AdminSite, object_id: str) -> HttpResponse:
    """The page, in a number of queries that does not depend on how much rests on the proof."""
    if request.method not in ("GET", "HEAD") or not request.user.has_perm("vetting.view_evidence"):
        raise PermissionDenied
    if not object_id.isdecimal():
        raise Http404("There is no such evidence.")
    proof = get_object_or_404(Evidence.objects.select_related("added_by"), pk=object_id)
    context = {
        **site.each_context(request),
        **page_context(proof, request.user, timezone.now(), request.GET.get("p")),
        "title": proof.title,
        "opts": Evidence._meta,
    }
    return TemplateResponse(request, "admin/vetting/evidence/page.html", context)


def page_context(proof: Evidence, user: Any, now: datetime, page: str | None) -> dict[str, Any]:
    today = local_day(now)
    rules = Policy.objects.in_force(today).rules
    current = Answer.objects.filter(evidence=proof, superseded_at=None)
    listed = _listed(current, today, page)
    resting = _resting(listed, current, rules, today)
    later = proof.renewals.select_related("made_by", "renewed").order_by("-pk")
    earlier = proof.renewal_of.select_related("made_by", "evidence").order_by("-pk")
    may_reconfirm = user.has_perms([ADD, ANSWER])
    return {
        "proof": proof,
        "today": today,
        "worth": _worth(proof, rules, today),
        "counts": _counts(current, rules, today),
        "listed": listed,
        "resting": resting,
        "shown": " ".join(str(answer.key) for one in resting for answer in one.answers),
        "later": list(later[:MOST_READINGS]),
        "earlier": list(earlier[:MOST_READINGS]),
        "renewal": renewals_of([proof], today, today)[0] if may_reconfirm else None,
        "may_use": user.has_perm(ANSWER),
    }


def _worth(proof: Evidence, rules: Rules, today: date) -> Worth | None:
    """None for a kind that the rules in force do not know: then it proves nothing."""
    kind = rules.evidence_kinds.get(proof.kind)
    if kind is None:
        return None
    fact = proof.as_fact()
    return Worth(kind, last_day(fact, rules), why_until(fact, rules), today)


def _counts(current: QuerySet[Answer], rules: Rules, today: date) -> dict[str, int]:
    """How much rests on it, and how many usable offerings would lose what any verdict needs."""
    gating = Q(criterion__in=[c.key for c in rules.criteria.values() if c.gating])
    held = current.aggregate(answers=Count("pk"), offerings=Count("offering", distinct=True))
    needed = current.filter(gating).order_by().values("offering")
    fall: QuerySet[Any] = Offering.objects.filter(pk__in=needed).with_status_on(today)
    return {**held, "fall": fall.filter(now__status__in=USABLE).count()}


def _listed(current: QuerySet[Answer], today: date, page: str | None) -> Page[Any]:
    rows = Offering.objects.filter(pk__in=current.order_by().values("offering"))
    told = rows.with_status_on(today).annotate(why=F("now__reason"), until=F("now__valid_until"))
    return Paginator(told.order_by("full_name", "pk"), PER_PAGE).get_page(page)


def _resting(
    listed: Iterable[Any], current: QuerySet[Answer], rules: Rules, today: date
) -> list[Resting]:
    offerings = list(listed)
    rows = current.filter(offering__in=[one.pk for one in offerings]).order_by("pk")
    held: dict[int, list[Answer]] = defaultdict(list)
    for answer in rows:
        held[answer.offering_id].append(answer)
    order = {key: place for place, key in enumerate(rules.criteria)}
    return [
        Resting(
            offering,
            [
                _said(answer, offering, rules, today)
                for answer in sorted(held[offering.pk], key=lambda a: order.get(a.criterion, 99))
            ],
        )
        for offering in offerings
    ]


def _said(answer: Answer, offering: Offering, rules: Rules, today: date) -> Said:
    asked = rules.criteria.get(answer.criterion)
    title = title_of(answer.criterion, rules)
    if asked is None:
        return Said(answer.pk, title, str(answer.value), gating=False)
    gating = asked.gating and asked.applies(offering.deployment_kind)
    return Said(answer.pk, title, in_words(asked, answer.value, today), gating)
