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
from analytics.words.numbers import mean_text, number, ordinal, percent
from analytics.words.symbols import KNOWN, symbol_words, year_to_march
from data.neighbours import name_of, plain

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
    """One area's figures: null where no number was published, and then the symbol that was. `standing` is empty for a
    nation."""

    name: str
    count: int | None
    of: int | None
    standing: str = ""
    count_symbol: str = ""
    of_symbol: str = ""

    @property
    def value(self) -> float | None:
        """The share, or how many each."""
        return self.count / self.of if self.count is not None and self.of else None


@dataclass(frozen=True)
class Compared:
    """Ours, its neighbours by name, and the nation; who is not in the statistics is left out."""

    year: int
    ours: Area | None
    neighbours: tuple[Area, ...]
    nations: tuple[Area, ...]

    @property
    def areas(self) -> tuple[Area, ...]:
        """All of them, ours first."""
        return (*([self.ours] if self.ours else []), *self.neighbours, *self.nations)

    @property
    def of_neighbours(self) -> list[float]:
        """The shares, or how many each, of the neighbours that have a number."""
        return [area.value for area in self.neighbours if area.value is not None]

    @property
    def average(self) -> float | None:
        """The mean of the neighbours that have a number, each counted the same, as the publisher's own tool has it."""
        values = self.of_neighbours
        return sum(values) / len(values) if values else None

    @property
    def who_averages(self) -> str:
        """ "10 neighbours", or "8 of 10 neighbours" where two have no number."""
        many, all_of_them = len(self.of_neighbours), len(self.neighbours)
        things = "neighbour" if all_of_them == 1 else "neighbours"
        return f"{all_of_them} {things}" if many == all_of_them else f"{many} of {all_of_them} {things}"

    @property
    def rank(self) -> str:
        """ "3rd highest of 11": ours among the neighbours that have a number. Empty where there is nothing to rank."""
        if self.ours is None or self.ours.value is None or not self.of_neighbours:
            return ""
        place = 1 + sum(value > self.ours.value for value in self.of_neighbours)
        level = "level " if self.ours.value in self.of_neighbours else ""
        many = len(self.of_neighbours) + 1
        if place == 1:
            return f"{level}highest of {many}"
        return f"{level}{'lowest' if place == many else f'{ordinal(place)} highest'} of {many}"


def latest_year(figures: pl.DataFrame, question: Question) -> int | None:
    """The newest year that has both figures of any area; null where there is none."""
    years = [set(figures.filter(measure=measure, status=KNOWN)["year"]) for measure in (question.counted, question.of)]
    both = years[0] & years[1]
    return max(both) if both else None


@dataclass(frozen=True)
class Year:
    """One year's figures: every number, and every symbol, by area and measure; and each area's name and level."""

    number: int
    known: Mapping[tuple[str, str], int]
    symbols: Mapping[tuple[str, str], str]
    names: Mapping[str, str]
    levels: Mapping[str, str]

    def authorities(self) -> list[str]:
        """The codes of all authorities."""
        return [code for code, level in self.levels.items() if level == AUTHORITY]

    def pair(self, code: str, question: Question) -> tuple[int, int] | None:
        """How many, and of how many; null where either is not known."""
        count, of = self.known.get((code, question.counted)), self.known.get((code, question.of))
        return (count, of) if count is not None and of else None

    def code_of(self, code: str) -> str | None:
        """The code that these statistics have for an authority: where it has a new one, that of its name."""
        if code in self.names:
            return code
        mine = plain(name_of(code))
        return next((other for other, name in self.names.items() if mine and plain(name) == mine), None)


def year_of(figures: pl.DataFrame, year: int) -> Year:
    """The figures of one year."""
    mine = figures.filter(pl.col("year") == year)
    known = mine.filter(status=KNOWN).select("area_code", "measure", "value").iter_rows()
    others = mine.filter(pl.col("status") != KNOWN).select("area_code", "measure", "status").iter_rows()
    return Year(
        number=year,
        known={(code, measure): int(halves_up(value)) for code, measure, value in known},
        symbols={(code, measure): symbol for code, measure, symbol in others},
        names={code: name or code for code, name in mine.select("area_code", "area_name").iter_rows()},
        levels=dict(mine.select("area_code", "level").iter_rows()),
    )


def compared(figures: pl.DataFrame, question: Question, year: int, ours: str, neighbours: Sequence[str]) -> Compared:
    """Ours beside its neighbours and the nation."""
    of_year = year_of(figures, year)
    normal = funnel_among(of_year, question)
    nations = [code for code, level in of_year.levels.items() if level == COUNTRY]
    mine = of_year.code_of(ours)
    return Compared(
        year=year,
        ours=area_of(mine, of_year, question, normal) if mine else None,
        neighbours=tuple(
            area_of(code, of_year, question, normal) for code in beside(of_year, neighbours) if code != mine
        ),
        nations=tuple(area_of(code, of_year, question, None) for code in nations),
    )


def beside(year: Year, neighbours: Sequence[str]) -> list[str]:
    """The codes of the neighbours that the statistics hold, by name."""
    return sorted({code for own in neighbours if (code := year.code_of(own))}, key=year.names.__getitem__)


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
        counted, of_all = (code, question.counted), (code, question.of)
        return Area(
            name,
            count=year.known.get(counted),
            of=year.known.get(of_all),
            count_symbol=year.symbols.get(counted, ""),
            of_symbol=year.symbols.get(of_all, ""),
        )
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


