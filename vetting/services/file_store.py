"""Where uploaded files lie: a private folder, under names made by chance, each kept by a row."""

import hashlib
import logging
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from vetting.models import Evidence
from vetting.services.file_kinds import Upload, file_kind, file_problems, shown_name
from vetting.services.refusals import Refused, refuse_if

OURS_ALONE = 0o600
OUR_FOLDER = 0o700
NO_ROOM = "The file could not be kept: its folder takes no files just now. Nothing was saved."

logger = logging.getLogger(__name__)


class FileGone(Exception):
    """The file of a proof is missing from its folder, or is not what was kept."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file in the folder for evidence, in the words of the columns of Evidence."""

    file_key: str
    file_name: str
    file_type: str
    file_size: int
    file_sha256: str


@contextmanager
def kept_file(upload: Upload) -> Iterator[KeptFile]:
    """The file in its folder, for one act that is whole by the end of the block.

    It is on the disk before any row can name it. When the act is over it goes again unless a row
    names it: the act was refused or rolled back, or the same bytes are kept already. Where the
    database cannot tell, it stays. So the block is a transaction of its own and not part of
    another, which could still be rolled back. Raises Refused for a file that we do not keep.
    """
    refuse_if(file_problems(upload, settings.EVIDENCE_MAX_MEGABYTES), "file")
    kept = _described(upload)
    try:
        _write(kept.file_key, upload.content)
    except OSError as error:
        logger.exception("The folder for evidence takes no files")
        raise Refused([("file", NO_ROOM)]) from error
    try:
        with transaction.atomic(durable=True):
            yield kept
    finally:
        of_same_bytes = Evidence.objects.filter(file_sha256=kept.file_sha256)
        if not of_same_bytes.filter(file_key=kept.file_key).exists():
            _path(kept.file_key).unlink()


def opened(proof: Evidence) -> BinaryIO:
    """The file of a proof, to be read from its beginning. Raises FileGone unless it is the same."""
    try:
        file = _path(proof.file_key).open("rb")
    except OSError as error:
        raise FileGone("The file is missing from the folder for evidence.") from error
    if hashlib.file_digest(file, "sha256").hexdigest() != proof.file_sha256:
        file.close()
        raise FileGone("The file in the folder for evidence is not the one that was kept.")
    file.seek(0)
    return file


def _described(upload: Upload) -> KeptFile:
    kind = file_kind(upload.name)
    return KeptFile(
        file_key=secrets.token_hex(16),
        file_name=shown_name(upload.name),
        file_type=kind.content_type if kind else "",
        file_size=len(upload.content),
        file_sha256=hashlib.sha256(upload.content).hexdigest(),
    )


def _path(key: str) -> Path:
    return Path(settings.EVIDENCE_DIR) / key


def _write(key: str, content: bytes) -> None:
    """Write it through to the disk, for the row that names it will be; never over another file."""
    folder = _path("")
    folder.mkdir(mode=OUR_FOLDER, parents=True, exist_ok=True)
    handle = os.open(_path(key), os.O_WRONLY | os.O_CREAT | os.O_EXCL, OURS_ALONE)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    entry = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(entry)
    finally:
        os.close(entry)
