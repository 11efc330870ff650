"""Say who looks after offerings; without that it is whoever proposed the verdict in force."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.contrib.auth.models import User

from vetting.models import Offering
from vetting.services.audit import Act, one_at_a_time, record_acts
from vetting.services.permissions import require
from vetting.services.refusals import Refused
from vetting.services.reminding.directory import Directory, called, read_directory
from vetting.services.reminding.found import Care
from vetting.services.reminding.in_force import stops_in_force, verdicts_in_force

ASSIGN, SEE = "vetting.assign_owner", "vetting.view_offering"


def assign_owner(
    *, offering: Offering, owner: User | None, because: str, by: User, now: datetime
) -> Offering:
    """Let this person look after it; None: whoever proposed its verdict. Raises Refused."""
    assign_owners(offerings=[offering], owner=owner, because=because, by=by, now=now)
    offering.owner = owner
    return offering


@one_at_a_time
def assign_owners(
    *,
    offerings: Iterable[Offering],
    owner: User | None,
    because: str,
    by: User,
    now: datetime,
) -> int:
    """The same for many, with one entry in the trail for each; says how many changed hands.

    Those that this person looks after already stay as they are. Raises Refused.
    """
    require(by, ASSIGN)
    if owner is not None and (problem := _unfit(owner)):
        raise Refused([("owner", problem)])
    keys = {offering.pk for offering in offerings}
    changed = [
        row
        for row in Offering.objects.filter(pk__in=keys).select_related("owner").order_by("pk")
        if row.owner_id != (owner.pk if owner else None)
    ]
    Offering.objects.filter(pk__in=[row.pk for row in changed]).update(owner=owner)
    if changed:
        record_acts([_given(row, owner, because) for row in changed], by=by, now=now)
    return len(changed)


def owner_of(offering: Offering, today: date, known: Directory | None = None) -> str:
    """Who looks after it and since when they do, in words for a page."""
    known = known or read_directory()
    care = care_of(offering, today)
    names = _listed([known.people[key] for key in known.owners(care)])
    if care.owner in known.people:
        return names
    if care.author in known.staff:
        return f"{names}, who proposed the verdict"
    if not names:
        return "Nobody: there is nobody at the desk who could be told"
    return f"Nobody yet; {names} {_instead(known)} told instead"


def care_of(offering: Offering, today: date) -> Care:
    """Who was asked to look after it, and who proposed the verdict in force; two queries."""
    verdict = verdicts_in_force(today).filter(offering=offering).first()
    if verdict is not None:
        return Care(offering.owner_id, verdict.author_id)
    stop = stops_in_force(today).filter(offering=offering).first()
    author = (getattr(stop, "verdict_by", None) or stop.author_id) if stop else None
    return Care(offering.owner_id, author)


def _unfit(owner: User) -> str:
    if not (owner.is_active and owner.is_staff):
        return f"{called(owner)} cannot log in to the desk; choose somebody who can."
    if not owner.has_perm(SEE):
        return f"{called(owner)} may not see offerings; choose somebody with a role at the desk."
    return ""


def _given(offering: Offering, owner: User | None, because: str) -> Act:
    before, after = (who.get_username() if who else None for who in (offering.owner, owner))
    done = "gave it to somebody to look after" if owner else "left it to who proposed the verdict"
    return Act(done, offering, because.strip(), {"owner": before}, {"owner": after})


def _instead(known: Directory) -> str:
    return "is" if len(known.instead) == 1 else "are"


def _listed(names: Sequence[str]) -> str:
    """Rosa, Paul and Sam."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
