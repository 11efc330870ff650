"""Which columns each list has as a file, and where they come from: one query for all rows.

The columns that an import reads come first, under the same names, so that a file which was exported
can be changed and read back; those after them are for reading only.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from vetting.models import Answer, ApiKey, Policy, RequestSupporter, RunsOn
from vetting.scoring.judgement import AnswerError, value_for
from vetting.scoring.policy import Criterion
from vetting.scoring.vocabulary import AnswerType
from vetting.services.answer_checks import as_given

CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the fields it is made of, and how (None: the one field as it is)."""

    name: str
    paths: tuple[str, ...]
    made: Callable[..., object] | None = None


Prepared = tuple[QuerySet[Any], list[Column]]


def file_rows(
    model: str, rows: QuerySet[Any], today: date
) -> tuple[list[str], Iterator[Sequence[object]]]:
    """The headings and the rows of a list, in the order of `rows`; read piece by piece."""
    rows, columns = LISTS[model](rows, today)
    paths = list(dict.fromkeys(path for column in columns for path in column.paths))
    values = rows.values_list(*paths).iterator(chunk_size=CHUNK)
    return [column.name for column in columns], (
        [_cell(column, dict(zip(paths, one, strict=True))) for column in columns] for one in values
    )


def _cell(column: Column, row: dict[str, object]) -> object:
    taken = [row[path] for path in column.paths]
    return column.made(*taken) if column.made else taken[0]


def _same(*names: str) -> list[Column]:
    return [Column(name, (name,)) for name in names]


def _from(**paths: str) -> list[Column]:
    return [Column(name, (path,)) for name, path in paths.items()]


def _vendors(rows: QuerySet[Any], today: date) -> Prepared:
    return rows, _same("slug", "name", "country", "website")


def _tools(rows: QuerySet[Any], today: date) -> Prepared:
    return rows, [
        *_same("slug"),
        *_from(vendor="vendor__slug"),
        *_same("name", "category", "modalities", "domains", "aliases"),
        *_from(vendor_name="vendor__name"),
    ]


def _offerings(rows: QuerySet[Any], today: date) -> Prepared:
    """The list has its status today joined as `now` and its assessment as `current`."""
    links: dict[int, list[str]] = {}
    held = RunsOn.objects.filter(ended_on=None).order_by("upstream__slug")
    for key, slug in held.values_list("offering_id", "upstream__slug"):
        links.setdefault(key, []).append(slug)
    columns = [
        *_same("slug"),
        *_from(tool="tool__slug"),
        *_same("name", "kind", "aliases", "login_domains", "contract_ends_on", "out_of_scope"),
        Column("runs_on", ("pk",), lambda key: links.get(key, [])),
        *_from(
            full_name="full_name", vendor="tool__vendor__slug", vendor_name="tool__vendor__name"
        ),
        *_from(status="x_status", status_reason="x_reason", p2="x_p2", p3="x_p3"),
        *_from(computed_verdict="x_computed", review_due_on="x_due", valid_until="x_until"),
    ]
    return rows.annotate(
        x_status=F("now__status"), x_reason=F("now__reason"), x_due=F("now__review_due_on"),
        x_until=F("now__valid_until"), x_p2=F("current__p2"), x_p3=F("current__p3"),
        x_computed=F("current__verdict"),
    ), columns  # fmt: skip


def _answers(rows: QuerySet[Any], today: date) -> Prepared:
    criteria = Policy.objects.in_force(today).rules.criteria
    return rows, [
        *_from(offering="offering__slug"),
        *_same("criterion", "value"),
        *_from(evidence_kind="evidence__kind", evidence_title="evidence__title"),
        *_from(evidence_url="evidence__url", document_date="evidence__document_date"),
        *_from(undated="evidence__undated", seen_on="evidence__seen_on"),
        *_from(expires_on="evidence__expires_on"),
        *_same("note", "confidence"),
        *_from(offering_name="offering__full_name"),
        Column("question", ("criterion",), lambda key: _title(criteria.get(key), key)),
        Column(
            "answer_in_words",
            ("criterion", "value"),
            lambda key, value: in_words(criteria.get(key), value, today),
        ),
        *_same("recorded_at"),
        *_from(recorded_by="recorded_by__username"),
        *_same("superseded_at"),
    ]


