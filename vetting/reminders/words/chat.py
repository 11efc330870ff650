"""Messages as plain lines for a chat, where heading and addresses are all that stands out."""

from collections.abc import Iterator

from vetting.reminders.words import digest, events, links
from vetting.reminders.words.phrases import counted, shortened

# What a chat shows of each part: more is read on the desk's pages.
MOST = 5
# A production has no such page, and has to know what to stop.
MOST_EVENTS = 15
LONGEST = 600


def digest_lines(said: digest.Digest, closing: str) -> str:
    return "\n".join([*_of_digest(said), "", closing])


def event_lines(said: events.Events) -> str:
    lines = [line for part in said.parts for line in _of_events(part)]
    return "\n".join([*lines, *([said.notice] if said.notice else [])]).strip()


def _of_digest(said: digest.Digest) -> Iterator[str]:
    for place, part in enumerate(said.parts):
        yield from ["", part.headline] if place else [part.headline]
        for line in part.lines:
            yield f"• {line.name}: {shortened(line.text, LONGEST)} {line.url}"
        for more in part.more:
            yield f"… {more.text}: {more.url}"


def _of_events(part: events.Part) -> Iterator[str]:
    yield f"{part.title} ({part.count:,})"
    for event in part.events:
        said = [*event.paragraphs, *_conditions(event)]
        yield f"• {event.name}: {shortened(' '.join(said), LONGEST)} {event.url}"
    if part.left:
        yield f"… and {counted(part.left, 'more', 'more')}: {links.published_changes()}"
    yield ""


def _conditions(event: events.Event) -> Iterator[str]:
    for title, texts in event.conditions:
        yield f"{title}: {'; '.join(text.rstrip('.') for text in texts)}."
