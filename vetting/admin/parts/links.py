"""A link from a list to the page of the offering that a row is about."""

from typing import Any

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from vetting.models import Offering


class AboutOffering:
    """For lists whose rows belong to an offering; needs list_select_related on it."""

    @admin.display(description="Offering", ordering="offering__full_name")
    def about(self, row: Any) -> SafeString:
        return offering_link(row.offering)


def offering_link(offering: Offering) -> SafeString:
    url = reverse("admin:vetting_offering_change", args=[offering.pk])
    return format_html('<a href="{}">{}</a>', url, offering.full_name)
