"""Dates as text -> local times, by a declared format and never by guessing.

The clock is Europe/London. A time that the clocks skip in spring is refused; one that they repeat in
autumn is taken as the earlier, and said.
"""

from enum import StrEnum
from typing import Literal

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

TIME = (
    r"(?:(?:[ T]+|, *)(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:\.\d+)?)?(?: ?(?<half>[AaPp])\.?[Mm]\.?)?"
    r"(?<offset> ?Z| ?[+-]\d{2}:?\d{2})?)?$"
)
YEAR_FIRST = r"^(?<year>\d{4})-(?<month>\d{1,2})-(?<day>\d{1,2})" + TIME
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH_NUMBERS = {name: str(number) for number, name in enumerate(MONTHS, start=1)}
MONTH = (
    r"(?<month>\d{1,2}|(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?))"
)
DAY_FIRST = r"^(?<day>\d{1,2})[/.\- ]" + MONTH + r"[/.\- ](?<year>\d{4})" + TIME
SHORT_YEAR = r"^\d{1,2}[/.\- ](?:\d{1,2}|[A-Za-z]{3,9})[/.\- ]\d{2}(?:[ ,T].*)?$"
# Five digits: 1927 to 2173. Four would read the year 2016 as a day of 1905.
SERIAL = r"^[1-9]\d{4}(?:\.\d+)?$"

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


def parse_dates(texts: pl.Series, order: DateOrder) -> pl.DataFrame:
    """Each text as a local time, in the order given; all null for a blank.

    Columns: at (local), utc (the same instant), utc_later (the second time the clock showed it; else as utc),
    precision (minute | date), problem (null, or not_a_date | two_digit_year | time_does_not_exist |
    time_happened_twice), undeclared (written year first though declared otherwise). `at` is null with the first two
    problems, `utc` with the third too.
    """
    text = pl.col("text").str.strip_chars().replace("", None)
    frame = texts.rename("text").to_frame().select(text).with_row_index("nth")
    usual = read_usual(frame, order)
    is_otherwise = pl.col("wall").is_null() & pl.col("text").is_not_null()
    if not (otherwise := usual.filter(is_otherwise)).is_empty():
        apart = with_moments(taken_apart(otherwise.select("nth", "text"), order)).select(usual.columns)
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
    )


def taken_apart(frame: pl.DataFrame, order: DateOrder) -> pl.DataFrame:
    """Adds the parts of each text: year_first, and day_first or Excel's days where the order allows them."""
    frame = frame.with_columns(year_first=pl.col("text").str.extract_groups(YEAR_FIRST))
    if order in (DateOrder.DAY_FIRST, DateOrder.MIXED_DAY_FIRST):
        frame = frame.with_columns(day_first=pl.col("text").str.extract_groups(DAY_FIRST))
    if order in (DateOrder.EXCEL, DateOrder.MIXED_DAY_FIRST):
        frame = frame.with_columns(days=pl.col("text").str.extract(rf"({SERIAL})", 1).cast(pl.Float64))
    return frame


def with_moments(frame: pl.DataFrame) -> pl.DataFrame:
    """Adds wall (the clock face as written), exact_utc (where the text has its offset), has_time, is_year_first."""
    written = [name for name in ("year_first", "day_first") if name in frame.columns]
    walls = [wall_time(pl.col(name)) for name in written]
    times = [pl.col(name).struct.field("hour").is_not_null() for name in written]
    offsets = pl.coalesce([pl.col(name).struct.field("offset") for name in written])
    if "days" in frame.columns:
        walls.append(serial_time(pl.col("days")))
        times.append(pl.col("days").fill_null(0) % 1 != 0)
    frame = frame.with_columns(wall=pl.coalesce(walls), has_time=pl.any_horizontal(times), offset=offsets)
    return frame.with_columns(
        exact_utc=pl.when(pl.col("offset").is_not_null()).then(pl.col("wall") - offset_length(pl.col("offset"))),
        is_year_first=pl.col("year_first").struct.field("year").is_not_null(),
    )


def wall_time(parts: pl.Expr) -> pl.Expr:
    """The clock face that the parts of a written date give; 24:00 is the next day's 00:00; null where there is none."""
    month = parts.struct.field("month").str.to_lowercase().str.slice(0, 3).replace(MONTH_NUMBERS)
    hour = parts.struct.field("hour").cast(pl.Int32)
    half = parts.struct.field("half").str.to_lowercase()
    minute, second = parts.struct.field("minute").fill_null("00"), parts.struct.field("second").fill_null("00")
    hour = (
        pl.when((half == "p") & (hour < 12)).then(hour + 12).when((half == "a") & (hour == 12)).then(0).otherwise(hour)
    ).fill_null(0)
    is_day_end = (hour == 24) & (minute == "00") & (second == "00")
    day = pl.concat_str(
        parts.struct.field("year"), month.str.zfill(2), parts.struct.field("day").str.zfill(2), separator="-"
    )
    clock = pl.concat_str(
        pl.when(is_day_end).then(0).otherwise(hour).cast(pl.String).str.zfill(2), minute, second, separator=":"
    )
    at = pl.concat_str(day, clock, separator=" ").str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us")
    in_range = at.dt.year().is_between(EARLIEST_YEAR, LATEST_YEAR)
    return pl.when(in_range).then(at + pl.when(is_day_end).then(pl.duration(days=1)).otherwise(pl.duration(days=0)))


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
        .when(pl.when(pl.col("at").is_null()).then("text").str.contains(SHORT_YEAR))
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
    )


def instant(at: pl.Expr, ambiguous: Literal["earliest", "latest"]) -> pl.Expr:
    """The instant at which London's clocks show `at`; null where they skip it."""
    zoned = at.dt.replace_time_zone(ZONE, ambiguous=ambiguous, non_existent="null")
    return zoned.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
