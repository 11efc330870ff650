"""The bodies of webhooks, in the shape of Standard Webhooks: type, timestamp and data.

`timestamp` is when it happened, in UTC; days are YYYY-MM-DD. Keys may be added, never taken away.

reminders.digest (to a team), data:
  on, team {slug, name}, heading, count
  counts: how many in each of overdue, today, within_7_days, within_14_days, within_30_days,
    within_60_days, further_ahead, waiting, as_lead, as_head
  things: the first 15 of each, the most urgent first:
    subject, matter, step, group, day, in_days (negative: ago), title, text, url (page of the desk),
    offering {slug, name} or null, offerings [{name}] that rest on a proof, others (how many more),
    owner (null where nobody looks after it), not_vetted_from (null where that is not to come)
offering.status.loosened, offering.status.tightened (to a production), data:
  on, cause (act or calendar), because, notice (the standing one; null where not usable)
  offering {slug, name, url}, before {status, status_reason}
  after {status, status_reason, usable, ceiling, conditions [{criterion, text}], valid_until}
offering.expiring, data:
  offering {slug, name, url}, status, valid_until, not_vetted_from (null where nobody knows)
request.answered, data:
  request {id, tool, plan, state, url}, answer, status (null without one)
  offering {slug, name, url}, or null
registry.test, data:
  text
"""

import json
from datetime import UTC, date, datetime
from typing import Any

from vetting.models import Message, Notice
from vetting.reminders.words import links
from vetting.reminders.words.digest import Digest, Line
from vetting.reminders.words.events import standing_notice
from vetting.reminders.words.groups import Group
from vetting.reminders.words.phrases import one_line

DIGEST, TEST = "reminders.digest", "registry.test"

_GROUPS = {
    Group.OVERDUE: "overdue",
    Group.TODAY: "today",
    Group.WEEK: "within_7_days",
    Group.FORTNIGHT: "within_14_days",
    Group.MONTH: "within_30_days",
    Group.MONTHS: "within_60_days",
    Group.AHEAD: "further_ahead",
    Group.WAITING: "waiting",
    Group.LEAD: "as_lead",
    Group.HEAD: "as_head",
}


def body(kind: str, at: datetime, data: dict[str, Any]) -> str:
    """The same text for the same message, always: it is what gets signed."""
    said = {"type": kind, "timestamp": moment(at), "data": data}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def moment(at: datetime) -> str:
    """In UTC, as the API publishes all moments."""
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat()}Z"


def digest_data(said: Digest, message: Message) -> dict[str, Any]:
    team = message.endpoint.team if message.endpoint else None
    counts = dict.fromkeys(_GROUPS.values(), 0)
    counts.update({_GROUPS[part.group]: part.count for part in said.parts})
    return {
        "on": message.on.isoformat(),
        "team": {"slug": team.slug, "name": team.name} if team else None,
        "heading": said.heading,
        "count": said.count,
        "counts": counts,
        "things": [
            _thing(line, part.group, said.today) for part in said.parts for line in part.lines
        ],
    }


def event_data(notice: Notice, today: date) -> dict[str, Any]:
    """The facts of one event as they were, with addresses to read on."""
    data = {key: value for key, value in notice.facts.items() if key != "type"}
    if notice.offering and data.get("offering"):
        data["offering"] = {**data["offering"], "url": links.published(notice.offering)}
    if notice.subject.startswith("request:"):
        url = links.published_request(data["request"]["id"])
        data["request"] = {**data["request"], "url": url}
    if notice.subject.startswith("expiring:"):
        data["not_vetted_from"] = data.pop("lapses_on", None)
    if "after" in data:
        data["notice"] = standing_notice(today) if data["after"]["usable"] else None
    return data


def _thing(line: Line, group: Group, today: date) -> dict[str, Any]:
    notice, thing = line.notice, line.thing
    offering, told = notice.offering, thing.told
    ends = told.ends_from if told else None
    return {
        "subject": notice.subject,
        "matter": thing.matter.value,
        "step": notice.step,
        "group": _GROUPS[group],
        "day": thing.day.isoformat(),
        "in_days": (thing.day - today).days,
        "title": line.name,
        "text": line.text,
        "offering": {"slug": offering.slug, "name": one_line(offering.full_name)}
        if offering
        else None,
        "offerings": [{"name": name} for name in thing.offerings],
        "others": thing.others,
        "owner": thing.owner or None,
        "not_vetted_from": ends.isoformat() if ends else None,
        "url": line.url,
    }
