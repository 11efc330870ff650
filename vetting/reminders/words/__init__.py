"""What messages say: to people by mail, to chats in plain lines, to programs as JSON."""

from vetting.reminders.words.worded import NothingLeft, Worded
from vetting.reminders.words.wording import worded

__all__ = ["NothingLeft", "Worded", "worded"]
