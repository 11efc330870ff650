"""Who listens for an offering: the endpoints of the active productions that subscribed to it."""

from collections.abc import Collection
from dataclasses import dataclass, field

from vetting.models import Endpoint


@dataclass(frozen=True, slots=True)
class Heard:
    """An offering as its listeners are told of it, and the keys of their endpoints."""

    slug: str
    name: str
    endpoints: list[int] = field(default_factory=list)

    @property
    def named(self) -> dict[str, str]:
        return {"slug": self.slug, "name": self.name}


def listeners_of(offerings: Collection[int]) -> dict[int, Heard]:
    """Those of these offerings (by key) that anybody listens for. One query, or none for none.

    A paused endpoint listens too: what it is told waits until it is resumed.
    """
    if not offerings:
        return {}
    there = Endpoint.objects.filter(
        removed_at=None,
        production__active=True,
        production__subscriptions__offering__in=offerings,
    )
    of = "production__subscriptions__offering"
    heard: dict[int, Heard] = {}
    for endpoint, key, slug, name in there.order_by("pk").values_list(
        "pk", of, f"{of}__slug", f"{of}__full_name"
    ):
        heard.setdefault(key, Heard(slug, name)).endpoints.append(endpoint)
    return heard
