"""What tenants inherited and their plans now say otherwise: found, compared and told in words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from vetting.models import Answer, Offering, Policy
from vetting.scoring.inheritance import Drift, carries, drift, is_worse
from vetting.scoring.judgement import Judgement, judge
from vetting.scoring.policy import Criterion
from vetting.scoring.policy import Policy as Rules
from vetting.services.answer_words import in_words
from vetting.services.assessments import local_day

MOST_TOLD = 3
Given = Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class News:
    """One answer of a plan that differs from what its tenant holds; `held` and `given` may lack.

    `before` and `after` say how either would stand at the tenant today.
    """

    tenant: Offering
    criterion: Criterion
    held: Answer | None
    given: Answer | None
    before: Judgement
    after: Judgement
    drift: Drift
    today: date

    @property
    def worse(self) -> bool:
        return self.held is not None and is_worse(self.before, self.after)

    @property
    def stops(self) -> bool:
        return self.drift is Drift.STOPS

    @property
    def was(self) -> str:
        return self._said(self.held)

    @property
    def now(self) -> str:
        return self._said(self.given)

    @property
    def key(self) -> int | None:
        """Which answer of the plan this is about, to be named again when it is taken over."""
        return self.given.pk if self.given else None

    def _said(self, answer: Answer | None) -> str:
        return in_words(self.criterion, answer.value, self.today) if answer else "Not answered"

    def __str__(self) -> str:
        inherited = f"{self.criterion.title}: inherited “{self.was}”, and the plan"
        if self.given is None:
            return f"{inherited} no longer answers it."
        if self.was != self.now:
            return f"{inherited} now says “{self.now}”."
        proof = self.given.evidence.title if self.given.evidence else "nothing"
        return f"{inherited} still says so, but on proof that is worth less ({proof})."


def news_from(plans: Iterable[Offering], *, now: datetime) -> list[News]:
    """What these plans said anew in the act of this moment, at each tenant that inherited it.

    One query where there are no tenants, four at most however many there are.
    """
    rows = Offering.objects.filter(tenant_of__in=[plan.pk for plan in plans])
    tenants = list(rows.select_related("tenant_of").with_answers_at().order_by("pk"))
    if not tenants:
        return []
    given, touched = _given_by({tenant.tenant_of_id for tenant in tenants}, since=now)
    rules, today = Policy.objects.in_force(local_day(now)).rules, local_day(now)
    return [
        one
        for tenant in tenants
        for one in _compared(
            tenant, _inherited(tenant), given.get(tenant.tenant_of_id, {}), rules, today
        )
        if (tenant.tenant_of_id, one.criterion.key) in touched
    ]


def news_at(tenant: Offering, rules: Rules, today: date) -> list[News]:
    """What this tenant could take over: what its plan says otherwise, or answers and it does not.

    Nothing for what is no tenant. Its answers must be at hand as `current_answers`. One query.
    """
    if tenant.tenant_of_id is None:
        return []
    plan = _given_by([tenant.tenant_of_id])[0].get(tenant.tenant_of_id, {})
    known = {answer.criterion for answer in _held(tenant)}
    added = {
        key: answer
        for key, answer in plan.items()
        if key not in known
        and key in rules.criteria
        and carries(rules.criteria[key], rules, tenant.deployment_kind)
    }
    found = list(_compared(tenant, _inherited(tenant), plan, rules, today))
    return found + [
        _news(tenant, rules.criteria[key], (None, answer), rules, today)
        for key, answer in added.items()
    ]


def told_of(news: Iterable[News]) -> str:
    """Why a tenant is to be looked at again: each question, what was inherited, and what is new."""
    news = sorted(news, key=lambda one: (not one.stops, not one.worse))
    more = len(news) - MOST_TOLD
    rest = f" And {more} more." if more > 0 else ""
    plan = news[0].tenant.tenant_of
    return f"Its plan, {plan}, answers otherwise. {' '.join(map(str, news[:MOST_TOLD]))}{rest}"


def unsettled(tenant: Offering, rules: Rules, today: date) -> list[str]:
    """Why it cannot be called usable: what it inherited is better than what its plan says today."""
    return [
        f"{one} Take that over, or answer it here on our own evidence."
        for one in news_at(tenant, rules, today)
        if one.worse
    ]


def _compared(
    tenant: Offering, held: Iterable[Answer], plan: Given, rules: Rules, today: date
) -> Iterator[News]:
    for answer in held:
        given, criterion = plan.get(answer.criterion), rules.criteria.get(answer.criterion)
        same = given is not None and given.pk == answer.inherited_from_id
        if criterion is not None and not same:
            yield _news(tenant, criterion, (answer, given), rules, today)


def _news(
    tenant: Offering,
    criterion: Criterion,
    answers: tuple[Answer | None, Answer | None],
    rules: Rules,
    today: date,
) -> News:
    held, given = answers
    facts = [answer.as_fact(rules) if answer else None for answer in answers]
    before, after = (judge(criterion, f, rules, tenant.deployment_kind, today) for f in facts)
    found = drift(before, after, today) if held else Drift.ADDED
    return News(tenant, criterion, held, given, before, after, found, today)


def _held(tenant: Offering) -> list[Answer]:
    """Read beforehand, for all tenants in one go."""
    answers: list[Answer] = tenant.current_answers  # type: ignore[attr-defined]
    return answers


def _inherited(tenant: Offering) -> list[Answer]:
    return [answer for answer in _held(tenant) if answer.inherited_from_id is not None]


def _given_by(
    plans: Iterable[int | None], since: datetime | None = None
) -> tuple[dict[int | None, dict[str, Answer]], set[tuple[int | None, str]]]:
    """What plans answer now, by plan and criterion; and what was said or ended since. One query."""
    wanted = Q(superseded_at=None)
    if since is not None:
        wanted |= Q(superseded_at__gte=since)
    rows = Answer.objects.filter(wanted, offering__in=set(plans)).select_related("evidence")
    given: dict[int | None, dict[str, Answer]] = {}
    touched: set[tuple[int | None, str]] = set()
    for answer in rows.order_by("pk"):
        if answer.superseded_at is None:
            given.setdefault(answer.offering_id, {})[answer.criterion] = answer
        if since and (answer.superseded_at is not None or answer.recorded_at >= since):
            touched.add((answer.offering_id, answer.criterion))
    return given, touched
