"""Door: the long-running worker on PostgreSQL, which sends at once and does the regular work."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

# The library that it stands on is only set up with PostgreSQL.
if settings.ON_POSTGRESQL:
    from vetting.reminders.worker import run_worker


class Command(BaseCommand):
    help = "Send at once whatever there is to send, and do the regular work. Needs PostgreSQL."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.ON_POSTGRESQL:
            raise CommandError(
                "The worker needs PostgreSQL, which tells it when there is something to send. Here "
                "every web process does this work by itself while RUN_IN_PROCESS is on; or run "
                "manage.py run_due from cron, or manage.py run_due --loop 30."
            )
        run_worker()
