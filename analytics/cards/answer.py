"""The answer to a card: its rows, and the sentence, chart and columns made of them, wherever the card appears.

Pages, papers, workbooks and downloads take the same answer, so that they never differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final

from analytics.cards.card import Card, Scope, table_of, unit_of
from analytics.cards.headlines import step_of
from analytics.charts import builders
from analytics.charts.builders import Message
from analytics.charts.chart import Chart, Note, letters_said
from analytics.disclosure.published import Row, Table
from analytics.disclosure.small_numbers import rows_of_a_chart
from analytics.measuring.breakdowns import CATEGORY
from analytics.measuring.coverage import months_of
from analytics.measuring.recorded import ABSENT, AWAY, in_runs
from analytics.measuring.shapes import Indicator
from analytics.model import MONTHS_IN, Clock, Period, Unit, months_between
from analytics.presenting.counts import sentence_of_kind
from analytics.presenting.presenter import Presenter, presenter_of
from analytics.views.variation import Variation, latest_at, normal_variation, with_last_as
from analytics.views.view import SUMMED_KINDS
from analytics.words.columns import Columns, by_period, by_period_and_group, with_relative_rates
from analytics.words.names import breakdown_title, supplied_name
from analytics.words.periods import length_name, period_name
from analytics.words.range_words import range_definition, series_sentence, unusual_inside
from analytics.words.unsaid import of_other_months, unsaid, withheld

NOT_ADDED_UP: Final = (
    "Children do not add up over quarters, since one may have gone in several, so there is no number for this period."
)
NO_PERCENTAGE: Final = "Part of this is hidden, so there is no percentage to say."
# What is counted in the place of missing episodes, where a card is of another kind alone.
KIND_COUNTED: Final = {
    "absent": "Absences that start in the period: not where expected, with no apparent risk.",
    "away": "Episodes away from placement without authorisation that start in the period: where they are is known.",
}
OF_MISSING: Final = ("Counted", "Beware")


@dataclass(frozen=True, eq=False)
class Answer:
    """The answer to a card of one period's whole. Each part is made when it is first read, and once."""

    scope: Scope
    card: Card
    indicator: Indicator
    table: Table

    @property
    def period(self) -> Period:
        """The period that it is of, which may be an earlier one than was asked for."""
        return self.scope.view.period

    @property
    def question(self) -> str:
        """What it is the answer to."""
        return self.card.title or self.indicator.definition.question

    @property
    def title(self) -> str:
        """What its figures are called: of one kind of episode, that kind."""
        kind = self.card.groups[0] if self.card.by is CATEGORY and self.card.groups else ""
        return supplied_name(kind) if kind else self.indicator.definition.title

    @property
    def has_figures(self) -> bool:
        """Whether any number of it may be shown, or the band of one."""
        return any(row.numerator is not None or row.band for row in self.table.rows)

    @cached_property
    def presenter(self) -> Presenter[Any]:
        """How figures of its shape are said and drawn."""
        return presenter_of(self.indicator)

    @cached_property
    def sentence(self) -> str:
        """The one sentence of the card: why it has no figure, else what its figures say."""
        if self.table.is_unsaid:
            return unsaid(self.table.rows, recorded=self.table.recorded)
        return self.withheld or self.sentence_of_figures()

    @property
    def withheld(self) -> str:
        """Why the table is not published for the period, in one sentence; empty where it is."""
        return "" if self.table.rows else withheld(self.table.grouping)

    @property
    def together(self) -> str:
        """What is counted together, because it would be of few; empty where all is as recorded."""
        grouping = self.table.grouping
        return " ".join(grouping.sentences(self.indicator.definition)) if grouping and self.table.rows else ""

    @property
    def partly(self) -> str:
        """For which months no source told of a kind of episode that is counted; empty for none, or for all of them."""
        recorded = self.scope.view.published.recorded
        period, months = self.period, self.scope.settings.counting.look_back_months
        window = period.look_back(months) if self.indicator.definition.looks_back else period
        wanted = {month for month in months_of(window) if month <= self.scope.view.published.as_of.date()}
        lacking = {kind: wanted - recorded.get(kind, wanted) for kind in self.kinds}
        return " ".join(
            of_other_months(kind, in_runs(those)) for kind, those in lacking.items() if those and those != wanted
        )

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of episode that a source may leave out and that it has figures of."""
        shown = [row for row in self.table.rows if row.numerator is not None]
        by_kind = self.card.by is CATEGORY and not self.card.over_time
        met = {row.group for row in shown} if by_kind else set(self.card.groups or self.indicator.definition.categories)
        return tuple(kind for kind in (ABSENT, AWAY) if shown and kind in met)

    def sentence_of_figures(self) -> str:
        """What the figures of the period say, as one whole."""
        whole = table_of(self.scope.view, Card(self.card.slug, self.card.unit), self.indicator)
        if not whole.rows and whole.unit is Unit.CHILD and self.period.kind in SUMMED_KINDS:
            return NOT_ADDED_UP
        return self.presenter.sentence(whole) or NO_PERCENTAGE

    @property
    def standing(self) -> str:
        """How its series stands in the period to what is normal for it; empty where there is none."""
        return ""

    @property
    def unusual(self) -> str:
        """What is unusual about its series in the period; empty for nothing."""
        return ""

    @cached_property
    def chart(self) -> Chart | None:
        """Its chart; none for a single number, and none of which much is hidden."""
        return self.drawn() if self.is_drawn else None

    @property
    def is_drawn(self) -> bool:
        """Whether enough of it is shown for a chart."""
        return bool(rows_of_a_chart(self.rows).rows)

    def drawn(self) -> Chart | None:
        """The chart that suits the shape of the indicator."""
        if self.earlier:
            return self.presenter.chart_beside((self.table, *self.earlier), self.message)
        return self.presenter.chart(self.table, self.message)

    @cached_property
    def notes_on_days(self) -> tuple[Note, ...]:
        """What changed on which day of its series; none for what is of one period."""
        if not self.card.over_time:
            return ()
        return builders.notes_on(list(dict.fromkeys(row.period for row in self.table.rows)), self.scope.noted)

    @property
    def noted(self) -> str:
        """The same in words, by the letters of its chart."""
        return letters_said(self.notes_on_days)

    @cached_property
    def columns(self) -> Columns:
        """Its rows in words."""
        if self.earlier:
            return self.presenter.columns_beside((self.table, *self.earlier), self.scope.few)
        columns = self.presenter.columns(self.table, self.scope.few)
        return with_relative_rates(columns, self.table.rows, self.populations) if self.populations else columns

    @cached_property
    def counts(self) -> dict[str, str]:
        """What the indicator counts, as this card counts it: title -> words."""
        return self.counted_with({})

    @cached_property
    def notes(self) -> dict[str, str]:
        """The same, with what its table needs explained: what is normal, what an interval is."""
        no_chart = "" if self.is_drawn or not self.rows else "Too much of it is hidden to draw. The table has the rest."
        told = {
            "Counted together": self.together,
            "No chart": no_chart,
            "Not supplied": self.partly,
            "Overlap": self.overlap,
            **self.explained,
        }
        return self.counted_with({name: text for name, text in told.items() if text})

    def counted_with(self, explained: Mapping[str, str]) -> dict[str, str]:
        """What is counted, and what is explained beside it; of one kind of episode, what that kind is."""
        parts = counts(self.indicator, explained)
        kind = KIND_COUNTED.get(self.card.groups[0]) if self.card.by is CATEGORY and self.card.groups else None
        if not kind:
            return parts
        return {"Counted": kind} | {name: text for name, text in parts.items() if name not in OF_MISSING}

    @property
    def explained(self) -> Mapping[str, str]:
        """What its table needs explained: title -> words."""
        return {}

    @cached_property
    def earlier(self) -> tuple[Table, ...]:
        """What the period is compared with, where the card stands beside it and it has rows; latest first."""
        if not self.card.beside_last:
            return ()
        view = self.scope.view
        tables = (view.in_period(self.card.slug, self.table.unit, period) for period in view.compared_with)
        return tuple(table for table in tables if table.rows)

    @property
    def overlap(self) -> str:
        """That look-backs which stand side by side share months, and so most of their episodes; empty where none do."""
        months, compared = self.scope.settings.counting.look_back_months, self.scope.view.compared
        usual = MONTHS_IN.get(self.period.kind, 12)
        step = months_between(compared, self.period) if compared else usual
        if not self.earlier or not self.indicator.definition.looks_back or step >= months:
            return ""
        apart = f"{step} months" if compared and step != usual else f"a {length_name(self.period.kind)}"
        return f"Look-backs of {months} months that end {apart} apart share {months - step} of them."

    @property
    def rows(self) -> tuple[Row, ...]:
        """Its rows, and below them those of earlier periods where it stands beside them."""
        return (*self.table.rows, *(row for table in self.earlier for row in table.rows))

    @property
    def populations(self) -> Mapping[str, int]:
        """How many children there are of each category, where the settings say so: children by ethnic group."""
        is_of_children = self.card.slug == "ethnicity" and self.table.unit is Unit.CHILD
        # A rate of rounded numbers would say more than they do.
        is_told = is_of_children and not self.table.protection.is_rounded
        return self.scope.settings.population.ethnic_groups if is_told else {}

    @property
    def message(self) -> Message:
        """What the chart says and measures."""
        by = f", {breakdown_title(self.card.by.slug).lower()}" if self.card.by else ""
        when = "over time" if self.card.over_time else period_name(self.period)
        subtitle = f"{self.indicator.definition.title}{by}, {when}."
        axis = self.presenter.axis(self.counted, over_time=self.card.over_time)
        return Message(self.sentence, subtitle, axis, self.scope.few)

    @property
    def counted(self) -> str:
        """What its numbers are numbers of."""
        if self.table.unit is Unit.CHILD:
            return "Children"
        if self.indicator.definition.clock is Clock.RETURNED:
            return "Returns"
        if self.indicator.definition.categories == (ABSENT,):
            return supplied_name(ABSENT)
        is_of_missing = self.indicator.definition.categories == ("missing",) and self.card.by is not CATEGORY
        return "Missing episodes" if is_of_missing else "Episodes"


class AnswerByGroup(Answer):
    """The answer to a card of the groups of a breakdown beside one another."""

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that the card asks for, by the names that the table counts them under."""
        grouping = self.table.grouping
        return grouping.rungs(self.indicator.definition)[1].over(self.card.groups) if grouping else self.card.groups

    def sentence_of_figures(self) -> str:
        """How the groups compare, else what the whole is."""
        return self.presenter.sentence_by_group(self.table, self.groups) or super().sentence_of_figures()

    def drawn(self) -> Chart | None:
        return self.presenter.chart_by_group(self.table, self.message, self.groups)

    @cached_property
    def columns(self) -> Columns:
        return self.presenter.columns_by_group(self.table, self.scope.few)

    @property
    def explained(self) -> Mapping[str, str]:
        """What an interval is, where there are any."""
        return self.presenter.notes_by_group


