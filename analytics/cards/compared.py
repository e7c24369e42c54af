"""Our authority beside its neighbours and the nation, from official statistics on looked-after children.

The figures are those that councils returned and the Department for Education published: no child stands behind them
that is not public already. Which authorities differ is judged by a funnel that allows for over-dispersion.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from analytics.charts.chart import Chart, Format, Kind, Mark, Series
from analytics.charts.funnel import Dot, FunnelChart, Limit
from analytics.statistics.over_dispersion import WARNING, Funnel, funnel_of_rates, funnel_of_shares
from analytics.statistics.rounding import halves_up
from analytics.words.columns import Columns
from analytics.words.numbers import mean_text, number, percent

COUNTRY, AUTHORITY = "country", "authority"
# Fewer authorities do not tell how much authorities differ.
FEWEST_AUTHORITIES: Final = 20
# Points of each limit: enough that it bends smoothly.
LIMIT_STEPS: Final = 40
PAST_THE_LARGEST: Final = 2.0
SPREAD: Final = (
    "Of a hundred authorities 95 would lie in the shade and nearly all between the lines, which allow for authorities "
    "varying {times} times as much as chance alone would let them."
)


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


def latest_year(figures: pl.DataFrame, question: Question) -> int | None:
    """The newest year that has both figures of any area; null where there is none."""
    years = [
        set(figures.filter(measure=measure, status="known")["year"]) for measure in (question.counted, question.of)
    ]
    both = years[0] & years[1]
    return max(both) if both else None


@dataclass(frozen=True)
class Year:
    """One year's figures: every known number by area and measure, and each area's name and level."""

    number: int
    known: Mapping[tuple[str, str], int]
    names: Mapping[str, str]
    levels: Mapping[str, str]

    def authorities(self) -> list[str]:
        """The codes of all authorities."""
        return [code for code, level in self.levels.items() if level == AUTHORITY]

    def pair(self, code: str, question: Question) -> tuple[int, int] | None:
        """How many, and of how many; null where either is not known."""
        count, of = self.known.get((code, question.counted)), self.known.get((code, question.of))
        return (count, of) if count is not None and of else None


def year_of(figures: pl.DataFrame, year: int) -> Year:
    """The figures of one year."""
    mine = figures.filter(pl.col("year") == year)
    known = mine.filter(status="known").select("area_code", "measure", "value").iter_rows()
    names = {code: name or code for code, name in mine.select("area_code", "area_name").iter_rows()}
    levels = dict(mine.select("area_code", "level").iter_rows())
    return Year(year, {(code, measure): int(halves_up(value)) for code, measure, value in known}, names, levels)


def compared(
    figures: pl.DataFrame, question: Question, year: int, ours: str, neighbours: Sequence[str]
) -> tuple[Area, ...]:
    """Ours, its neighbours by name, and the nation; those that the statistics do not hold are left out."""
    of_year = year_of(figures, year)
    normal = funnel_among(of_year, question)
    nations = [code for code, level in of_year.levels.items() if level == COUNTRY]
    listed = (*([ours] if ours in of_year.names else []), *beside(of_year, neighbours), *nations)
    return tuple(area_of(code, of_year, question, None if code in nations else normal) for code in listed)


def beside(year: Year, neighbours: Sequence[str]) -> list[str]:
    """The neighbours that the statistics hold, by name."""
    return sorted((code for code in neighbours if code in year.names), key=year.names.__getitem__)


def funnel_among(year: Year, question: Question) -> Funnel | None:
    """What is normal among authorities with both figures; null for too few of them."""
    pairs = [pair for code in year.authorities() if (pair := year.pair(code, question))]
    if len(pairs) < FEWEST_AUTHORITIES:
        return None
    make = funnel_of_shares if question.is_share else funnel_of_rates
    return make([count for count, _ in pairs], [of for _, of in pairs])


def area_of(code: str, year: Year, question: Question, normal: Funnel | None) -> Area:
    """One area, and how it stands among authorities."""
    name, pair = year.names[code], year.pair(code, question)
    if pair is None:
        return Area(name, year.known.get((code, question.counted)), year.known.get((code, question.of)))
    count, of = pair
    return Area(name, count, of, standing_of(count / of, of, normal) if normal else "")


def standing_of(value: float, of: float, normal: Funnel) -> str:
    """Whether it is like other authorities of its size. Higher is not worse: it may be better recording."""
    low, high = normal.limits(of)
    near_low, near_high = normal.limits(of, WARNING)
    if value > high or value < low:
        return "higher than others of its size" if value > high else "lower than others of its size"
    if value > near_high or value < near_low:
        return "near the upper limit" if value > near_high else "near the lower limit"
    return "like other authorities"


def compared_sentence(areas: Sequence[Area], question: Question, year: int) -> str:
    """ "In the year to March 2024: Birmingham 281 of 3,100 (9%), like other authorities; England 12,000 of ..."."""
    clauses = [
        f"{area.name} {figure_words(area, question)}{f', {area.standing}' if area.standing else ''}"
        for area in (areas[0], areas[-1])
        if area.value is not None
    ]
    return (
        f"In the year to March {year}: {'; '.join(dict.fromkeys(clauses))}."
        if clauses
        else "Our own figure is not known."
    )


def compared_message(figures: pl.DataFrame, ours: str) -> str:
    """How we stand in every question of the newest year: "Birmingham, year to March 2024: children missing, like ...".

    Empty where we are in none of them, or where there are too few authorities to stand among.
    """
    years = {question: year for question in QUESTIONS if (year := latest_year(figures, question)) is not None}
    newest = max(years.values(), default=0)
    name = ""
    standings: list[str] = []
    for question in (question for question, year in years.items() if year == newest):
        of_year = year_of(figures, newest)
        area = area_of(ours, of_year, question, funnel_among(of_year, question)) if ours in of_year.names else None
        if area and area.standing:
            name = area.name
            standings.append(
                f"{(question.counts if question.is_share else axis_of(question)).lower()}, {area.standing}"
            )
    return f"{name}, year to March {newest}: {'; '.join(standings)}." if standings else ""


def figure_words(area: Area, question: Question) -> str:
    """ "281 of 3,100 (9%)", "7.3 each (2,039 incidents by 281 children)"."""
    if area.count is None or not area.of or area.value is None:
        return "not known"
    if question.is_share:
        return f"{number(area.count)} of {number(area.of)} ({percent(area.value)})"
    return f"{mean_text(area.value)} each ({number(area.count)} incidents by {number(area.of)} children)"


def compared_chart(areas: Sequence[Area], question: Question, year: int) -> Chart:
    """One bar an area."""
    kind, form = (Kind.SHARES, Format.SHARE) if question.is_share else (Kind.BARS, Format.COUNT)
    marks = tuple(Mark(area.name, area.value, figure_words(area, question)) for area in areas)
    title, series = compared_sentence(areas, question, year), (Series("", marks),)
    return Chart(kind, title, subtitle_of(question, year), axis_of(question), series, form)


def compared_funnel(
    figures: pl.DataFrame, question: Question, year: int, ours: str, neighbours: Sequence[str]
) -> FunnelChart | None:
    """Every authority by its size, with ours and its neighbours named; null for too few authorities."""
    of_year = year_of(figures, year)
    normal = funnel_among(of_year, question)
    if normal is None:
        return None
    known = {code: dot for code in of_year.authorities() if (dot := dot_of(code, of_year, question))}
    named = [code for code in beside(of_year, neighbours) if code in known and code != ours]
    others = [dot for code, dot in known.items() if code not in (ours, *named)]
    areas = compared(figures, question, year, ours, neighbours)
    form = Format.SHARE if question.is_share else Format.COUNT
    return FunnelChart(
        title=compared_sentence(areas, question, year),
        subtitle=f"{subtitle_of(question, year)} {SPREAD.format(times=mean_text(normal.dispersion))}",
        across=question.things,
        upright=axis_of(question),
        ours=known.get(ours),
        neighbours=tuple(known[code] for code in named),
        others=tuple(others),
        limits=tuple(limits_of(normal, [dot.size for dot in known.values()])),
        middle=normal.centre,
        nation=middle_words(normal.centre, areas[-1] if country_in(of_year) else None, question),
        format=form,
    )


def country_in(year: Year) -> bool:
    """Whether the statistics hold the nation."""
    return COUNTRY in year.levels.values()


def middle_words(middle: float, nation: Area | None, question: Question) -> str:
    """What the middle line is: "England 10%"; where the nation's own figure is read otherwise, both are said."""
    in_all = value_words(middle, question)
    if nation is None or nation.value is None:
        return f"All authorities {in_all}"
    own = value_words(nation.value, question)
    return f"{nation.name} {own}" if own == in_all else f"All authorities {in_all}, {nation.name} {own}"


