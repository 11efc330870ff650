"""How an endpoint is shown: what listens there, how it is reached, and how it stands with it."""

from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse

from vetting.admin.outbox.wording import channel_of
from vetting.admin.parts.badges import moment
from vetting.models import Endpoint, Message, Production, Team
from vetting.services.endpoints.addresses import shown_address

Owner = Production | Team


@dataclass(frozen=True, slots=True)
class EndpointRow:
    """`where` is never more of an address than may be shown."""

    endpoint: Endpoint
    channel: str
    where: str
    word: str
    state: str
    style: str
    url: str


def endpoints_of(owner: Owner) -> QuerySet[Endpoint]:
    return with_deliveries(owner.endpoints.select_related("created_by", "production", "team"))


def with_deliveries(rows: QuerySet[Endpoint]) -> QuerySet[Endpoint]:
    """Each with why its newest attempt failed, if it did, and when a message last arrived."""
    sent = Message.objects.filter(endpoint=OuterRef("pk"))
    failed = sent.exclude(error="").order_by("-made_at", "-pk").values("error")[:1]
    arrived = sent.filter(sent_at__isnull=False).order_by("-sent_at").values("sent_at")[:1]
    return rows.annotate(last_error=Subquery(failed), last_sent=Subquery(arrived))


def row_of(endpoint: Endpoint) -> EndpointRow:
    word, state, style = state_of(endpoint)
    where = shown_address(endpoint)
    return EndpointRow(endpoint, channel_of(endpoint), where, word, state, style, url_of(endpoint))


def state_of(endpoint: Endpoint) -> tuple[str, str, str]:
    """How it stands: a word, the rest of the sentence, and how the word looks.

    For an endpoint out of `with_deliveries`.
    """
    if endpoint.removed_at is not None:
        return "Removed", f"on {moment(endpoint.removed_at)}", "none"
    if endpoint.paused_at is not None:
        return "Paused", f"since {moment(endpoint.paused_at)}: {endpoint.paused_because}", "part"
    if endpoint.failing_since is not None:
        return "Failing", f"since {moment(endpoint.failing_since)}: {_reason(endpoint)}", "bad"
    arrived = getattr(endpoint, "last_sent", None)
    if arrived is None:
        return "Not tried yet", "", "open"
    return "Works", f"the newest message arrived on {moment(arrived)}", "good"


def url_of(endpoint: Endpoint, act: str = "page") -> str:
    owner = endpoint.production or endpoint.team
    kind = "production" if endpoint.production else "team"
    name = f"admin:vetting_{kind}_endpoint_{act}"
    return reverse(name, args=[owner.pk if owner else 0, endpoint.pk])


def _reason(endpoint: Endpoint) -> str:
    """Whatever a receiver answered, its address stays where it is."""
    said = getattr(endpoint, "last_error", None) or "no reason was given"
    return str(said).replace(endpoint.address, shown_address(endpoint))
