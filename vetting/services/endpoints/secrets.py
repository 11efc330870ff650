"""What a webhook is signed with: made from the site's key each time, and kept nowhere.

A copy of the database gives no secret away. Who changes the site's key without naming the old one
as a fallback changes every secret at once, and each receiver has to be given its new one.
"""

import base64
import hashlib
import hmac
from datetime import datetime

from django.conf import settings
from django.utils.encoding import force_bytes

from vetting.models import Endpoint

PURPOSE = "vetting.endpoint"


def secret_of(endpoint: Endpoint) -> str:
    """The newest secret, as its receiver is told: once, when it was made."""
    return _secret(settings.SECRET_KEY, endpoint, endpoint.generation)


def secrets_of(endpoint: Endpoint, now: datetime) -> list[str]:
    """All that sign at this moment, the newest first.

    Beside it: the one before it while a rotation overlaps, and both as an earlier key of the site
    made them, for that is what receivers have who were not told since.
    """
    generations = [endpoint.generation]
    if endpoint.previous_until is not None and now < endpoint.previous_until:
        generations.append(endpoint.generation - 1)
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [_secret(key, endpoint, generation) for key in keys for generation in generations]


def _secret(key: str | bytes, endpoint: Endpoint, generation: int) -> str:
    made_for = f"{PURPOSE}:{endpoint.code.hex}:{generation}"
    made = hmac.new(force_bytes(key), made_for.encode(), hashlib.sha256).digest()
    return f"whsec_{base64.b64encode(made).decode()}"