class AnswerOverTime(Answer):
    """The answer to a card of one figure over time: of the whole, or of one kind of episode."""

    @cached_property
    def normal(self) -> Variation:
        """What is normal for the series, given the changes of practice that the settings name.

        Where the chosen period is itself its last row, that is judged as what leads the page judges it.
        """
        normal = normal_variation(self.table, self.indicator, self.scope.settings.changes)
        place = normal.place_of(self.period)
        latest = None if place is None else latest_at(normal, place, step_of(self.scope, self.indicator))
        return with_last_as(normal, latest) if latest else normal

    @property
    def kind(self) -> str:
        """The one kind of episode that it is of; empty for the whole."""
        return self.card.groups[0] if self.card.by is CATEGORY else ""

    def sentence_of_figures(self) -> str:
        """What the figure of the period is."""
        if not self.kind:
            return super().sentence_of_figures()
        by_kind = self.scope.view.by(self.card.slug, unit_of(self.card, self.indicator), CATEGORY)
        return sentence_of_kind(by_kind.row(group=self.kind), self.kind)

    @cached_property
    def standing(self) -> str:
        """How the periods inside the chosen one stand to what is normal for them."""
        return series_sentence(self.normal, self.period)

    @cached_property
    def unusual(self) -> str:
        """What is unusual about them; empty for nothing."""
        return unusual_inside(self.normal, self.period)

    def drawn(self) -> Chart | None:
        return replace(builders.line(self.table, self.message, self.period, self.normal), notes=self.notes_on_days)

    @cached_property
    def columns(self) -> Columns:
        return by_period(self.table, self.scope.few, self.normal)

    @property
    def explained(self) -> Mapping[str, str]:
        """How the normal range was worked out."""
        return {"Normal range": range_definition(self.normal)}

    @property
    def message(self) -> Message:
        """What the line says and measures."""
        if not self.kind:
            return super().message
        return Message(self.sentence, f"{self.title} over time.", self.title, self.scope.few)


