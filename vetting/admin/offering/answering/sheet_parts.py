"""What a sheet takes besides the answers: the documents that they rest on, and a reason."""

from typing import Any

from django import forms

from vetting.admin.offering.answering.fields import DocumentForm


class NewDocument(DocumentForm):
    """A document that is entered on the sheet, once, for as many answers as rest on it."""

    def __init__(self, *args: Any, number: int, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"n{number}", **kwargs)
        self.number = number
        # A field that is required of an empty document would keep browsers from sending the sheet.
        self.use_required_attribute = False

    @property
    def key(self) -> str:
        return f"n{self.number}"

    @property
    def name(self) -> str:
        return f"New document {self.number}"

    @property
    def label(self) -> str:
        title = str(self["title"].value() or "").strip()
        return f"{self.name}: {title[:60]}" if title else self.name

    @property
    def filled(self) -> bool:
        return bool(set(self.changed_data) - {"seen_on"})


class ReasonOfAll(forms.Form):
    because = forms.CharField(
        label="Reason", required=False, max_length=500, help_text="Kept in the audit trail."
    )
