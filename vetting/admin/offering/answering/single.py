"""One question of one offering: answer it with evidence, or withdraw the answer."""

from typing import Any

from django.http import Http404
from django.utils.functional import cached_property

from vetting.admin.offering.answer_rows import row_of
from vetting.admin.offering.answering.basket import key_of
from vetting.admin.offering.answering.fields import EVIDENCE_FIELDS, seen_in
from vetting.admin.offering.answering.page import AnsweringPage
from vetting.admin.offering.answering.single_form import AnswerForm
from vetting.admin.parts.form_page import ReasonForm
from vetting.models import Answer
from vetting.scoring.policy import Criterion
from vetting.services import answers
from vetting.services.answers import AnswerInput
from vetting.services.seen import Seen, overtaken


class AboutCriterion(AnsweringPage):
    """A page about one criterion; 404 where the policy does not ask it of this offering."""

    @cached_property
    def criterion(self) -> Criterion:
        found = self.rules.criteria.get(self.kwargs["criterion"])
        if found is None or not found.applies(self.offering.deployment_kind):
            raise Http404("This question is not asked of this offering.")
        return found

    @property
    def answer(self) -> Answer | None:
        return self.held.get(self.criterion.key)

    @property
    def answer_seen(self) -> Seen | None:
        """The answer that was in force when the page was opened, as the page says itself."""
        return seen_in(self.request.POST.get("seen"))

    def overtaken(self) -> str:
        return overtaken(
            self.answer_seen,
            self.answer,
            offering=self.offering,
            criterion=self.criterion.key,
            rules=self.rules,
            today=self.today,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        judgements = self.found.judgements
        judged = next(j for j in judgements if j.criterion.key == self.criterion.key)
        row = row_of(judged, self.answer, self.rules, self.today)
        return super().get_context_data(criterion=self.criterion, row=row, **kwargs)


class AnswerPage(AboutCriterion):
    template_name = "admin/vetting/offering/answer.html"
    form_class = AnswerForm
    button = "Save the answer"

    def subject(self) -> str:
        return self.criterion.title

    def get_form_kwargs(self) -> dict[str, Any]:
        also = [key_of(self.answer.evidence)] if self.answer and self.answer.evidence else []
        return {
            **super().get_form_kwargs(),
            "criterion": self.criterion,
            "rules": self.rules,
            "offering": self.offering,
            "today": self.today,
            "basket": self.basket([*also, self.request.POST.get("proof", "")]),
            "overtaken": self.overtaken(),
        }

    def get_initial(self) -> dict[str, Any]:
        """The answer in force with its evidence, to be read again today."""
        if self.answer is None:
            return {"seen_on": self.today}
        proof = self.answer.evidence
        known = {name: getattr(proof, name) for name in EVIDENCE_FIELDS} if proof else {}
        return {
            **known,
            "value": self.answer.value,
            "note": self.answer.note,
            "confidence": self.answer.confidence,
            "seen_on": self.today,
        }

    def given(self, form: AnswerForm) -> list[AnswerInput]:
        if not form.is_bound or not form.is_valid():
            return []
        said = form.cleaned_data
        return [
            AnswerInput(
                self.criterion.key,
                said["value"],
                form.evidence(),
                said["note"],
                said["confidence"],
                self.answer_seen,
            )
        ]

    def unready(self, form: AnswerForm) -> list[tuple[str, str]]:
        wrong = [f"{form[name].label}: {each[0]}" for name, each in form.errors.items()]
        return [(self.criterion.key, wrong[0])] if wrong else []

    def record(self, form: AnswerForm) -> str:
        before, given = self.standing(), self.given(form)
        answers.record_answers(
            offering=self.offering,
            given=given,
            by=self.user,
            now=self.now,
            because=given[0].note,
        )
        return self.tell(before, f"{self.criterion.title} is answered.")


class WithdrawForm(ReasonForm):
    def __init__(self, *args: Any, overtaken: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.overtaken = overtaken

    def clean(self) -> dict[str, Any]:
        if self.overtaken:
            self.add_error(None, self.overtaken)
        return super().clean() or {}


class WithdrawPage(AboutCriterion):
    template_name = "admin/vetting/offering/withdraw.html"
    form_class = WithdrawForm
    heading = "Withdraw the answer"
    explanation = (
        "The question is then open again, as if nobody had answered it. The answer stays in the "
        "history."
    )
    button = "Withdraw it"
    danger = True

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "overtaken": self.overtaken()}

    def withdrawn(self) -> list[str]:
        return [self.criterion.key]

    def record(self, form: WithdrawForm) -> str:
        before = self.standing()
        answers.withdraw_answer(
            offering=self.offering,
            criterion=self.criterion.key,
            because=form.cleaned_data["because"],
            by=self.user,
            now=self.now,
            seen=self.answer_seen,
        )
        return self.tell(before, f"{self.criterion.title} is open again.")
