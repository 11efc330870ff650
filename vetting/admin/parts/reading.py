"""Pages on which nobody changes anything, whatever their role."""

import json
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from vetting.admin.parts.paging import Keyed


class ReadOnlyAdmin(Keyed, admin.ModelAdmin):
    actions: Any = None

    def heading(self, obj: Any) -> str:
        """What the page of one row is called."""
        return str(obj)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        named = {"heading": self.heading(kwargs["obj"]), **context}
        return super().render_change_form(request, named, *args, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def as_json(value: object) -> SafeString:
    """Data as people can read it, in a box of its own that the keyboard can scroll."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    return format_html('<pre class="source" tabindex="0">{}</pre>', text)
