"""Under which names and hosts an offering is found: the lookup rows of a tool, drawn anew."""

from collections.abc import Iterable

from django.db.models import Q

from vetting.models import LookupName, Offering, Tool
from vetting.models.naming import PLAN_WORDS, host_of, name_key

What = LookupName.What
Row = tuple[str, str, int | None]


def rebuild_names(tools: Iterable[Tool]) -> None:
    """Replace the lookup rows of these tools and their offerings; a handful of queries in all."""
    tools = list(tools)
    offerings: dict[int, list[Offering]] = {tool.pk: [] for tool in tools}
    for offering in Offering.objects.filter(tool__in=tools).order_by("pk"):
        offerings[offering.tool_id].append(offering)
    rows = [
        LookupName(tool=tool, key=key[:255], what=what, offering_id=offering_id)
        for tool in tools
        for key, what, offering_id in sorted(_rows(tool, offerings[tool.pk]), key=str)
    ]
    # An offering may have come here from another tool. They are named by key, for a join would have
    # the database guess how many there are, and it guesses badly of a table that has just grown.
    keys = [offering.pk for each in offerings.values() for offering in each]
    LookupName.objects.filter(Q(tool__in=tools) | Q(offering__in=keys)).delete()
    LookupName.objects.bulk_create(rows, batch_size=1000)


def _rows(tool: Tool, offerings: list[Offering]) -> set[Row]:
    rows: set[Row] = {(name_key(tool.name), What.NAME.value, None)}
    rows |= {(name_key(alias), What.ALIAS.value, None) for alias in tool.aliases}
    rows |= {(host_of(host), What.HOST.value, None) for host in tool.domains}
    for offering in offerings:
        rows |= _offering_rows(tool, offering)
    return {row for row in rows if row[0]}


def _offering_rows(tool: Tool, offering: Offering) -> set[Row]:
    """The full name is a name; everything else people say for it is an alias."""
    full = name_key(offering.full_name)
    rows: set[Row] = {(full, What.NAME.value, offering.pk)}
    plans = [offering.name, *offering.aliases]
    said = {name_key(f"{name} {plan}") for name in [tool.name, *tool.aliases] for plan in plans}
    said |= {name_key(alias) for alias in offering.aliases if not _is_plan_word(alias)}
    rows |= {(key, What.ALIAS.value, offering.pk) for key in said - {full}}
    rows |= {(host_of(host), What.HOST.value, offering.pk) for host in offering.login_domains}
    return rows


def _is_plan_word(alias: str) -> bool:
    return name_key(alias) in PLAN_WORDS
