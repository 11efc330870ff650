"""Door: check every seal of the audit trail, and print its head to keep somewhere else."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from vetting.models import AuditHead
from vetting.services.audit import broken_links


class Command(BaseCommand):
    help = "Check that no entry of the audit trail was changed, removed or slipped in."

    def handle(self, *args: Any, **options: Any) -> None:
        found = broken_links()
        if found:
            raise CommandError("\n".join(["The audit trail is broken.", *found]))
        head = AuditHead.objects.filter(pk=1).first()
        if head is None:
            self.stdout.write("The audit trail is empty.")
            return
        self.stdout.write(f"All {head.entries:,} entries hold. The newest seal is {head.sha256}.")
