"""A program of its own that does what is due and posts each message to a receiver on loopback.

python -m tests.vetting.reminders.sending_program HOST:PORT CLAIM_SECONDS
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException

import django

django.setup()

# They import models, for which Django has to be ready.
from django.utils import timezone  # noqa: E402

from tests.vetting.reminders.ways_of_tests import plain_words, refusal  # noqa: E402
from vetting.models import Message  # noqa: E402
from vetting.reminders.run import run_due  # noqa: E402
from vetting.reminders.ways import Way  # noqa: E402

ADDRESS = sys.argv[1]


def post(message: Message, *, now: datetime) -> None:
    line = HTTPConnection(ADDRESS, timeout=30)
    try:
        line.request("POST", "/", message.text, {"webhook-id": f"msg_{message.code.hex}"})
        status = line.getresponse().status
    except (OSError, HTTPException) as error:
        raise refusal(f"The receiver could not be reached: {error}.") from error
    finally:
        line.close()
    if status != 204:
        raise refusal(f"The receiver answered {status}.")


if __name__ == "__main__":
    way = Way(
        clock=timezone.now,
        claim=timedelta(seconds=float(sys.argv[2])),
        worded=plain_words,
        send=post,
    )
    print(run_due(now=timezone.now(), way=way))  # noqa: T201
