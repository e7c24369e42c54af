"""The rows of a card as a CSV that a spreadsheet can open without running anything."""

import csv
import io
from secrets import token_hex

from analytics.indicator import Indicator
from analytics.published import Row, Table
from analytics.sources import View
from analytics.words import category_name, group_name

HEADINGS = (
    "indicator",
    "unit",
    "period_start",
    "period_end",
    "breakdown",
    "group",
    "category",
    "numerator",
    "denominator",
    "share",
    "shown",
    "group_name",
    "category_name",
    "data_to",
    "snapshot",
    "protection",
    "download",
)
# A spreadsheet takes a cell that begins so for a formula.
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(table: Table, view: View) -> bytes:
    """The table's rows, tidy. The last column differs in every download, so that no address can be guessed."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    nonce = token_hex(16)
    indicator = view.indicator(table.slug)
    for row in table.rows:
        writer.writerow([safe(cell) for cell in (*cells(row, table, indicator), *about(view), nonce)])
    # The mark at the start tells a spreadsheet that this is UTF-8.
    return written.getvalue().encode("utf-8-sig")


def cells(row: Row, table: Table, indicator: Indicator) -> tuple[object, ...]:
    """One row's cells; what is hidden is an empty cell, and `shown` says so."""
    return (
        table.slug,
        table.unit.value,
        row.period.start,
        row.period.end,
        table.breakdown,
        row.group,
        row.category,
        row.numerator,
        row.denominator,
        None if row.share is None else round(row.share, 6),
        row.shown.value,
        group_name(table.breakdown, row.group),
        category_name(indicator, row.category) if row.category else "",
    )


def about(view: View) -> tuple[object, ...]:
    """What the file must say of itself wherever it is sent."""
    return (view.published.as_of.isoformat(" ", "minutes"), view.published.snapshot, view.published.protection.words)


def safe(cell: object) -> object:
    """Text that cannot be taken for a formula; numbers and dates as they are."""
    if isinstance(cell, str) and cell.startswith(BEGINS_A_FORMULA):
        return f"'{cell}"
    return cell