def value_words(value: float, question: Question) -> str:
    """ "10%", or "6.0" each."""
    return percent(value) if question.is_share else mean_text(value)


def dot_of(code: str, year: Year, question: Question) -> Dot | None:
    """An authority as a point of the funnel; null where its figure is not known."""
    area = area_of(code, year, question, None)
    if area.value is None or not area.of:
        return None
    return Dot(area.name, area.of, area.value, figure_words(area, question))


def limits_of(normal: Funnel, sizes: Sequence[float]) -> Iterator[Limit]:
    """The limits at sizes from the smallest authority to beyond the largest, closest together where they bend most."""
    first, last = max(min(sizes), 1), max(sizes) * PAST_THE_LARGEST
    for step in range(LIMIT_STEPS + 1):
        size = first * (last / first) ** (step / LIMIT_STEPS)
        (low, high), (near_low, near_high) = normal.limits(size), normal.limits(size, WARNING)
        yield Limit(size, low, near_low, near_high, high)


def subtitle_of(question: Question, year: int) -> str:
    """What is measured, of whom, when."""
    measured = f"{question.counts}, of those {question.things.lower()}" if question.is_share else axis_of(question)
    return f"{measured}. Looked-after children, year to 31 March {year}."


def axis_of(question: Question) -> str:
    """What the figure is."""
    return "Percentage of looked-after children" if question.is_share else "Incidents for each child missing"


def compared_table(areas: Sequence[Area], question: Question) -> Columns:
    """One line an area."""
    return {
        "Area": [area.name for area in areas],
        question.counts: [number(area.count) if area.count is not None else "not known" for area in areas],
        question.things: [number(area.of) if area.of is not None else "not known" for area in areas],
        "Percentage" if question.is_share else "Each": [
            "" if area.value is None else value_words(area.value, question) for area in areas
        ],
        "Among authorities of its size": [area.standing for area in areas],
    }