class AnswerByGroupOverTime(Answer):
    """The answer to a card of every group in every period: a table, since so many lines cannot be told apart."""

    def sentence_of_figures(self) -> str:
        """How the groups compare in the period; nothing where they do not."""
        unit, by = unit_of(self.card, self.indicator), self.card.by
        return self.presenter.sentence_by_group(self.scope.view.by(self.card.slug, unit, by), ()) if by else ""

    def drawn(self) -> None:
        """Nothing."""

    @cached_property
    def columns(self) -> Columns:
        return by_period_and_group(self.table, self.scope.few)


def answer(scope: Scope, card: Card) -> Answer:
    """The answer to a card; where no number of it may be shown, that of the last financial year if it has some."""
    answered = answered_in(scope, card)
    if answered.has_figures:
        return answered
    of_year = answered_in(replace(scope, view=scope.view.last_financial_year()), card)
    return of_year if of_year.has_figures else answered


def answered_in(scope: Scope, card: Card) -> Answer:
    """The answer to a card in the scope's own period, whether or not any number of it may be shown."""
    indicator = scope.indicators[card.slug]
    kind = kind_of(card)
    return kind(scope, card, indicator, table_of(scope.view, card, indicator))


def kind_of(card: Card) -> type[Answer]:
    """What kind of answer a card has."""
    if not card.over_time:
        return AnswerByGroup if card.by else Answer
    return AnswerByGroupOverTime if card.by and not card.groups else AnswerOverTime


def counts(indicator: Indicator, explained: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """What is counted, of what, where its edges are, what to beware of, who says so: title -> words."""
    definition = indicator.definition
    parts = {
        "Counted": definition.numerator,
        "Out of": definition.denominator,
        "Boundary": definition.boundary,
        "Beware": definition.caveat,
        **explained,
        "Source": definition.source,
    }
    return {name: text for name, text in parts.items() if text}
