"""A month counts as supplied only when all of its days are."""

from datetime import date

import pytest

from analytics.measuring.recorded import is_covered
from analytics.model import Period

SEPTEMBER = Period(date(2026, 9, 1), date(2026, 10, 1))


@pytest.mark.parametrize(
    ("spans", "today", "covered"),
    [
        ([(date(2026, 9, 1), date(2026, 10, 1))], date(2026, 11, 1), True),
        ([(date(2026, 9, 1), date(2026, 9, 3))], date(2026, 11, 1), False),
        ([(date(2026, 9, 2), date(2026, 10, 1))], date(2026, 11, 1), False),
        ([(date(2026, 9, 8), date(2026, 10, 1)), (date(2026, 8, 1), date(2026, 9, 8))], date(2026, 11, 1), True),
        ([(date(2026, 8, 1), date(2026, 9, 7)), (date(2026, 9, 8), date(2026, 10, 1))], date(2026, 11, 1), False),
        ([(date(2026, 9, 1), date(2026, 9, 3))], date(2026, 9, 3), True),
        ([], date(2026, 11, 1), False),
    ],
    ids=["whole", "two days", "a day short", "two files", "a day between", "all there is yet", "nothing"],
)
def test_a_part_of_a_month_is_not_a_month(spans, today, covered):
    assert is_covered(SEPTEMBER, spans, today) is covered
