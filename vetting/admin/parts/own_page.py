"""What the page of one row is: one of our own, or Django's form with more around it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse


class OwnPage(admin.ModelAdmin):
    """Where a list leads: a page of ours in the place of Django's form."""

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        return self.page_of(request, object_id)

    def page_of(self, request: HttpRequest, object_id: str) -> HttpResponse:
        raise NotImplementedError


class MoreAround(admin.ModelAdmin):
    """Django's form, and more on the same page."""

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = {**self.around(request, object_id), **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def around(self, request: HttpRequest, object_id: str) -> dict[str, Any]:
        """For the template. Raises Http404 where there is no such row."""
        raise NotImplementedError
