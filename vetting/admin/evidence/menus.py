"""By what the list of evidence is narrowed: kind, date, when it runs out, whether it is used."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest

from vetting.admin.parts.current import rules, today
from vetting.admin.parts.filters import Choices, Menu
from vetting.models import Answer


class KindMenu(Menu):
    title = "kind"
    parameter_name = "kind"
    path = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [(kind.key, kind.label) for kind in rules().evidence_kinds.values()]


class OneOf(Menu):
    """A menu whose choices are conditions."""

    def conditions(self) -> dict[str, Q]:
        raise NotImplementedError

    def condition(self, choice: str, request: HttpRequest) -> Q:
        return self.conditions()[choice]


class EndsMenu(OneOf):
    """A last day that is near; what is past already has a choice of its own."""

    title = "counts until"
    parameter_name = "ends"
    options = [
        ("0", "out of date"),
        ("30", "runs out within 30 days"),
        ("60", "runs out within 60 days"),
        ("90", "runs out within 90 days"),
        ("later", "longer than 90 days"),
    ]

    def conditions(self) -> dict[str, Q]:
        now = today()
        soon = {
            str(days): Q(counts_until__range=(now, now + timedelta(days))) for days in (30, 60, 90)
        }
        later = Q(counts_until__gt=now + timedelta(90))
        return {"0": Q(counts_until__lt=now), **soon, "later": later}


class DatedMenu(OneOf):
    title = "date"
    parameter_name = "dated"
    options = [
        ("undated", "undated"),
        ("unknown", "no date recorded"),
        ("yes", "dated"),
    ]

    def conditions(self) -> dict[str, Q]:
        return {
            "undated": Q(undated=True),
            "unknown": Q(undated=False, document_date=None),
            "yes": Q(document_date__isnull=False),
        }


class UseMenu(OneOf):
    title = "use"
    parameter_name = "used"
    options = [("yes", "answers rest on it"), ("no", "unused")]

    def conditions(self) -> dict[str, Q]:
        current = Answer.objects.filter(evidence=OuterRef("pk"), superseded_at=None)
        return {"yes": Q(Exists(current)), "no": ~Q(Exists(current))}
