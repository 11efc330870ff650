"""Where lists leave and come in as files, and where a questionnaire is sent and read back."""

from functools import partial
from typing import Any

from django.contrib.admin import AdminSite
from django.urls import URLPattern, path

from vetting.admin.exchange.export_page import export_list
from vetting.admin.exchange.import_pages import PreviewPage, UploadPage, template_file
from vetting.admin.exchange.questionnaire_files import blank_file, returned_file
from vetting.admin.exchange.questionnaire_pages import JudgePage, QuestionnairePage, ReplyPage

LIST = "vetting/<slug:model>/"
VENDOR = "vetting/offering/<int:object_id>/questionnaire/"


def exchange_urls(site: AdminSite) -> list[URLPattern]:
    """They come before the site's own, which would take "export" for the key of a row."""
    pages: tuple[tuple[str, str, Any], ...] = (
        (f"{LIST}export/<slug:form>/", "export", partial(export_list, site=site)),
        (f"{LIST}import/", "import", UploadPage.as_view(site=site)),
        (f"{LIST}import/template/<slug:form>/", "template", partial(template_file, site=site)),
        (f"{LIST}import/<slug:token>/", "preview", PreviewPage.as_view(site=site)),
        (VENDOR, "questionnaire", QuestionnairePage.as_view(site=site)),
        (f"{VENDOR}file/", "blank", blank_file),
        (f"{VENDOR}judge/", "judge", JudgePage.as_view(site=site)),
        (f"{VENDOR}replies/<int:reply_id>/", "returned", returned_file),
        (f"{VENDOR}<slug:token>/", "reply", ReplyPage.as_view(site=site)),
    )
    return [
        path(where, site.admin_view(view), name=f"exchange_{name}") for where, name, view in pages
    ]
