"""Tables that say less, so that a figure which the audit found given away can be worked out no longer."""

from collections.abc import Iterable

import polars as pl

from analytics.disclosure.auditing.audit import FAR, Interval, Said
from analytics.disclosure.auditing.knowledge import Figure, figures_of, read
from analytics.disclosure.policy import Policy
from analytics.disclosure.published import NAMES_OF_ROW, NUMBERS, RANGE_SCHEMA, Published, Shown
from analytics.disclosure.small_numbers import (
    FEW_GIVEN_AWAY,
    NO_MORE_THAN_BOARD,
    NUMBER_GIVES_AWAY,
    TABLE_GIVES_AWAY,
    Ruled,
)
from analytics.indicators.registry import definitions
from data.settings import Settings

TABLE_KEYS = ("slug", "unit", "breakdown")
TableKey = tuple[str, str, str]
HIDDEN = pl.lit(Shown.HIDDEN.value)


def only_tables_of_board(published: Published, board: Published) -> Ruled[Published]:
    """The tables that the board is shown too, by kind of period: what is withheld from it is not for the public."""
    kept = published.only_listed(board.rows, (*TABLE_KEYS, "period_kind"))
    return Ruled(kept, NO_MORE_THAN_BOARD, published.rows.height - kept.rows.height)


def only_numbers_of_board(published: Published, board: Published) -> Ruled[Published]:
    """The same tables with only the numbers that the board is shown too, each near what it is there.

    What is counted together in public alone stands in no row of the board's. It is shown where the board can add it up,
    since it is shown every row, or where it is what all other rows, which the board is shown, leave of the whole.
    """
    of_place = [name for name in NAMES_OF_ROW if name != "category"]
    told = board.rows.select(*NAMES_OF_ROW, *(pl.col(name).is_not_null().alias(f"board_{name}") for name in NUMBERS))
    whole = board.rows.group_by(of_place).agg(pl.col(name).is_not_null().all().alias(f"all_{name}") for name in NUMBERS)
    rows = published.rows.join(told, on=NAMES_OF_ROW, how="left", maintain_order="left")
    rows = rows.join(whole, on=of_place, how="left", maintain_order="left")
    is_left = pl.col("slug").is_in(slugs_of_parts()) & is_only_row_unknown(of_place)
    is_kept = {
        name: pl.coalesce(f"board_{name}", pl.col(f"all_{name}") | is_left).fill_null(value=False) for name in NUMBERS
    }
    is_hidden = pl.col("numerator").is_not_null() & ~is_kept["numerator"]
    left = rows.with_columns(
        *(pl.when(kept).then(name).alias(name) for name, kept in is_kept.items()),
        shown=pl.when(is_hidden).then(HIDDEN).otherwise("shown"),
    )
    return Ruled(published.saying_less(left), NO_MORE_THAN_BOARD, rows.select(is_hidden.sum()).item())


def exact_rows_board_reads(exact: Published, board: Published) -> Ruled[Published]:
    """The exact rows of which the board reads a number or a band: of no other row is a band for the public."""
    is_untold = board.rows["shown"].is_in([Shown.HIDDEN.value, Shown.ALONE.value])
    kept = exact.only_listed(board.rows.filter(~is_untold), NAMES_OF_ROW)
    return Ruled(kept, NO_MORE_THAN_BOARD, exact.rows.height - kept.rows.height)


def is_only_row_unknown(of_place: list[str]) -> pl.Expr:
    """Whether the board lacks this row alone of its place, and is shown all the others and the whole."""
    is_new = pl.col("board_numerator").is_null()
    are_others_known = (is_new | pl.col("board_numerator")).all().over(of_place)
    is_whole_known = pl.col("board_denominator").any().over(of_place)
    return is_new & (is_new.sum().over(of_place) == 1) & are_others_known & is_whole_known


def slugs_of_parts() -> list[str]:
    """The indicators whose categories add up to what they are of."""
    stated = [(slug, item.states) for slug, item in definitions().items() if item.states]
    return [slug for slug, it in stated if it.column and it.column.adds_up and it.counts == it.of]


def is_told_to_be_few(interval: Interval, policy: Policy) -> bool:
    """Whether "fewer than 8" is all that keeps a figure down."""
    return interval.most == policy.threshold.most_hidden


