"""Where one's own reminders are found, each page behind the log-in."""

from django.contrib.admin import AdminSite
from django.urls import URLPattern, path

from vetting.admin.contacts.calendars import NewCalendarPage, RevokeCalendarPage
from vetting.admin.contacts.chats import (
    NewChatPage,
    RemoveChatPage,
    ReplaceChatPage,
    ResumeChatPage,
    TestChatPage,
)
from vetting.admin.contacts.own_page import OwnPage
from vetting.admin.contacts.page import RemindersPage

HOME = "my-reminders/"
PAGES: tuple[tuple[str, str, type[OwnPage]], ...] = (
    ("", "my_reminders", RemindersPage),
    ("calendar/new/", "my_calendar_new", NewCalendarPage),
    ("calendar/<int:feed_id>/revoke/", "my_calendar_revoke", RevokeCalendarPage),
    ("chat/new/", "my_chat_new", NewChatPage),
    ("chat/<int:endpoint_id>/replace/", "my_chat_replace", ReplaceChatPage),
    ("chat/<int:endpoint_id>/test/", "my_chat_test", TestChatPage),
    ("chat/<int:endpoint_id>/resume/", "my_chat_resume", ResumeChatPage),
    ("chat/<int:endpoint_id>/remove/", "my_chat_remove", RemoveChatPage),
)


def reminder_urls(site: AdminSite) -> list[URLPattern]:
    return [
        path(f"{HOME}{place}", site.admin_view(page.as_view(site=site)), name=name)
        for place, name, page in PAGES
    ]
