"""What the queue of requests sorts by: how many productions ask, and the first day of need."""

from django.db.models import Count, Min

from vetting.models import VettingRequest


def count_votes(request: VettingRequest) -> None:
    """Count anew after a change of who asks; part of the act that changes it."""
    found = request.supporters.aggregate(votes=Count("pk"), needed_by=Min("needed_by"))
    request.votes, request.needed_by = found["votes"], found["needed_by"]
    request.save(update_fields=["votes", "needed_by"])
