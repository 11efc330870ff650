"""Gives every test run the same environment, before the settings read it (loaded with `-p`).

And it keeps Python's search for garbage out of the way: until all tests are collected hardly
anything is thrown away, and what they made stays to the end, so nobody looks through it again.
"""

import gc
import os

SETTINGS = {
    "SECRET_KEY": "0123456789-for-tests-only-and-known-to-everybody-who-reads-this",
    "DJANGO_SETTINGS_MODULE": "registry.settings",
    # The browser tests drive Playwright, whose event loop makes Django refuse plain database calls.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
}
IGNORED = (
    "ALLOWED_HOSTS",
    "API_ANONYMOUS_READ",
    "API_KEEP_MEGABYTES",
    "API_REQUESTS_PER_MINUTE",
    "BEHIND_PROXY",
    "DATABASE_URL",
    "DATABASE_URL_FILE",
    "DB_POOL",
    "DB_POOL_MAX",
    "DEBUG",
    "DEVELOPMENT",
    "DOMAINS_NEVER_BLOCK",
    "EVIDENCE_DIR",
    "EVIDENCE_MAX_MEGABYTES",
    "HSTS_SECONDS",
    "HSTS_SUBDOMAINS",
    "LOG_LEVEL",
    "MAIL_FROM",
    "MAIL_URL",
    "MAIL_URL_FILE",
    "OUTGOING_NETWORKS",
    "PUBLIC_URL",
    "REMIND_FROM_HOUR",
    "REMIND_ON_WEEKENDS",
    "RUN_IN_PROCESS",
    "RUN_LATE_AFTER_HOURS",
    "SECRET_KEY_FILE",
    "SENT_KEEP_DAYS",
    "TIME_ZONE",
)

for name in IGNORED:
    os.environ.pop(name, None)
os.environ.update(SETTINGS)
gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    gc.enable()
