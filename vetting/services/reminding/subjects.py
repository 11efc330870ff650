"""Which things there are to be reminded of, read in chunks with the same queries for each.

What is due for nobody yet is not read, and neither is what is long past and was said to the end.
Whatever was not said, because nobody looked for so long, is.
"""

from collections.abc import Iterator
from datetime import date
from itertools import chain, islice

from django.db.models import BigIntegerField, Model, Q, QuerySet
from django.db.models.functions import Coalesce

from vetting.models import Offering
from vetting.services.reminding.cadences import Cadences, cadences_on, unsettled
from vetting.services.reminding.chunks import in_chunks, keyed
from vetting.services.reminding.found import Found
from vetting.services.reminding.matters import SOURCES, Source
from vetting.services.reminding.proofs import Worth, carrying, deciding_proofs

CHUNK = 500


def due_subjects(today: date, worth: Worth) -> Iterator[list[Found]]:
    """All with a step that is due today or was before, in chunks; a few queries for each.

    Proofs are assessed where that is `worth` it: where there is anybody left to tell.
    """
    by = cadences_on(today)
    read = (_read(source, by) for source in SOURCES)
    found = chain.from_iterable(chain(*read, deciding_proofs(by, worth=worth)))
    due = (each for each in found if each.subject.due_step(today))
    while chunk := list(islice(due, CHUNK)):
        yield chunk


def subjects_of(offering: Offering, today: date) -> list[Found]:
    """All that runs out or waits about one offering, due or not, the next day first."""
    by = cadences_on(today)
    read = (_of_one(source, offering, by) for source in SOURCES)
    found = [*chain(*read), *chain(*deciding_proofs(by, carrying([offering.pk])))]
    return sorted(found, key=lambda each: (each.subject.day, each.subject.key))


def _read(source: Source, by: Cadences) -> Iterator[list[Found]]:
    rows = source.rows(by.today).alias(
        key=keyed(source.matter.value, *source.parts),
        last_step=by.last_step(source.matter, source.policy),
        carer=Coalesce(*source.carers, output_field=BigIntegerField()),
    )
    near = rows.filter(source.near(by), unsettled(source.alive(by.alive)))
    for chunk in in_chunks(near, CHUNK):
        yield [found for row in chunk if (found := source.found(row, by))]


def _of_one(source: Source, offering: Offering, by: Cadences) -> Iterator[Found]:
    rows: QuerySet[Model] = source.rows(by.today)
    own = Q(pk=offering.pk) if rows.model is Offering else Q(offering=offering)
    for row in rows.filter(own):
        if found := source.found(row, by):
            yield found
