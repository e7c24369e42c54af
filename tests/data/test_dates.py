from datetime import datetime

import polars as pl
import pytest

from data.formats.dates import ZONE, DateOrder, parse_dates
from data.formats.fields import dates_of

ISO, DAY_FIRST, EXCEL, MIXED = DateOrder


def parse(text: str | None, order: DateOrder) -> dict[str, object]:
    return parse_dates(pl.Series([text], dtype=pl.String), order).row(0, named=True)


@pytest.mark.parametrize(
    ("text", "order", "at", "precision"),
    [
        ("2016-06-07 10:08", ISO, datetime(2016, 6, 7, 10, 8), "minute"),
        ("2016-06-07T10:08:30", ISO, datetime(2016, 6, 7, 10, 8, 30), "minute"),
        ("2016-06-07 00:00", ISO, datetime(2016, 6, 7), "minute"),
        ("2016-06-07", ISO, datetime(2016, 6, 7), "date"),
        (" 2016-6-7 ", ISO, datetime(2016, 6, 7), "date"),
        ("2016-06-07 24:00", ISO, datetime(2016, 6, 8), "minute"),
        ("2016-06-07T09:08:00Z", ISO, datetime(2016, 6, 7, 10, 8), "minute"),
        ("2016-06-07T10:08:00+01:00", ISO, datetime(2016, 6, 7, 10, 8), "minute"),
        ("07/06/2016 10:08", DAY_FIRST, datetime(2016, 6, 7, 10, 8), "minute"),
        ("7.6.2016", DAY_FIRST, datetime(2016, 6, 7), "date"),
        ("07-Jun-2016 10:08 PM", DAY_FIRST, datetime(2016, 6, 7, 22, 8), "minute"),
        ("07 June 2016", DAY_FIRST, datetime(2016, 6, 7), "date"),
        ("07/06/2016 12:05 am", DAY_FIRST, datetime(2016, 6, 7, 0, 5), "minute"),
        ("2016-06-07", DAY_FIRST, datetime(2016, 6, 7), "date"),
        ("42528", EXCEL, datetime(2016, 6, 7), "date"),
        ("42528.4222222222", EXCEL, datetime(2016, 6, 7, 10, 8), "minute"),
        ("42528", MIXED, datetime(2016, 6, 7), "date"),
        ("07/06/2016", MIXED, datetime(2016, 6, 7), "date"),
    ],
)
def test_a_date_is_read_in_the_order_declared(text: str, order: DateOrder, at: datetime, precision: str) -> None:
    parsed = parse(text, order)
    assert (parsed["at"], parsed["precision"], parsed["problem"]) == (at, precision, None)


@pytest.mark.parametrize(
    ("text", "order", "problem"),
    [
        ("31/02/2016", DAY_FIRST, "not_a_date"),
        ("07/06/2016", ISO, "not_a_date"),
        ("06/13/2016", DAY_FIRST, "not_a_date"),
        ("07 junk 2016", DAY_FIRST, "not_a_date"),
        ("2016-06-07 25:00", ISO, "not_a_date"),
        ("2016-06-07 24:01", ISO, "not_a_date"),
        ("0206-06-07", ISO, "not_a_date"),
        ("2016", MIXED, "not_a_date"),
        ("yesterday", ISO, "not_a_date"),
        ("07/06/16", DAY_FIRST, "two_digit_year"),
        ("07/06/16 10:00", MIXED, "two_digit_year"),
        ("16-06-07", ISO, "two_digit_year"),
        ("2016-03-27 01:30", ISO, "time_does_not_exist"),
        ("2016-10-30 01:30", ISO, "time_happened_twice"),
    ],
)
def test_what_is_no_date_says_why(text: str, order: DateOrder, problem: str) -> None:
    assert parse(text, order)["problem"] == problem


def test_a_blank_is_no_date_and_no_problem() -> None:
    assert set(parse("  ", ISO).values()) == {None, False}
    assert set(parse(None, MIXED).values()) == {None, False}


def test_the_same_instant_in_utc_follows_the_clock_change() -> None:
    assert parse("2016-03-27 00:59", ISO)["utc"] == datetime(2016, 3, 27, 0, 59)
    assert parse("2016-03-27 02:00", ISO)["utc"] == datetime(2016, 3, 27, 1, 0)


def test_a_time_that_happened_twice_is_taken_as_the_earlier() -> None:
    parsed = parse("2016-10-30 01:30", ISO)
    assert parsed["utc"] == datetime(2016, 10, 30, 0, 30)
    assert parsed["utc_later"] == datetime(2016, 10, 30, 1, 30)


def test_a_time_with_its_offset_happened_once() -> None:
    parsed = parse("2016-10-30T01:30:00+00:00", ISO)
    assert (parsed["utc"], parsed["problem"]) == (datetime(2016, 10, 30, 1, 30), None)


@pytest.mark.parametrize("order", list(DateOrder))
def test_a_column_of_blanks_is_what_each_of_its_blanks_is(order: DateOrder) -> None:
    blanks = pl.Series("text", [None, None], dtype=pl.String)
    assert dates_of(blanks, order).equals(parse_dates(blanks, order))


def test_a_column_of_dates_that_repeat_is_what_each_of_them_is() -> None:
    texts = pl.Series("text", ["2016-10-30 01:30", None, "yesterday", "2016-10-30 01:30", "2016-06-07"] * 3)
    assert dates_of(texts, ISO).equals(parse_dates(texts, ISO))


def test_the_clocks_never_went_back_after_four_in_the_morning() -> None:
    hours = pl.datetime_range(datetime(1900, 1, 1), datetime(2100, 1, 1), "1h", eager=True, time_unit="us")
    first, second = (
        hours.dt.replace_time_zone(ZONE, ambiguous=one, non_existent="null") for one in ("earliest", "latest")
    )
    assert set(hours.filter(first != second).dt.hour()) == {1, 2}
