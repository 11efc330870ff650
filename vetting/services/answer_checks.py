"""Whether an answer and its evidence can be recorded: every reason why not, with its field."""

import hashlib
import json
import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError

from vetting.models import Evidence, Offering
from vetting.scoring.judgement import AnswerError, value_for
from vetting.scoring.policy import Criterion
from vetting.scoring.policy import Policy as Rules
from vetting.scoring.vocabulary import AnswerType
from vetting.services.refusals import problems_of

# What a number of days says where no end is stated.
# An end beyond this is a slip of the keyboard or stands for "never", and the calendar runs out.
FARTHEST_YEARS = 50
FILE_FIELDS = ("file_key", "file_name", "file_type", "file_size", "file_sha256")


@dataclass(frozen=True, slots=True)
class EvidenceInput:
    """Evidence as somebody states it; a file is one that the folder for evidence holds."""

    kind: str
    title: str
    seen_on: date
    url: str = ""
    document_date: date | None = None
    expires_on: date | None = None
    undated: bool = False
    file_key: str = ""
    file_name: str = ""
    file_type: str = ""
    file_size: int = 0
    file_sha256: str = ""

    def fingerprint(self) -> str:
        """The same statement twice is the same evidence."""
        fields: list[object] = [
            self.kind,
            self.title,
            str(self.seen_on),
            self.url,
            str(self.document_date),
            str(self.expires_on),
            self.undated,
        ]
        if self.file_sha256:
            fields.append(self.file_sha256)
        return hashlib.sha256(json.dumps(fields).encode()).hexdigest()


def proof_problems(
    given: EvidenceInput | Evidence, rules: Rules, today: date
) -> list[tuple[str, str]]:
    """Every reason why an answer cannot rest on this: stated anew, or kept already as it is."""
    if isinstance(given, Evidence):
        return _kind_problems(given.kind, rules)
    return evidence_problems(given, rules, today) or column_problems(given)


def column_problems(given: EvidenceInput) -> list[tuple[str, str]]:
    """What cannot be stored as it is: too long a text, an address that is none."""
    try:
        Evidence(**evidence_fields(given)).clean_fields(exclude=["fingerprint", "created_at"])
    except ValidationError as error:
        return problems_of(error)
    return []


def _kind_problems(kind: str, rules: Rules) -> list[tuple[str, str]]:
    if kind in rules.evidence_kinds:
        return []
    known = ", ".join(rules.evidence_kinds)
    return [("kind", f"{kind!r} is not a kind of evidence; choose one of {known}.")]


def evidence_problems(given: EvidenceInput, rules: Rules, today: date) -> list[tuple[str, str]]:
    """Every reason why this evidence cannot be recorded, each with its field."""
    found = _kind_problems(given.kind, rules)
    if not given.title.strip():
        found.append(("title", "Say what the document is called."))
    if given.url and not given.url.startswith(("https://", "http://")):
        found.append(("url", f"{given.url!r} is not a web address; it starts with https://."))
    if given.seen_on > today:
        found.append(("seen_on", f"{given.seen_on} is in the future; give the day it was read."))
    if given.document_date and given.document_date > today:
        found.append(("document_date", f"{given.document_date} is in the future."))
    if given.undated and given.document_date:
        found.append(("undated", "A document with a date is not undated."))
    if given.expires_on and given.document_date and given.expires_on < given.document_date:
        found.append(("expires_on", "It cannot end before the day of the document."))
    if given.expires_on and given.expires_on.year > today.year + FARTHEST_YEARS:
        why = f"{given.expires_on} is too far off; leave it empty where no end is stated."
        found.append(("expires_on", why))
    return found


def answer_problems(
    value: object, criterion: Criterion, offering: Offering, today: date
) -> list[str]:
    """Every reason why this value is no answer to this criterion for this offering."""
    if not criterion.applies(offering.deployment_kind):
        kind = offering.deployment_kind.label.lower()
        return [f"{criterion.key} does not apply to this kind of offering ({kind})."]
    try:
        given = as_given(value, criterion)
        value_for(criterion, given, today)
    except AnswerError as error:
        return [str(error)]
    if isinstance(given, date) and given > today:
        return [f"{criterion.key}: {given} is in the future."]
    return []


def as_given(value: object, criterion: Criterion) -> str | int | date:
    """A stored or posted value as the rules read it. Raises AnswerError."""
    if criterion.answer_type is AnswerType.DATE and isinstance(value, str):
        day = as_day(value)
        if day is None:
            raise AnswerError(f"{criterion.key}: {value!r} is not a day; give YYYY-MM-DD.")
        return day
    if isinstance(value, bool) or not isinstance(value, str | int | date):
        shown = value if isinstance(value, Decimal) else json.dumps(value, default=str)
        raise AnswerError(f"{criterion.key}: {shown} is not an answer; {_wanted(criterion)}.")
    return value


def _wanted(criterion: Criterion) -> str:
    if criterion.answer_type is AnswerType.DAYS:
        return "give a whole number of days from 0 up (9999 for indefinite)"
    if criterion.answer_type is AnswerType.DATE:
        return "give a day as YYYY-MM-DD"
    return f"choose one of {', '.join(value.key for value in criterion.values)}"


def as_day(value: object) -> date | None:
    """A day written as YYYY-MM-DD, and in no other way."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def evidence_fields(given: EvidenceInput) -> dict[str, object]:
    return {name: getattr(given, name) for name in EvidenceInput.__slots__}


def stated_by(proof: Evidence) -> EvidenceInput:
    """What a proof that is kept states, to state it again."""
    return EvidenceInput(**{name: getattr(proof, name) for name in EvidenceInput.__slots__})


def with_file_of(given: EvidenceInput, proof: Evidence | None) -> EvidenceInput:
    """The same document read again keeps its file: a form that shows it does not send it back."""
    if given.file_key or proof is None or not proof.file_key:
        return given
    with_file = replace(given, **{name: getattr(proof, name) for name in FILE_FIELDS})
    same = with_file == replace(stated_by(proof), seen_on=given.seen_on)
    return with_file if same else given
