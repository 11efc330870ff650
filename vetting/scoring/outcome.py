"""An assessment as plain data: what is stored with a decision and shown to people and programs."""

from collections.abc import Iterable
from datetime import date

from vetting.scoring.assessment import Assessment
from vetting.scoring.evidence import Evidence
from vetting.scoring.judgement import Judgement, Point
from vetting.scoring.path import Path
from vetting.scoring.tally import Scores
from vetting.scoring.verdict import one_decimal

Plain = dict[str, object]


def outcome(assessment: Assessment) -> Plain:
    """The whole assessment in JSON types; scores rounded to the decimal that is shown."""
    return {
        "policy": assessment.policy,
        "kind": assessment.kind.value,
        "on": assessment.on.isoformat(),
        "verdict": assessment.verdict.value,
        "ceiling": assessment.ceiling.value,
        "escalate": assessment.escalate,
        "scores": shown_scores(assessment.scores),
        "score_max": shown_scores(assessment.score_max),
        "knock_outs": [p.criterion for p in assessment.knock_outs],
        "conditions": points(assessment.conditions),
        "must_do": points(assessment.must_do),
        "notes": points(assessment.notes),
        "standing_terms": points(assessment.standing_terms),
        "reasons": points(assessment.reasons, with_source=True),
        "open_questions": [
            {"criterion": q.criterion, "text": q.text, "gating": q.gating, "because": q.because}
            for q in assessment.open_questions
        ],
        "criteria": [_row(j) for j in assessment.judgements],
    }


def shown_scores(scores: Scores) -> dict[str, float]:
    return {p.value.lower(): float(one_decimal(score)) for p, score in scores.items()}


def points(found: Iterable[Point], *, with_source: bool = False) -> list[Plain]:
    """Points as `{criterion, text}`; `criterion` is null where the point is about the whole."""
    rows: list[Plain] = []
    for point in found:
        row: Plain = {"criterion": point.criterion or None, "text": point.text}
        if with_source:
            row["source"] = source(point.evidence)
        rows.append(row)
    return rows


def source(evidence: Evidence | None) -> Plain | None:
    """Where an answer comes from, for a reader to check."""
    if evidence is None:
        return None
    return {
        "kind": evidence.kind,
        "title": evidence.title,
        "url": evidence.url,
        "document_date": _day(evidence.document_date),
        "seen_on": _day(evidence.seen_on),
    }


def path_as_data(paths: Iterable[Path]) -> list[Plain]:
    """The path to yes in JSON types: for each verdict above today's, its smallest sets."""
    return [
        {
            "verdict": path.verdict.value,
            "sets": [
                [
                    {
                        "criterion": change.criterion,
                        "title": change.title,
                        "now": change.now,
                        "to": _plain(change.to),
                        "any_of": [
                            {"value": _plain(value), "label": label}
                            for value, label in change.any_of
                        ],
                        "proof": list(change.proof),
                    }
                    for change in changes
                ]
                for changes in path.sets
            ],
        }
        for path in paths
    ]


def _row(judgement: Judgement) -> Plain:
    return {
        "criterion": judgement.criterion.key,
        "principle": judgement.criterion.principle.value,
        "title": judgement.criterion.title,
        "state": judgement.state.value,
        "credit": float(judgement.credit),
        "weight": float(judgement.criterion.weight),
        "gating": judgement.criterion.gating,
        "given": _plain(judgement.given),
        "label": judgement.label,
        "reason": judgement.reason,
        "text": judgement.text,
        "grade": judgement.grade,
        "counts_until": _day(judgement.counts_until),
        "source": source(judgement.evidence),
    }


def _plain(given: str | int | date | None) -> str | int | None:
    return given.isoformat() if isinstance(given, date) else given


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
