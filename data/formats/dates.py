"""Dates as text -> local times, by a declared format and never by guessing.

The clock is Europe/London. A time that the clocks skip in spring is refused; one that they repeat in
autumn is taken as the earlier, and said.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal
from zoneinfo import ZoneInfo

import polars as pl

ZONE = "Europe/London"


class DateOrder(StrEnum):
    """How a source writes its dates. Year first, with four digits, is understood in all of them."""

    ISO = "iso"
    DAY_FIRST = "day-first"
    EXCEL = "excel"
    MIXED_DAY_FIRST = "mixed-day-first"


IN_WORDS = {
    DateOrder.ISO: "written year first, such as 2016-06-30 or 2016-06-30 14:05",
    DateOrder.DAY_FIRST: "written day first, such as 30/06/2016 or 30/06/2016 14:05",
    DateOrder.EXCEL: "kept as Excel's day number, such as 42551.5",
    DateOrder.MIXED_DAY_FIRST: "written day first or year first, or kept as Excel's day number",
}

NOT_A_DATE = "not_a_date"
TWO_DIGIT_YEAR = "two_digit_year"
NO_SUCH_TIME = "time_does_not_exist"
HAPPENED_TWICE = "time_happened_twice"
# Found in a whole column, and not in one text.
DAY_AND_MONTH = "day_and_month_exchanged"

# A time of the clock, and before it what parts it from its day: 10:08, 10:08:30.5, 10.08, 1008, 9 pm, 10:08 hrs.
CLOCK = (
    r"(?:(?<hour>\d{1,2})(?:[:.](?<minute>\d{2})(?:[:.](?<second>\d{2})(?:[.,](?<fraction>\d+))?)?)?"
    r"|(?<compact>\d{3,4}|\d{6}))(?: ?(?<half>[AaPp])\.?[Mm]\.?| ?(?i:hours|hrs?|h)\.?)?"
)
TIME = r"(?:(?: +(?:(?i:at)|@) +|[ T]+|, *)" + CLOCK + r"(?<offset> ?Z| ?[+-]\d{2}:?\d{2})?)?$"
WEEKDAY = r"^(?i:(?:mon|tue(?:s)?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?[.,]? +)?"
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH_NUMBERS = {name: str(number) for number, name in enumerate(MONTHS, start=1)}
MONTH_NAME = (
    r"(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
MONTH = rf"(?<month>\d{{1,2}}|{MONTH_NAME})"
DAY = r"(?<day>\d{1,2})(?i:st|nd|rd|th)?"
# Where a year has two digits, they are `short`.
YEAR = r"(?:(?<year>\d{4})|'?(?<short>\d{2}))"
BETWEEN = r"(?: of | ?[/.\-,] ?| +)"
YEAR_FIRST = WEEKDAY + rf"(?:(?<year>\d{{4}})[-/.]|(?<short>\d{{2}})-){MONTH}[-/.](?<day>\d{{1,2}})" + TIME
DAY_FIRST = WEEKDAY + DAY + BETWEEN + MONTH + BETWEEN + YEAR + TIME
# A month that is written as a word is no day, wherever it stands: SQL Server's "Sep  1 2026 10:00AM".
MONTH_FIRST = (
    WEEKDAY + rf"(?<month>{MONTH_NAME})" + BETWEEN + DAY + BETWEEN + r"(?:(?<year>\d{4})|'(?<short>\d{2}))" + TIME
)
SHORT_YEAR = (
    WEEKDAY + rf"\d{{1,2}}(?i:st|nd|rd|th)?{BETWEEN}(?:\d{{1,2}}|[A-Za-z]{{3,9}}){BETWEEN}'?\d{{2}}(?:[ ,T].*)?$"
)
# Five digits: 1927 to 2173. Four would read the year 2016 as a day of 1905.
SERIAL = r"^(?<days>[1-9]\d{4}(?:\.\d+)?)" + TIME
# What is written without anything between its parts, as it would be with: 20260901, 20260901100000, 01SEP26.
SPELT_OUT = (
    (r"^(\d{4})(\d{2})(\d{2})(\d{6}|\d{4})$", "${1}-${2}-${3} ${4}"),
    (r"^(\d{4})(\d{2})(\d{2})(?:\.0+$|\b)", "${1}-${2}-${3}"),
    (r"^(\d{1,2})([A-Za-z]{3,9})(\d{4}|\d{2})\b", "${1}-${2}-${3}"),
)

# How nearly every date is written: read at once. Only what is written otherwise, or is no date, is taken apart.
USUAL_YEAR_FIRST = (
    (r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$", "%Y-%m-%d %H:%M"),
    (r"^\d{4}-\d{2}-\d{2}$", "%Y-%m-%d"),
)
USUAL_DAY_FIRST = (
    (r"^\d{2}/\d{2}/\d{4} \d{2}:\d{2}$", "%d/%m/%Y %H:%M"),
    (r"^\d{2}/\d{2}/\d{4}$", "%d/%m/%Y"),
)

# Nobody in these files was born before 1900, and a later year than this is a slip of the keys.
EARLIEST_YEAR, LATEST_YEAR = 1900, 2200
MICROSECONDS_A_DAY = 86_400_000_000


@dataclass(frozen=True)
class ShortYears:
    """The years that two digits may stand for, at most a hundred; what none of them ends in is refused."""

    first: int
    last: int

    def year(self, digits: pl.Expr) -> pl.Expr:
        """The year that ends in these two digits; null where none of them does."""
        year = self.first + (digits.cast(pl.Int32) + 100 - self.first % 100) % 100
        return pl.when(year <= self.last).then(year)


def local_now() -> datetime:
    """The time on London's clock, to the second."""
    return datetime.now(ZoneInfo(ZONE)).replace(tzinfo=None, microsecond=0)


