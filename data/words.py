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
    *codes.FOLLOW_UPS,
    *codes.SCREENING_RESULTS,
    *codes.CELL_PRECISIONS,
    STILL_MISSING,
    TIME_NOT_RECORDED,
)
# Every type of ours that is an enum is `word`.
CLOSED_COLUMNS: Final = """
    SELECT column_name FROM duckdb_columns() WHERE table_name = $1 AND data_type LIKE 'ENUM%' ORDER BY column_index
"""


def create_word_type(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """The type `word` of schema.sql. In order of name: so is text sorted, too, and no query has another answer."""
    bands = (*hour_bands(settings), *day_bands(), *distance_bands(settings))
    words = {*OF_THE_CODE, *settings.ethnic_groups, *(band.name for band in bands)}
    connection.register("closed", pl.DataFrame({"word": sorted(words)}).to_arrow())
    connection.execute("CREATE TYPE word AS ENUM (SELECT word FROM closed ORDER BY word)")
    connection.unregister("closed")


def columns_with_other_words(connection: duckdb.DuckDBPyConnection, table: str, rows: pl.DataFrame) -> list[str]:
    """The columns of a table's closed words in which some of the rows have a word that is on no list."""
    asking = connection.cursor()
    words = [word for (word,) in asking.execute("SELECT unnest(enum_range(NULL::word))::VARCHAR").fetchall()]
    closed = asking.execute(CLOSED_COLUMNS, [table]).fetchall()
    return [name for (name,) in closed if not rows[name].drop_nulls().is_in(words).all()]
