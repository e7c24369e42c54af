"""A date and its time in two columns -> one text, as a date with its time is written."""

import difflib
from collections.abc import Iterable
from typing import Final

import polars as pl

from data.formats.blanks import EMPTY, UNKNOWN
from data.formats.dates import SERIAL, DateOrder
from data.formats.headings import heading_key
from data.formats.labels import label_key, label_keys
from data.formats.mapping import Mapping
from data.formats.tables import Table

# What stands in a column of times where the time is not known.
NOT_KNOWN: Final = (*EMPTY, *UNKNOWN, "unrecorded", "--:--", "__:__")
# A spreadsheet keeps a time as a moment of its first day, or of the day that it counts from.
OF_NO_DAY: Final = r"^(?:(?:1899|1900|1904|1970)-\d{2}-\d{2}|\d{2}/\d{2}/(?:1899|1900|1904|1970))[ T]+"
# Without a format it keeps it as a part of a day. 0.25 may be 06:00 or 25 past midnight: what else stands in the column
# decides, and where nothing does, it is no time.
PART_OF_A_DAY: Final = r"^(0?\.\d+|0)$"
CAN_BE_A_PART_ALONE: Final = r"^0?\.\d{3,}$"
CAN_BE_A_CLOCK_ALONE: Final = r"^(?:[1-9]|\d\d)\.\d\d$"
MIDNIGHT: Final = r"[ T]+0?0:00(?::00(?:\.0+)?)?$"
SECONDS_A_DAY: Final = 86_400
LOOKS_LIKE_A_TIME: Final = (
    r"(?i)^(?:(?:(?:1899|1900|1904)-\d{2}-\d{2}[ T])?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[ap]\.?m\.?)?|0?\.\d{3,}"
    r"|[0-2]\d[0-5]\d)$"
)
ROWS_LOOKED_AT: Final = 1000


def with_times(rows: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """Each date whose time stands in a column `time NAME`, with that time; the columns of times are gone."""
    if not mapping.times:
        return rows
    joined = (
        joined_text(name, mapping.blanks.get(name, frozenset()), mapping.source.dates).alias(name)
        for name in mapping.times
    )
    return rows.with_columns(joined).drop(f"time {name}" for name in mapping.times)


def joined_text(name: str, blanks: frozenset[str], order: DateOrder) -> pl.Expr:
    """The date with its time behind it. A time that is not known leaves the date alone, and a word stays as it is."""
    time = clock_text(pl.col(f"time {name}"), blanks)
    day = pl.when(time.is_not_null()).then(pl.col(name).str.replace(MIDNIGHT, "")).otherwise(name)
    says_both = pl.col(name).str.ends_with(time)
    is_word = pl.col(name).is_not_null() & ~pl.col(name).str.contains(r"\d")
    is_serial = day.str.contains(SERIAL) & pl.lit(value=order in (DateOrder.EXCEL, DateOrder.MIXED_DAY_FIRST))
    # Of a time without its day nothing can be read: it is refused as a date. 00:00 alone is a blank that was formatted.
    alone = pl.when(~time.is_in(["00:00", "00:00:00"])).then(time)
    return (
        pl.when(pl.col(name).is_null())
        .then(alone)
        .when(time.is_null() | says_both | is_word)
        .then(pl.col(name))
        .when(is_serial)
        .then(pl.concat_str(day.str.replace(r"\.0+$", ""), time, separator=" "))
        .otherwise(pl.concat_str(day, time, separator=" "))
    )


def clock_text(text: pl.Expr, blanks: frozenset[str]) -> pl.Expr:
    """A time without what spreadsheets put before it, a part of a day as hours; null where it is not known."""
    keys = [label_key(word) for word in NOT_KNOWN] + sorted(blanks)
    known = pl.when(~label_keys(text).is_in(keys)).then(text).str.replace(OF_NO_DAY, "")
    are_parts = known.str.contains(CAN_BE_A_PART_ALONE).any()
    are_clocks = known.str.contains(CAN_BE_A_CLOCK_ALONE).any() & ~are_parts
    part = known.str.extract(PART_OF_A_DAY, 1)
    return (
        pl.when(part.is_null())
        .then(known)
        .when(are_parts | (part == "0"))
        .then(hours_of(part.cast(pl.Float64)))
        .when(are_clocks)
        .then(pl.concat_str(pl.lit("0"), known.str.strip_prefix("0")))
        .otherwise(pl.concat_str(known, pl.lit(" (a part of a day, or minutes?)")))
    )


def hours_of(part: pl.Expr) -> pl.Expr:
    """A part of a day as hours, minutes and seconds, to the nearest second; a whole day is 24:00:00."""
    seconds = (part * SECONDS_A_DAY).round(0).cast(pl.Int64)
    clock = (seconds // 3600, seconds // 60 % 60, seconds % 60)
    return pl.concat_str([number.cast(pl.String).str.zfill(2) for number in clock], separator=":")


def said_of_unnamed_times(table: Table, mapping: Mapping) -> list[str]:
    """What to write in the mapping where a column of times stands in the file and the mapping does not name it."""
    named = {heading_key(heading) for heading in mapping.headings}
    dates = {name: mapping.columns[name] for name in mapping.kind.dates if name in mapping.columns}
    unnamed = [
        heading
        for place, heading in enumerate(table.headings)
        if heading.strip() and heading_key(heading) not in named and holds_times(table.rows[str(place)])
    ]
    text = "holds times and the mapping does not name it."
    return [f"{heading.strip()!r} {text} {advice(heading.strip(), dates)}" for heading in unnamed]


def holds_times(texts: pl.Series) -> bool:
    """Whether what is written in the first rows is times of a clock, and nothing else."""
    written = texts.head(ROWS_LOOKED_AT).str.strip_chars().replace("", None).drop_nulls()
    is_time = written.str.contains(LOOKS_LIKE_A_TIME)
    return not written.is_empty() and is_time.all() and bool(written.str.contains(r"[:.]").any())


def advice(heading: str, dates: dict[str, str]) -> str:
    """Which date the time is nearest to by its heading, and what to write so that both are read."""
    name = nearest(heading, dates)
    if not name:
        return "If it is the time of a date, name both columns under [columns]."
    both = f'{name} = ["{dates[name]}", "{heading}"]'
    return f"If it is the time of {dates[name]!r}, write {both} under [columns]."


def nearest(heading: str, dates: dict[str, str]) -> str:
    """The date field whose heading is most like this one, but for the words date and time; none where none is."""
    plain = {without(written, ("date", "day")): name for name, written in dates.items()}
    result: Iterable[str] = difflib.get_close_matches(without(heading, ("time",)), plain, n=1)
    return next((plain[key] for key in result), "")


def without(heading: str, words: tuple[str, ...]) -> str:
    """The heading in small letters, without these words."""
    return " ".join(word for word in heading.lower().replace("_", " ").split() if word not in words)
