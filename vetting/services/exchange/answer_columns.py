"""Which columns answers have in an import, and how each is read."""

from dataclasses import dataclass

from vetting.models import Answer
from vetting.services.exchange import fields
from vetting.services.exchange.fields import Read
from vetting.services.exchange.plans import ColumnHelp

WHAT = "answer"
CONFIDENCES = {key: str(label) for key, label in Answer.Confidence.choices}
# The columns of a row that are fields of its evidence.
EVIDENCE = {
    "evidence_kind": "kind",
    "evidence_title": "title",
    "evidence_url": "url",
    "document_date": "document_date",
    "undated": "undated",
    "seen_on": "seen_on",
    "expires_on": "expires_on",
}
READING_ONLY = (
    "offering_name", "question", "answer_in_words", "recorded_at", "recorded_by", "superseded_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    read: Read
    help: ColumnHelp

    @property
    def required(self) -> bool:
        return self.help.required


def _column(name: str, read: Read, text: str, example: str = "", *, must: bool = False) -> Column:
    return Column(read, ColumnHelp(name, must, text, example))


_ALL = (
    _column(
        "offering", fields.key, "The slug of the offering.", "acme-studio-enterprise", must=True
    ),
    _column("criterion", fields.key, "The key of the question.", "trains_on_inputs", must=True),
    _column(
        "value",
        fields.key,
        "The key of the answer or its words; a number of days (9999: no limit); or YYYY-MM-DD.",
        "contract_prohibits",
        must=True,
    ),
    _column("evidence_kind", fields.key, "The key of its kind.", "signed_agreement", must=True),
    _column(
        "evidence_title",
        fields.key,
        "What the document is called.",
        "Order form and DPA",
        must=True,
    ),
    _column("evidence_url", fields.key, "Where it can be read.", "https://acme.example.com/dpa"),
    _column("document_date", fields.day, "The date on the document.", "2026-05-02"),
    _column("undated", fields.flag, "yes where the document carries no date.", "no"),
    _column("seen_on", fields.day, "The day on which you read it.", "2026-11-20", must=True),
    _column("expires_on", fields.day, "Only where the document states its own end."),
    _column("note", fields.text, "The clause, or what you looked at.", "Clause 4.2"),
    _column("confidence", fields.one_of(CONFIDENCES), "high, medium or low.", "high"),
)
COLUMNS = {column.help.name: column for column in _ALL}
