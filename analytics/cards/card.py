"""What a card says, draws and counts, wherever it is set: on a page, or in a paper."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Protocol, TypeVar

from analytics.cards.headlines import spread
from analytics.charts import builders
from analytics.charts.builders import Message
from analytics.charts.chart import Chart
from analytics.disclosure.published import Table
from analytics.measuring.breakdowns import CATEGORY, Breakdown
from analytics.measuring.shapes import Count, Indicator, MoreThan, Rate, Ratio, Share, ShareOfAll, TopChildren
from analytics.model import Clock, Unit
from analytics.views.variation import Variation, normal_variation
from analytics.views.view import View
from analytics.words import columns as tables
from analytics.words.columns import Columns
from analytics.words.group_words import sentence_by_group
from analytics.words.names import breakdown_title, supplied_name
from analytics.words.periods import period_name
from analytics.words.range_words import range_definition, series_sentence
from analytics.words.sentences import sentence, sentence_of_category, sentence_of_kinds, unsaid
from data.settings import Settings

INTERVAL: Final = (
    "How far chance alone may have moved the percentage (Wilson). It treats each as independent; "
    "episodes of one child are not, so theirs is a little too narrow."
)


# What is counted in the place of missing episodes, where a card is of another kind alone.
KINDS: Final = {
    "absent": "Absences that start in the period: not where expected, with no apparent risk.",
    "away": "Episodes away from placement without authorisation that start in the period: where they are is known.",
}
OF_MISSING: Final = ("Counted", "Beware")


@dataclass(frozen=True)
class Card:
    """An indicator: for the period, by the groups of a breakdown, or over time.

    `groups` are the two or three to draw side by side, where each has several categories; over time, the one to draw.
    """

    slug: str
    unit: Unit | None = None
    by: Breakdown | None = None
    groups: tuple[str, ...] = ()
    over_time: bool = False
    title: str = ""
    # Beside the same a year before.
    beside_last: bool = False

    @property
    def key(self) -> str:
        """A name that no other card of a page has."""
        return (
            f"{self.slug}-{self.unit or ''}-{self.by.slug if self.by else ''}-{self.over_time}-{'-'.join(self.groups)}"
            f"{'-beside-last' if self.beside_last else ''}"
        )


class Terms(Protocol):
    """What figures are called, whether they are live or released."""

    @property
    def indicators(self) -> dict[str, Indicator]:
        """Every indicator, with the numbers of the settings in it."""

    @property
    def settings(self) -> Settings:
        """The council's settings, with its changes of practice."""

    @property
    def few(self) -> str:
        """What stands for a count that is too small to be said in public."""


@dataclass(frozen=True)
class Answered:
    """The figures that were asked for, and what they are called."""

    live: Terms
    view: View


AnsweredT = TypeVar("AnsweredT", bound=Answered)


def answer(asked: AnsweredT, card: Card, indicator: Indicator) -> tuple[AnsweredT, Table]:
    """The card's rows for what was asked; where none may be shown, for the last financial year if that has some."""
    table = table_of(asked.view, card, indicator)
    if has_figures(table):
        return asked, table
    last_year = asked.view.last_financial_year()
    yearly = table_of(last_year, card, indicator)
    return (replace(asked, view=last_year), yearly) if has_figures(yearly) else (asked, table)


def has_figures(table: Table) -> bool:
    """Whether any number of it may be shown."""
    return any(row.numerator is not None for row in table.rows)


def unit_of(card: Card, indicator: Indicator) -> Unit:
    """The unit asked for, else the one that the indicator is first counted in."""
    return card.unit or indicator.definition.units[0]


