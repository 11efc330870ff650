"""What wording a message comes to: its heading, its text and its HTML; or that nothing is left."""

from dataclasses import dataclass

from vetting.reminders.words.phrases import one_line, shortened

LONGEST_HEADING = 120


@dataclass(frozen=True, slots=True)
class Worded:
    """A message in words. For a webhook `text` is the body, byte for byte as it is signed."""

    heading: str
    text: str
    html: str = ""


class NothingLeft(Exception):
    """All that the message was to tell has been dealt with since: there is nothing to send."""


def heading_of(text: str) -> str:
    """One line that fits a list of mails, whatever names are in it."""
    return shortened(one_line(text), LONGEST_HEADING)
