"""Accept what the rules say of many offerings in one go: choose in the list, look, then confirm."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from vetting.admin.offering.act_buttons import PROPOSE, STOP
from vetting.admin.offering.chosen import led_to
from vetting.admin.parts.form_page import FormPage
from vetting.admin.parts.links import offering_link
from vetting.models import Offering
from vetting.services.acceptance import MOST, Accepted, Case, Way, accept_computed, sort_out
from vetting.services.refusals import Refused

MOST_NAMED = 20


@admin.action(description="Accept the computed verdict", permissions=["accept"])
def accept_computed_action(
    page: Any, request: HttpRequest, chosen: QuerySet[Offering]
) -> HttpResponse | None:
    """Leads to a page that shows what it would do; nothing is done here."""
    return led_to("vetting_offering_accept", request, chosen)


def may_accept(page: Any, request: HttpRequest) -> bool:
    return any(request.user.has_perm(permission) for permission in (PROPOSE, STOP))


class AcceptForm(forms.Form):
    because = forms.CharField(
        label="Reason",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One for all of them. It is published with each verdict.",
    )


class AcceptPage(FormPage):
    """Three groups: published by one, put before a second person, and those that cannot be."""

    template_name = "admin/vetting/offering/accept.html"
    form_class: type[forms.Form] = AcceptForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_accept(self, request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cases, refused = self._cases()
        return super().get_context_data(
            title="Accept the computed verdict",
            opts=Offering._meta,
            groups={way.value: [case for case in cases if case.way is way] for way in Way},
            refused=refused,
            most=MOST,
            chosen=",".join(str(key) for key in self._chosen()),
            may_stop=self.user.has_perm(STOP),
            may_propose=self.user.has_perm(PROPOSE),
            back=reverse("admin:vetting_offering_changelist"),
            **kwargs,
        )

    def act(self, form: Any) -> HttpResponse:
        way = Way.SECOND if self.request.POST.get("way") == Way.SECOND else Way.ALONE
        done = accept_computed(
            shown=self._shown(way),
            way=way,
            because=form.cleaned_data["because"],
            by=self.user,
            now=self.now,
        )
        self._tell(done)
        return HttpResponseRedirect(self._rest(done))

    def _cases(self) -> tuple[list[Case], list[str]]:
        try:
            rows = Offering.objects.filter(pk__in=self._chosen())
            return sort_out(rows, now=self.now), []
        except Refused as refused:
            return [], [sentence for _, sentence in refused.problems]

    def _chosen(self) -> list[int]:
        said = self.request.POST.get("offerings") or self.request.GET.get("offerings", "")
        return [int(key) for key in said.split(",")[: MOST + 1] if key.isdecimal()]

    def _shown(self, way: Way) -> dict[int, str]:
        """The stamps of what the page showed in the group of this button, by offering."""
        said = (text.split("-") for text in self.request.POST.getlist("shown"))
        rows = [row for row in said if len(row) == 3 and row[0] == way and row[1].isdecimal()]
        return {int(key): stamp for _, key, stamp in rows}

    def _tell(self, done: Accepted) -> None:
        published = [decision.offering for decision in done.published]
        proposed = [review.offering for review in done.proposed]
        if published:
            messages.success(self.request, _named("Published by you alone", published))
        if proposed:
            messages.success(self.request, _named("Put before a second person", proposed))
        for offering, why in done.left_out[:MOST_NAMED]:
            link = offering_link(offering)
            messages.warning(self.request, format_html("Left out: {}. {}", link, why))
        if not published and not proposed:
            messages.warning(self.request, "Nothing was accepted: see below how each stands now.")

    def _rest(self, done: Accepted) -> str:
        """Back to those that are left, or to the list where none is."""
        gone = {d.offering_id for d in done.published} | {r.offering_id for r in done.proposed}
        left = [str(key) for key in self._chosen() if key not in gone]
        if not left:
            return reverse("admin:vetting_offering_changelist")
        return f"{reverse('admin:vetting_offering_accept')}?offerings={','.join(left)}"


def _named(what: str, offerings: Iterable[Offering]) -> SafeString:
    rows = list(offerings)
    links = format_html_join(", ", "{}", [(offering_link(o),) for o in rows[:MOST_NAMED]])
    more = f" and {len(rows) - MOST_NAMED} more" if len(rows) > MOST_NAMED else ""
    return format_html("{} ({}): {}{}.", what, len(rows), links, more)