def day_in_words(day: date) -> str:
    """ "5 October 2026"."""
    return f"{day.day} {day:%B %Y}"


def parse_dates(texts: pl.Series, order: DateOrder, years: ShortYears | None = None) -> pl.DataFrame:
    """Each text as a local time, in the order given; all null for a blank.

    Columns: at (local), utc (the same instant), utc_later (the second time the clock showed it; else as utc),
    precision (minute | date), problem (null, or not_a_date | two_digit_year | time_does_not_exist |
    time_happened_twice), undeclared (written year first though declared otherwise), short_year (its century is that of
    `years`), midnight (a time was written, and it is 00:00). `at` is null with the first two problems, `utc` with the
    third too.
    """
    text = pl.col("text").str.strip_chars().replace("", None)
    frame = texts.rename("text").to_frame().select(text).with_row_index("nth")
    usual = read_usual(frame, order)
    is_otherwise = pl.col("wall").is_null() & pl.col("text").is_not_null()
    if not (otherwise := usual.filter(is_otherwise)).is_empty():
        apart = with_moments(taken_apart(otherwise.select("nth", "text"), order), order, years).select(usual.columns)
        usual = pl.concat([usual.filter(~is_otherwise), apart]).sort("nth")
    return with_instants(usual, order)


def read_usual(frame: pl.DataFrame, order: DateOrder) -> pl.DataFrame:
    """Adds what `with_moments` does, of dates in the usual ways of writing; null for others."""
    may_be_day_first = order in (DateOrder.DAY_FIRST, DateOrder.MIXED_DAY_FIRST)
    ways = (*USUAL_YEAR_FIRST, *(USUAL_DAY_FIRST if may_be_day_first else ()))
    frame = frame.with_columns(
        pl.when(pl.col("text").str.contains(shape))
        .then(pl.col("text"))
        .str.to_datetime(way, strict=False, time_unit="us", cache=False)
        .alias(way)
        for shape, way in ways
    )
    wall = pl.coalesce(way for _, way in ways)
    timed = [pl.col(way).is_not_null() for _, way in ways if "%H" in way]
    return frame.select(
        "nth",
        "text",
        wall=pl.when(wall.dt.year().is_between(EARLIEST_YEAR, LATEST_YEAR)).then(wall),
        has_time=pl.any_horizontal(timed),
        is_year_first=pl.any_horizontal(pl.col(way).is_not_null() for _, way in USUAL_YEAR_FIRST),
        exact_utc=pl.lit(None, dtype=pl.Datetime("us")),
        short_year=pl.lit(value=False),
        lacks_century=pl.lit(value=False),
    )


def taken_apart(frame: pl.DataFrame, order: DateOrder) -> pl.DataFrame:
    """Adds the parts of each text: year_first, and those of day_first, month_first, serial that the order allows."""
    spelt = pl.col("text")
    for shape, way in SPELT_OUT:
        spelt = spelt.str.replace(shape, way)
    ways = {"year_first": YEAR_FIRST}
    if order in (DateOrder.DAY_FIRST, DateOrder.MIXED_DAY_FIRST):
        ways |= {"day_first": DAY_FIRST, "month_first": MONTH_FIRST}
    if order in (DateOrder.EXCEL, DateOrder.MIXED_DAY_FIRST):
        ways["serial"] = SERIAL
    return frame.with_columns(spelt.str.extract_groups(shape).alias(way) for way, shape in ways.items())


