"""Names the site to Django and checks, at every start, what would leave it open by mistake."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks

ANYONE = "rest_framework.permissions.AllowAny"
# What hands no mail to a mail server.
MAIL_THAT_STAYS = {
    f"django.core.mail.backends.{name}.EmailBackend"
    for name in ("console", "dummy", "filebased", "locmem")
}


class RegistryConfig(AppConfig):
    name = "registry"
    verbose_name = "Registry"

    def ready(self) -> None:
        checks.register(api_is_closed_by_default, checks.Tags.security)
        checks.register(scripts_are_ours_only, checks.Tags.security)
        checks.register(anonymous_reading_is_meant, checks.Tags.security, deploy=True)
        checks.register(mail_goes_out, deploy=True)


def api_is_closed_by_default(**_: Any) -> list[checks.CheckMessage]:
    if set(settings.REST_FRAMEWORK.get("DEFAULT_PERMISSION_CLASSES", [])) - {ANYONE}:
        return []
    return [
        checks.Error(
            "The API lets anyone in unless a view says otherwise.",
            hint="Name a permission other than AllowAny in DEFAULT_PERMISSION_CLASSES.",
            id="registry.E001",
        )
    ]


def scripts_are_ours_only(**_: Any) -> list[checks.CheckMessage]:
    policy = settings.SECURE_CSP
    sources = set(policy.get("script-src", policy.get("default-src", ["*"])))
    if sources <= {"'self'", "'none'"}:
        return []
    return [
        checks.Error(
            f"Pages may run scripts from {', '.join(sorted(sources))}.",
            hint="Allow only 'self' as script-src in SECURE_CSP.",
            id="registry.E002",
        )
    ]


def anonymous_reading_is_meant(**_: Any) -> list[checks.CheckMessage]:
    if not settings.API_ANONYMOUS_READ:
        return []
    return [
        checks.Warning(
            "Anyone who reaches the site can read the catalog without a key.",
            hint="Set API_ANONYMOUS_READ to off unless the site is on a closed network.",
            id="registry.W001",
        )
    ]


def mail_goes_out(**_: Any) -> list[checks.CheckMessage]:
    if not settings.PUBLIC_HOSTS or settings.EMAIL_BACKEND not in MAIL_THAT_STAYS:
        return []
    return [
        checks.Warning(
            "The site is public, but its mails stay on this machine: nobody gets a reminder.",
            hint="Name a mail server in MAIL_URL, such as smtp+tls://user:password@host:587.",
            id="registry.W002",
        )
    ]
