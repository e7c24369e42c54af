"""At which grouping each table is published, and for which kinds of period: chosen once a financial year, and kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from analytics.measuring.breakdowns import BREAKDOWNS, Breakdown
from analytics.measuring.ladders import AS_RECORDED, Rung
from analytics.measuring.shapes import Definition, Indicator, Ratio
from analytics.model import Audience, PeriodKind, period_around

# A table: slug and breakdown, whichever unit it is counted in.
TableName = tuple[str, str]


@dataclass(frozen=True)
class Grouping:
    """How one table is read by one audience: its two rungs by name, and its kinds of period; with none it is withheld.

    `year` is the first day of the financial year in which it was chosen, `few` the threshold that it was chosen for.
    `named_categories` and `named_groups` are what a rung by size names.
    """

    audience: Audience
    slug: str
    breakdown: str
    year: date
    few: int
    kinds: tuple[PeriodKind, ...]
    categories: str = AS_RECORDED.name
    groups: str = AS_RECORDED.name
    named_categories: tuple[str, ...] = ()
    named_groups: tuple[str, ...] = ()

    @property
    def table(self) -> TableName:
        """Which table it is of."""
        return self.slug, self.breakdown

    def rungs(self, definition: Definition) -> tuple[Rung, Rung]:
        """How its categories are counted together, and how its groups. A rung that is no more is as recorded."""
        return (
            rung_named(self.categories, categories_ladder(definition), self.named_categories),
            rung_named(self.groups, groups_ladder(self.breakdown), self.named_groups),
        )

    def sentences(self, definition: Definition) -> list[str]:
        """What is counted together, in words."""
        return [rung.words for rung in self.rungs(definition) if rung.words]


NO_GROUPINGS: Final[tuple[Grouping, ...]] = ()
SCHEMA: Final = pl.Schema(
    {
        "audience": pl.String(),
        "slug": pl.String(),
        "breakdown": pl.String(),
        "year": pl.Date(),
        "few": pl.Int64(),
        "kinds": pl.List(pl.String()),
        "categories": pl.String(),
        "groups": pl.String(),
        "named_categories": pl.List(pl.String()),
        "named_groups": pl.List(pl.String()),
    }
)


def categories_ladder(definition: Definition) -> tuple[Rung, ...]:
    """The rungs of an indicator's categories, finest first."""
    return (AS_RECORDED, *(definition.published.ladder if definition.published else ()))


def groups_ladder(breakdown: str) -> tuple[Rung, ...]:
    """The rungs of a breakdown's groups, finest first."""
    return (AS_RECORDED, *(BREAKDOWNS[breakdown].ladder if breakdown else ()))


def rung_named(name: str, ladder: Iterable[Rung], named: Sequence[str]) -> Rung:
    """The rung of that name, with the values that it names."""
    rung = next((rung for rung in ladder if rung.name == name), AS_RECORDED)
    return rung.among(named) if rung.is_by_size else rung


def family_of(slug: str, known: Mapping[str, Indicator]) -> str:
    """Two counts of which one is divided by the other are grouped alike: the first of them stands for both."""
    pairs = (indicator for indicator in known.values() if isinstance(indicator, Ratio))
    return next((ratio.over for ratio in pairs if slug == ratio.under), slug)


def slug_of(breakdown: Breakdown | None) -> str:
    """The slug of a breakdown, empty for the undivided table."""
    return breakdown.slug if breakdown else ""


def of_audience(groupings: Iterable[Grouping], audience: Audience) -> list[Grouping]:
    """Those of one audience."""
    return [grouping for grouping in groupings if grouping.audience is audience]


def financial_year(day: date) -> date:
    """The first day of the financial year that a day falls in."""
    return period_around(day, PeriodKind.FINANCIAL_YEAR).start


def as_table(groupings: Iterable[Grouping]) -> pl.DataFrame:
    """Groupings as rows. Columns: SCHEMA."""
    rows = [
        {
            **{name: getattr(grouping, name) for name in SCHEMA},
            "audience": grouping.audience.value,
            "kinds": [kind.value for kind in grouping.kinds],
            "named_categories": list(grouping.named_categories),
            "named_groups": list(grouping.named_groups),
        }
        for grouping in groupings
    ]
    return pl.DataFrame(rows, schema=SCHEMA)


def from_table(rows: pl.DataFrame) -> tuple[Grouping, ...]:
    """The groupings of such rows."""
    return tuple(
        Grouping(
            Audience(row["audience"]),
            row["slug"],
            row["breakdown"],
            row["year"],
            row["few"],
            tuple(PeriodKind(kind) for kind in row["kinds"]),
            row["categories"],
            row["groups"],
            tuple(row["named_categories"]),
            tuple(row["named_groups"]),
        )
        for row in rows.iter_rows(named=True)
    )
