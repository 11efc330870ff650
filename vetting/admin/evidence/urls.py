"""Where the pages about evidence are found, each behind the log-in."""

from typing import Any

from django.contrib.admin import AdminSite
from django.urls import URLPattern, path

from vetting.admin.evidence.adding import until
from vetting.admin.evidence.downloading import download
from vetting.admin.evidence.reconfirming import ReconfirmPage
from vetting.admin.evidence.using import UsePage


def evidence_urls(site: AdminSite) -> list[URLPattern]:
    views: tuple[tuple[str, str, Any], ...] = (
        ("until/", "until", until),
        ("reconfirm/", "reconfirm", ReconfirmPage.as_view(site=site)),
        ("<int:object_id>/file/", "file", download),
        ("<int:object_id>/use/", "use", UsePage.as_view(site=site)),
    )
    return [
        path(where, site.admin_view(view), name=f"vetting_evidence_{name}")
        for where, name, view in views
    ]
