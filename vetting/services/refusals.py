"""How a service says no: every problem at once, each with the field it is about."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError


class Refused(Exception):
    """An act that was not done, and why. Nothing was changed."""

    def __init__(self, problems: Iterable[tuple[str, str]]) -> None:
        self.problems = list(problems)
        super().__init__("; ".join(f"{field}: {why}" if field else why for field, why in problems))


def refuse_if(problems: Iterable[str], field: str = "") -> None:
    """Raise Refused with these sentences, if there are any."""
    found = [(field, why) for why in problems]
    if found:
        raise Refused(found)


def problems_of(error: ValidationError) -> list[tuple[str, str]]:
    """A model's own validation errors as (field, sentence)."""
    if hasattr(error, "message_dict"):
        return [
            ("" if field == "__all__" else field, message)
            for field, messages in error.message_dict.items()
            for message in messages
        ]
    return [("", message) for message in error.messages]
