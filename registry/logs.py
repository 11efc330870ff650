"""Decides what is written down, and where: one line each, to standard output."""

from typing import Any


def to_standard_output(level: str) -> dict[str, Any]:
    """For whatever runs the site to keep."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
        },
        "handlers": {
            "stdout": {
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stdout",
                "formatter": "line",
            },
        },
        "root": {"handlers": ["stdout"], "level": level},
        # Django's own handlers go: one line in one place is enough. Its SQL log is never wanted.
        "loggers": {
            "django": {"handlers": [], "level": level},
            "django.db.backends": {"level": "WARNING"},
        },
    }
