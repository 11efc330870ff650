"""Lists that people edit with one entry per line: names, hosts, kinds of output."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from vetting.services.catalogue import host_problems

LONGEST_LINE = 120


class LinesField(forms.CharField):
    """A list of texts in a text area, one per line; blank lines and repetitions are dropped."""

    widget = forms.Textarea

    def __init__(
        self, *, problems: Callable[[list[str]], list[str]] | None = None, **kwargs: Any
    ) -> None:
        self.problems = problems or _too_long
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)
        self.widget.attrs["rows"] = 3

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        lines = (line.strip() for line in (value or "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def validate(self, value: Any) -> None:
        super().validate(value)
        found = self.problems(value)
        if found:
            raise ValidationError(found)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial or []) != self.to_python(data)


def hosts(**kwargs: Any) -> LinesField:
    return LinesField(problems=host_problems, **kwargs)


def _too_long(lines: list[str]) -> list[str]:
    return [
        f"“{line[:40]}…” is too long: at most {LONGEST_LINE} characters in a line."
        for line in lines
        if len(line) > LONGEST_LINE
    ]
