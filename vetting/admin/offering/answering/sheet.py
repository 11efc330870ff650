"""The sheet as it was sent, or first shown: what changed, on what it rests, what is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.safestring import SafeString

from vetting.admin.offering.answering.basket import Basket, option
from vetting.admin.offering.answering.fields import DocumentForm
from vetting.admin.offering.answering.sheet_parts import NewDocument, ReasonOfAll
from vetting.admin.offering.answering.sheet_question import SheetQuestion, prefix_of
from vetting.models import Answer, Evidence, Offering
from vetting.scoring.evidence import period_in_words
from vetting.scoring.policy import Criterion, EvidenceKind, Policy
from vetting.services.answer_checks import answer_problems
from vetting.services.answers import AnswerInput
from vetting.services.seen import overtaken

FEWEST, MOST = 3, 20
LONGEST_COUNT = 4
NO_PROOF = "Choose the document that this answer rests on."
NOT_READY = "The document that it rests on is not complete: {}."
NOT_USED = "No answer rests on this document. Choose it at a question, or clear it."
FIRST_NEW = "n1"


class Sheet:
    """Every question of one offering with what was said, and the documents entered with them."""

    def __init__(
        self,
        *,
        offering: Offering,
        rules: Policy,
        today: date,
        held: Mapping[str, Answer],
        opened: Mapping[str, Answer],
        basket: Basket,
        data: Any = None,
    ) -> None:
        self.offering, self.rules, self.today = offering, rules, today
        self.held, self.basket = held, basket
        self.reason = ReasonOfAll(data)
        first = "" if held else FIRST_NEW
        self.usual = data.get("usual", "") if data else first
        count = _count(data.get("documents", "")) if data else FEWEST
        self.documents = [self._document(number + 1, data) for number in range(count)]
        self.questions = {
            criterion.key: self._question(criterion.key, opened.get(criterion.key), data)
            for criterion in rules.applicable(offering.deployment_kind)
        }

    @cached_property
    def changed(self) -> list[SheetQuestion]:
        return [question for question in self.questions.values() if question.changed]

    def is_valid(self) -> bool:
        """True where everything that was changed can be saved; else each error is at its field."""
        return not self.errors

    @cached_property
    def errors(self) -> list[Any]:
        """What is wrong, form by form; empty where nothing is."""
        for question in self.changed:
            for field, why in list(self._problems(question)):
                question.add_error(field, why)
        for document in self.documents:
            if document.filled and document.key not in self._in_use:
                document.add_error(None, NOT_USED)
        documents = (each for each in self.documents if self._wanted(each))
        every = (*self.changed, *documents, self.reason)
        return [form.errors for form in every if form.errors]

    @property
    def wrong(self) -> list[SheetQuestion]:
        """The changed questions at which something has to be put right."""
        return [question for question in self.changed if self.errors and question.errors]

    @property
    def wrong_documents(self) -> list[NewDocument]:
        return [each for each in self.documents if self.errors and each.is_bound and each.errors]

    @property
    def kinds(self) -> list[tuple[EvidenceKind, str]]:
        """Every kind of evidence, and how long it counts."""
        return [
            (kind, period_in_words(kind.validity)) for kind in self.rules.evidence_kinds.values()
        ]

    def given(self) -> list[AnswerInput]:
        """The changed answers that are complete."""
        wrong = self.wrong
        return [self._answer(question) for question in self.changed if question not in wrong]

    def unready(self) -> list[tuple[str, str]]:
        """The changed answers that are not, each with the first reason."""
        return [(q.criterion.key, str(next(iter(q.errors.values()))[0])) for q in self.wrong]

    def show(self, problems: Sequence[tuple[str, str]]) -> None:
        """What the service refused although it looked fine here, each at its question."""
        for field, why in problems:
            key, _, name = field.rpartition(", ")
            questions = [self.questions[key]] if key in self.questions else self.changed[:1]
            for question in questions:
                question.add_error("proof" if name in DocumentForm.base_fields else "value", why)

    def shown(self) -> dict[str, SheetQuestion]:
        """The questions to show: changed ones with what was typed, all others as they are now.

        Where somebody else was faster, this has been said, and the next save is made knowingly.
        """
        return {
            key: question if question.changed else self._question(key, self.held.get(key), None)
            for key, question in self.questions.items()
        }

    def shown_documents(self) -> list[NewDocument]:
        """The documents as they were typed; one that is still blank is not complained about."""
        return [
            each if self._wanted(each) else self._document(each.number, None)
            for each in self.documents
        ]

    def options(self, chosen: str) -> SafeString:
        return self.basket.options(chosen, [(d.key, d.label) for d in self.documents])

    def proven_by(self, criterion: Criterion) -> str:
        """The kinds of evidence that usually prove it, in words."""
        return ", ".join(self.rules.evidence_kinds[key].label for key in criterion.proof)

    def usual_options(self) -> SafeString:
        return option("", "None: each question names its own", chosen=not self.usual) + (
            self.options(self.usual)
        )

    def empty_document(self) -> NewDocument:
        """What a script copies where one more is wanted."""
        return self._document(0, None)

    def _document(self, number: int, data: Any) -> NewDocument:
        return NewDocument(
            data, number=number, rules=self.rules, today=self.today, initial={"seen_on": self.today}
        )

    def _question(self, key: str, opened: Answer | None, data: Any) -> SheetQuestion:
        return SheetQuestion(
            data if data and f"{prefix_of(key)}-note" in data else None,
            criterion=self.rules.criteria[key],
            rules=self.rules,
            opened=opened,
            today=self.today,
        )

    @cached_property
    def _in_use(self) -> set[str]:
        return {question.chosen or self.usual for question in self.changed}

    def _wanted(self, document: NewDocument) -> bool:
        return document.is_bound and (document.filled or document.key in self._in_use)

    def _proof(self, question: SheetQuestion) -> Evidence | NewDocument | None:
        key = question.chosen or self.usual
        new = next((document for document in self.documents if document.key == key), None)
        return new or self.basket.documents.get(key)

    def _problems(self, question: SheetQuestion) -> Iterator[tuple[str, str]]:
        """What is wrong with it beyond its own fields."""
        criterion, value = question.criterion, question.said.get("value")
        if value is not None:
            for why in answer_problems(value, criterion, self.offering, self.today):
                yield "value", why
        proof = self._proof(question)
        if proof is None:
            yield "proof", NO_PROOF
        elif isinstance(proof, NewDocument) and not proof.is_valid():
            yield "proof", NOT_READY.format(proof.name)
        late = overtaken(
            question.seen,
            self.held.get(criterion.key),
            offering=self.offering,
            criterion=criterion.key,
            rules=self.rules,
            today=self.today,
        )
        if late:
            yield "value", late

    def _answer(self, question: SheetQuestion) -> AnswerInput:
        proof, said = self._proof(question), question.said
        evidence: Any = proof.evidence() if isinstance(proof, NewDocument) else proof
        return AnswerInput(
            criterion=question.criterion.key,
            value=said["value"],
            evidence=evidence,
            note=said["note"],
            confidence=said["confidence"],
            seen=question.seen,
        )


def _count(posted: str) -> int:
    """How many documents there is room for; what a script says is no more than a wish."""
    wanted = int(posted) if posted.isdecimal() and len(posted) < LONGEST_COUNT else FEWEST
    return min(max(wanted, FEWEST), MOST)
