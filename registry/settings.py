"""Decides how the site runs: every setting, read once from the environment, refused if unsafe."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from registry.database import tuned
from registry.env import LOCAL_HOSTS, Environment, is_local
from registry.headers import NONE, SELF
from registry.logs import to_standard_output
from registry.openapi import OPENAPI
from registry.wide_hosts import WIDE_HOSTS

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = Environment(os.environ)

# Who may reach the site, and how.

DEVELOPMENT = env.flag("DEVELOPMENT", default=False)
DEBUG = env.flag("DEBUG", default=DEVELOPMENT)

# The key for development is public on purpose: it works only where all hosts are local, see below.
SECRET_KEY = "development-only-" * 3 if DEVELOPMENT else env.strong_secret("SECRET_KEY")
# The key before it, while both hold: what it has signed outlives the change, webhooks' secrets too.
SECRET_KEY_FALLBACKS = (
    [env.strong_secret("SECRET_KEY_BEFORE")] if env.secret("SECRET_KEY_BEFORE") else []
)

PUBLIC_URL = env.public_url("PUBLIC_URL", default="http://localhost:8000")
PUBLIC_HOST = urlsplit(PUBLIC_URL).hostname or "localhost"
HTTPS = PUBLIC_URL.startswith("https://")

ALLOWED_HOSTS = env.hosts(
    "ALLOWED_HOSTS", default=sorted(LOCAL_HOSTS) if is_local(PUBLIC_HOST) else [PUBLIC_HOST]
)
PUBLIC_HOSTS = [host for host in [PUBLIC_HOST, *ALLOWED_HOSTS] if not is_local(host)]

if DEBUG and not DEVELOPMENT:
    env.refuse("DEBUG", "is on outside development", "It shows secrets to visitors: turn it off.")
if DEVELOPMENT and PUBLIC_HOSTS:
    env.refuse("DEVELOPMENT", f"is on for {PUBLIC_HOSTS[0]}", "Use it on localhost only.")
if PUBLIC_HOSTS and not HTTPS:
    env.refuse(
        "PUBLIC_URL",
        f"is {PUBLIC_URL} while the site answers to {PUBLIC_HOSTS[0]}",
        "Set it to the https address that people type.",
    )

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$", r"^heartbeat$"]
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 31_536_000, least=0, most=63_072_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("HSTS_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = SECURE_HSTS_INCLUDE_SUBDOMAINS
if not HTTPS:
    SECURE_HSTS_SECONDS = 0
# Trusted only when asked for: without a proxy in front, any visitor could send this header.
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY", default=False) else None
)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if HTTPS else []
X_FRAME_OPTIONS = "DENY"

# The shape of Django 6's own setting, so that moving there is one line; see registry/headers.py.
SECURE_CSP: dict[str, list[str]] = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
}

# What the site is made of.

INSTALLED_APPS = [
    "vetting.apps.DeskAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "registry.checks.RegistryConfig",
    "vetting.apps.VettingConfig",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "registry.api.door.held.HeldAnswers",
    "registry.headers.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "registry.urls"
WSGI_APPLICATION = "registry.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Our admin pages stand here and not only in the app: Django's own app is found before ours.
        "DIRS": [BASE_DIR / "vetting" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"
# An address typed without a scheme is https, as Django 6 takes it anyway; to be removed there.
FORMS_URLFIELD_ASSUME_HTTPS = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Where things are kept.

DATABASES = {
    "default": tuned(
        env.database("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'registry.sqlite3'}"),
        base_dir=BASE_DIR,
        pool_size=(
            env.number("DB_POOL_MAX", 4, least=1, most=200) if env.flag("DB_POOL", True) else 0
        ),
    )
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if DEBUG:
    STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"

# Files that people send. They are handed out by views alone, never by an address of their own.
EVIDENCE_DIR = env.private_folder("EVIDENCE_DIR", VAR_DIR / "evidence", never_in=STATIC_ROOT)
EVIDENCE_MAX_MEGABYTES = env.number("EVIDENCE_MAX_MEGABYTES", 20, least=1, most=200)
UPLOAD_MAX_BYTES = EVIDENCE_MAX_MEGABYTES * 2**20
# Told apart by content and size in the service; what is larger is not even taken in.
FILE_UPLOAD_HANDLERS = [
    "registry.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700
DATA_UPLOAD_MAX_NUMBER_FILES = 10

# Languages, days and hours.
LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.time_zone("TIME_ZONE", default="UTC")

# What the site sends by itself, and when. Without a mail server mails are kept as files.
globals().update(env.mail("MAIL_URL", f"file://{VAR_DIR / 'mail'}"))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.mail_address(
    "MAIL_FROM", default=f"AI tool registry <registry@{PUBLIC_HOST}>"
)
EMAIL_TIMEOUT = 20
# Webhooks go to public addresses; a receiver on a network of our own has to be named.
OUTGOING_NETWORKS = env.networks("OUTGOING_NETWORKS")
REMIND_FROM_HOUR = env.number("REMIND_FROM_HOUR", 7, least=0, most=23)
REMIND_ON_WEEKENDS = env.flag("REMIND_ON_WEEKENDS", default=False)
RUN_LATE_AFTER_HOURS = env.number("RUN_LATE_AFTER_HOURS", 26, least=1, most=720)
SENT_KEEP_DAYS = env.number("SENT_KEEP_DAYS", 180, least=1, most=3650)
ON_POSTGRESQL = DATABASES["default"]["ENGINE"].endswith("postgresql")
# Every web process also sends what is due. With PostgreSQL a worker or cron is meant to do it.
RUN_IN_PROCESS = env.flag("RUN_IN_PROCESS", default=not ON_POSTGRESQL)
if ON_POSTGRESQL:
    INSTALLED_APPS.append("procrastinate.contrib.django")
    # Our tasks are known by name: only the worker imports them, and nobody looks for others.
    PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
    PROCRASTINATE_IMPORT_PATHS = ["vetting.reminders.worker"]

# The published API. Its parts are named as text: they import Django, which is not ready yet.
API_ANONYMOUS_READ = env.flag("API_ANONYMOUS_READ", default=False)
# Hosts that whole companies live on: never in the list of what to block, nor what lies above them.
DOMAINS_NEVER_BLOCK = env.bare_hosts("DOMAINS_NEVER_BLOCK", default=list(WIDE_HOSTS))
API_KEEP_MEGABYTES = env.number("API_KEEP_MEGABYTES", 32, least=0, most=4096)
API_REQUESTS_PER_MINUTE = env.number("API_REQUESTS_PER_MINUTE", 600, least=0, most=1_000_000)
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["registry.api.door.authentication.ApiKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["registry.api.door.authentication.HasReadScope"],
    "EXCEPTION_HANDLER": "registry.api.door.problems.problem_details",
    "DEFAULT_SCHEMA_CLASS": "registry.api.schema.operation.Operation",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["registry.api.door.body.BoundedJSONParser"],
    "DEFAULT_VERSIONING_CLASS": None,
    "DEFAULT_METADATA_CLASS": None,
    # `format` would otherwise be a parameter that every address takes and no document names.
    "URL_FORMAT_OVERRIDE": None,
    "UNAUTHENTICATED_USER": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = OPENAPI

LOG_LEVEL = env.choice("LOG_LEVEL", "INFO", {"DEBUG", "INFO", "WARNING", "ERROR"})
LOGGING = to_standard_output(LOG_LEVEL)

env.check()
