"""The public is shown no number that the board is not shown, whatever is counted together for it alone."""

from datetime import date
from typing import Final

import polars as pl

from analytics.disclosure.coarser import only_numbers_of_board
from analytics.disclosure.published import PUBLISHED_SCHEMA, Published, Shown
from analytics.model import Audience, PeriodKind, Unit
from tests.builders import through_the_gate

WHOLE: Final = 100


def ages(audience: Audience, numbers: dict[str, int | None]) -> Published:
    """Children by age of one quarter; none is hidden."""
    rows = [
        {
            "slug": "age",
            "unit": Unit.CHILD.value,
            "period_kind": PeriodKind.QUARTER.value,
            "period_start": date(2026, 4, 1),
            "period_end": date(2026, 7, 1),
            "breakdown": "",
            "group": "",
            "category": name,
            "numerator": number,
            "denominator": WHOLE,
            "share": None if number is None else number / WHOLE,
            "shown": Shown.HIDDEN.value if number is None else Shown.SHOWN.value,
        }
        for name, number in numbers.items()
    ]
    frame = pl.DataFrame(rows, schema=PUBLISHED_SCHEMA)
    return through_the_gate(frame, audience)


def shown(public: dict[str, int | None], board: dict[str, int | None]) -> dict[str, int | None]:
    left = only_numbers_of_board(ages(Audience.SCRUTINY, public), ages(Audience.BOARD, board)).rows
    return dict(left.rows.select("category", "numerator").iter_rows())


def test_what_the_board_is_not_shown_the_public_is_not():
    assert shown({"13": 30, "14": 70}, {"13": 30, "14": None}) == {"13": 30, "14": None}


def test_what_is_counted_together_in_public_is_shown_where_the_board_can_add_it_up():
    assert shown({"under-16": 45, "16": 55}, {"13": 30, "14": 15, "16": 55}) == {"under-16": 45, "16": 55}


def test_or_where_it_is_what_all_other_rows_leave():
    assert shown({"under-16": 45, "16": 55}, {"13": None, "14": None, "16": 55}) == {"under-16": 45, "16": 55}
    two = shown({"under-14": 15, "14-15": 30, "16": 55}, {"12": None, "13": 9, "14": None, "15": 21, "16": 55})
    assert two == {"under-14": None, "14-15": None, "16": 55}
    other = shown({"under-15": 15, "15": 30, "16": 55}, {"13": None, "14": 9, "15": None, "16": 55})
    assert other == {"under-15": None, "15": None, "16": 55}
