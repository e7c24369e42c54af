"""What a reader takes of a card: its rows as an export would have them, its chart, or all of it as a slide."""

from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_hex
from typing import Final

import polars as pl

from analytics.cards.answer import Answer
from analytics.exports.chart_file import chart_png, chart_svg, picture_of
from analytics.files import as_csv
from analytics.views.tidy import EXPORT_SCHEMA
from analytics.views.view import Part


@dataclass(frozen=True)
class Taken:
    """A file that can be taken of a card: what its button says, how its name ends, and what makes it."""

    label: str
    ending: str
    mime: str
    make: Callable[[Answer], bytes]


def offered(answered: Answer) -> tuple[Taken, ...]:
    """What can be taken of a card; a picture only where a file can hold its chart."""
    pictures = (CHART_PNG, CHART_SVG) if picture_of(answered) else ()
    return (FIGURES, *pictures, SLIDE)


def card_pptx(answered: Answer) -> bytes:
    """The card as a slide."""
    from analytics.exports.slide import card_slide  # noqa: PLC0415  what writes slides is loaded when one is taken

    return card_slide(answered)


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
    return as_csv(
        pl.DataFrame(rows, schema=EXPORT_SCHEMA, orient="row").with_columns(
            pl.lit(view.published.as_of.isoformat(" ", "minutes")).alias("data_to"),
            pl.lit(view.published.snapshot).alias("snapshot"),
            pl.lit(view.published.protection.words).alias("protection"),
            pl.lit(token_hex(16)).alias("download"),
        )
    )


FIGURES: Final = Taken("Download these figures (CSV)", "csv", "text/csv", card_csv)
CHART_PNG: Final = Taken("Download the chart (PNG)", "png", "image/png", chart_png)
CHART_SVG: Final = Taken("Download the chart (SVG)", "svg", "image/svg+xml", chart_svg)
SLIDE: Final = Taken(
    "Download as a slide (PowerPoint)",
    "pptx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    card_pptx,
)
