"""Write the questionnaire for one offering: an XLSX that a vendor fills in without an account."""

from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from vetting.models import Offering
from vetting.scoring.policy import Criterion
from vetting.scoring.policy import Policy as Rules
from vetting.scoring.vocabulary import AnswerType
from vetting.services.exchange.files_out import as_spreadsheet_text
from vetting.services.exchange.questionnaire import (
    ANSWER,
    BY,
    CHOICES,
    CODE,
    DATED,
    HEADINGS,
    ON,
    QUESTIONS,
    READ_ME,
    code_for,
)

WIDTHS = (23, 44, 52, 36, 30, 30, 16, 36)
FIRST_TO_FILL = HEADINGS.index(ANSWER) + 1
POINTS_PER_LINE = 14.5
ONE_DAY = "yyyy-mm-dd"

INK, SOFT, PAPER, ANSWERED = "1B2530", "55626F", "EDF1F4", "FFF9E0"
LINE = Side(style="thin", color="B9C3CD")
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
OPEN = Protection(locked=False)
TOP = Alignment(wrap_text=True, vertical="top")

INSTRUCTIONS = (
    "Thank you for answering these questions. They decide whether film and TV productions may use "
    "your product.",
    "1. Answer for this plan only, with the terms that apply to it; not for your company as a "
    "whole, and not for another plan.",
    "2. Go to the sheet “Questions” and fill in the yellow cells. Choose an answer from the list "
    "in the cell. If several fit, choose the one that protects our content least.",
    "3. Where a number of days is asked, give a whole number. 9999 stands for no limit.",
    "4. Name the document that proves each answer: its title, a link to it, and its date.",
    "5. Leave empty what you do not know, and say in the remarks who does.",
    "6. Only yellow cells can be changed. Please add no macros and no links to other files.",
    "7. Save the file as XLSX and send it back to whoever sent it to you.",
)


def questionnaire(offering: Offering, policy_version: str, rules: Rules) -> bytes:
    """The workbook with the questions that apply to this kind of offering."""
    book = Workbook()
    _read_me(book.active, offering, policy_version)
    asked = rules.applicable(offering.deployment_kind)
    sheet, choices = book.create_sheet(QUESTIONS), book.create_sheet(CHOICES)
    _headings(sheet)
    for number, criterion in enumerate(asked, start=1):
        _question(sheet, number + 1, criterion)
        _validate(sheet, choices, number, criterion)
    _dates(
        sheet,
        f"{get_column_letter(HEADINGS.index(DATED) + 1)}2:"
        f"{get_column_letter(HEADINGS.index(DATED) + 1)}{len(asked) + 1}",
    )
    choices.sheet_state = "hidden"
    for each in book.worksheets:
        each.protection.sheet = True
        each.protection.formatColumns = each.protection.formatRows = False
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _read_me(sheet: Any, offering: Offering, policy_version: str) -> None:
    sheet.title = READ_ME
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 78
    _text(sheet, 1, 1, f"Questions about {offering.full_name}", Font(bold=True, size=15, color=INK))
    for row, text in enumerate(INSTRUCTIONS, start=3):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=2)
        _text(sheet, row, 1, text)
        sheet.row_dimensions[row].height = _height(text, 100)
    facts = (
        ("Vendor", offering.tool.vendor.name),
        ("Product and plan", offering.full_name),
        ("Kind", offering.deployment_kind.label),
        ("Rules", f"Policy {policy_version}"),
        (CODE, code_for(offering, policy_version)),
        (BY, None),
        (ON, None),
    )
    first = len(INSTRUCTIONS) + 4
    for row, (label, value) in enumerate(facts, start=first):
        _text(sheet, row, 1, label, Font(bold=value is None, color=SOFT if value else INK))
        if value is None:
            _to_fill(sheet.cell(row, 2))
        else:
            _text(sheet, row, 2, value)
    row = first + len(facts) - 1
    sheet.cell(row, 2).number_format = ONE_DAY
    _dates(sheet, f"B{row}")
    _page(sheet, landscape=False)


