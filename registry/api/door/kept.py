"""Answers that this process has given, kept for whoever asks the same again under the same stamp.

A tag stands for an answer to the byte, so nothing that is kept under one can be out of date: the
next act, or midnight, makes another tag, and what was kept before is let go.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from http import HTTPStatus
from threading import Lock

from django.http import HttpResponse

from registry.api.door.freshness import Stamp

MEGABYTE = 2**20
# One answer takes at most this part of the room.
LARGEST_PART = 16
# Each asker has numbers of its own in these.
NOT_KEPT = {"RateLimit", "RateLimit-Policy"}


@dataclass(frozen=True, slots=True)
class Answer:
    """The body of an answer and what was said with it."""

    body: bytes
    headers: dict[str, str]

    def again(self, counted: dict[str, str]) -> HttpResponse:
        return HttpResponse(self.body, headers=self.headers | counted)


class KeptAnswers:
    """The answers of one process, of one stamp, the most lately asked for; for all its threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._stamp: Stamp | None = None
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._size = 0

    def find(self, tag: str) -> Answer | None:
        with self._lock:
            answer = self._answers.get(tag)
            if answer is not None:
                self._answers.move_to_end(tag)
            return answer

    def keep(self, tag: str, stamp: Stamp, response: HttpResponse, *, room: int) -> None:
        """Keep an answer that has this very tag; `room` is in bytes, for all of them together."""
        if response.status_code != HTTPStatus.OK or response.headers.get("ETag") != tag:
            return
        if response.streaming or response.cookies or len(response.content) > room // LARGEST_PART:
            return
        headers = {k: v for k, v in response.headers.items() if k not in NOT_KEPT}
        with self._lock:
            if stamp != self._stamp:
                self._forget(stamp)
            if tag not in self._answers:
                self._answers[tag] = Answer(response.content, headers)
                self._size += len(response.content)
            while self._size > room:
                _, gone = self._answers.popitem(last=False)
                self._size -= len(gone.body)

    def forget(self) -> None:
        with self._lock:
            self._forget(None)

    def _forget(self, stamp: Stamp | None) -> None:
        self._answers.clear()
        self._stamp, self._size = stamp, 0