def compared_sentence(among: Compared, question: Question) -> str:
    """ "In 2023-24: Birmingham 281 of 3,100 (9%), like other authorities, 3rd highest of 11 with its neighbours;
    10 neighbours average 10%; England 12,000 of ..."."""
    clauses = [clause for clause in (ours_clause(among, question), average_clause(among, question)) if clause]
    clauses += [f"{area.name} {figure_words(area, question, among.year)}" for area in among.nations if area.value]
    return f"In {year_to_march(among.year)}: {'; '.join(clauses)}." if clauses else "Our own figure is not known."


def ours_clause(among: Compared, question: Question) -> str:
    """Our figure or the symbol in its place, how it stands among authorities, and its rank among neighbours."""
    if among.ours is None:
        return ""
    rank = f"{among.rank} with its neighbours" if among.rank else ""
    words = (f"{among.ours.name} {figure_words(among.ours, question, among.year)}", among.ours.standing, rank)
    return ", ".join(filter(None, words))


def average_clause(among: Compared, question: Question) -> str:
    """ "8 of 10 neighbours average 12%"."""
    if among.average is None:
        return ""
    return f"{among.who_averages} average {value_words(among.average, question)}"


def compared_message(figures: pl.DataFrame, ours: str) -> str:
    """How we stand in every question of the newest year: "Birmingham, 2023-24: children missing, like ...".

    Empty where we are in none of them, or where there are too few authorities to stand among.
    """
    years = {question: year for question in QUESTIONS if (year := latest_year(figures, question)) is not None}
    newest = max(years.values(), default=0)
    name = ""
    standings: list[str] = []
    for question in (question for question, year in years.items() if year == newest):
        of_year = year_of(figures, newest)
        code = of_year.code_of(ours)
        area = area_of(code, of_year, question, funnel_among(of_year, question)) if code else None
        if area and area.standing:
            name = area.name
            standings.append(
                f"{(question.counts if question.is_share else axis_of(question)).lower()}, {area.standing}"
            )
    return f"{name}, {year_to_march(newest)}: {'; '.join(standings)}." if standings else ""


def figure_words(area: Area, question: Question, year: int) -> str:
    """ "281 of 3,100 (9%)", "7.3 each (2,039 incidents by 281 children)", "c (confidential)"."""
    if area.count is None or not area.of or area.value is None:
        return symbol_words(area.count_symbol or area.of_symbol, year)
    if question.is_share:
        return f"{number(area.count)} of {number(area.of)} ({percent(area.value)})"
    return f"{mean_text(area.value)} each ({number(area.count)} incidents by {number(area.of)} children)"


def compared_chart(among: Compared, question: Question) -> Chart:
    """One bar an area, and the neighbours' average; no bar, but its symbol, where no number was published."""
    kind, form = (Kind.SHARES, Format.SHARE) if question.is_share else (Kind.BARS, Format.COUNT)
    marks = [Mark(area.name, area.value, figure_words(area, question, among.year)) for area in among.areas]
    if among.average is not None:
        average = Mark(average_name(among), among.average, value_words(among.average, question))
        marks.insert(len(marks) - len(among.nations), average)
    title, series = compared_sentence(among, question), (Series("", tuple(marks)),)
    return Chart(kind, title, subtitle_of(question, among.year), axis_of(question), series, form)


def average_name(among: Compared) -> str:
    """What the average is called in the chart and the table."""
    return f"Average of {among.who_averages}"


def compared_funnel(
    figures: pl.DataFrame, question: Question, year: int, ours: str, neighbours: Sequence[str]
) -> FunnelChart | None:
    """Every authority by its size, with ours and its neighbours named; null for too few authorities."""
    of_year = year_of(figures, year)
    normal = funnel_among(of_year, question)
    if normal is None:
        return None
    mine = of_year.code_of(ours) or ours
    known = {code: dot for code in of_year.authorities() if (dot := dot_of(code, of_year, question))}
    named = [code for code in beside(of_year, neighbours) if code in known and code != mine]
    others = [dot for code, dot in known.items() if code not in (mine, *named)]
    among = compared(figures, question, year, ours, neighbours)
    form = Format.SHARE if question.is_share else Format.COUNT
    return FunnelChart(
        title=compared_sentence(among, question),
        subtitle=f"{subtitle_of(question, year)} {SPREAD.format(times=mean_text(normal.dispersion))}",
        across=question.things,
        upright=axis_of(question),
        ours=known.get(mine),
        neighbours=tuple(known[code] for code in named),
        others=tuple(others),
        limits=tuple(limits_of(normal, [dot.size for dot in known.values()])),
        middle=normal.centre,
        nation=middle_words(normal.centre, among.nations[-1] if among.nations else None, question),
        format=form,
    )


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
    return Dot(area.name, area.of, area.value, figure_words(area, question, year.number))


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


def compared_table(among: Compared, question: Question) -> Columns:
    """One line an area, and the neighbours' average; our line says our rank among them."""
    rows = [row_of(area, question, among) for area in among.areas]
    if among.average is not None:
        average = (average_name(among), "", "", value_words(among.average, question), "", "")
        rows.insert(len(rows) - len(among.nations), average)
    each = "Percentage" if question.is_share else "Each"
    headings = ("Area", question.counts, question.things, each, "Among authorities of its size", "Among its neighbours")
    return {heading: [row[place] for row in rows] for place, heading in enumerate(headings)}


def row_of(area: Area, question: Question, among: Compared) -> tuple[str, ...]:
    """An area's line: its name, how many, of how many, the figure, and how it stands."""
    counts = ((area.count, area.count_symbol), (area.of, area.of_symbol))
    numbers = (number(count) if count is not None else symbol_words(symbol, among.year) for count, symbol in counts)
    value = "" if area.value is None else value_words(area.value, question)
    return (area.name, *numbers, value, area.standing, among.rank if area is among.ours else "")
