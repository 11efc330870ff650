"""Who looks after which offerings: a column and a menu of the list, and one owner for many."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Concat, Trim
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from vetting.admin.offering.chosen import led_to
from vetting.admin.offering.reminding_acts import OwnerForm
from vetting.admin.parts.filters import Choices, Menu
from vetting.admin.parts.form_page import FormPage
from vetting.admin.parts.people import called
from vetting.models import Offering, waiting
from vetting.services.acceptance import MOST
from vetting.services.refusals import Refused
from vetting.services.reminding.owners import ASSIGN, assign_owners

ME, NOBODY = "me", "nobody"
MOST_NAMED = 30


def owner_name() -> Case:
    """Who looks after an offering that has its status joined as `now`; empty where nobody does."""
    author = "now__decision__author"
    proposed = {f"{author}__is_active": True, f"{author}__is_staff": True}
    return Case(
        When(owner__is_active=True, then=_name("owner")),
        When(Q(**proposed), then=_name(author)),
        default=Value(""),
        output_field=CharField(),
    )


def _name(path: str) -> Case:
    full = Trim(Concat(F(f"{path}__first_name"), Value(" "), F(f"{path}__last_name")))
    nameless = {f"{path}__first_name": "", f"{path}__last_name": ""}
    return Case(When(**nameless, then=F(f"{path}__username")), default=full)


class OwnerMenu(Menu):
    """Whoever looks, nobody, or one of those who were asked to look after some, by log-in."""

    title = "looked after by"
    parameter_name = "owner"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        asked = Offering.objects.filter(owner__isnull=False).order_by().values("owner")
        chosen = request.GET.get(self.parameter_name or "", "")
        rows = User.objects.filter(Q(pk__in=asked) | Q(username=chosen))
        people = sorted((called(person), person.username) for person in rows)
        return [(ME, "me"), (NOBODY, "nobody"), *((key, name) for name, key in people)]

    def condition(self, choice: str, request: HttpRequest) -> Q:
        if choice == NOBODY:
            return waiting.looked_after_by_nobody()
        if choice == ME:
            return waiting.looked_after([request.user.pk])
        return waiting.looked_after(User.objects.filter(username=choice).values("pk"))


@admin.action(description="Say who looks after them", permissions=["assign"])
def assign_action(
    page: Any, request: HttpRequest, chosen: QuerySet[Offering]
) -> HttpResponse | None:
    """Leads to a page that asks who; nothing is done here."""
    return led_to("vetting_offering_owners", request, chosen)


def may_assign(page: Any, request: HttpRequest) -> bool:
    return request.user.has_perm(ASSIGN)


class SomebodyForm(OwnerForm):
    """Many are given to somebody; to take a name away again is done one by one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.required, field.empty_label = True, "Choose somebody"
        field.label = "Who looks after them"


class OwnersPage(FormPage):
    """One owner for all that were chosen in the list."""

    template_name = "admin/vetting/offering/owners.html"
    form_class: type[forms.Form] = SomebodyForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.user.has_perm(ASSIGN):
            raise PermissionDenied
        self.offerings = list(self._chosen().order_by("full_name", "pk"))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title="Say who looks after them",
            opts=Offering._meta,
            offerings=self.offerings[:MOST_NAMED],
            count=len(self.offerings),
            more=len(self.offerings[MOST_NAMED:]),
            keys=",".join(str(offering.pk) for offering in self.offerings),
            back=reverse("admin:vetting_offering_changelist"),
            **kwargs,
        )

    def act(self, form: Any) -> HttpResponse:
        if not self.offerings:
            raise Refused([("", "Choose at least one offering in the list.")])
        owner = form.cleaned_data["owner"]
        changed = assign_owners(
            offerings=self.offerings,
            owner=owner,
            because=form.cleaned_data["because"],
            by=self.user,
            now=self.now,
        )
        messages.success(self.request, _told(changed, len(self.offerings) - changed, owner))
        return HttpResponseRedirect(reverse("admin:vetting_offering_changelist"))

    def _chosen(self) -> QuerySet[Offering]:
        said = self.request.POST.get("offerings") or self.request.GET.get("offerings", "")
        keys = [int(key) for key in said.split(",")[:MOST] if key.isdecimal()]
        now = Offering.objects.with_status_on(self.today)
        return now.annotate(looked_after_by=owner_name()).filter(pk__in=keys)


def _told(changed: int, same: int, owner: User) -> str:
    many = "1 offering is" if changed == 1 else f"{changed} offerings are"
    kept = f" {same} stayed as they were." if same else ""
    return f"{many} now looked after by {called(owner)}.{kept}"
