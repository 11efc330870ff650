"""What people look after, with all that runs out or waits about it, whether it is due or not."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from itertools import chain

from django.db.models import Q

from vetting.models import Decision, Evidence
from vetting.models.waiting import rested_on
from vetting.services.reminding.cadences import Cadences, cadences_on
from vetting.services.reminding.directory import Directory, read_directory
from vetting.services.reminding.found import Found
from vetting.services.reminding.matters import SOURCES, Source
from vetting.services.reminding.proofs import carrying, deciding_proofs
from vetting.services.reminding.recipients import owners_of

# A verdict lapses a month after its last day, and is of interest for some months more.
LONG_OVER = timedelta(150)
FAR = timedelta(400)
# Whether a proof decides has to be worked out, which takes milliseconds for each.
MOST_PROOFS = 500


def looked_after_by(
    people: Collection[int], today: date, *, waiting: bool = True
) -> list[tuple[Found, tuple[int, ...]]]:
    """All that these people (keys) look after and who of everybody does, the next day first.

    What has been over for months is left out, and so are proofs that count for more than a year
    or come after some hundred others. Some fifteen queries, and a few for each hundred proofs.
    """
    if not people:
        return []
    by, known = cadences_on(today), read_directory()
    sources = [source for source in SOURCES if waiting or source.matter.runs_out]
    read = (_of_source(source, people, by, known) for source in sources)
    proofs = deciding_proofs(by, _proofs_of(people, today, known))
    found = ((each, owners_of(each, known)) for each in (*chain(*read), *chain(*proofs)))
    theirs = [(each, owners) for each, owners in found if set(owners) & set(people)]
    return sorted(theirs, key=lambda pair: (pair[0].subject.day, pair[0].subject.key))


def _of_source(
    source: Source, people: Collection[int], by: Cadences, known: Directory
) -> Iterator[Found]:
    may = _perhaps(people, known, source.carers)
    chased = timedelta(max(by.rules.cadence.chase_days, default=0))
    over = LONG_OVER if source.matter.runs_out else chased
    for row in source.rows(by.today).filter(may, source.alive(by.today - over)):
        if found := source.found(row, by):
            yield found


def _proofs_of(people: Collection[int], today: date, known: Directory) -> Q:
    """Those that they brought, and those that nobody brought of what they may look after."""
    acts = Decision.objects.filter(_perhaps(people, known, ("offering__owner", "author")))
    of_offerings = _none_of("added_by", known.people) & carrying(acts.values("offering"))
    near = Q(counts_until__gte=today - LONG_OVER, counts_until__lte=today + FAR)
    theirs = Evidence.objects.filter(
        near, rested_on(), Q(added_by__in=people) | of_offerings
    ).order_by("counts_until", "pk")
    return Q(pk__in=theirs.values("pk")[:MOST_PROOFS])


def _perhaps(people: Collection[int], known: Directory, carers: tuple[str, ...]) -> Q:
    """Rows that one of these people may look after: all that they do, and hardly any other."""
    theirs = Q(*((f"{carer}__in", people) for carer in carers), _connector=Q.OR)
    if set(known.instead) & set(people):
        owner, author, *_ = carers
        theirs |= _none_of(owner, known.people) & _none_of(author, known.staff)
    return theirs


def _none_of(field: str, people: Collection[int]) -> Q:
    return Q(**{field: None}) | ~Q(**{f"{field}__in": list(people)})
