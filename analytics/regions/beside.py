"""One figure of every council, side by side: its number, "hidden", or a gap where nothing was supplied.

All of it is worked out from published rows, so that a region says nothing that the bundles do not: whoever has the
bundles can work it out themselves. A total adds up the rows that are shown and says of how many councils; it never
takes part in a number that is hidden.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from analytics.disclosure.published import Row, Shown
from analytics.model import Period, PeriodKind, Unit
from analytics.regions.questions import Form, Question
from analytics.statistics.over_dispersion import (
    FEWEST_EXPECTED,
    FEWEST_THAT_TELL,
    Funnel,
    funnel_of_rates,
    funnel_of_shares,
)
from analytics.words.numbers import number, value_text
from data.neighbours import name_of
from data.region import series_of

NOT_PUBLISHED: Final = "not published"
OWN_OR_HOSTED: Final = "own-or-hosted"
# Of whose children they are: a council answers for these, wherever they live, and no other council does.
OWN: Final = ("own_here", "own_elsewhere")


@dataclass(frozen=True)
class Cell:
    """One council's figure of a period. `row` is null where it published none: `is_supplied` tells why.

    Without a bundle of these days nothing was supplied; with one, this table was not published in it.
    """

    code: str
    name: str
    period: Period
    row: Row | None
    is_supplied: bool

    def value(self, question: Question) -> float | None:
        """The share, how many each, or the count; null where no number is shown."""
        if self.row is None or self.row.numerator is None:
            return None
        return float(self.row.numerator) if question.form is Form.COUNT else self.row.share

    def words(self, question: Question) -> str:
        """The figure, or the word that stands in its place."""
        value = self.value(question)
        if value is not None:
            return question.words(value)
        if self.row is not None:
            # What is not said alone is hidden beside others all the same.
            return Shown.HIDDEN.value if self.row.shown is Shown.ALONE else value_text(self.row)
        return NOT_PUBLISHED if self.is_supplied else Shown.NOT_SUPPLIED.value


@dataclass(frozen=True)
class Total:
    """What the councils that show a number show together, how many they are, and of how many. No other is in it."""

    numerator: int
    denominator: int | None
    councils: int
    of: int

    @property
    def share(self) -> float | None:
        """The numerators over the denominators; null without any."""
        return self.numerator / self.denominator if self.denominator else None

    def words(self, question: Question) -> str:
        """What they show together, read as a council's own figure is; how many, where there is no denominator."""
        value = float(self.numerator) if question.form is Form.COUNT else self.share
        return number(self.numerator) if value is None else question.words(value)


# --- cells -----------------------------------------------------------------------------------------------------------


def councils_of(bundles: pl.DataFrame) -> dict[str, str]:
    """Code -> name of every council that ever sent a bundle, by name. By its newest bundle, else the official one."""
    newest = bundles.sort("published_at").group_by("council", maintain_order=True).last()
    named = {code: name or name_of(code) or code for code, name in newest.select("council", "name").iter_rows()}
    return dict(sorted(named.items(), key=lambda pair: (pair[1], pair[0])))


def periods_of(rows: pl.DataFrame, kind: PeriodKind) -> tuple[Period, ...]:
    """The periods that any council has rows of, oldest first."""
    dates = rows.select("period_start", "period_end").unique().sort("period_start")
    return tuple(Period(start, end, kind) for start, end in dates.iter_rows())


def beside(rows: pl.DataFrame, bundles: pl.DataFrame, question: Question, period: Period) -> tuple[Cell, ...]:
    """Every council's figure of a period, by name. `rows` are of one table and kind of period (data/region.py)."""
    mine = rows.filter(period_start=period.start, period_end=period.end, category=question.category)
    there = {row["council"]: as_row(row, period) for row in mine.iter_rows(named=True)}
    spans = (pl.col("period_start") <= period.start) & (pl.col("period_end") >= period.end)
    supplied = set(bundles.filter(spans)["council"])
    return tuple(
        Cell(code, name, period, there.get(code), code in supplied or code in there)
        for code, name in councils_of(bundles).items()
    )


