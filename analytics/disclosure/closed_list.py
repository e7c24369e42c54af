"""The closed lists: which tables are published to the board, and released to the public, for which periods.

Each indicator says in its own file what is published of it (`Definition.published`); what nobody lists is never
published. A co-ordinator is not bound by it.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from analytics.indicators.registry import definitions
from analytics.measuring.breakdowns import AGE_BAND, AREA, CATEGORY, ETHNICITY, SETTING, SEX, Breakdown
from analytics.measuring.measure import Question
from analytics.measuring.shapes import Definition, Indicator
from analytics.measuring.statements import MONTH, PUBLISHED_KINDS, QUARTER, YEAR
from analytics.model import PeriodKind, Unit

# What the public may read by: single providers, placements and postcode districts are for others.
PUBLIC_BREAKDOWNS = (None, CATEGORY, SETTING, SEX, AGE_BAND, ETHNICITY, AREA)

# What a release is of.
RELEASED_KINDS = (QUARTER, YEAR)


class PublishedTable(NamedTuple):
    """One table of the closed list, and the kinds of period that it is published for."""

    slug: str
    unit: Unit
    breakdown: Breakdown | None
    kinds: tuple[PeriodKind, ...]


def tables_of(definition: Definition) -> Iterator[PublishedTable]:
    """The tables that are published of an indicator, each whole before its breakdowns."""
    listing = definition.published
    if listing is not None:
        for unit in listing.units:
            yield PublishedTable(definition.slug, unit, None, listing.whole)
            if unit in (listing.by_units or listing.units):
                yield from (PublishedTable(definition.slug, unit, by, kinds) for by, kinds in listing.by.items())


def published_questions(indicators: Mapping[str, Indicator]) -> dict[PeriodKind, tuple[Question, ...]]:
    """The questions of the closed list, by the kind of period they are published for."""
    tables = [table for indicator in indicators.values() for table in tables_of(indicator.definition)]
    return {
        kind: tuple(
            Question(indicators[table.slug], table.unit, table.breakdown) for table in tables if kind in table.kinds
        )
        for kind in PUBLISHED_KINDS
    }


def first_tables() -> tuple[str, ...]:
    """The indicators whose undivided tables a board reads before all others."""
    return tuple(slug for slug, item in definitions().items() if item.published is not None and item.published.is_first)


def monthly_series() -> list[tuple[str, Unit, Breakdown | None]]:
    """What is published month by month: the series that have a normal range."""
    tables = (table for definition in definitions().values() for table in tables_of(definition))
    return [(table.slug, table.unit, table.breakdown) for table in tables if MONTH in table.kinds]


def public_questions(indicators: Mapping[str, Indicator], kind: PeriodKind) -> tuple[Question, ...]:
    """What a release for the public says of its own period."""
    return tuple(
        question
        for question in published_questions(indicators)[kind]
        if is_public(question.indicator.definition.slug) and question.breakdown in PUBLIC_BREAKDOWNS
    )


def is_public(slug: str) -> bool:
    """Whether the public may read of this indicator."""
    listing = definitions()[slug].published
    return listing is not None and listing.is_public


def compared_questions(indicators: Mapping[str, Indicator], kind: PeriodKind) -> tuple[Question, ...]:
    """What it says of the periods that it compares with: headlines alone, and none that looks back over others."""
    return tuple(
        question
        for question in public_questions(indicators, kind)
        if question.breakdown is None and is_compared(question.indicator)
    )


def is_compared(indicator: Indicator) -> bool:
    """Whether one of its numbers is compared with another period's."""
    definition = indicator.definition
    is_headline = indicator.is_one_number or (definition.published is not None and definition.published.is_compared)
    return is_headline and not definition.looks_back


def is_listed(slug: str, unit: Unit, breakdown: Breakdown | None) -> bool:
    """Whether the board is ever shown this table, in any period."""
    definition = definitions().get(slug)
    tables = tables_of(definition) if definition else ()
    return any((table.unit, table.breakdown) == (unit, breakdown) for table in tables)