def _headings(sheet: Any) -> None:
    for column, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True), start=1):
        cell = _text(sheet, 1, column, heading, Font(bold=True, color=INK))
        cell.fill, cell.border = PatternFill("solid", fgColor=PAPER), BOX
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "C2"
    sheet.print_title_rows = "1:1"
    _page(sheet, landscape=True)


def _question(sheet: Any, row: int, criterion: Criterion) -> None:
    texts = (criterion.key, criterion.question, _meant(criterion))
    fonts = (Font(size=9, color=SOFT), Font(bold=True, color=INK), Font(size=10, color=INK))
    for column, (text, font) in enumerate(zip(texts, fonts, strict=True), start=1):
        _text(sheet, row, column, text, font).border = BOX
    for column in range(FIRST_TO_FILL, len(HEADINGS) + 1):
        _to_fill(sheet.cell(row, column))
    sheet.cell(row, HEADINGS.index(DATED) + 1).number_format = ONE_DAY
    if criterion.answer_type is AnswerType.DATE:
        sheet.cell(row, FIRST_TO_FILL).number_format = ONE_DAY
    heights = [_height(text, width - 2) for text, width in zip(texts, WIDTHS, strict=False)]
    sheet.row_dimensions[row].height = min(max(heights), 400)


def _meant(criterion: Criterion) -> str:
    """The help, and the answers to choose from for whoever sees no list in the cell."""
    if criterion.answer_type is AnswerType.CHOICE:
        listed = "\n".join(f"\u2022 {value.label}" for value in criterion.values)
        return f"{criterion.help}\n\nChoose one of:\n{listed}"
    what = "a whole number of days" if criterion.answer_type is AnswerType.DAYS else "a day"
    return f"{criterion.help}\n\nGive {what}."


def _validate(sheet: Any, choices: Any, number: int, criterion: Criterion) -> None:
    cell = f"{get_column_letter(FIRST_TO_FILL)}{number + 1}"
    if criterion.answer_type is AnswerType.CHOICE:
        for row, value in enumerate(criterion.values, start=1):
            choices.cell(row, number, as_spreadsheet_text(value.label)).data_type = "s"
        column = get_column_letter(number)
        listed = f"{CHOICES}!${column}$1:${column}${len(criterion.values)}"
        _rule(sheet, cell, "Choose an answer from the list.", type="list", formula1=listed)
    elif criterion.answer_type is AnswerType.DAYS:
        why = "Give a whole number of days; 9999 stands for no limit."
        _rule(sheet, cell, why, type="whole", operator="between", formula1="0", formula2="9999")
    else:
        _dates(sheet, cell)


def _dates(sheet: Any, cells: str) -> None:
    why = "Give a day, such as 2026-03-31."
    first = "DATE(1990,1,1)"
    _rule(sheet, cells, why, type="date", operator="greaterThan", formula1=first)


def _rule(sheet: Any, cells: str, why: str, **kwargs: str) -> None:
    rule = DataValidation(allow_blank=True, showErrorMessage=True, **kwargs)
    rule.error, rule.errorTitle = why, "Please check"
    sheet.add_data_validation(rule)
    rule.add(cells)


def _text(sheet: Any, row: int, column: int, text: str, font: Font | None = None) -> Any:
    cell = sheet.cell(row, column, as_spreadsheet_text(text))
    cell.data_type = "s"
    cell.font, cell.alignment = font or Font(color=INK), TOP
    return cell


def _to_fill(cell: Any) -> None:
    cell.fill, cell.border = PatternFill("solid", fgColor=ANSWERED), BOX
    cell.protection, cell.alignment = OPEN, TOP


def _height(text: str, width: int) -> float:
    """Not every program works out by itself how high a row with wrapped text must be."""
    lines = sum(len(line) // max(width, 1) + 1 for line in text.split("\n"))
    return (lines + 0.6) * POINTS_PER_LINE


def _page(sheet: Any, *, landscape: bool) -> None:
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
