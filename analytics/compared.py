"""Our authority beside its neighbours and the nation, from official statistics on looked-after children (T26).

The figures are those that councils returned and the Department for Education published: no child stands behind them
that is not public already. Which authorities differ is judged by a funnel that allows for over-dispersion.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from analytics.charts.chart import Chart, Format, Kind, Mark, Series
from analytics.statistics.funnel import WARNING, Funnel, funnel_of_rates, funnel_of_shares
from analytics.tables import Columns
from analytics.words import number, percent
from data.warehouse import Warehouse

TABLES_THERE: Final = "SELECT table_name FROM duckdb_tables()"
BENCHMARK_QUERY: Final = """
    SELECT year, area_code, area_name, level, measure, value, status
    FROM benchmark
    ORDER BY measure, area_code, year
"""
BENCHMARK_SCHEMA: Final = pl.Schema(
    {
        "year": pl.Int32(),
        "area_code": pl.String(),
        "area_name": pl.String(),
        "level": pl.String(),
        "measure": pl.String(),
        "value": pl.Float64(),
        "status": pl.String(),
    }
)
COUNTRY, AUTHORITY = "country", "authority"
# Fewer authorities do not tell how much authorities differ.
FEWEST_AUTHORITIES: Final = 20


@dataclass(frozen=True)
class Question:
    """What is compared: one official count over another."""

    title: str
    counted: str
    of: str
    is_share: bool
    counts: str
    things: str


QUESTIONS: Final = (
    Question(
        "How many looked-after children had a missing incident?",
        "children_missing",
        "children_looked_after",
        is_share=True,
        counts="Children missing",
        things="Looked after in the year",
    ),
    Question(
        "How often did each of them go missing?",
        "missing_incidents",
        "children_missing",
        is_share=False,
        counts="Incidents",
        things="Children missing",
    ),
    Question(
        "How many were away from placement without authorisation?",
        "children_away",
        "children_looked_after",
        is_share=True,
        counts="Children away",
        things="Looked after in the year",
    ),
)


@dataclass(frozen=True)
class Area:
    """One area's figures: null where they are hidden or not known. `standing` is empty for a nation."""

    name: str
    count: int | None
    of: int | None
    standing: str = ""

    @property
    def value(self) -> float | None:
        """The share, or how many each."""
        return self.count / self.of if self.count is not None and self.of else None


def benchmarks(file: Warehouse) -> pl.DataFrame:
    """The official statistics in a snapshot's file, exact or published; empty where it holds none."""
    if "benchmark" not in file.query(TABLES_THERE)["table_name"].to_list():
        return BENCHMARK_SCHEMA.to_frame()
    return file.query(BENCHMARK_QUERY)


def latest_year(figures: pl.DataFrame, asked: Question) -> int | None:
    """The newest year that has both figures of any area; null where there is none."""
    years = [set(figures.filter(measure=measure, status="known")["year"]) for measure in (asked.counted, asked.of)]
    both = years[0] & years[1]
    return max(both) if both else None


def compared(
    figures: pl.DataFrame, asked: Question, year: int, ours: str, neighbours: Sequence[str]
) -> tuple[Area, ...]:
    """Ours, its neighbours by name, and the nation; those that the statistics do not hold are left out."""
    of_year = figures.filter(pl.col("year") == year)
    known = {
        (code, measure): round(value)
        for code, measure, value in of_year.filter(status="known").select("area_code", "measure", "value").iter_rows()
    }
    names = dict(of_year.select("area_code", "area_name").iter_rows())
    levels = dict(of_year.select("area_code", "level").iter_rows())
    normal = funnel_among([code for code, level in levels.items() if level == AUTHORITY], known, asked)
    nations = [code for code, level in levels.items() if level == COUNTRY]
    beside = sorted((code for code in neighbours if code in names), key=lambda code: names[code] or "")
    return tuple(
        area_of(code, names[code] or code, known, asked, normal if levels[code] == AUTHORITY else None)
        for code in (*([ours] if ours in names else []), *beside, *nations)
    )


def funnel_among(codes: Sequence[str], known: Mapping[tuple[str, str], int], asked: Question) -> Funnel | None:
    """What is normal among authorities with both figures; null for too few of them."""
    pairs = [(known.get((code, asked.counted)), known.get((code, asked.of))) for code in codes]
    whole = [(count, of) for count, of in pairs if count is not None and of]
    if len(whole) < FEWEST_AUTHORITIES:
        return None
    make = funnel_of_shares if asked.is_share else funnel_of_rates
    return make([count for count, _ in whole], [of for _, of in whole])


def area_of(code: str, name: str, known: Mapping[tuple[str, str], int], asked: Question, normal: Funnel | None) -> Area:
    """One area, and how it stands among authorities."""
    area = Area(name, known.get((code, asked.counted)), known.get((code, asked.of)))
    if normal is None or area.value is None or not area.of:
        return area
    return Area(name, area.count, area.of, standing_of(area.value, area.of, normal))


def standing_of(value: float, of: float, normal: Funnel) -> str:
    """Whether it is like other authorities of its size. Higher is not worse: it may be better recording."""
    low, high = normal.limits(of)
    near_low, near_high = normal.limits(of, WARNING)
    if value > high or value < low:
        return "higher than authorities differ" if value > high else "lower than authorities differ"
    if value > near_high or value < near_low:
        return "near the upper limit" if value > near_high else "near the lower limit"
    return "like other authorities"


def compared_sentence(areas: Sequence[Area], asked: Question, year: int) -> str:
    """ "In the year to March 2024: Birmingham 281 of 3,100 (9%), like other authorities; England 12,000 of ..."."""
    said = [
        f"{area.name} {figure_words(area, asked)}{f', {area.standing}' if area.standing else ''}"
        for area in (areas[0], areas[-1])
        if area.value is not None
    ]
    return f"In the year to March {year}: {'; '.join(dict.fromkeys(said))}." if said else "Our own figure is not known."


def figure_words(area: Area, asked: Question) -> str:
    """ "281 of 3,100 (9%)", "7.3 each (2,039 incidents, 281 children)"."""
    if area.count is None or not area.of or area.value is None:
        return "not known"
    if asked.is_share:
        return f"{number(area.count)} of {number(area.of)} ({percent(area.value)})"
    return f"{area.value:.1f} each ({number(area.count)} of {number(area.of)})"


def compared_chart(areas: Sequence[Area], asked: Question, year: int) -> Chart:
    """One bar an area."""
    kind, form = (Kind.SHARES, Format.SHARE) if asked.is_share else (Kind.BARS, Format.COUNT)
    marks = tuple(Mark(area.name, area.value, figure_words(area, asked)) for area in areas)
    subtitle = f"{asked.counts}, of: {asked.things.lower()}. Looked-after children, year to 31 March {year}."
    axis = "Percentage of looked-after children" if asked.is_share else "Incidents for each child missing"
    return Chart(kind, compared_sentence(areas, asked, year), subtitle, axis, (Series("", marks),), form)


def compared_table(areas: Sequence[Area], asked: Question) -> Columns:
    """One line an area."""
    return {
        "Area": [area.name for area in areas],
        asked.counts: [number(area.count) if area.count is not None else "not known" for area in areas],
        asked.things: [number(area.of) if area.of is not None else "not known" for area in areas],
        "Percentage" if asked.is_share else "Each": [
            "" if area.value is None else percent(area.value) if asked.is_share else f"{area.value:.1f}"
            for area in areas
        ],
        "Among authorities of its size": [area.standing for area in areas],
    }