def _evidence(rows: QuerySet[Any], today: date) -> Prepared:
    labels = {k.key: k.label for k in Policy.objects.in_force(today).rules.evidence_kinds.values()}
    current = Answer.objects.filter(superseded_at=None)
    return rows.annotate(x_answers=_count(current, "evidence")), [
        *_same("kind"),
        Column("kind_in_words", ("kind",), lambda key: labels.get(key, key)),
        *_same("title", "url", "document_date", "undated", "seen_on", "expires_on", "created_at"),
        *_from(answers_on_it="x_answers"),
    ]


def _about_offering() -> list[Column]:
    return _from(offering="offering__slug", offering_name="offering__full_name")


def _reviews(rows: QuerySet[Any], today: date) -> Prepared:
    return rows, [
        *_about_offering(),
        *_same("state", "because", "opened_at"),
        *_from(opened_by="opened_by__username"),
        *_same("proposed_act", "proposed_verdict"),
        *_from(proposed_by="proposed_by__username"),
        *_same("proposed_at", "closed_at"),
    ]


def _decisions(rows: QuerySet[Any], today: date) -> Prepared:
    return rows, [
        *_about_offering(),
        *_same("decided_on", "act", "verdict", "ceiling", "because"),
        Column("conditions", ("conditions",), lambda held: [one["text"] for one in held]),
        *_from(author="author__username", approver="approver__username", policy="policy__version"),
        *_same("review_due_on", "valid_until", "grace_days", "override"),
    ]


def _assessments(rows: QuerySet[Any], today: date) -> Prepared:
    return rows, [
        *_about_offering(),
        *_same("assessed_on", "verdict", "p2", "p2_max", "p3", "p3_max", "ceiling"),
        *_same("open_questions"),
        *_from(policy="policy__version"),
        *_same("superseded_at"),
    ]


def _requests(rows: QuerySet[Any], today: date) -> Prepared:
    return rows.annotate(x_asks=_count(RequestSupporter.objects.all(), "request")), [
        *_same("tool", "plan", "vendor", "url", "host", "state"),
        *_from(productions="x_asks"),
        *_same("created_at", "answer", "answered_at"),
        *_from(offering="offering__slug"),
    ]


def _productions(rows: QuerySet[Any], today: date) -> Prepared:
    """Of keys only their number: nothing that could be shown at a door leaves this way."""
    live = ApiKey.objects.filter(revoked_at=None)
    return rows.annotate(x_keys=_count(live, "production")), [
        *_same("slug", "name", "active", "created_at"),
        *_from(keys_in_use="x_keys"),
    ]


def _trail(rows: QuerySet[Any], today: date) -> Prepared:
    return rows, [
        *_from(entry="pk", at="at", who="by_name"),
        *_same("act", "subject_kind", "subject_id", "subject", "because", "before", "after"),
        *_same("previous_sha256", "sha256"),
    ]


def _claims(rows: QuerySet[Any], today: date) -> Prepared:
    criteria = Policy.objects.in_force(today).rules.criteria
    return rows, [
        *_about_offering(),
        *_same("criterion", "value"),
        Column(
            "answer_in_words",
            ("criterion", "value"),
            lambda key, value: in_words(criteria.get(key), value, today),
        ),
        *_same("document_title", "document_url", "document_date", "remark", "state"),
        *_from(received_at="reply__received_at", judged_by="judged_by__username"),
        *_same("judged_at", "because"),
    ]


LISTS: dict[str, Callable[[QuerySet[Any], date], Prepared]] = {
    "vendor": _vendors,
    "tool": _tools,
    "offering": _offerings,
    "answer": _answers,
    "evidence": _evidence,
    "review": _reviews,
    "decision": _decisions,
    "assessment": _assessments,
    "vettingrequest": _requests,
    "production": _productions,
    "auditentry": _trail,
    "vendorclaim": _claims,
}


def in_words(criterion: Criterion | None, value: object, today: date) -> str:
    """An answer as its choice puts it; a number or a day is told as well, for many share the words.

    An answer of older rules is shown as it was given.
    """
    if criterion is None:
        return str(value)
    try:
        label = value_for(criterion, as_given(value, criterion), today).label
    except AnswerError:
        return str(value)
    return label if criterion.answer_type is AnswerType.CHOICE else f"{label} ({value})"


def _title(criterion: Criterion | None, key: str) -> str:
    return criterion.title if criterion else key


def _count(rows: QuerySet[Any], by: str) -> Coalesce:
    held = rows.order_by().filter(**{by: OuterRef("pk")}).values(by).annotate(n=Count("pk"))
    return Coalesce(Subquery(held.values("n"), output_field=IntegerField()), 0)
