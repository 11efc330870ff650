"""Keeps what the decision call told a production, so that it can be shown again to the letter.

A receipt is no act of the desk. It has no audit entry and does not queue behind those who act, so
that a check never waits for the desk's work.
"""

from __future__ import annotations

import hashlib
import zlib
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from vetting.models import Production, Receipt
from vetting.scoring.written import written
from vetting.services.assessments import local_day
from vetting.services.busy import NO_WRITES, or_busy, waiting_at_most

# 160 bits of the digest, as 32 letters and digits.
CODE_BYTES = 20
# Most of the size goes at the lowest level already, in a third of the time.
COMPRESSION = 1
COLUMNS = (
    *("code", "production_id", "made_at", "made_on", "as_of"),
    *("policy", "policy_sha256", "items", "summary", "question", "answer"),
)
# Table and column names of our own model; every value is a parameter.
INSERT = (
    f"INSERT INTO vetting_receipt ({', '.join(COLUMNS)})"  # noqa: S608
    f" VALUES ({', '.join(['%s'] * len(COLUMNS))}) ON CONFLICT DO NOTHING"
)
# Acts of the desk are shorter, imports much longer; whoever waits holds up a thread of the site.
SECONDS = 5


@dataclass(frozen=True, slots=True)
class Told:
    """A question and its answer as JSON, and what a list of receipts shows of them."""

    question: bytes
    answer: bytes
    as_of: date
    policy: str
    policy_sha256: str
    items: int
    summary: Mapping[str, int]


def keep_receipt(*, production: Production, told: Told, now: datetime) -> str:
    """Keep what was told, and return the code of its receipt. One statement.

    The same answer to the same question on the same day has the same code and is kept once, with
    the hour at which it was first told. Raises Busy where the database takes no writes.
    """
    day = local_day(now)
    code = code_of(production, told, day)
    row = [
        *(code, production.pk, connection.ops.adapt_datetimefield_value(now)),
        *(connection.ops.adapt_datefield_value(each) for each in (day, told.as_of)),
        *(told.policy, told.policy_sha256, told.items, written(told.summary)),
        *(zlib.compress(text, COMPRESSION) for text in (told.question, told.answer)),
    ]
    with or_busy():
        _store(code, row)
    return code


def code_of(production: Production, told: Told, day: date) -> str:
    """Made from all that the receipt holds but the hour, so it also proves that it is unchanged."""
    heading = f"{production.pk} {day.isoformat()} {told.policy_sha256}".encode()
    digest = hashlib.sha256(b"\n".join([heading, told.question, told.answer])).digest()
    return b32encode(digest[:CODE_BYTES]).decode().lower()


def unpacked(packed: bytes | memoryview) -> bytes:
    """A question or an answer of a receipt, as the JSON that it was."""
    return zlib.decompress(packed)


def _store(code: str, row: list[Any]) -> None:
    """What was told before on this day needs no writing, so it does not wait for a long writer."""
    try:
        with waiting_at_most(0):
            _insert(row)
    except NO_WRITES:
        if not Receipt.objects.filter(code=code).exists():
            with waiting_at_most(SECONDS):
                _insert(row)


def _insert(row: list[Any]) -> None:
    """One statement and no transaction around it; to put it together anew would take longer."""
    with connection.cursor() as cursor:
        cursor.execute(INSERT, row)
