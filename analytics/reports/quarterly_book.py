"""The sub-group's report as a workbook: a sheet of numbers for each table, after one that says what they are."""

from collections.abc import Sequence
from datetime import date, timedelta
from io import BytesIO
from secrets import token_hex
from typing import Any, Final

from analytics.cards.answer import Answer
from analytics.disclosure.published import Row
from analytics.presenting.presenter import PERCENTAGE
from analytics.reports.quarterly import Item, PeriodReport, Section
from analytics.words.names import breakdown_title, category_name, group_name
from analytics.words.numbers import percent
from analytics.words.periods import short_period_name

BOOK_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "default_date_format": "yyyy-mm-dd",
}
Cell = str | int | float | date | None
# Columns are as wide as their longest words, up to so many letters.
WIDEST: Final = 60


def workbook(report: PeriodReport) -> bytes:
    """The report's tables as .xlsx. Text stays text: nothing in it is a formula or a link to anywhere else."""
    import xlsxwriter  # noqa: PLC0415  heavy, and only a download needs it

    content = BytesIO()
    with xlsxwriter.Workbook(content, OPTIONS) as book:
        # Differs in every copy: see typeset.py.
        book.set_properties({"title": f"{report.title}, {report.period}", "comments": token_hex(16)})
        bold, share, rate = (
            book.add_format(look) for look in ({"bold": True}, {"num_format": "0.0%"}, {"num_format": "0.0"})
        )
        fill(book.add_worksheet("About"), about_lines(report), bold, share, first=0)
        for number, (_, item, answered) in enumerate(tables_in(report), start=1):
            add_table(book.add_worksheet(name_of(number)), item, answered, (bold, share, rate))
        for sheet in book.worksheets():
            # As it is printed; an ampersand begins an instruction unless it is doubled.
            sheet.set_header(f"&C{report.marking.replace('&', '&&')}")
    return content.getvalue()


def tables_in(report: PeriodReport) -> list[tuple[Section, Item, Answer]]:
    """Every question of the report that is answered in numbers, under its subject."""
    return [(section, item, item.answer) for section in report.sections for item in section.items if item.answer]


def name_of(number: int) -> str:
    """What a sheet is called."""
    return f"Table {number}"


def about_lines(report: PeriodReport) -> list[tuple[Cell, ...]]:
    """What the workbook is, and what is on which sheet."""
    made_up = ("MADE-UP DATA: " if report.is_demonstration else "") + report.council
    return [
        (f"{report.title}, {report.period}", ""),
        ("Whose", made_up),
        ("Marking", report.marking),
        ("Circulation", report.circulation),
        *(("Note", note) for note in (*report.notes, *([report.lacking] if report.lacking else []))),
        ("Data to", f"{report.data_to}, snapshot {report.snapshot}"),
        ("Produced", report.produced),
        (f"The {report.length}", report.headline),
        *(
            (name_of(number), f"{section.title}: {item.question}")
            for number, (section, item, _) in enumerate(tables_in(report), start=1)
        ),
    ]


def add_table(sheet: Any, item: Item, answered: Answer, looks: tuple[Any, Any, Any]) -> None:
    """A question, its answer, what is counted, and the numbers under their head."""
    bold, share, rate = looks
    above = said_above(item, answered)
    for place, text in enumerate(above):
        sheet.write_string(place, 0, text, bold if place == 0 else None)
    form = share if answered.presenter.value_name == PERCENTAGE else rate
    fill(sheet, lines_of(answered), bold, form, first=len(above) + 1)
    sheet.freeze_panes(len(above) + 2, 0)


def said_above(item: Item, answered: Answer) -> list[str]:
    """The question, its answer, and what is counted."""
    counted = [f"{name}: {text}" for name, text in answered.counts.items()]
    return [item.question, f"{item.said} {item.more}".strip(), f"Counted in: {answered.table.unit}", *counted]


def lines_of(answered: Answer) -> list[tuple[Cell, ...]]:
    """The rows as numbers, each with why there is none."""
    table, value = answered.table, answered.presenter.value_name
    group = (breakdown_title(table.breakdown),) if table.breakdown else ()
    head = ("Period", "First day", "Last day", *group, answered.title, "Number", "Of", value, "Shown as")
    return [head, *(line_of(answered, row) for row in answered.rows)]


def line_of(answered: Answer, row: Row) -> tuple[Cell, ...]:
    """One row."""
    breakdown = answered.table.breakdown
    return (
        short_period_name(row.period),
        row.period.start,
        row.period.end - timedelta(days=1),
        *((group_name(breakdown, row.group),) if breakdown else ()),
        category_name(answered.indicator, row.category) or "All",
        row.numerator,
        row.denominator,
        answered.presenter.value(row),
        row.shown.value,
    )


def fill(sheet: Any, lines: Sequence[tuple[Cell, ...]], bold: Any, decimals: Any, *, first: int) -> None:
    """The lines from a row on, the first of them in bold; columns as wide as what is in them."""
    for down, line in enumerate(lines):
        for along, cell in enumerate(line):
            if cell is not None:
                form = bold if down == 0 else decimals if isinstance(cell, float) else None
                sheet.write(first + down, along, cell, form)
    for along in range(max(len(line) for line in lines)):
        longest = max(len(text_of(line[along])) for line in lines)
        sheet.set_column(along, along, min(longest + 2, WIDEST))


def text_of(cell: Cell) -> str:
    """About what the cell shows."""
    return "" if cell is None else percent(cell) if isinstance(cell, float) else str(cell)
