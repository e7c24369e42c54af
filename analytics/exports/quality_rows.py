"""Data quality as rows of an export: rows refused and rows doubted, by source and rule, of the rows loaded."""

import polars as pl

from analytics.model import Period

SLUG = "data-quality"
NOTE = "Rows of files over all that was loaded, not of the period."


def quality_rows(tables: dict[str, pl.DataFrame], period: Period) -> list[tuple[object, ...]]:
    """One row a source and rule, over all that the store holds: rules are of files, and files follow no period.

    In the order of an export's columns. `numerator` is rows that broke the rule, `denominator` rows in of the source;
    null where they are hidden from the board, which reads the others in whole tens.
    """
    hidden_or_sum = pl.when(pl.col("rows_in").null_count() == 0).then(pl.col("rows_in").sum())
    rows_in = dict(tables["sources"].group_by("system").agg(hidden_or_sum).iter_rows())
    return [
        (
            SLUG,
            "row",
            period.start,
            period.end,
            "source",
            system,
            f"{became}:{rule}",
            rows,
            rows_in[system],
            None if rows is None or not rows_in[system] else rows / rows_in[system],
            word_for(rows, rows_in[system]),
            NOTE,
        )
        for became, name in (("refused", "refused"), ("doubted", "findings"))
        for system, rule, rows in tables[name].select("system", "rule", "rows").iter_rows()
    ]


def word_for(rows: int | None, rows_in: int | None) -> str:
    """How a number of rows is told: exactly where the source's rows are told too."""
    if rows is None:
        return "hidden"
    return "shown" if rows_in is None else "exact"
