"""Decides which address leads where."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from registry.health import heartbeat, livez, readyz

urlpatterns = [
    path("api/v1/", include("registry.api.urls")),
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/", admin.site.urls),
    path("calendar/", include("vetting.reminders.calendar.urls")),
    path("livez", livez),
    path("readyz", readyz),
    path("heartbeat", heartbeat),
]

handler400 = "registry.api.door.problems.bad_request"
handler404 = "registry.api.door.problems.not_found"
handler500 = "registry.api.door.problems.server_error"
