"""Official statistics on looked-after children missing or away, as benchmarks: every vintage of their headings.

To 2017 a row is an area and a column a measure; from 2020 a row is one measure of an area in a year.
Symbols: c hidden, z not applicable, x and .. not available (and, to 2017, hidden), k rounds to nought.
"""

import re
from datetime import datetime
from typing import Final

import polars as pl

from data.errors import UnusableFile
from data.formats.headings import heading_key
from data.formats.reading import File, Reading, of_table
from data.formats.tables import REFUSED_SCHEMA, Table

SYSTEM: Final = "official"
KIND: Final = "official"
YEAR_IN_NAME: Final = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
STATUSES: Final = {
    "c": "hidden",
    "z": "not_applicable",
    "x": "not_available",
    "k": "low",
    ":": "not_available",
    "..": "not_available",
}

# Ours -> what columns end in to 2017 (before that, "CLA_" and "Miss_"), without case.
WIDE: Final = {
    "children_missing": ("cla_missduringyear", "miss_miss_duringyear"),
    "missing_incidents": ("cla_missincs", "miss_miss_incs"),
    "missing_more_than_once": ("cla_missmoreonce", "miss_miss_moreonce"),
    "missing_on_31_march": ("cla_miss31mar", "miss_miss_31mar"),
    "children_away": ("cla_awayduringyear", "miss_away_duringyear"),
    "away_incidents": ("cla_awayincs", "miss_away_incs"),
    "away_more_than_once": ("cla_awaymoreonce", "miss_away_moreonce"),
    "away_on_31_march": ("cla_away31mar", "miss_away_31mar"),
}
# The words of a measure from 2020 -> ours.
LONG: Final = {
    "childrenwhohadamissingincidentduringtheyear": "children_missing",
    "numberofmissingincidentsduringtheyear": "missing_incidents",
    "childrenwhowentmissingmorethanonceduringtheyear": "missing_more_than_once",
    "childrenmissingat31march": "missing_on_31_march",
    "childrenwhowereawayfromplacementwithoutauthorisationduringtheyear": "children_away",
    "numberofawayfromplacementwithoutauthorisationincidentsduringtheyear": "away_incidents",
    "childrenwhowereawayfromplacementwithoutauthorisationmorethanonceduringtheyear": "away_more_than_once",
    "childrenawayfromplacementwithoutauthorisationat31march": "away_on_31_march",
    "childrenlookedafterduringtheyear": "children_looked_after",
    "percentageofchildrenwhohadamissingincidentduringtheyear": "percentage_missing",
    "percentageofchildrenwhowereawayfromplacementwithoutauthorisationduringtheyear": "percentage_away",
    "averagenumberofmissingincidentsperlookedafterchildwhowentmissing": "average_missing_incidents",
    "averagenumberofawayfromplacementwithoutauthorisationincidentsperlookedafterchild": "average_away_incidents",
}
HEADINGS_WIDE: Final = ("New_geog_code", "geog_l", "geog_n")
HEADINGS_LONG: Final = ("time_period", "geographic_level", "new_la_code", "CLA_group", "number")
LEVELS: Final = {"national": "country", "regional": "region", "region": "region", "localauthority": "authority"}
LEVELS_WIDE: Final = {"national": "country", "region": "region", "la": "authority"}
NOT_A_FIGURE: Final = "not_a_figure"


def read_official(file: File, table: Table) -> Reading:
    """The figures of one file, one row each. Raises UnusableFile where its year cannot be known."""
    is_long = heading_key("CLA_group") in {heading_key(heading) for heading in table.headings}
    figures = with_values(long_figures(table) if is_long else wide_figures(file, table))
    is_known = pl.col("year").is_not_null() & pl.col("area_code").is_not_null() & pl.col("measure").is_not_null()
    is_figure = is_known & pl.col("status").is_not_null()
    message = pl.concat_str(pl.lit("'"), pl.col("text").fill_null(""), pl.lit("' is not a figure of an area and year."))
    refused = figures.filter(~is_figure.fill_null(value=False)).select(
        "row_number", rule=pl.lit(NOT_A_FIGURE), message=message, original="original"
    )
    kept = figures.filter(is_figure)
    years = kept["year"].max()
    note = () if is_long else (f"Each row holds {len(WIDE)} figures, which are counted one by one.",)
    return Reading(
        file=file,
        mapping_sha256="",
        system=SYSTEM,
        kind=KIND,
        main="benchmark",
        # A year's figures are of the year that ends on 31 March: they never make the council's own data look newer.
        as_of=datetime(years if isinstance(years, int) else 2000, 3, 31),
        covers=None,
        rows=kept,
        refused=pl.concat([table.refused, refused.cast(REFUSED_SCHEMA)]).sort("row_number"),
        tolerances=(*table.tolerances, *note),
        **of_table(table),
    )


def wide_figures(file: File, table: Table) -> pl.DataFrame:
    """Columns: row_number, original, year, area_code, area_name, level, measure, text. The year is in the name."""
    year = YEAR_IN_NAME.search(file.name)
    if year is None:
        raise UnusableFile(
            f"{file.name} does not say its year, and neither does its name. Name it as it was published."
        )
    headings = {heading_key(heading): heading for heading in table.headings}
    measures = {ours: headings[item] for ours, listed in WIDE.items() for item in listed if item in headings}
    rows = table.texts(
        {"area_code": "New_geog_code", "level": "geog_l", "area_name": "geog_n", **measures}, heading_key
    )
    described = ["row_number", "original", "area_code", "level", "area_name"]
    figures = rows.unpivot(index=described, variable_name="measure", value_name="text")
    return figures.with_columns(
        year=pl.lit(int(year[1])), level=pl.col("level").str.to_lowercase().replace_strict(LEVELS_WIDE, default=None)
    )


def long_figures(table: Table) -> pl.DataFrame:
    """The same, of a file with a row for each figure."""
    names = ("country_code", "country_name", "region_code", "region_name", "la_name")
    needed = {"time_period": "time_period", "geographic_level": "geographic_level", "authority_code": "new_la_code"}
    rows = table.texts(
        {**needed, **{name: name for name in names}, "group": "CLA_group", "text": "number"}, heading_key
    )
    group = pl.col("group").str.to_lowercase().str.replace_all(r"\s", "")
    level = pl.col("geographic_level").str.to_lowercase().str.replace_all(r"\s", "")
    return rows.select(
        "row_number",
        "original",
        "text",
        year=pl.col("time_period").str.slice(0, 4).cast(pl.Int64, strict=False),
        area_code=pl.coalesce("authority_code", "region_code", "country_code"),
        area_name=pl.coalesce("la_name", "region_name", "country_name"),
        level=level.replace_strict(LEVELS, default=None),
        measure=group.replace_strict(LONG, default=None, return_dtype=pl.String),
    )


def with_values(figures: pl.DataFrame) -> pl.DataFrame:
    """Adds value and status: a number, or the symbol's meaning."""
    text = pl.col("text").str.replace_all(",", "")
    value = text.cast(pl.Float64, strict=False)
    value = pl.when(value.is_finite()).then(value)
    symbol = pl.col("text").str.to_lowercase().replace_strict(STATUSES, default=None, return_dtype=pl.String)
    status = pl.when(value.is_not_null()).then(pl.lit("known")).otherwise(symbol)
    # A blank is a figure that was not collected.
    return figures.with_columns(
        value=value, status=pl.when(pl.col("text").is_null()).then(pl.lit("not_available")).otherwise(status)
    )
