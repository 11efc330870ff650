"""Which offerings a production is told of: the list on its page, and the page on which to add."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property

from vetting.admin.access.endpoints.pages import OwnerPage
from vetting.admin.offering.panels import statuses_on
from vetting.admin.parts.choosing import Choosing
from vetting.models import Offering, Production, Subscription, waiting
from vetting.scoring.status import Status
from vetting.services.assessments import local_day
from vetting.services.subscriptions import ADD, CHANGE, subscribe, unsubscribe

VIEW = "vetting.view_subscription"
MOST_SHOWN, MOST_FOUND, MOST_TICKED = 200, 100, 500
LONGEST_TERM, LONGEST_KEY = 100, 18


@dataclass(frozen=True, slots=True)
class ToldOf:
    subscription: Subscription
    status: Status


def subscription_panel(production: Production, request: HttpRequest, now: Any) -> dict[str, Any]:
    """What it is told of, by name, each with its status today; two queries."""
    user = request.user
    if not user.has_perm(VIEW):
        return {"sees_subscriptions": False}
    rows = production.subscriptions.select_related("offering", "created_by")
    rows = rows.order_by("offering__full_name", "pk")
    held = list(rows[: MOST_SHOWN + 1])
    told = statuses_on([row.offering for row in held], local_day(now))
    where = {
        name: reverse(f"admin:vetting_production_{name}", args=[production.pk])
        for name in ("subscribe", "unsubscribe")
    }
    return {
        "sees_subscriptions": True,
        "told_of": [ToldOf(row, told[row.offering_id]) for row in held[:MOST_SHOWN]],
        "told_of_more": len(held) > MOST_SHOWN,
        "subscribe": where["subscribe"] if user.has_perm(ADD) else "",
        "unsubscribe": where["unsubscribe"] if user.has_perm(CHANGE) else "",
    }


class OfferingsForm(forms.Form):
    """`offered` are those to tick; whatever was ticked before stays among them."""

    q = forms.CharField(
        required=False,
        max_length=LONGEST_TERM,
        label="Find offerings",
        help_text="Words of the tool, the plan or the vendor.",
    )
    usable = forms.BooleanField(required=False, label="Only those that may be used today")
    offerings = forms.ModelMultipleChoiceField(
        Offering.objects.none(),
        label="Tell it of",
        widget=Choosing("Offerings", all_at_once=True),
        error_messages={"required": "Tick at least one offering."},
    )

    def __init__(self, *args: Any, offered: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["offerings"]
        chosen.queryset = Offering.objects.order_by("full_name", "pk")
        chosen.widget.choices = offered

    def clean_offerings(self) -> list[Offering]:
        return list(self.cleaned_data["offerings"])


class ProductionPage(OwnerPage):
    @property
    def production(self) -> Any:
        return self.owner


class SubscribePage(ProductionPage):
    permission = ADD
    heading = "Tell it of more offerings"
    form_class = OfferingsForm
    template_name = "admin/vetting/production/subscribe.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "offered": self.offered}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        said = {"term": self.term, "more": self.more, "offered": self.offered}
        return super().get_context_data(**said, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """To look for others is sent too, so that what is ticked already is kept."""
        if "find" not in request.POST:
            return super().post(request, *args, **kwargs)
        form = OfferingsForm(
            initial={"q": self.term, "usable": self.usable, "offerings": self.ticked},
            offered=self.offered,
        )
        return self.render_to_response(self.get_context_data(form=form))

    def act(self, form: Any) -> HttpResponse:
        added = subscribe(
            production=self.production,
            offerings=form.cleaned_data["offerings"],
            by=self.user,
            now=self.now,
        )
        messages.success(self.request, _sentence(len(added), self.production, "is told of", "more"))
        return HttpResponseRedirect(_list_of(self.production))

    @property
    def term(self) -> str:
        return self.request.POST.get("q", "").strip()[:LONGEST_TERM]

    @property
    def usable(self) -> bool:
        return "usable" in self.request.POST

    @property
    def ticked(self) -> list[int]:
        return keys_of(self.request)

    @property
    def more(self) -> bool:
        return len(self.found) > MOST_FOUND

    @cached_property
    def found(self) -> list[Offering]:
        """Those of that name, or before anything was looked for those that it asked for."""
        told = self.production.subscriptions.values("offering")
        rows: Any = Offering.objects.exclude(pk__in=told)
        if self.term or self.usable:
            rows = _named(rows, self.term)
        else:
            asked = Offering.objects.filter(requests__supporters__production=self.production)
            rows = rows.filter(pk__in=asked.values("pk"))
        if self.usable:
            rows = rows.with_status_on(self.today).filter(now__status__in=waiting.USABLE)
        return list(rows.order_by("full_name", "pk")[: MOST_FOUND + 1])

    @cached_property
    def offered(self) -> list[tuple[int, str]]:
        kept = Offering.objects.filter(pk__in=self.ticked) if self.ticked else []
        rows = {offering.pk: offering for offering in (*kept, *self.found[:MOST_FOUND])}
        told = statuses_on(rows.values(), self.today)
        return [
            (key, f"{offering.full_name}: {told[key].verdict.label.lower()}")
            for key, offering in rows.items()
        ]


class UnsubscribePage(ProductionPage):
    """A button without a page, under the list on the production's page."""

    permission = CHANGE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = Offering.objects.filter(pk__in=keys_of(request))
        ended = unsubscribe(
            production=self.production, offerings=chosen, by=self.user, now=self.now
        )
        if ended:
            count = len(ended)
            messages.success(request, _sentence(count, self.production, "is no longer told of", ""))
        else:
            messages.error(request, "Tick the offerings that it is not to be told of any more.")
        return HttpResponseRedirect(_list_of(self.production))


def keys_of(request: HttpRequest) -> list[int]:
    """The keys that were ticked; what is none is left out."""
    sent = request.POST.getlist("offerings")[:MOST_TICKED]
    return [int(key) for key in sent if key.isdecimal() and len(key) <= LONGEST_KEY]


def subscription_urls(site: AdminSite) -> list[URLPattern]:
    pages = (("subscribe", SubscribePage), ("unsubscribe", UnsubscribePage))
    return [
        path(
            f"<int:object_id>/{name}/",
            site.admin_view(page.as_view(site=site)),
            name=f"vetting_production_{name}",
        )
        for name, page in pages
    ]


def _named(rows: QuerySet[Offering], term: str) -> QuerySet[Offering]:
    for word in term.split():
        of_vendor = Q(tool__vendor__name__icontains=word)
        rows = rows.filter(Q(full_name__icontains=word) | of_vendor)
    return rows


def _list_of(production: Any) -> str:
    return f"{reverse('admin:vetting_production_change', args=[production.pk])}#told-of"


def _sentence(count: int, production: Any, verb: str, more: str) -> str:
    words = f"{count} {more}".strip()
    return f"{production} {verb} {words} offering{'' if count == 1 else 's'}."