def without_few(published: Published, figure: Figure, settings: Settings) -> Ruled[Published]:
    """The figure "hidden" in the place of "fewer than 8", which says how small it is."""
    is_few = is_over(published, figure, settings) & (published.rows["shown"] == Shown.FEW.value)
    left = published.saying_less(with_flag(published.rows, is_few, numbers=("numerator",)))
    return Ruled(left, FEW_GIVEN_AWAY, int(is_few.sum()))


def without_number(published: Published, figure: Figure, settings: Settings) -> Ruled[Published]:
    """The figure hidden wherever it stands, as a number or as what a share is of."""
    rows = published.rows.iter_rows(named=True)
    is_under = pl.Series([figures_of(row, settings)[1] == figure for row in rows], dtype=pl.Boolean)
    is_number = is_over(published, figure, settings)
    hidden = with_flag(published.rows, is_number, numbers=("numerator", "share"))
    of_nothing = [pl.when(~is_under).then(name).alias(name) for name in ("denominator", "share")]
    left = published.saying_less(hidden.with_columns(of_nothing))
    return Ruled(left, NUMBER_GIVES_AWAY, int((is_number | is_under).sum()))


def is_over(published: Published, figure: Figure, settings: Settings) -> pl.Series:
    """Whether the figure is what a row's number is a value of."""
    rows = published.rows.iter_rows(named=True)
    return pl.Series([figures_of(row, settings)[0] == figure for row in rows], dtype=pl.Boolean)


def with_flag(rows: pl.DataFrame, is_hidden: pl.Series, numbers: tuple[str, ...]) -> pl.DataFrame:
    """The rows with some of them hidden."""
    return rows.with_columns(
        *(pl.when(~is_hidden).then(name).alias(name) for name in numbers),
        pl.when(is_hidden).then(HIDDEN).otherwise("shown").alias("shown"),
    )


def ranges_worked_out(published: Published, worked_out: Said, policy: Policy, settings: Settings) -> pl.DataFrame:
    """For each hidden number the least and the most that it can be, as far as tables alone tell, rounded outwards.

    `worked_out` is what the audit of these tables found: who adds them up knows that much already. A row of which
    there is no end to what it can be is left out. Columns: RANGE_SCHEMA.
    """
    rows = []
    for row in published.rows.filter(shown=Shown.HIDDEN.value).iter_rows(named=True):
        interval = worked_out.get(figures_of(row, settings)[0])
        if interval and interval.most < FAR:
            rows.append((*(row[name] for name in NAMES_OF_ROW), *outwards(interval, policy)))
    return pl.DataFrame(rows, schema=RANGE_SCHEMA, orient="row")


def outwards(interval: Interval, policy: Policy) -> tuple[int, int]:
    """Both ends as the numbers beside them are rounded, away from each other.

    What may be few may be none, and the most is more than few: a range says no more of a few than "few" does.
    """
    step, few = policy.round_to, policy.hide_up_to
    least = 0 if interval.least <= few else int(interval.least) // step * step
    return least, -(-int(max(interval.most, few + 1)) // step) * step


def smallest_of(published: Published, figures: Iterable[Figure], settings: Settings) -> Figure | None:
    """The smallest of the figures that these tables show, a whole only where no part of it is among them."""
    shown = read(published, settings).shown
    there = [figure for figure in figures if figure in shown]
    return min(there, key=lambda figure: (not figure.groups, shown[figure], str(figure)), default=None)


def tables_with(published: Published, figure: Figure, settings: Settings) -> list[TableKey]:
    """The tables in which the figure is a row's number."""
    return tables_in(published.only(is_over(published, figure, settings)))


def tables_in(published: Published) -> list[TableKey]:
    """Slug, unit and breakdown of each table, in their order."""
    return [(slug, unit, by) for slug, unit, by in published.rows.select(TABLE_KEYS).unique(maintain_order=True).rows()]


def without_tables(published: Published, tables: list[TableKey]) -> Ruled[Published]:
    """All other tables."""
    left = published.without_listed(pl.DataFrame(tables, schema=TABLE_KEYS, orient="row"), TABLE_KEYS)
    return Ruled(left, TABLE_GIVES_AWAY, published.rows.height - left.rows.height)
