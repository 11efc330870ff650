"""Keep an uploaded file until its preview was agreed to: its uploader's alone, and not for long.

It stands in the database, where every web process finds it and nobody can guess its name. What was
agreed to is signed, so that a page from before cannot agree to what it did not show.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.core.signing import BadSignature, Signer

from vetting.models import ImportDraft, Offering
from vetting.services.refusals import Refused

KEPT = timedelta(hours=2)
_SIGNER = "vetting.exchange.preview"


def keep_draft(
    *,
    what: str,
    content: bytes,
    file_name: str,
    by: User,
    now: datetime,
    offering: Offering | None = None,
) -> ImportDraft:
    """The upload under a random name. Everybody's drafts that are too old go on this occasion."""
    ImportDraft.objects.filter(uploaded_at__lt=now - KEPT).delete()
    return ImportDraft.objects.create(
        token=secrets.token_urlsafe(32),
        what=what,
        offering=offering,
        file_name=file_name[-200:],
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=by,
        uploaded_at=now,
    )


def find_draft(*, token: str, what: str, by: User, now: datetime) -> ImportDraft | None:
    """This person's draft of that name, if it is still kept."""
    rows = ImportDraft.objects.filter(token=token, what=what, uploaded_by=by)
    return rows.filter(uploaded_at__gte=now - KEPT).first()


def signed(draft: ImportDraft, digest: str) -> str:
    """What a preview page carries: which state of which upload, of whom, its reader sees."""
    return Signer(salt=_SIGNER).sign(f"{draft.token}:{draft.uploaded_by_id}:{digest}")


def agreed(draft: ImportDraft, value: str) -> str:
    """The digest that the reader of the preview agreed to. Raises Refused for any other value."""
    try:
        token, person, digest = Signer(salt=_SIGNER).unsign(value).split(":")
    except (BadSignature, ValueError) as error:
        raise Refused([("", "This preview is not complete; upload the file again.")]) from error
    if (token, person) != (draft.token, str(draft.uploaded_by_id)):
        raise Refused([("", "This preview belongs to another file; upload this one again.")])
    return digest
