"""The day it is, and the rules in force on it, for whoever draws a page."""

from datetime import date

from django.utils import timezone

from vetting.models import Policy
from vetting.scoring.policy import Policy as Rules
from vetting.services.assessments import local_day


def today() -> date:
    return local_day(timezone.now())


def rules() -> Rules:
    return Policy.objects.in_force(today()).rules
