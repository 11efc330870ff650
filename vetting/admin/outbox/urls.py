"""Where the pages about one message are found, each behind the log-in."""

from typing import Any

from django.contrib.admin import AdminSite
from django.urls import URLPattern, path

from vetting.admin.outbox.mail import mail
from vetting.admin.outbox.retrying import retry_one


def message_urls(site: AdminSite) -> list[URLPattern]:
    views: tuple[tuple[str, Any], ...] = (("mail", mail), ("retry", retry_one))
    return [
        path(f"<int:object_id>/{name}/", site.admin_view(view), name=f"vetting_message_{name}")
        for name, view in views
    ]
