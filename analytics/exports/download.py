"""The rows of a card as a CSV: as an export would have them, and where they come from."""

from secrets import token_hex

import polars as pl

from analytics.cards.answer import Answer
from analytics.files import as_csv
from analytics.views.tidy import EXPORT_COLUMNS, EXPORT_TYPES
from analytics.views.view import Part


def card_csv(answered: Answer) -> bytes:
    """Exactly the rows of a card. The last column differs in every download, so no address of one can be guessed."""
    table, view = answered.table, answered.scope.view
    part = view.part if not table.breakdown else Part()
    rows = [
        (
            table.slug,
            table.unit.value,
            row.period.start,
            row.period.end,
            table.breakdown or part.breakdown,
            row.group or part.group,
            row.category,
            row.numerator,
            row.denominator,
            row.share,
            row.shown.value,
            answered.indicator.definition.boundary if row.most is None else f"between {row.least} and {row.most}",
        )
        for row in table.rows
    ]
    schema = {name: EXPORT_TYPES.get(name, pl.String) for name in EXPORT_COLUMNS}
    return as_csv(
        pl.DataFrame(rows, schema=schema, orient="row").with_columns(
            pl.lit(view.published.as_of.isoformat(" ", "minutes")).alias("data_to"),
            pl.lit(view.published.snapshot).alias("snapshot"),
            pl.lit(view.published.protection.words).alias("protection"),
            pl.lit(token_hex(16)).alias("download"),
        )
    )
