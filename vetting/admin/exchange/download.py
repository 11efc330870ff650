"""Rows as a file to download, in any of the formats; it lies on the disk while it is sent."""

from collections.abc import Iterable, Sequence
from tempfile import TemporaryFile

from django.http import FileResponse

from vetting.services.exchange.files_out import CONTENT_TYPES, WRITERS


def download(
    name: str, form: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> FileResponse:
    """It is written whole before the first byte goes out: so nobody is sent half of a list, and
    whoever fetches it slowly keeps no database waiting.
    """
    file = TemporaryFile()  # noqa: SIM115 (the answer closes it when it was sent)
    WRITERS[form](file, columns, rows)
    file.seek(0)
    response = FileResponse(
        file, as_attachment=True, filename=f"{name}.{form}", content_type=CONTENT_TYPES[form]
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response