def table_of(view: View, card: Card, indicator: Indicator) -> Table:
    """The published rows that the card shows."""
    unit = unit_of(card, indicator)
    if indicator.definition.clock is Clock.NOW:
        return view.now(card.slug, unit, card.by)
    if card.over_time and card.by and not card.groups:
        return view.series_by(card.slug, unit, card.by)
    if card.over_time and card.by:
        return view.series_of_group(card.slug, unit, card.by, card.groups[0])
    if card.over_time:
        return view.series(card.slug, unit)
    return view.by(card.slug, unit, card.by) if card.by else view.table(card.slug, unit)


def said_of(asked: Answered, card: Card, table: Table, indicator: Indicator) -> str:
    """The card's sentence: why it has no figure, else what its figures say."""
    if table.is_unsaid:
        return unsaid(table.rows, recorded=table.recorded)
    return said_of_figures(asked, card, table, indicator)


def said_of_figures(asked: Answered, card: Card, table: Table, indicator: Indicator) -> str:
    """The sentence of the groups where they are compared, else of the period."""
    if card.over_time and card.by is CATEGORY:
        row = asked.view.by(card.slug, unit_of(card, indicator), CATEGORY).row(group=card.groups[0])
        return sentence_of_category(row, card.groups[0])
    if is_by_group_over_time(card) and card.by:
        return spread(asked.view.by(card.slug, unit_of(card, indicator), card.by))
    if card.by and isinstance(indicator, Share | MoreThan) and (compared := spread(table)):
        return compared
    if card.groups and (beside := sentence_by_group(table, indicator, card.groups)):
        return beside
    if card.by is CATEGORY and isinstance(indicator, Count) and (kinds := sentence_of_kinds(table)):
        return kinds
    whole = table_of(asked.view, Card(card.slug, card.unit), indicator)
    return sentence(whole, indicator) or "Part of this is hidden, so there is no percentage to say."


def said_of_series(asked: Answered, card: Card, table: Table, indicator: Indicator) -> str:
    """How a series stands in the period to what is normal for it; empty for a card that is none."""
    return series_sentence(normal(asked, table, indicator), asked.view.period) if is_series(card) else ""


def message_of(asked: Answered, card: Card, table: Table, indicator: Indicator, said: str) -> Message:
    """What the chart says and measures."""
    if card.over_time and card.by is CATEGORY:
        name = supplied_name(card.groups[0])
        return Message(said, f"{name} over time.", name, asked.live.few)
    by = f", {breakdown_title(card.by.slug).lower()}" if card.by else ""
    when = "over time" if card.over_time else period_name(asked.view.period)
    returns = indicator.definition.clock is Clock.RETURNED and table.unit is Unit.EPISODE
    if isinstance(indicator, TopChildren):
        return Message(said, f"{indicator.definition.title}, {when}.", "Children, most frequent first", asked.live.few)
    is_share = isinstance(indicator, Share | MoreThan | ShareOfAll)
    episodes = "Episodes" if card.by is CATEGORY else "Missing episodes"
    counted = "Returns" if returns else {Unit.EPISODE: episodes, Unit.CHILD: "Children"}[table.unit]
    axis = f"Percentage of {counted.lower()}" if card.over_time and is_share else counted
    return Message(said, f"{indicator.definition.title}{by}, {when}.", axis, asked.live.few)


def chart_of(asked: Answered, card: Card, table: Table, indicator: Indicator, said: str) -> Chart | None:
    """The chart that suits the shape of the indicator; none for a single number."""
    message = message_of(asked, card, table, indicator, said)
    if is_series(card):
        return builders.line(table, message, asked.view.period, normal(asked, table, indicator))
    if card.by:
        is_drawn = not card.over_time and not isinstance(indicator, Ratio)
        return chart_by_group(card, table, indicator, message) if is_drawn else None
    if isinstance(indicator, TopChildren):
        return builders.curve(table, message)
    if isinstance(indicator, Share | MoreThan | ShareOfAll | Count | Ratio | Rate):
        return None
    if card.beside_last and (before := a_year_before(asked, card, table)).rows:
        return builders.category_bars_beside((table, before), message, indicator)
    return builders.category_bars(table, message, indicator)


