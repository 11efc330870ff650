"""Import a file: what it would do, and doing it, if that is still what its reader was shown."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from django.contrib.auth.models import User
from django.db import transaction

from vetting.models import AuditEntry, AuditHead, ImportDraft, Policy
from vetting.services.answers import record_answers
from vetting.services.assessments import local_day
from vetting.services.audit import Named, one_at_a_time, record_act
from vetting.services.exchange import answer_columns
from vetting.services.exchange.answer_plan import plan_answers
from vetting.services.exchange.catalogue_columns import SHEETS
from vetting.services.exchange.catalogue_plan import plan_rows
from vetting.services.exchange.catalogue_write import write_rows
from vetting.services.exchange.files_in import read_grid
from vetting.services.exchange.plans import ColumnHelp, Outcome, Plan, Planned
from vetting.services.refusals import Refused

CHANGED_MEANWHILE = (
    "Somebody has changed what this file is about since you looked at the preview. "
    "Nothing was written; look at the new preview."
)


def columns_of(what: str) -> list[ColumnHelp]:
    """The columns that a file of this may have, in their order."""
    if what == answer_columns.WHAT:
        return [column.help for column in answer_columns.COLUMNS.values()]
    return SHEETS[what].help


def plan_import(*, what: str, content: bytes, by: User, now: datetime) -> Plan:
    """All that the file would change and all that is wrong with it; writes nothing.

    Raises Refused where the file cannot be read as a list of this at all.
    """
    grid = read_grid(content, {column.name for column in columns_of(what)})
    if not grid.lines:
        raise Refused([("file", "The file has no rows below its first one.")])
    if what == answer_columns.WHAT:
        today = local_day(now)
        return plan_answers(grid, Policy.objects.in_force(today).rules, by, today)
    return plan_rows(grid, SHEETS[what], by)


def foresee(plan: Plan, *, by: User, now: datetime) -> Outcome:
    """What carrying out this plan would lead to. It is done and undone. Raises Refused."""
    with transaction.atomic():
        outcome = _in_turn(plan, "", by=by, now=now)
        transaction.set_rollback(True)
    return outcome


def foreseen(draft: ImportDraft, plan: Plan, *, by: User, now: datetime) -> Outcome:
    """The same, kept with the upload for as long as nobody acts: it costs as much as the import."""
    newest = AuditHead.objects.filter(pk=1).values_list("sha256", flat=True).first()
    state = f"{plan.digest}:{newest}"
    if draft.foreseen_of != state:
        draft.foreseen, draft.foreseen_of = asdict(foresee(plan, by=by, now=now)), state
        draft.save(update_fields=["foreseen", "foreseen_of"])
    return Outcome(**draft.foreseen)


@one_at_a_time
def import_file(
    *, what: str, content: bytes, file_name: str, seen: str, by: User, now: datetime
) -> Outcome:
    """Write all of the file in one transaction, or nothing of it. Raises Refused.

    `seen` is the digest of the plan that its reader agreed to.
    """
    plan = plan_import(what=what, content=content, by=by, now=now)
    if plan.digest != seen:
        raise Refused([("", CHANGED_MEANWHILE)])
    if plan.problems:
        raise Refused([("", f"Row {p.row}, {p.column}: {p.why}") for p in plan.problems])
    outcome = _carry_out(plan, f"Imported file {file_name}", by=by, now=now)
    if plan.rows:
        record_act(
            act="imported a file",
            subject=Named(f"file of {what}s", hashlib.sha256(content).hexdigest()[:12], file_name),
            by=by,
            now=now,
            after={"new": plan.new, "changed": plan.changed, "unchanged": plan.unchanged},
        )
    return outcome


@one_at_a_time
def _in_turn(plan: Plan, because: str, *, by: User, now: datetime) -> Outcome:
    return _carry_out(plan, because, by=by, now=now)


def _carry_out(plan: Plan, because: str, *, by: User, now: datetime) -> Outcome:
    newest = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    if plan.what == answer_columns.WHAT:
        _answer(plan.rows, because, by=by, now=now)
    else:
        write_rows(plan.rows, SHEETS[plan.what], by=by, now=now, because=because)
    since = AuditEntry.objects.filter(pk__gt=newest).order_by("pk")
    followed = list(since.values_list("act", "subject"))
    return Outcome(
        plan.new,
        plan.changed,
        _about(followed, "suspended"),
        _about(followed, "opened a review"),
    )


def _answer(rows: Iterable[Planned], because: str, *, by: User, now: datetime) -> None:
    """Each offering's answers are one act, as when a person records them together."""
    wanted = sorted((one.values for one in rows), key=lambda one: one.offering.pk)
    for _, group in groupby(wanted, key=attrgetter("offering.pk")):
        together = list(group)
        record_answers(
            offering=together[0].offering,
            given=[one.given for one in together],
            by=by,
            now=now,
            because=because,
        )


def _about(acts: Iterable[tuple[str, str]], act: str) -> list[str]:
    return [subject for done, subject in acts if done == act]
