"""Decides how much of a sent file is taken in: none of one that is larger than any that we keep."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile


class Bounded(FileUploadHandler):
    """Drops a file as soon as it is too large, so that nobody fills a disk, log-in or not.

    The rest of the form stays, and `request.too_large` names the fields whose files were dropped.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.request: Any = request
        self.request.too_large = set()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > settings.UPLOAD_MAX_BYTES:
            self.request.too_large.add(self.field_name)
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The handlers after this one make the file."""