def is_series(card: Card) -> bool:
    """Whether a card is one figure over time."""
    return card.over_time and not is_by_group_over_time(card)


def is_by_group_over_time(card: Card) -> bool:
    """Whether a card is a table of every group in every period."""
    return card.over_time and card.by is not None and not card.groups


def chart_by_group(card: Card, table: Table, indicator: Indicator, message: Message) -> Chart:
    """The groups of a breakdown beside one another."""
    if isinstance(indicator, Share | MoreThan):
        return builders.share_bars(table, message)
    if isinstance(indicator, Count):
        return builders.group_bars(table, message)
    return builders.grouped_bars(table, message, indicator, card.groups)


def columns_of(asked: Answered, card: Card, table: Table, indicator: Indicator) -> Columns:
    """The card's rows in words."""
    few = asked.live.few
    if is_by_group_over_time(card):
        return tables.by_period_and_group(table, few)
    if card.over_time:
        return tables.by_period(table, few, normal(asked, table, indicator))
    if card.by:
        return columns_by_group(table, indicator, few)
    if isinstance(indicator, Rate):
        return tables.by_rate(table, indicator, few)
    if card.beside_last and (before := a_year_before(asked, card, table)).rows:
        return tables.by_category_and_period((table, before), indicator, few)
    columns, populations = tables.by_category(table, indicator, few), populations_of(asked, card, table)
    return tables.with_relative_rates(columns, table.rows, populations) if populations else columns


def populations_of(asked: Answered, card: Card, table: Table) -> Mapping[str, int]:
    """How many children there are of each category, where the settings say so: children by ethnic group."""
    is_known = card.slug == "ethnicity" and table.unit is Unit.CHILD and not table.protection.is_rounded
    return asked.live.settings.population.ethnic_groups if is_known else {}


def columns_by_group(table: Table, indicator: Indicator, few: str) -> Columns:
    """The groups of a breakdown: a line each, or where there are categories too, a column each."""
    if isinstance(indicator, Share | MoreThan):
        return tables.with_intervals(tables.by_group(table, few), table.rows)
    if isinstance(indicator, Count | Ratio):
        return tables.by_group(table, few, is_mean=isinstance(indicator, Ratio))
    return tables.by_category_and_group(table, indicator, few)


def a_year_before(asked: Answered, card: Card, table: Table) -> Table:
    """The card's rows of a year earlier."""
    return asked.view.earlier(card.slug, table.unit, 12)


def notes_of(asked: Answered, card: Card, table: Table, indicator: Indicator) -> dict[str, str]:
    """What a card's table says beyond what the indicator counts: what is normal, what an interval is."""
    has_intervals = card.by and not card.over_time and isinstance(indicator, Share | MoreThan)
    return {
        "Normal range": range_definition(normal(asked, table, indicator)) if is_series(card) else "",
        "95% interval": INTERVAL if has_intervals else "",
    }


def counts_of(card: Card, indicator: Indicator, notes: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """What a card counts: of one kind of episode, that kind."""
    parts = counts(indicator, notes)
    if card.by is not CATEGORY or len(card.groups) != 1 or card.groups[0] not in KINDS:
        return parts
    return {"Counted": KINDS[card.groups[0]]} | {name: text for name, text in parts.items() if name not in OF_MISSING}


def counts(indicator: Indicator, notes: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """What is counted, of what, where its edges are, what to beware of, who says so: title -> words."""
    definition = indicator.definition
    parts = {
        "Counted": definition.numerator,
        "Out of": definition.denominator,
        "Boundary": definition.boundary,
        "Beware": definition.caveat,
        **notes,
        "Source": definition.source,
    }
    return {name: text for name, text in parts.items() if text}


def normal(asked: Answered, table: Table, indicator: Indicator) -> Variation:
    """What is normal for a series, given the changes of practice that the settings name."""
    return normal_variation(table, indicator, asked.live.settings.changes)
