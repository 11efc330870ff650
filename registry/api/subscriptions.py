"""GET and POST subscriptions/: the offerings whose changes a production is told of."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.door.asker import production_of
from registry.api.door.authentication import HasScope
from registry.api.door.busy import or_unavailable
from registry.api.door.described import described
from registry.api.door.endpoint import Endpoint
from registry.api.door.given import read_fields
from registry.api.door.problems import Error, Invalid
from registry.api.lists.fields import chosen_of_each, fields_of
from registry.api.lists.filters import STATUS
from registry.api.lists.filterset import StrictFilter, StrictFilterSet
from registry.api.lists.newest import moment
from registry.api.lists.pagination import PAGING, Sorting, page_of
from registry.api.lists.parameters import BOOLEAN, SLUG_TEXT, read, text_of
from registry.api.lists.walk import Column
from registry.api.rows import Row
from registry.api.schema.subscriptions import (
    MOST,
    SubscribedSerializer,
    SubscribeSerializer,
    SubscriptionPageSerializer,
)
from registry.api.shapes import USABLE, Shown, day, is_usable, shown_to
from vetting.models import ApiKey, Offering, Production, Subscription
from vetting.services.intake.subscriptions import subscribe, unsubscribe

Rows = QuerySet[Any, Row]

SORTING = Sorting(
    {"subscribed_at": Column("subscribed_at", moment), "name": Column("name")},
    usual="-subscribed_at",
)
LIST = (fields_of(SubscriptionPageSerializer), SORTING.parameter(), *PAGING)
TOLD = ("slug", "name", "status", "reason", "valid_until")
EXAMPLE = '{"offerings": ["runway-enterprise"]}'
FEW_OR_MANY = f"Give a list of 1 to {MOST:,} slugs of offerings."


class HasSubscriptionsScope(HasScope):
    """What a production is told of, and where; never without a key."""

    scope = ApiKey.Scope.SUBSCRIPTIONS


class SubscriptionFilter(StrictFilterSet):
    """Narrows what a production is told of."""

    status = StrictFilter(STATUS, "What is told of it today.", many=True, method="by_status")
    usable = StrictFilter(
        BOOLEAN, "true: approved or conditional; false: the others.", method="by_usable"
    )
    search = StrictFilter(text_of(100), "Words that all occur in its name.", method="by_words")

    class Meta:
        model = Subscription
        fields = ()

    def by_status(self, rows: Rows, _: str, wanted: tuple[str, ...]) -> Rows:
        return rows.filter(status__in=wanted)

    def by_usable(self, rows: Rows, _: str, wanted: bool) -> Rows:
        return rows.filter(status__in=USABLE) if wanted else rows.exclude(status__in=USABLE)

    def by_words(self, rows: Rows, _: str, text: str) -> Rows:
        return rows.filter(*(Q(name__icontains=word) for word in text.split()))


class SubscriptionList(Endpoint):
    """What the own production is told of. A list costs two queries with the key's."""

    permission_classes = (HasSubscriptionsScope,)
    parameters = None

    @described(
        "subscriptions_list",
        "List what your production is told of",
        SubscriptionPageSerializer,
        tag="subscriptions",
        parameters=LIST,
        filters=SubscriptionFilter,
    )
    def get(self, request: Request) -> Response:
        filterset = SubscriptionFilter(request.query_params, LIST)
        rows = filterset.filter_queryset(self._rows(production_of(request)))
        page = page_of(rows, SORTING, filterset.asked)
        shown = shown_to(request)
        found = chosen_of_each((_shown(row, shown) for row in page.rows), filterset.asked)
        return Response(page.envelope(request, found))

    @described(
        "subscriptions_create",
        "Be told of offerings",
        SubscribedSerializer,
        tag="subscriptions",
        body=SubscribeSerializer,
        created=True,
        writes=True,
        description="Every webhook, chat and mail address of your production hears of it when the "
        "status of one of these loosens or tightens, and two weeks before it runs out. 201 where "
        "any of them is new; 200 where you were told of all of them already. One that nobody "
        "knows refuses them all.",
    )
    def post(self, request: Request) -> Response:
        read(request.query_params, ())
        wanted = _wanted(request.data)
        with or_unavailable():
            found = subscribe(
                production=production_of(request), offerings=wanted, now=timezone.now()
            )
        added = {offering.slug for offering in found}
        slugs = [offering.slug for offering in wanted]
        answer = {
            "added": [slug for slug in slugs if slug in added],
            "already": [slug for slug in slugs if slug not in added],
        }
        return Response(answer, status=201 if added else 200)

    def _rows(self, production: Production) -> Rows:
        """Its subscriptions, each with the one period of the offering that holds today."""
        still = Q(offering__periods__ends_on=None) | Q(offering__periods__ends_on__gte=self.today)
        own = Subscription.objects.filter(
            still, production=production, offering__periods__starts_on__lte=self.today
        )
        told = {name: F(f"offering__periods__{name}") for name in TOLD}
        return own.annotate(**told, subscribed_at=F("created_at")).values(
            "id", "subscribed_at", *TOLD
        )


class SubscriptionDetail(Endpoint):
    """One offering that the own production is told of."""

    permission_classes = (HasSubscriptionsScope,)

    @described(
        "subscriptions_destroy",
        "Be told of an offering no more",
        None,
        tag="subscriptions",
        code=204,
        writes=True,
        kept=False,
        description="What happened before is still sent.",
    )
    def delete(self, request: Request, slug: str) -> Response:
        with or_unavailable():
            ended = unsubscribe(
                production=production_of(request),
                offerings=Offering.objects.filter(slug=slug),
                now=timezone.now(),
            )
        if not ended:
            raise Http404("Your production is not told of an offering with this slug.")
        return Response(status=204)


def _wanted(body: Any) -> list[Offering]:
    """The offerings that a body names, each once. Raises Invalid with all that is wrong."""
    given, errors = read_fields(body, {"offerings": _list}, EXAMPLE)
    slugs: list[Any] = given.get("offerings", [])
    if not slugs and not any(name == "offerings" for name, _ in errors):
        errors.append(("offerings", FEW_OR_MANY))
    sound = {slug for slug in slugs if _is_slug(slug)}
    known = {each.slug: each for each in Offering.objects.filter(slug__in=sound)} if sound else {}
    errors += _unknown(slugs, known)
    if errors:
        raise Invalid(errors)
    return [known[slug] for slug in dict.fromkeys(slugs)]


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or not 1 <= len(value) <= MOST:
        raise ValueError(FEW_OR_MANY)
    return value


def _unknown(slugs: list[Any], known: dict[str, Offering]) -> list[Error]:
    return [
        (
            f"offerings[{place}]",
            f"There is no offering with the slug {slug!r}."
            if _is_slug(slug)
            else "Give the slug of an offering, such as runway-enterprise.",
        )
        for place, slug in enumerate(slugs)
        if not isinstance(slug, str) or slug not in known
    ]


def _is_slug(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(SLUG_TEXT.read(value))
    except ValueError:
        return False


def _shown(row: Row, shown: Shown) -> Row:
    return {
        "slug": row["slug"],
        "name": row["name"],
        "status": row["status"],
        "status_reason": row["reason"],
        "usable": is_usable(row),
        "valid_until": day(row["valid_until"]),
        "subscribed_at": row["subscribed_at"],
        "url": shown.url("offerings", row["slug"]),
    }
