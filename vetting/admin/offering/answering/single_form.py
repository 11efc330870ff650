"""The form of one answer: the criterion's choices in words, and the evidence that proves it."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.safestring import SafeString

from vetting.admin.offering.answering.basket import Basket, option
from vetting.admin.offering.answering.fields import (
    EVIDENCE_FIELDS,
    DocumentForm,
    QuestionForm,
)
from vetting.models import Evidence, Offering
from vetting.scoring.evidence import period_in_words
from vetting.scoring.policy import EvidenceKind
from vetting.services.answer_checks import EvidenceInput, answer_problems

READ_ANEW = "The document described below, as I read it"


class AnswerForm(QuestionForm, DocumentForm):
    """Knows its criterion. All that is wrong is shown at once, each at its field.

    It rests on a document that is kept already, as it is, or on the one described in the form.
    """

    proof = forms.CharField(label="Rests on", required=False, max_length=20)

    def __init__(
        self, *args: Any, offering: Offering, basket: Basket, overtaken: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offering, self.basket, self.overtaken = offering, basket, overtaken
        if self.kept is not None:
            for name in EVIDENCE_FIELDS:
                self.fields[name].required = False

    @property
    def kept(self) -> Evidence | None:
        """The document that was chosen from those at hand."""
        return self.basket.documents.get(self._chosen)

    @property
    def _chosen(self) -> str:
        return str(self["proof"].value() or "")

    def clean(self) -> dict[str, Any]:
        if self.kept is None:
            said = super().clean()
        else:
            said = self.cleaned_data
            for name in EVIDENCE_FIELDS:
                self.errors.pop(name, None)
        if self._chosen and self.kept is None:
            self.add_error("proof", "Choose one of the documents in the list.")
        if "value" not in self.errors:
            problems = answer_problems(said["value"], self.criterion, self.offering, self.today)
            for why in problems:
                self.add_error("value", why)
        if self.overtaken:
            self.add_error("value", self.overtaken)
        return said

    def evidence(self) -> EvidenceInput | Evidence:  # type: ignore[override]
        return self.kept or super().evidence()

    def proof_options(self) -> SafeString:
        first = option("", READ_ANEW, chosen=not self._chosen)
        return first + self.basket.options(self._chosen)

    def kind_choices(self) -> Iterator[tuple[str, Any]]:
        usual = self.criterion.proof
        kinds = self.rules.evidence_kinds
        yield "", "Choose …"
        yield "Usually proves this", [(key, kinds[key].label) for key in usual]
        yield "Other kinds", [(k.key, k.label) for k in kinds.values() if k.key not in usual]

    def proofs(self) -> list[tuple[EvidenceKind, bool, str]]:
        """Every kind of evidence, whether it usually proves this, and how long it counts."""
        usual = self.criterion.proof
        kinds = sorted(
            self.rules.evidence_kinds.values(),
            key=lambda kind: usual.index(kind.key) if kind.key in usual else len(usual),
        )
        return [(kind, kind.key in usual, period_in_words(kind.validity)) for kind in kinds]
