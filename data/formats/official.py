"""Official statistics on looked-after children missing or away, as benchmarks: every vintage of their headings.

To 2017 a row is an area and a column a measure; from 2020 a row is one measure of an area in a year.
A figure that is no number is kept as the symbol it was published as, never as a nought: `analytics/words/symbols.py`.
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
KNOWN: Final = "known"
# A blank was not collected: as "x", which stands for whatever is not available.
BLANK: Final = "x"
# Symbols of the Government Statistical Service, today's and those that it gave up (":", "..", ".", "~", "-", "*").
SYMBOLS: Final = ("c", "k", "low", "u", "x", "z", "~", ":", "..", ".", "-", "*")

# "2024", "202324", "2023-24", "2023/24", "2023/2024": the publisher writes the first two.
YEAR: Final = re.compile(r"(20\d\d)(?:\s*[-/–_]?\s*(?:20)?(\d\d))?")
YEARS_IN_NAME: Final = re.compile(r"(?<!\d)20\d\d(?:[-_–]?(?:20)?\d\d)?(?!\d)")
FOUR_DIGITS: Final = re.compile(r"20\d\d")
# What the publisher calls years to 31 March, and how many digits it writes them with. "Reporting year" is of whatever
# day the collection closes, which is 31 March for looked-after children ("Specific time standards",
# dfe-analytical-services.github.io/analysts-guide/statistics-production/ud.html).
TO_MARCH: Final = {"reportingyear": 4, "financialyear": 6}
LONG_DIGITS: Final = 6
OTHER_YEARS: Final = ("academicyear", "calendaryear", "taxyear")

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
NOT_TO_MARCH: Final = " is not a year to 31 March: it cannot stand beside figures that are."
NOT_KNOWN: Final = " is of a kind that is not known. It knows: 'Financial year', 'Reporting year'."
NO_IDENTIFIER: Final = "No time_identifier says what the years are: they are read as years to 31 March."


def read_official(file: File, table: Table) -> Reading:
    """The figures of one file, one row each. Raises UnusableFile where its year cannot be known."""
    is_long = heading_key("CLA_group") in {heading_key(heading) for heading in table.headings}
    figures = with_values(long_figures(table) if is_long else wide_figures(file, table))
    is_known = pl.col("area_code").is_not_null() & pl.col("measure").is_not_null() & pl.col("status").is_not_null()
    no_figure = pl.concat_str(
        pl.lit("'"), pl.col("text").fill_null(""), pl.lit("' is not a figure of an area and year.")
    )
    message = pl.coalesce("no_year", pl.when(~is_known).then(no_figure))
    refused = figures.with_columns(message=message).filter(pl.col("message").is_not_null())
    refused = refused.select("row_number", "message", "original", rule=pl.lit(NOT_A_FIGURE)).select(*REFUSED_SCHEMA)
    kept = figures.filter(message.is_null()).drop("no_year")
    years = kept["year"].max()
    note = () if is_long else (f"Each row holds {len(WIDE)} figures, which are counted one by one.",)
    if is_long and heading_key("time_identifier") not in {heading_key(heading) for heading in table.headings}:
        note = (NO_IDENTIFIER,)
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
    """Columns: row_number, original, year, no_year, area_code, area_name, level, measure, text.

    `no_year` is why a row's year cannot be read. Here the year is in the name, where it is in nothing else.
    """
    year = year_in_name(file.name)
    headings = {heading_key(heading): heading for heading in table.headings}
    measures = {ours: headings[item] for ours, listed in WIDE.items() for item in listed if item in headings}
    rows = table.texts(
        {"area_code": "New_geog_code", "level": "geog_l", "area_name": "geog_n", **measures}, heading_key
    )
    described = ["row_number", "original", "area_code", "level", "area_name"]
    figures = rows.unpivot(index=described, variable_name="measure", value_name="text")
    return figures.with_columns(
        year=pl.lit(year, pl.Int64),
        no_year=pl.lit(None, pl.String),
        level=pl.col("level").str.to_lowercase().replace_strict(LEVELS_WIDE, default=None),
    )


def long_figures(table: Table) -> pl.DataFrame:
    """The same, of a file with a row for each figure."""
    names = ["country_code", "country_name", "region_code", "region_name", "la_name"]
    if heading_key("time_identifier") in {heading_key(heading) for heading in table.headings}:
        names.append("time_identifier")
    needed = {"time_period": "time_period", "geographic_level": "geographic_level", "authority_code": "new_la_code"}
    rows = table.texts(
        {**needed, **{name: name for name in names}, "group": "CLA_group", "text": "number"}, heading_key
    ).pipe(with_years)
    group = pl.col("group").str.to_lowercase().str.replace_all(r"\s", "")
    level = pl.col("geographic_level").str.to_lowercase().str.replace_all(r"\s", "")
    return rows.select(
        "row_number",
        "original",
        "text",
        "year",
        "no_year",
        area_code=pl.coalesce("authority_code", "region_code", "country_code"),
        area_name=pl.coalesce("la_name", "region_name", "country_name"),
        level=level.replace_strict(LEVELS, default=None),
        measure=group.replace_strict(LONG, default=None, return_dtype=pl.String),
    )


def with_years(rows: pl.DataFrame) -> pl.DataFrame:
    """Adds year (in which the year to 31 March ends) and no_year, from the texts time_period and time_identifier."""
    written = [name for name in ("time_period", "time_identifier") if name in rows.columns]
    pairs = rows.select(written).unique()
    read = [year_of(*pair) for pair in pairs.iter_rows()]
    years = pairs.with_columns(
        year=pl.Series([year for year, _ in read], dtype=pl.Int64),
        no_year=pl.Series([why for _, why in read], dtype=pl.String),
    )
    return rows.join(years, on=written, how="left", nulls_equal=True, maintain_order="left")


def year_of(period: str | None, identifier: str | None = None) -> tuple[int | None, str | None]:
    """The year in which a year to 31 March ends, or why it is none, as a sentence.

    The publisher writes 202324 with "Financial year" and 2024 with "Reporting year": both are the year to March 2024.
    """
    if period is None:
        return None, "The time period is blank."
    said = f"The time period '{period}'" + (f" ({identifier})" if identifier else "")
    kind = heading_key(identifier or "")
    digits = TO_MARCH.get(kind)
    if kind and digits is None:
        return None, said + (NOT_TO_MARCH if kind in OTHER_YEARS else NOT_KNOWN)
    match = YEAR.fullmatch(period)
    if match is None:
        return None, f"{said} is not a year."
    year = int(match[1]) + (match[2] is not None)
    if match[2] and int(match[2]) != year % 100:
        return None, f"{said} is not of two years that follow each other."
    does_end = match[2] is not None or digits != LONG_DIGITS
    return (year, None) if does_end else (None, f"{said} does not say in which year it ends: write it as 202324.")


def year_in_name(name: str) -> int:
    """The year that a file's name says. Raises UnusableFile where it says none, or several."""
    written = YEARS_IN_NAME.findall(name)
    years = {year for text in written for year in years_said(text)}
    if len(years) == 1:
        return years.pop()
    several = " and ".join(written)
    raise UnusableFile(
        f"{name} does not say its year in any row, and its name says {several}. Name it as it was published."
        if years
        else f"{name} does not say its year, and neither does its name. Name it as it was published."
    )


def years_said(text: str) -> list[int]:
    """The year of "202324"; of "2017-04", which is no financial year, that of its four digits; of "2017-2020" both."""
    year, _ = year_of(text)
    return [year] if year else [int(digits) for digits in FOUR_DIGITS.findall(text)]


def with_values(figures: pl.DataFrame) -> pl.DataFrame:
    """Adds value and status: a number and "known", or no number and the symbol that was published, in small letters."""
    text = pl.col("text").str.replace_all(r"[,\s]", "")
    value = text.cast(pl.Float64, strict=False)
    value = pl.when(value.is_finite() & (value >= 0)).then(value)
    symbol = pl.col("text").fill_null(BLANK).str.to_lowercase()
    symbol = pl.when(symbol.is_in(SYMBOLS)).then(symbol)
    return figures.with_columns(value=value, status=pl.when(value.is_not_null()).then(pl.lit(KNOWN)).otherwise(symbol))
