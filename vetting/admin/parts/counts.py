"""How many rows hang on each row of a list, counted for the rows shown and linked to their list."""

from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString


def count_of(rows: QuerySet[Any], by: str) -> Coalesce:
    """How many of `rows` belong to the row at hand, through their field path `by`."""
    held = (
        rows.order_by()
        .annotate(of=F(by))
        .filter(of=OuterRef("pk"))
        .values("of")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Coalesce(Subquery(held, output_field=IntegerField()), 0)


def linked(count: int, page: str, parameter: str, value: str) -> SafeString:
    """The count, linking to the list of exactly these."""
    return format_html(
        '<a href="{}?{}={}">{}</a>',
        reverse(f"admin:vetting_{page}_changelist"),
        parameter,
        value,
        count,
    )
