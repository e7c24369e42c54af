from datetime import datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.formats.dates import ZONE, DateOrder, ShortYears, parse_dates
from data.formats.fields import dates_of

ISO, DAY_FIRST, EXCEL, MIXED = DateOrder


OF_2026 = ShortYears(2016, 2027)


def parse(text: str | None, order: DateOrder, years: ShortYears | None = None) -> dict[str, object]:
    return parse_dates(pl.Series([text], dtype=pl.String), order, years).row(0, named=True)


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
        hours.dt.replace_time_zone(ZONE, ambiguous=item, non_existent="null") for item in ("earliest", "latest")
    )
    assert set(hours.filter(first != second).dt.hour()) == {1, 2}


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("01-SEP-26", datetime(2026, 9, 1)),
        ("03-SEP-26 10.15.00.000000 PM", datetime(2026, 9, 3, 22, 15)),
        ("03-SEP-2026 10.15.00", datetime(2026, 9, 3, 10, 15)),
        ("1 Sep 26", datetime(2026, 9, 1)),
        ("1 Sep '26", datetime(2026, 9, 1)),
        ("01SEP26", datetime(2026, 9, 1)),
        ("01.09.26", datetime(2026, 9, 1)),
        ("1/9/26 9pm", datetime(2026, 9, 1, 21)),
        ("Tue 01/09/2026 10:00", datetime(2026, 9, 1, 10)),
        ("Tuesday, 1 September 2026 at 10:00", datetime(2026, 9, 1, 10)),
        ("1st September 2026", datetime(2026, 9, 1)),
        ("31st of August 2026 0915", datetime(2026, 8, 31, 9, 15)),
        ("01/09/2026 1000", datetime(2026, 9, 1, 10)),
        ("01/09/2026 1000hrs", datetime(2026, 9, 1, 10)),
        ("01/09/2026 10:00 h", datetime(2026, 9, 1, 10)),
        ("01/09/2026 10.00", datetime(2026, 9, 1, 10)),
        ("01/09/2026 24:00", datetime(2026, 9, 2)),
        ("2026/09/01", datetime(2026, 9, 1)),
        ("20260901", datetime(2026, 9, 1)),
        ("20260901 1000", datetime(2026, 9, 1, 10)),
        ("20260901100000", datetime(2026, 9, 1, 10)),
        ("2026-09-01 10:00:00.0000000", datetime(2026, 9, 1, 10)),
        ("2026-09-01T09:00:00.000Z", datetime(2026, 9, 1, 10)),
        ("01/09/2026 23:59:59.999", datetime(2026, 9, 2)),
        ("Sep  1 2026 10:00AM", datetime(2026, 9, 1, 10)),
    ],
)
def test_dates_are_read_as_systems_really_write_them(text: str, at: datetime) -> None:
    for order in (DAY_FIRST, MIXED):
        parsed = parse(text, order, OF_2026)
        assert (parsed["at"], parsed["problem"]) == (at, None)


@pytest.mark.parametrize(
    "text",
    [
        "01/09/2026 10",
        "01/09/2026 9:5",
        "01/09/2026 10150",
        "01/09/2026 13:00 am",
        "01/09/2026 25:00",
        "09/13/2026",
        "32/01/26",
        "26-13-01",
        "September 2026",
        "46266.5 22:15",
    ],
)
def test_what_could_only_be_guessed_is_no_date(text: str) -> None:
    assert parse(text, MIXED, OF_2026)["problem"] == "not_a_date"


@pytest.mark.parametrize(
    ("digits", "years", "year"),
    [
        ("26", OF_2026, 2026),
        ("27", OF_2026, 2027),
        ("16", OF_2026, 2016),
        ("28", OF_2026, None),
        ("15", OF_2026, None),
        ("11", ShortYears(1996, 2026), 2011),
        ("98", ShortYears(1996, 2026), 1998),
        ("99", ShortYears(2000, 2099), 2099),
        ("00", ShortYears(1995, 2005), 2000),
    ],
)
def test_two_digits_are_the_year_that_may_be_meant_and_else_refused(
    digits: str, years: ShortYears, year: int | None
) -> None:
    parsed = parse(f"03/03/{digits}", DAY_FIRST, years)
    assert parsed["at"] == (datetime(year, 3, 3) if year else None)
    assert parsed["problem"] == (None if year else "two_digit_year")
    assert parsed["short_year"] is (year is not None)


def test_year_first_two_digits_are_a_year_only_where_dates_are_written_so() -> None:
    assert parse("26-09-01", ISO, OF_2026)["at"] == datetime(2026, 9, 1)
    assert parse("25/09/26", ISO, OF_2026)["problem"] == "not_a_date"


WAYS = {
    DAY_FIRST: (
        "%d/%m/%Y %H:%M", "%d/%m/%y %H:%M", "%d-%b-%y %I.%M.%S.000000 %p", "%d.%m.%Y %H%M", "%a %d/%m/%Y %H:%M",
        "%d %B %Y %I:%M %p", "%b %d %Y %I:%M%p",
    ),
    ISO: ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S.000", "%Y/%m/%d %H:%M", "%Y%m%d %H%M", "%y-%m-%d %H:%M"),
}  # fmt: skip


@settings(deadline=None)
@given(
    st.datetimes(datetime(2016, 1, 1), datetime(2027, 12, 31)),
    st.sampled_from([(order, way) for order, ways in WAYS.items() for way in ways]),
)
def test_a_date_written_in_any_way_of_its_order_reads_back_the_same(
    moment: datetime, way: tuple[DateOrder, str]
) -> None:
    order, shape = way
    minute = moment.replace(second=0, microsecond=0)
    assert parse(minute.strftime(shape), order, OF_2026)["at"] == minute