def with_moments(frame: pl.DataFrame, order: DateOrder, years: ShortYears | None) -> pl.DataFrame:
    """Adds to the parts what `read_usual` says of each text; exact_utc is given where the text has its offset."""
    dated: list[str] = [name for name in ("year_first", "day_first", "month_first") if name in frame.columns]
    # Written year first, two digits are a year only where that is how dates are written.
    centuries = {name: years if name != "year_first" or order is DateOrder.ISO else None for name in dated}
    days = [day_of(pl.col(name), centuries[name]) for name in dated]
    written = [*dated, "serial"] if "serial" in frame.columns else dated
    days += [serial_day(pl.col(name)) for name in written[len(dated) :]]
    moments = [day + clock_of(pl.col(name)) for name, day in zip(written, days, strict=True)]
    frame = frame.with_columns(wall=pl.coalesce(moments), offset=first_of("offset", written))
    in_range = pl.col("wall").dt.year().is_between(EARLIEST_YEAR, LATEST_YEAR)
    frame = frame.with_columns(wall=pl.when(in_range).then("wall"))
    is_read, short = pl.col("wall").is_not_null(), first_of("short", dated)
    has_clock = pl.coalesce(first_of("hour", written), first_of("compact", written)).is_not_null()
    return frame.with_columns(
        has_time=has_clock | has_fraction(frame),
        exact_utc=pl.when(pl.col("offset").is_not_null()).then(pl.col("wall") - offset_length(pl.col("offset"))),
        is_year_first=pl.col("year_first").struct.field("year").is_not_null(),
        short_year=is_read & short.is_not_null(),
        lacks_century=~is_read
        & (pl.col("text").str.contains(SHORT_YEAR) if years is None else no_century(short, years)),
    )


def first_of(part: str, written: list[str]) -> pl.Expr:
    """A part of the text, by the first way of writing that has it."""
    return pl.coalesce(pl.col(name).struct.field(part) for name in written)


def no_century(short: pl.Expr, years: ShortYears) -> pl.Expr:
    """Whether a year has two digits that none of the years ends in."""
    return short.is_not_null() & years.year(short).is_null()


def has_fraction(frame: pl.DataFrame) -> pl.Expr:
    """Whether Excel's day number has a fraction, which is its time."""
    if "serial" not in frame.columns:
        return pl.lit(value=False)
    return pl.col("serial").struct.field("days").cast(pl.Float64).fill_null(0) % 1 != 0


def day_of(parts: pl.Expr, years: ShortYears | None) -> pl.Expr:
    """The first moment of the day that the parts of a written date give; null where there is none."""
    month = parts.struct.field("month").str.to_lowercase().str.slice(0, 3).replace(MONTH_NUMBERS)
    year = parts.struct.field("year")
    if years is not None:
        year = pl.coalesce(year, years.year(parts.struct.field("short")).cast(pl.String))
    day = pl.concat_str(year, month.str.zfill(2), parts.struct.field("day").str.zfill(2), separator="-")
    return day.str.to_datetime("%Y-%m-%d", strict=False, time_unit="us")


def clock_of(parts: pl.Expr) -> pl.Expr:
    """How far into the day the time is, to the nearest second; 24:00 is its end; null where there is no such time."""
    compact = parts.struct.field("compact").str.zfill(4)
    hour, minute, second = (
        pl.coalesce(parts.struct.field(name), compact.str.slice(at, 2).replace("", None)).cast(pl.Int32)
        for name, at in (("hour", 0), ("minute", 2), ("second", 4))
    )
    half = parts.struct.field("half").str.to_lowercase()
    of_day = (
        pl.when((half == "p") & (hour < 12)).then(hour + 12).when((half == "a") & (hour == 12)).then(0).otherwise(hour)
    )
    # An hour alone is a time only with am or pm.
    is_whole = minute.is_not_null() | half.is_not_null()
    minute, second = minute.fill_null(0), second.fill_null(0)
    is_day_end = (hour == 24) & (minute == 0) & (second == 0)
    is_morning = ((half == "a") & (hour > 12)).fill_null(value=False)
    is_time = is_whole & ((hour < 24) | is_day_end) & (minute < 60) & (second < 60) & ~is_morning
    rounded = parts.struct.field("fraction").str.slice(0, 1).cast(pl.Int32).fill_null(0) // 5
    seconds = of_day * 3600 + minute * 60 + second + rounded
    return pl.duration(seconds=pl.when(hour.is_null()).then(0).when(is_time).then(seconds), time_unit="us")


