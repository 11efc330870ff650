"""All questions of one offering on one page: answered together, saved as one act."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect

from vetting.admin.offering.answer_rows import Group, Row, groups_of
from vetting.admin.offering.answering.basket import key_of
from vetting.admin.offering.answering.fields import seen_in
from vetting.admin.offering.answering.page import AnsweringPage
from vetting.admin.offering.answering.sheet import Sheet
from vetting.admin.offering.answering.sheet_question import SheetQuestion, prefix_of
from vetting.models import Answer
from vetting.services.answers import AnswerInput, record_answers


@dataclass(frozen=True, slots=True)
class Asked:
    """A question where it stands on the page; `next_open` is where the next open one is."""

    number: int
    row: Row
    form: SheetQuestion
    next_open: str
    options: str
    usual: str


@dataclass(frozen=True, slots=True)
class Part:
    group: Group
    asked: list[Asked]


class SheetPage(AnsweringPage):
    heading = "Answer the questions"
    button = "Save the answers"
    template_name = "admin/vetting/offering/sheet.html"

    def get_form(self, form_class: Any = None) -> Any:
        posted = self.request.POST if self.request.method == "POST" else None
        return Sheet(
            offering=self.offering,
            rules=self.rules,
            today=self.today,
            held=self.held,
            opened=self.held if posted is None else self.opened(posted),
            basket=self.basket([*self.proofs_held(), *chosen_in(posted or {})]),
            data=posted,
        )

    def proofs_held(self) -> list[str]:
        return [key_of(answer.evidence) for answer in self.held.values() if answer.evidence]

    def opened(self, posted: Any) -> dict[str, Answer]:
        """The answers that were in force when the sheet was opened, as it says itself."""
        seen = {key: seen_in(posted.get(f"{prefix_of(key)}-seen")) for key in self.rules.criteria}
        keys = [each.answer for each in seen.values() if each and each.answer is not None]
        rows = self.offering.answers.select_related("evidence").filter(pk__in=keys)
        then = {answer.criterion: answer for answer in rows}
        silent = {key: self.held[key] for key in self.held if seen.get(key) is None}
        return {**then, **silent}

    def sheet(self) -> str:
        return ""

    def given(self, form: Sheet) -> list[AnswerInput]:
        return form.given()

    def unready(self, form: Sheet) -> list[tuple[str, str]]:
        return form.unready()

    def show(self, form: Sheet, problems: list[tuple[str, str]]) -> None:
        form.show(problems)

    def form_valid(self, form: Any) -> HttpResponse:
        if not form.changed:
            messages.info(self.request, "Nothing was changed, so nothing was saved.")
            return HttpResponseRedirect(self.request.path)
        return super().form_valid(form)

    def record(self, form: Sheet) -> str:
        before, given = self.standing(), form.given()
        record_answers(
            offering=self.offering,
            given=given,
            by=self.user,
            now=self.now,
            because=form.reason.cleaned_data["because"],
        )
        count = len(given)
        return self.tell(before, f"{count} answer{'s'[: count != 1]} saved.")

    def then(self) -> str:
        return self.request.path if "stay" in self.request.POST else self.back()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sheet: Sheet = kwargs.pop("form", None) or self.get_form()
        found = self.found
        parts = parts_of(groups_of(found, self.held, self.rules, self.today), sheet)
        open_ones = (a.form.anchor for p in parts for a in p.asked if a.row.judgement.open)
        return super().get_context_data(
            form=sheet,
            parts=parts,
            basket=sheet.basket,
            first_open=next(open_ones, ""),
            **kwargs,
        )


def chosen_in(posted: Mapping[str, str]) -> list[str]:
    """The keys of the documents that the sheet's menus were set to."""
    return [str(key) for name, key in posted.items() if name == "usual" or name.endswith("-proof")]


def parts_of(groups: list[Group], sheet: Sheet) -> list[Part]:
    """The questions in the order of the groups, each knowing the open one that comes next."""
    forms, found = sheet.shown(), []
    after = [row for group in groups for row in group.rows]
    total = len(after)
    for group in groups:
        asked = []
        for row in group.rows:
            after.pop(0)
            number, form = total - len(after), forms[row.criterion.key]
            later = next((r.criterion.key for r in after if r.judgement.open), "")
            goes_to = prefix_of(later) if later else ""
            asked.append(
                Asked(
                    number,
                    row,
                    form,
                    goes_to,
                    sheet.options(form.chosen),
                    sheet.proven_by(row.criterion),
                )
            )
        found.append(Part(group, asked))
    return found
