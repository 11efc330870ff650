"""Tick several of many: a list that can be narrowed by typing, and works without that too."""

from typing import Any

from django import forms
from django.forms.widgets import Script


class Choosing(forms.CheckboxSelectMultiple):
    """Boxes to tick in a list of its own height; what is ticked stands first.

    The list is filtered on the page, so it is for what fits on one: people, or what was found.
    """

    template_name = "admin/vetting/choosing.html"

    def __init__(self, name: str, *, all_at_once: bool = False, **kwargs: Any) -> None:
        """`name` is what the list is called where it is read aloud.

        `all_at_once` offers to tick all that is shown, for where to tick too many does no harm.
        """
        super().__init__(**kwargs)
        self.name, self.all_at_once = name, all_at_once

    class Media:
        css = {"all": ["vetting/choosing.css"]}
        js = [Script("vetting/choosing.js", defer=True)]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        options = [option for _, group, _ in context["widget"]["optgroups"] for option in group]
        options.sort(key=lambda option: not option["selected"])
        ticked = sum(option["selected"] for option in options)
        said = {"called": self.name, "all_at_once": self.all_at_once, "ticked": ticked}
        return {**context, **said, "options": options}