def serial_day(parts: pl.Expr) -> pl.Expr:
    """The moment of Excel's day number; null where it has a time of its own and another behind it."""
    days = parts.struct.field("days").cast(pl.Float64)
    has_clock = pl.coalesce(parts.struct.field("hour"), parts.struct.field("compact")).is_not_null()
    return serial_time(pl.when((days % 1 == 0) | ~has_clock).then(days))


def serial_time(days: pl.Expr) -> pl.Expr:
    """The clock face of Excel's day number, to the nearest second: a fraction of a day is never exact."""
    seconds = (days * 86_400).round(0).cast(pl.Int64)
    return pl.datetime(1899, 12, 30, time_unit="us") + pl.duration(seconds=seconds, time_unit="us")


def offset_length(offset: pl.Expr) -> pl.Expr:
    """How far ahead of UTC the text says it is: 'Z', '+01:00', '-0500'."""
    plain = offset.str.strip_chars().str.replace(":", "")
    hours, minutes = (
        plain.str.slice(1, 2).cast(pl.Int32, strict=False),
        plain.str.slice(3, 2).cast(pl.Int32, strict=False),
    )
    ahead = (hours.fill_null(0) * 60 + minutes.fill_null(0)) * pl.when(plain.str.starts_with("-")).then(-1).otherwise(1)
    return pl.duration(minutes=ahead)


def with_instants(frame: pl.DataFrame, order: DateOrder) -> pl.DataFrame:
    """The columns that `parse_dates` promises."""
    # The clocks have only ever gone back before four in the morning: of other times there is no later one.
    at_night = pl.when(pl.col("at").dt.hour() < 4).then("at")
    told = pl.col("exact_utc").dt.replace_time_zone("UTC").dt.convert_time_zone(ZONE).dt.replace_time_zone(None)
    frame = frame.with_columns(at=pl.coalesce(told, "wall"))
    frame = frame.with_columns(utc=pl.coalesce("exact_utc", instant(pl.col("at"), "earliest")))
    frame = frame.with_columns(utc_later=pl.coalesce("exact_utc", instant(at_night, "latest"), "utc"))
    problem = (
        pl.when(pl.col("text").is_null())
        .then(None)
        .when("lacks_century")
        .then(pl.lit(TWO_DIGIT_YEAR))
        .when(pl.col("at").is_null())
        .then(pl.lit(NOT_A_DATE))
        .when(pl.col("utc").is_null())
        .then(pl.lit(NO_SUCH_TIME))
        .when(pl.col("utc") != pl.col("utc_later"))
        .then(pl.lit(HAPPENED_TWICE))
    )
    is_told_otherwise = pl.lit(value=order in (DateOrder.DAY_FIRST, DateOrder.EXCEL))
    precision = pl.when("has_time").then(pl.lit("minute")).otherwise(pl.lit("date"))
    return frame.select(
        "at",
        "utc",
        "utc_later",
        precision=pl.when(pl.col("at").is_not_null()).then(precision),
        problem=problem,
        undeclared=is_told_otherwise & pl.col("is_year_first"),
        short_year="short_year",
        midnight=midnights(frame),
    )


def midnights(frame: pl.DataFrame) -> pl.Series:
    """Whether a time was written that is 00:00, here or where the text has its offset.

    24:00 is a time like others, and so is the last second of a day.
    """
    clocks = ["at"] if frame["exact_utc"].null_count() == frame.height else ["at", "wall"]
    may_be = (
        frame["has_time"].fill_null(value=False)
        & frame.select(
            pl.any_horizontal(
                (pl.col(name).to_physical() % MICROSECONDS_A_DAY == 0).fill_null(value=False) for name in clocks
            )
        ).to_series()
    )
    if may_be.any():
        is_day_end = frame["text"].filter(may_be).str.contains(r"24[:.]?00|59[:.]?59")
        ends = may_be.arg_true().filter(is_day_end)
        may_be = may_be.scatter(ends, pl.repeat(value=False, n=ends.len(), eager=True))
    return may_be.alias("midnight")


def instant(at: pl.Expr, ambiguous: Literal["earliest", "latest"]) -> pl.Expr:
    """The instant at which London's clocks show `at`; null where they skip it."""
    zoned = at.dt.replace_time_zone(ZONE, ambiguous=ambiguous, non_existent="null")
    return zoned.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
