"""Read a returned questionnaire: whose it is, what it answers, what is wrong with which cell."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from openpyxl.utils import get_column_letter

from vetting.models import Offering, VendorClaim
from vetting.scoring.policy import Criterion
from vetting.scoring.policy import Policy as Rules
from vetting.scoring.vocabulary import AnswerType
from vetting.services.answer_checks import answer_problems
from vetting.services.exchange import fields
from vetting.services.exchange.answer_plan import as_answer
from vetting.services.exchange.cells import CellError, read_text
from vetting.services.exchange.files_in import MOST_BYTES
from vetting.services.exchange.questionnaire import (
    ANSWER,
    BY,
    CODE,
    DATED,
    HEADINGS,
    ID,
    LINK,
    ON,
    QUESTIONS,
    READ_ME,
    REMARK,
    TITLE,
    Asked,
    asked_by,
)
from vetting.services.exchange.xlsx_in import opened, rows_of
from vetting.services.refusals import Refused, problems_of

MOST_ROWS = 200
CLAIM_CELLS = {"document_title": TITLE, "document_url": LINK}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A cell that is not taken, and why."""

    cell: str
    why: str


@dataclass
class Returned:
    """What a returned questionnaire says."""

    asked: Asked
    filled_in_by: str
    filled_in_on: date | None
    claims: list[VendorClaim] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    empty: int = 0


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    cells: Mapping[str, object]
    places: Mapping[str, str]

    def cell(self, heading: str) -> str:
        return f"{self.places.get(heading, '')}{self.number}"


def read_returned(
    content: bytes, offering: Offering, rules: Rules, rules_asked: Rules | None, today: date
) -> Returned:
    """Everything the file says of this offering. Raises Refused where it is not its questionnaire.

    `rules_asked` are those of the policy that the file was made by, if that is another one: its
    wording of the choices is understood as well.
    """
    facts, rows = _opened(content)
    filled_on = _filled_on(facts.get(ON), today)
    found = Returned(asked_by(_label(facts.get(CODE))), _label(facts.get(BY))[:200], filled_on)
    seen: set[str] = set()
    for row in rows:
        _take(row, found, seen, offering, (rules, rules_asked or rules), today)
    return found


def code_in(content: bytes) -> Asked:
    """Which offering and which policy the file is about. Raises Refused."""
    facts, _ = _opened(content)
    return asked_by(_label(facts.get(CODE)))


def _take(
    row: _Row,
    found: Returned,
    seen: set[str],
    offering: Offering,
    known: tuple[Rules, Rules],
    today: date,
) -> None:
    """Put the row's answer among the claims, or why it cannot be taken among the refusals."""
    rules, rules_asked = known
    key = _label(row.cells.get(ID))
    if not any(_label(row.cells.get(name)) for name in (ANSWER, TITLE, LINK, DATED, REMARK)):
        found.empty += bool(key)
        return
    criterion = rules.criteria.get(key)
    if criterion is None or key in seen:
        why = (
            f"Policy {rules.version} does not ask “{key}” (any more)."
            if criterion is None
            else "This question was answered in a row above."
        )
        found.refusals.append(Refusal(row.cell(ID), why))
        return
    seen.add(key)
    claim = VendorClaim(offering=offering, criterion=key)
    wrong = [
        *_value(claim, row, criterion, rules_asked.criteria.get(key, criterion), today),
        *_document(claim, row, today),
    ]
    found.refusals += wrong
    if not wrong:
        found.claims.append(claim)


def _value(
    claim: VendorClaim, row: _Row, criterion: Criterion, asked: Criterion, today: date
) -> list[Refusal]:
    place = row.cell(ANSWER)
    try:
        raw = read_text(row.cells.get(ANSWER))
    except CellError as error:
        return [Refusal(place, str(error))]
    if not raw:
        return [Refusal(place, "There is a document or a remark, but no answer.")]
    value = as_answer(as_answer(raw, asked), criterion)
    problems = answer_problems(value, criterion, claim.offering, today)
    if problems and _is_no_choice(value, criterion, claim.offering):
        problems = [f"“{raw[:80]}” is not one of the answers to choose from."]
    claim.value = value
    return [Refusal(place, why) for why in problems]


def _is_no_choice(value: object, criterion: Criterion, offering: Offering) -> bool:
    """True where the service's own sentence would name keys, which a vendor never sees."""
    asked = criterion.applies(offering.deployment_kind)
    known = {one.key for one in criterion.values}
    return asked and criterion.answer_type is AnswerType.CHOICE and value not in known


def _document(claim: VendorClaim, row: _Row, today: date) -> list[Refusal]:
    found = []
    reads: Mapping[str, tuple[str, fields.Read]] = {
        "document_title": (TITLE, fields.text),
        "document_url": (LINK, fields.key),
        "document_date": (DATED, fields.day),
        "remark": (REMARK, fields.text),
    }
    for name, (heading, read) in reads.items():
        try:
            setattr(claim, name, read(row.cells.get(heading)))
        except CellError as error:
            found.append(Refusal(row.cell(heading), str(error)))
    if claim.document_date and claim.document_date > today:
        found.append(Refusal(row.cell(DATED), f"{claim.document_date} is in the future."))
    try:
        claim.clean_fields(_all_but("document_title", "document_url"))
    except ValidationError as error:
        found += [Refusal(row.cell(CLAIM_CELLS[name]), why) for name, why in problems_of(error)]
    return found


def _all_but(*names: str) -> set[str]:
    """All other fields, for `clean_fields` to leave out."""
    return {one.name for one in VendorClaim._meta.fields} - set(names)


def _filled_on(raw: object, today: date) -> date | None:
    """The day that the vendor gives, where it can be one: the answers do not hang on it."""
    try:
        given = fields.day(raw)
    except CellError:
        return None
    return given if given and given <= today else None


def _opened(content: bytes) -> tuple[dict[str, object], list[_Row]]:
    """What stands beside each label on the first sheet, and the rows of questions."""
    if len(content) > MOST_BYTES:
        raise Refused([("file", f"The file is larger than {MOST_BYTES // 1_000_000} MB.")])
    if not content.startswith(b"PK"):
        raise Refused([("file", "A questionnaire comes back as the XLSX that was sent.")])
    with opened(content) as book:
        sheets = {sheet.title: sheet for sheet in book.worksheets}
        for name in (READ_ME, QUESTIONS):
            if name not in sheets:
                why = f"The sheet “{name}” is missing: this is no questionnaire of ours."
                raise Refused([("file", why)])
        facts = {_label(cells[0]): cells[1] for _, cells in _few(sheets[READ_ME])}
        return facts, list(_rows(_few(sheets[QUESTIONS])))


def _few(sheet: Any) -> Iterator[tuple[int, list[object]]]:
    for count, (number, cells) in enumerate(rows_of(sheet)):
        if count == MOST_ROWS:
            raise Refused([("file", "The sheet has far more rows than were sent.")])
        yield number, [*cells, None, None]


def _rows(numbered: Iterator[tuple[int, list[object]]]) -> Iterator[_Row]:
    _, first = next(numbered, (0, []))
    headings = [_label(cell) for cell in first]
    missing = [heading for heading in HEADINGS if heading not in headings]
    if missing:
        why = f"The column “{missing[0]}” is missing on the sheet “{QUESTIONS}”."
        raise Refused([("file", why)])
    places = {heading: get_column_letter(n) for n, heading in enumerate(headings, start=1)}
    for number, cells in numbered:
        yield _Row(number, dict(zip(headings, cells, strict=False)), places)


def _label(raw: object) -> str:
    try:
        return read_text(raw)
    except CellError:
        return ""