def over_time(
    rows: pl.DataFrame,
    bundles: pl.DataFrame,
    question: Question,
    periods: Iterable[Period],
    codes: Sequence[str],
) -> dict[str, tuple[Cell, ...]]:
    """Code -> the council's figure of each period, whatever stands in its place where there is none."""
    mine, sent = (frame.filter(pl.col("council").is_in(codes)) for frame in (rows, bundles))
    cells = [cell for period in periods for cell in beside(mine, sent, question, period)]
    return {code: tuple(cell for cell in cells if cell.code == code) for code in codes}


def as_row(row: dict[str, object], period: Period) -> Row:
    """A published row as a value."""
    numbers = {name: row[name] for name in ("group", "category", "numerator", "denominator", "share")}
    return Row(**numbers, shown=Shown(row["shown"]), period=period)  # type: ignore[arg-type]


# --- what they say together ------------------------------------------------------------------------------------------


def total_of(cells: Sequence[Cell], question: Question) -> Total | None:
    """The sum of what is shown; null where nothing is. A hidden number takes no part, so none can be worked out."""
    shown = [cell.row for cell in cells if cell.row is not None and cell.value(question) is not None]
    if not shown:
        return None
    bases = [row.denominator for row in shown if row.denominator is not None]
    numerator = sum(row.numerator for row in shown if row.numerator is not None)
    return Total(numerator, sum(bases) if len(bases) == len(shown) else None, len(shown), len(cells))


def counted_once(rows: pl.DataFrame, bundles: pl.DataFrame, unit: Unit, period: Period) -> Total | None:
    """Missing episodes, or children, of the councils' own, wherever these live; `rows` are of "own-or-hosted".

    A child who is placed across a border stands in two councils' tables: in that of the authority which answers for it,
    and as "hosted" in that of the place. Own children are so counted once. A council is in it where both are shown.
    """
    question = Question("", OWN_OR_HOSTED, unit, Form.COUNT, "")
    parts = [beside(rows, bundles, part_of(question, own), period) for own in OWN]
    both = [pair for pair in zip(*parts, strict=True) if all(cell.value(question) is not None for cell in pair)]
    if not both:
        return None
    numbers = [cell.row.numerator for pair in both for cell in pair if cell.row and cell.row.numerator is not None]
    return Total(sum(numbers), None, len(both), len(parts[0]))


def own_or_hosted(file: Path, period: Period) -> pl.DataFrame:
    """Missing episodes of every council by whose children they are: what `counted_once` reads."""
    return series_of(file, OWN_OR_HOSTED, Unit.EPISODE.value, period.kind.value)


def part_of(question: Question, category: str) -> Question:
    """The same question of one category."""
    return Question("", question.slug, question.unit, question.form, "", category=category)


def ranks(cells: Sequence[Cell], question: Question) -> dict[str, int]:
    """Code -> place among those that show a number, the highest first; equal figures have one place."""
    values = {cell.code: value for cell in cells if (value := cell.value(question)) is not None}
    return {code: 1 + sum(other > value for other in values.values()) for code, value in values.items()}


def funnel_among(cells: Sequence[Cell], question: Question) -> Funnel | None:
    """What is usual among these councils; null for counts, and where too few tell how much councils differ.

    With fewer, limits would allow for chance alone and call many unusual.
    """
    pairs = [
        (cell.row.numerator, cell.row.denominator)
        for cell in cells
        if cell.row is not None and cell.row.numerator is not None and cell.row.denominator
    ]
    if question.form is Form.COUNT or not pairs:
        return None
    counts, bases = [count for count, _ in pairs], [of for _, of in pairs]
    is_share = question.form is Form.SHARE
    normal = funnel_of_shares(counts, bases) if is_share else funnel_of_rates(counts, bases)
    rarer = min(normal.centre, 1 - normal.centre) if is_share else normal.centre
    tell = sum(rarer * base >= FEWEST_EXPECTED for base in bases)
    return normal if tell >= FEWEST_THAT_TELL else None
