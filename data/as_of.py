"""The as-of time of a file, what its source could know: never later than the clock, nor years from the file's dates.

A later word about the same file takes the place of an earlier one, so that a slip can be put right by loading again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

import polars as pl

from data.errors import BadMapping, UnusableFile
from data.formats.dates import local_now
from data.formats.kinds import FOLLOW_UPS
from data.formats.mapping import Mapping
from data.formats.reading import File, Reading
from data.handover.interviews import KIND as HANDOVER

# A file whose newest date is older knows nothing of the time since: its as-of time is a slip of the keys.
MOST_DAYS_AFTER: Final = 731
# A month's file may be extracted on the last days of the month that it covers.
MOST_DAYS_TO_COME: Final = 7
# Of a file without an as-of time, the time since its last date is said from here on.
DAYS_WORTH_SAYING: Final = 31
DATES_OF: Final = {
    "report": ("started_at", "ended_at"),
    "notification": ("told_at",),
    "interview": ("returned_at", "completed_at", "offered_at"),
}
TOO_LATE: Final = "starts_after_as_of"
# How far the files of a ledger of loads go. A sheet that was handed over and came back tells of its interviews, and of
# nobody who went or came back since: it moves no count, no hours, and ends no period. Nor does a list of what was done.
IS_FILE: Final = ~pl.col("kind").is_in([HANDOVER, FOLLOW_UPS.name])
FILES_END: Final = pl.coalesce(pl.col("as_of").filter(IS_FILE).max(), pl.col("as_of").max())


@dataclass(frozen=True)
class Replaced:
    """The as-of time of an earlier load, and what it is now."""

    load_id: int
    sha256: str
    was: datetime
    now: datetime

    @property
    def in_words(self) -> str:
        """What became of it, for the summary."""
        return (
            f"Its as-of time was {minute(self.was)} and is now {minute(self.now)}. "
            "Load again the files of which rows were passed over as older."
        )


def minute(moment: datetime) -> str:
    """A moment for a sentence."""
    return f"{moment:%Y-%m-%d %H:%M}"


def refuse_future(name: str, mapping: Mapping | None, told: datetime | None) -> None:
    """Refuse an as-of time that has not come yet. Raises BadMapping or UnusableFile."""
    clock = local_now()
    if told is None or told <= clock:
        return
    text = f"the as-of time is {minute(told)}, later than now, {minute(clock)}. Give the time of the extract."
    if mapping and mapping.as_of() == told:
        raise BadMapping(f"{mapping.name}: {text} Nothing was loaded.")
    raise UnusableFile(f"{name}: {text} Nothing was loaded.")


def refuse_far(reading: Reading, told: datetime | None) -> None:
    """Refuse an as-of time that is years from everything that the file speaks of. Raises UnusableFile."""
    if told is None or reading.main not in DATES_OF:
        return
    name, text = reading.file.name, f"the as-of time is {minute(told)}"
    too_late = reading.refused.filter(pl.col("rule") == TOO_LATE)
    if reading.rows_in and too_late.height == reading.rows_in:
        raise UnusableFile(
            f"{name}: {text}, before each of its {too_late.height:,} starts, such as that on line "
            f"{too_late['row_number'][0]}. Correct the as-of time. Nothing was loaded."
        )
    newest = latest_date(reading)
    if newest and told - newest > timedelta(days=MOST_DAYS_AFTER):
        raise UnusableFile(
            f"{name}: {text}, {(told - newest).days:,} days after the newest date in the file, {newest:%Y-%m-%d}. "
            "Correct the as-of time; if the file does know of all the time between, say so with covers. "
            "Nothing was loaded."
        )


def latest_date(reading: Reading) -> datetime | None:
    """The newest moment that the rows or the period covered speak of; none where there is none."""
    moments = [reading.rows[name].max() for name in DATES_OF[reading.main] if name in reading.rows.columns]
    last_day = [datetime.combine(reading.covers[1], datetime.min.time())] if reading.covers else []
    return max((moment for moment in (*moments, *last_day) if isinstance(moment, datetime)), default=None)


def said_of_no_as_of(reading: Reading) -> str:
    """What is said of a file without an as-of time; also how old it is, where rows of it are open."""
    text, newest = "No as-of time was given; the time of loading was taken.", latest_date(reading)
    is_open = pl.col("ended_at").is_null() if reading.main == "report" else pl.col("says") == "missing"
    still_out = reading.rows.filter(is_open).height
    days = (reading.as_of - newest).days if newest else 0
    if not still_out or days < DAYS_WORTH_SAYING:
        return text
    what = "rows have no end and count" if reading.main == "report" else "missing reports, where none follows, count"
    return (
        f"{text} The newest date in the file is {newest:%Y-%m-%d}, {days:,} days ago, and {still_out:,} {what} "
        "as missing until now: give the as-of time."
    )


def bounded(reading: Reading, mapping: Mapping | None) -> Reading:
    """The reading, its period covered ending where its as-of time does. Raises BadMapping of a period yet to come."""
    covers = mapping.source.covers if mapping else None
    if mapping is None or covers is None:
        return reading
    known_until: date = reading.as_of.date()
    if covers[0] > known_until:
        raise BadMapping(
            f"{mapping.name}: covers begins on {covers[0]}, after the as-of time, {minute(reading.as_of)}. "
            "Correct one of them. Nothing was loaded."
        )
    if covers[1] <= known_until + timedelta(days=MOST_DAYS_TO_COME):
        return reading
    text = (
        f"covers ends on {covers[1]}, after the as-of time: the days from {known_until} on are not counted as covered."
    )
    covered = (covers[0], max(known_until, covers[0] + timedelta(days=1)))
    return replace(reading, covers=covered, tolerances=(*reading.tolerances, text))


def with_as_of(
    loads: pl.DataFrame, file: File, mapping: Mapping | None, told: datetime | None
) -> tuple[pl.DataFrame, list[Replaced]]:
    """The ledger, with this as-of time for every earlier load of the same file as the same thing; and which changed."""
    if told is None:
        return loads, []
    same = loads.filter((pl.col("sha256") == file.sha256) & (pl.col("as_of") != told) & is_of(mapping))
    if same.is_empty():
        return loads, []
    replaced = [
        Replaced(load_id, file.sha256, was, told) for load_id, was in same.select("load_id", "as_of").iter_rows()
    ]
    is_replaced = pl.col("load_id").is_in([item.load_id for item in replaced])
    return loads.with_columns(as_of=pl.when(is_replaced).then(pl.lit(told)).otherwise("as_of")), replaced


def is_of(mapping: Mapping | None) -> pl.Expr:
    """Whether a line of the ledger is of what this mapping reads: another as-of time makes another mapping."""
    if mapping is None:
        return pl.col("mapping_sha256") == ""
    source = mapping.source
    is_same = (pl.col("kind") == source.kind) & (pl.col("mapping_sha256") != "")
    if source.system is not None:
        is_same &= pl.col("system") == source.system
    return is_same & (pl.col("covers_from") == source.covers[0]) if source.covers else is_same


def later_than_now(as_of_times: Iterable[datetime]) -> list[datetime]:
    """Those that have not come yet: of a store that was made before such were refused."""
    clock = local_now()
    return sorted(moment for moment in as_of_times if moment > clock)
