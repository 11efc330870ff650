"""The form of one proof: kind, link or file, its date, and until when it counts."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.conf import settings

from vetting.admin.evidence.picking import KeysField
from vetting.admin.parts.writing import DAY, show_refusal
from vetting.scoring.evidence import Evidence as Fact
from vetting.scoring.evidence import last_day, period_in_words
from vetting.scoring.policy import EvidenceKind, Policy
from vetting.services.answer_checks import EvidenceInput
from vetting.services.evidence import proof_problems
from vetting.services.file_kinds import ENDINGS, KINDS_IN_WORDS, Upload, file_problems, too_large

WIDE = {"class": "wide"}
ISO = ["%Y-%m-%d"]


class ValidityForm(forms.Form):
    """What the last day of a proof follows from; all of it may still be missing."""

    kind = forms.ChoiceField(label="Kind of evidence")
    document_date = forms.DateField(
        label="Date on the document",
        required=False,
        widget=DAY,
        input_formats=ISO,
        help_text="Of a report: the last day it covers. Of terms: their version.",
    )
    seen_on = forms.DateField(label="Read by you on", widget=DAY, input_formats=ISO)
    expires_on = forms.DateField(
        label="Counts until",
        required=False,
        widget=DAY,
        input_formats=ISO,
        help_text="Proposed from the kind; leave it, and the rules keep it. Where the document "
        "states its own end, give that day. “At most” is the longest that a kind may count, "
        "whatever its document says: a later day is cut to it.",
    )
    # The day that the page proposed: where that still stands, the document states no end itself.
    proposed = forms.DateField(required=False, widget=forms.HiddenInput, input_formats=ISO)

    def __init__(self, *args: Any, rules: Policy, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules, self.today = rules, today
        kinds = [(kind.key, _described(kind)) for kind in rules.evidence_kinds.values()]
        self.fields["kind"].choices = [("", "Choose …"), *kinds]  # type: ignore[attr-defined]

    def fact(self, *, own_end: bool) -> Fact | None:
        """The proof as the rules read it, with or without the end it states; None if unfinished."""
        said = getattr(self, "cleaned_data", {})
        if not said.get("kind") or not said.get("seen_on"):
            return None
        ends = self.own_end() if own_end else None
        return Fact(said["kind"], said["seen_on"], said.get("document_date"), ends)

    def proposal(self) -> date | None:
        """The last day by the kind alone."""
        fact = self.fact(own_end=False)
        return last_day(fact, self.rules) if fact else None

    def own_end(self) -> date | None:
        """The end that the document states: a day that somebody gave, and that nobody proposed."""
        ends = self.cleaned_data.get("expires_on")
        return None if ends in (self.cleaned_data.get("proposed"), self.proposal()) else ends


class EvidenceForm(ValidityForm):
    """One proof. All that is wrong is shown at once, each at its field."""

    title = forms.CharField(
        label="What the document is called",
        max_length=300,
        widget=forms.TextInput(attrs=WIDE),
        help_text="With version and plan, so that others know it again.",
    )
    url = forms.CharField(
        label="Where it can be read",
        required=False,
        max_length=1000,
        widget=forms.URLInput(attrs={**WIDE, "placeholder": "https://"}),
    )
    file = forms.FileField(
        label="Or the file itself",
        required=False,
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
    )
    undated = forms.BooleanField(label="It carries no date", required=False)
    for_answers = KeysField(required=False)
    because = forms.CharField(
        label="Reason",
        required=False,
        widget=forms.TextInput(attrs=WIDE),
        help_text="Kept in the audit trail.",
    )

    def __init__(self, *args: Any, too_large: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.upload: Upload | None = None
        self.dropped = set(too_large)
        most = settings.EVIDENCE_MAX_MEGABYTES
        self.fields["file"].help_text = f"At most {most} MB: {KINDS_IN_WORDS}."

    def clean_file(self) -> None:
        """The file as it was sent; the service asks again whether it is one that we keep."""
        most, sent = settings.EVIDENCE_MAX_MEGABYTES, self.cleaned_data["file"]
        if "file" in self.dropped:
            raise forms.ValidationError(too_large(most))
        if sent:
            self.upload = Upload(sent.name, sent.read())
            if found := file_problems(self.upload, most):
                raise forms.ValidationError(found)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        sent = self.upload is not None or "file" in self.errors
        show_refusal(self, proof_problems(self.stated(), has_file=sent, today=self.today))
        return said

    def stated(self) -> EvidenceInput:
        """The proof as far as it could be read; what is wrong has its complaint already."""
        said = self.cleaned_data
        return EvidenceInput(
            kind=said.get("kind", ""),
            title=said.get("title", ""),
            seen_on=said.get("seen_on") or self.today,
            url=said.get("url", ""),
            document_date=said.get("document_date"),
            undated=said.get("undated", False),
            expires_on=self.own_end(),
        )

    def proofs(self) -> list[tuple[EvidenceKind, str, str]]:
        """Every kind, how long it counts, and at most."""
        return [
            (
                kind,
                period_in_words(kind.validity),
                period_in_words(kind.at_most) if kind.at_most else "",
            )
            for kind in self.rules.evidence_kinds.values()
        ]


def _described(kind: EvidenceKind) -> str:
    return f"{kind.label} (grade {kind.grade.key}, {period_in_words(kind.validity)})"
