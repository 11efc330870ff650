"""How evidence looks in lists and on pages: until when it counts, its date, where it is found."""

from datetime import date

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from vetting.admin.parts.badges import NOTHING, day
from vetting.models import Evidence

SOON_DAYS = 30


def until_badge(until: date, today: date) -> SafeString:
    """The last day, with a word beside it where that is past or near."""
    left = (until - today).days
    if left < 0:
        return format_html('{} <span class="flag flag-stop">out of date</span>', day(until))
    if left > SOON_DAYS:
        return format_html("{}", day(until))
    said = "last day today" if not left else f"{left} day{'s'[: left != 1]} left"
    return format_html('{} <span class="flag">{}</span>', day(until), said)


def date_badge(proof: Evidence) -> SafeString | str:
    if proof.document_date:
        return day(proof.document_date)
    return format_html('<span class="flag">{}</span>', "undated") if proof.undated else NOTHING


def source_links(proof: Evidence) -> SafeString | str:
    """Where it can be read: at its address, as a file, or both."""
    page = (
        format_html('<a href="{}" rel="noreferrer">Open the source</a>', proof.url)
        if proof.url
        else ""
    )
    file = (
        format_html(
            '<a href="{}" download>Download</a> <span class="quiet">{}</span>',
            reverse("admin:vetting_evidence_file", args=[proof.pk]),
            filesizeformat(proof.file_size),
        )
        if proof.file_key
        else ""
    )
    return format_html("{} {}", page, file) if page or file else NOTHING
