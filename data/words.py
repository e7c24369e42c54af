"""The words of closed lists as one type of the store: a byte a row, where text is dear to write and to read."""

from typing import Final

import duckdb
import polars as pl

from data import codes
from data.bands import STILL_MISSING, TIME_NOT_RECORDED, day_bands, distance_bands, hour_bands
from data.settings import Settings

OF_THE_CODE: Final = (
    *codes.CATEGORIES,
    *codes.APART,
    *codes.END_STATUSES,
    *codes.SETTINGS,
    *codes.PRECISIONS,
    *codes.SEXES,
    *codes.TRIAGES,
    *codes.POLICE_RISKS,
    *codes.IN_AREA,
    *codes.DISTANCE_STATUSES,
    *codes.PLACEMENTS,
    codes.NOT_IN_CARE,
    *codes.OWN_OR_HOSTED,
    *codes.INTERVIEW_OUTCOMES,
    *codes.SUPPORTS,
    *codes.CELL_PRECISIONS,
    STILL_MISSING,
    TIME_NOT_RECORDED,
)


def create_word_type(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """The type `word` of schema.sql. In order of name: so is text sorted, too, and no query has another answer."""
    bands = (*hour_bands(settings), *day_bands(), *distance_bands(settings))
    words = {*OF_THE_CODE, *settings.ethnic_groups, *(band.name for band in bands)}
    connection.register("closed", pl.DataFrame({"word": sorted(words)}).to_arrow())
    connection.execute("CREATE TYPE word AS ENUM (SELECT word FROM closed ORDER BY word)")
    connection.unregister("closed")
