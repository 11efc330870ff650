"""One question of one offering: answer it with evidence, or withdraw the answer."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404
from django.utils.functional import cached_property

from vetting.admin.offering.act_page import ActPage
from vetting.admin.offering.answer_forms import EVIDENCE_FIELDS, AnswerForm
from vetting.admin.offering.answer_rows import Row, row_of
from vetting.admin.offering.movement import Standing, movement, stopped
from vetting.models import Answer, Policy
from vetting.scoring.policy import Criterion
from vetting.scoring.policy import Policy as Rules
from vetting.services import answers
from vetting.services.assessments import assess_offering, local_day
from vetting.services.drafts import told_on

ANSWER = "vetting.add_answer"


class AboutCriterion(ActPage):
    """A page about one criterion; 404 where the policy does not ask it of this offering."""

    permission = ANSWER

    @cached_property
    def rules(self) -> Rules:
        return Policy.objects.in_force(self.today).rules

    @cached_property
    def criterion(self) -> Criterion:
        found = self.rules.criteria.get(self.kwargs["criterion"])
        if found is None or not found.applies(self.offering.deployment_kind):
            raise Http404("This question is not asked of this offering.")
        return found

    @cached_property
    def held(self) -> Answer | None:
        rows = self.offering.answers.select_related("evidence", "recorded_by")
        return rows.filter(criterion=self.criterion.key, superseded_at=None).first()

    @property
    def today(self) -> date:
        return local_day(self.now)

    def standing(self) -> Standing:
        found = assess_offering(self.offering, self.rules, self.today)
        return Standing(found, told_on(self.offering, self.today))

    def tell(self, before: Standing, done: str) -> str:
        """What moved; loudly where the offering was stopped by it."""
        after = self.standing()
        alarm = stopped(before, after)
        if alarm:
            messages.error(self.request, alarm)
        return f"{done} {movement(before, after)}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = assess_offering(self.offering, self.rules, self.today)
        judged = next(j for j in found.judgements if j.criterion.key == self.criterion.key)
        row: Row = row_of(judged, self.held, self.rules, self.today)
        return super().get_context_data(criterion=self.criterion, row=row, **kwargs)


class AnswerPage(AboutCriterion):
    template_name = "admin/vetting/offering/answer.html"
    form_class = AnswerForm
    button = "Save the answer"

    def subject(self) -> str:
        return self.criterion.title

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),
            "criterion": self.criterion,
            "rules": self.rules,
            "offering": self.offering,
            "today": self.today,
        }

    def get_initial(self) -> dict[str, Any]:
        """The answer in force with its evidence, to be read again today."""
        if self.held is None:
            return {"seen_on": self.today}
        proof = self.held.evidence
        known = {name: getattr(proof, name) for name in EVIDENCE_FIELDS} if proof else {}
        return {
            **known,
            "value": self.held.value,
            "note": self.held.note,
            "confidence": self.held.confidence,
            "seen_on": self.today,
        }

    def carry_out(self, said: dict[str, Any]) -> str:
        form = self.bound
        before = self.standing()
        answers.record_answer(
            offering=self.offering,
            criterion=self.criterion.key,
            value=said["value"],
            evidence=form.evidence(),
            by=self.user,
            now=self.now,
            note=said["note"],
            confidence=said["confidence"],
        )
        return self.tell(before, f"{self.criterion.title} is answered.")

    def form_valid(self, form: Any) -> Any:
        self.bound: AnswerForm = form
        return super().form_valid(form)


class WithdrawPage(AboutCriterion):
    heading = "Withdraw the answer"
    explanation = (
        "The question is then open again, as if nobody had answered it. The answer stays in the "
        "history."
    )
    button = "Withdraw it"
    danger = True

    def carry_out(self, said: dict[str, Any]) -> str:
        before = self.standing()
        answers.withdraw_answer(
            offering=self.offering,
            criterion=self.criterion.key,
            because=said["because"],
            by=self.user,
            now=self.now,
        )
        return self.tell(before, f"{self.criterion.title} is open again.")
