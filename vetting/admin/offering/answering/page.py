"""What pages that change answers share: what is held, what it would give, what moved."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property

from vetting.admin.offering.act_page import ActPage
from vetting.admin.offering.answering.basket import Basket, basket_of
from vetting.admin.offering.answering.movement import Standing, moved, stopped
from vetting.admin.offering.answering.panel import Panel, panel_of
from vetting.admin.parts.writing import show_refusal
from vetting.models import Answer, Policy
from vetting.scoring.assessment import Assessment
from vetting.scoring.policy import Policy as Rules
from vetting.services.answers import AnswerInput, held_answers
from vetting.services.assessments import assess_offering, judged
from vetting.services.drafts import told_on
from vetting.services.previews import preview
from vetting.services.refusals import Refused

ANSWER = "vetting.add_answer"
# What a form posts along to see what saving would give: the page again, or a part for a script.
SHOW, FRAGMENT = "show", "fragment"


class AnsweringPage(ActPage):
    """A page that changes answers, and shows what that would give before it is saved."""

    permission = ANSWER

    @cached_property
    def rules(self) -> Rules:
        return Policy.objects.in_force(self.today).rules

    @cached_property
    def held(self) -> dict[str, Answer]:
        return held_answers(self.offering)

    @property
    def found(self) -> Assessment:
        """What the rules say of the answers in force."""
        return judged(self.offering, list(self.held.values()), self.rules, self.today).found

    def basket(self, also: Sequence[str] = ()) -> Basket:
        return basket_of(self.offering, self.rules, self.today, also=also)

    def given(self, form: Any) -> list[AnswerInput]:
        """What saving would record."""
        return []

    def unready(self, form: Any) -> list[tuple[str, str]]:
        """What would not even be handed over, by criterion, and why."""
        return []

    def withdrawn(self) -> list[str]:
        return []

    def panel(self, form: Any = None) -> Panel:
        unready = self.unready(form) if form else []
        given = self.given(form) if form else []
        found = preview(
            offering=self.offering, given=given, withdrawn=self.withdrawn(), now=self.now
        )
        return panel_of(found, unready, self.rules, self.sheet())

    def sheet(self) -> str:
        """Where the questions stand, if on another page."""
        return reverse("admin:vetting_offering_sheet", args=[self.offering.pk])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what saving would give, where that is asked for; otherwise save."""
        wanted = request.POST.get(SHOW)
        if wanted is None:
            return super().post(request, *args, **kwargs)
        form = self.get_form()
        panel = self.panel(form)
        if wanted == FRAGMENT:
            return TemplateResponse(
                request, "admin/vetting/offering/preview.html", {"panel": panel}
            )
        return self.render_to_response(self.get_context_data(form=form, panel=panel))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = kwargs.get("panel") or self.panel(kwargs.get("form"))
        return super().get_context_data(**{**kwargs, "panel": shown})

    def act(self, form: Any) -> HttpResponse:
        messages.success(self.request, self.record(form))
        return HttpResponseRedirect(self.then())

    def refused(self, form: Any, refused: Refused) -> HttpResponse:
        return self.form_invalid(self.once_more(refused))

    def record(self, form: Any) -> str:
        """Do it, and say what was done. Raises Refused."""
        raise NotImplementedError

    def then(self) -> str:
        """Where to go on once it is done."""
        return self.back()

    def once_more(self, refused: Refused) -> Any:
        """The form as it was typed, checked against what is in force by now, and why it failed."""
        self.__dict__.pop("held", None)
        form = self.get_form()
        if form.is_valid():
            self.show(form, refused.problems)
        return form

    def show(self, form: Any, problems: list[tuple[str, str]]) -> None:
        """Put on the form what only the service could see."""
        show_refusal(form, problems)

    def standing(self) -> Standing:
        found = assess_offering(self.offering, self.rules, self.today)
        return Standing(found, told_on(self.offering, self.today), self.review() is not None)

    def tell(self, before: Standing, done: str) -> str:
        """What moved; loudly where the offering was stopped by it."""
        after = self.standing()
        alarm = stopped(before, after)
        if alarm:
            messages.error(self.request, alarm)
        return f"{done} {moved(before, after)}"
