"""How drf-spectacular reads our views: what says that it is to go is marked as deprecated."""

from drf_spectacular.openapi import AutoSchema


class Operation(AutoSchema):
    def is_deprecated(self) -> bool:
        return getattr(self.view, "deprecation", None) is not None
