"""How long the text of what was sent is kept; that it was sent, to whom and when stays for good."""

from datetime import datetime, timedelta

from django.db.models import Q

from vetting.models import Message

CHUNK = 500
OVER = (Message.State.SENT, Message.State.FAILED, Message.State.DROPPED)


def prune_texts(*, now: datetime, keep_days: int) -> int:
    """Empty the texts of messages older than this; the heading stays. Gives how many there were."""
    old = Message.objects.filter(made_at__lt=now - timedelta(days=keep_days), state__in=OVER)
    full, pruned = old.filter(Q(text__gt="") | Q(html__gt="")).order_by("pk"), 0
    while keys := list(full.values_list("pk", flat=True)[:CHUNK]):
        pruned += Message.objects.filter(pk__in=keys, state__in=OVER).update(text="", html="")
    return pruned
