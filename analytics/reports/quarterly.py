"""The sub-group's report of a quarter: every word, number and picture of it, from what is published to the board.

Whoever makes it, it is the board's: nothing here reads an exact figure or a child.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from analytics.cards.about_data import FILES, OF_ROWS, Account, accounts
from analytics.cards.about_data import headline as headline_of_data
from analytics.cards.card import (
    Answered,
    Card,
    a_year_before,
    answer,
    chart_of,
    columns_of,
    counts_of,
    has_figures,
    is_series,
    normal,
    said_of,
    said_of_series,
    unit_of,
)
from analytics.cards.headlines import Figure, figures_of, headline, page_sentence, unusual_first, volume_sentence
from analytics.cards.themes import DURATION, HOME_AND_CARE, INTERVIEWS, OVERVIEW, REPEAT, VOLUME, WHERE, WHO, Theme
from analytics.charts.builders import MOST_BARS
from analytics.charts.chart import Chart, Kind
from analytics.charts.picture import Size, is_drawn
from analytics.disclosure.closed_list import is_listed
from analytics.disclosure.published import Published, Shown, Table
from analytics.indicators.registry import indicators
from analytics.maps.board_hotspot_words import (
    HOTSPOT,
    hotspot_columns,
    hotspots_sentence,
    places_listed,
    places_sentence,
)
from analytics.maps.board_hotspot_words import QUESTIONS as HOTSPOT_QUESTIONS
from analytics.maps.board_hotspots import board_where
from analytics.measuring.breakdowns import CATEGORY, PROVIDER, SETTING
from analytics.measuring.shapes import Indicator, TopChildren
from analytics.model import Audience, Period, PeriodKind, Unit
from analytics.releases.read import name_of
from analytics.reports.grid import Grid, grid_of
from analytics.views.about_data import about_data_for
from analytics.views.view import (
    Part,
    View,
    board_view,
    coverage_of,
    gaps_in,
    published_periods,
    threshold_of,
    threshold_of_files,
)
from analytics.words.columns import Columns
from analytics.words.names import supplied_name
from analytics.words.numbers import few_rows, fewer_than
from analytics.words.periods import day_text, moment_text, period_name
from analytics.words.range_words import unusual_inside
from analytics.words.sentences import gap_sentences
from data.errors import CannotReport
from data.settings import Settings
from data.snapshots import Snapshot

# A page each, and what it holds of the page of the product that it is named after.
SECTIONS: Final[tuple[tuple[Theme, tuple[Card, ...]], ...]] = (
    (
        VOLUME,
        (
            Card("missing-episodes", over_time=True),
            Card("children-missing", over_time=True),
            *(
                Card("missing-episodes", by=CATEGORY, groups=(kind,), over_time=True, title=title)
                for kind, title in (
                    ("absent", "How many absences were reported?"),
                    ("away", "How often were children away?"),
                )
            ),
            Card("rate-per-10000", Unit.CHILD),
            Card("reconciliation"),
        ),
    ),
    (
        DURATION,
        (
            Card("duration-hours"),
            Card("duration-hours", by=SETTING, groups=("care", "home"), title="Missing longer from care or home?"),
        ),
    ),
    (
        REPEAT,
        (
            Card("repeat-bands", Unit.CHILD, beside_last=True, title="How often, in this look-back and in the last?"),
            Card("repeat-bands", Unit.EPISODE, title="How many of the episodes are by children who go often?"),
            Card("missing-more-than-once", Unit.CHILD, over_time=True),
            Card("persistent-children", Unit.CHILD, by=SETTING, title="Persistently missing: in care or at home?"),
            Card("top-children"),
        ),
    ),
    (
        HOME_AND_CARE,
        (
            Card("home-or-care", Unit.EPISODE),
            Card("home-or-care", Unit.CHILD, title="How many children went missing from home, and from care?"),
            Card("placement-group", Unit.EPISODE),
            Card("placement-group", Unit.CHILD, title="How many children is that, by placement?"),
            Card("looked-after-missing", Unit.CHILD, over_time=True),
            Card("own-or-hosted", Unit.CHILD),
            Card("in-or-out-of-area", Unit.CHILD),
        ),
    ),
    (
        INTERVIEWS,
        (
            Card("interview-in-time", over_time=True),
            Card("interview-outcome", Unit.EPISODE),
            Card("interview-in-time", by=SETTING, title="Are interviews in time, in care and at home?"),
            Card("interview-in-time", by=PROVIDER, title="Are they in time, by provider?"),
            Card("interview-offered", by=SETTING, title="Were interviews offered, in care and at home?"),
            Card("interview-declined", by=SETTING),
        ),
    ),
    (
        WHO,
        (
            Card("ethnicity", Unit.CHILD),
            Card("sex", Unit.CHILD),
            Card("age", Unit.CHILD),
            Card("triage", Unit.CHILD),
            Card("flags"),
            Card("police-risk"),
        ),
    ),
    (
        WHERE,
        (
            Card("police-area", Unit.EPISODE),
            Card("police-area", Unit.CHILD, title="How many children is that, by police area?"),
            Card("postcode-district", Unit.EPISODE),
            Card("postcode-district", Unit.CHILD, title="How many children is that, by district?"),
            Card("distance"),
        ),
    ),
)
# Pixels of the plot of a chart that stands beside another, with the names of its lines and without.
BARS: Final = Size(150)
LINE: Final = Size(245, 120)
# What a chair may ask next of a figure that is not what is normal. A question, since figures do not say why.
QUESTIONS: Final[Mapping[str, str]] = {
    "missing-episodes": "Did children go more or less often, or was it recorded otherwise? From where?",
    "children-missing": "Who is new, who has stopped, and from which settings?",
    "interview-in-time": "Which step changed: asking, offering, meeting, or writing it down? With which provider?",
    "missing-more-than-once": "Did what is offered after a first episode change, and for whom?",
    "duration-hours": "Is it a few children or many? Did the search change, or how returns are recorded?",
    "home-or-care": "Which settings changed, up or down? How many children are in care in all?",
}
BRIEFLY: Final = ("Counted", "Out of", "Boundary")
NOTES: Final = (
    "What is not recorded is a group of its own, and stays in the total.",
    "Every figure stands on the board’s pages too. The workbook has all that is counted here, and what to beware of.",
)
WHAT_CHANGED: Final = "What was different in those months, here or in how it was recorded?"
# Why a question of the page is not answered, before the questions.
NO_NUMBER: Final[Mapping[Shown, str]] = {
    Shown.NOT_SUPPLIED: "A month was not supplied, so there is no number for:",
    Shown.NOT_RECORDED: "No file has what these are made of for every month, so there is no number for:",
}
NOTHING_UNUSUAL: Final = (
    "Nothing here is outside its normal range or part of a run, where that is known: no rise or fall asks for a reason."
)
NORMAL_UNKNOWN: Final = (
    "There are too few quarters, or too many are hidden, to say what is normal: ask what these are to be compared with."
)


NO_GRID: Final = Grid("", {}, "")


@dataclass(frozen=True)
class Numbers:
    """Published rows, what they are called, and what each counts: title -> words."""

    indicator: Indicator
    table: Table
    title: str
    counts: dict[str, str]

    @property
    def key(self) -> str:
        """Its indicator's slug; of one kind of episode alone, that kind's."""
        return self.table.slug if self.title == self.indicator.definition.title else self.title


@dataclass(frozen=True)
class Item:
    """One question: its answer, drawn where a report can draw it, and the figures behind it.

    `unusual` says what is unusual about its series in the quarter; `more` is all that is said beside the answer.
    `lacks`: there is nothing to say but that a month was not supplied, or that nobody recorded it.
    """

    question: str
    said: str
    more: str
    chart: Chart | None
    grid: Grid
    numbers: Numbers | None = None
    unusual: str = ""
    lacks: Shown | None = None

    @property
    def subtitle(self) -> str:
        """What its picture measures, and of when; a table's caption says it."""
        return f"{self.chart.subtitle} {self.chart.axis}." if self.chart else ""


@dataclass(frozen=True)
class Section:
    """One subject: its message, how to read it, its questions."""

    title: str
    message: str
    advice: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class QuarterlyReport:
    """Everything that the report says."""

    title: str
    period: str
    name: str
    council: str
    is_demonstration: bool
    marking: str
    circulation: str
    produced: str
    data_to: str
    snapshot: str
    headline: str
    messages: tuple[tuple[str, str], ...]
    figures: tuple[Figure, ...]
    asks: tuple[str, ...]
    ask_note: str
    notes: tuple[str, ...]
    gaps: tuple[str, ...]
    sections: tuple[Section, ...]
    about_data: Section
    meanings: dict[str, dict[str, str]]


@dataclass(frozen=True)
class Terms:
    """What a board's figures are called."""

    settings: Settings
    indicators: dict[str, Indicator]
    few: str


@dataclass(frozen=True)
class Asked(Answered):
    """The figures, and the first day of the first month that any source supplied."""

    first: date


def size_of(chart: Chart) -> Size:
    """How large a chart is drawn: two stand abreast."""
    return LINE if chart.kind is Kind.LINE else BARS


def quarters_to_report(snapshot: Snapshot) -> list[Period]:
    """The published quarters that were over at the snapshot's as-of time, newest first."""
    today = datetime.fromisoformat(snapshot.manifest["as_of"]).date()
    return [period for period in published_periods(snapshot, PeriodKind.QUARTER) if period.end <= today]


def quarter_named(snapshot: Snapshot, name: str) -> Period:
    """The quarter that is called so, such as 2026-27-Q2; the newest for nothing. Raises CannotReport."""
    offered = {str(name_of(period)): period for period in quarters_to_report(snapshot)}
    if not offered:
        raise CannotReport(
            "No quarter that is over is published to the board. Load files that cover one whole; where they do, these "
            "records hold too few children for a board's report, and the pages of co-ordinators have the figures."
        )
    names = list(offered)
    if name and name.upper() not in offered:
        raise CannotReport(
            f"{name!r} is not a quarter that is over and published. The newest is {names[0]} "
            f"({period_name(offered[names[0]])}), the oldest {names[-1]}."
        )
    return offered[name.upper() or names[0]]


def quarterly_report(snapshot: Snapshot, settings: Settings, quarter: Period, produced_at: datetime) -> QuarterlyReport:
    """The report of a quarter, as the board's pages show it."""
    known = indicators(settings)
    terms = Terms(settings, known, fewer_than(threshold_of(snapshot)))
    view, first = board_view(snapshot, settings, quarter, Part()), coverage_of(snapshot.published)["month"].min()
    asked = Asked(terms, view, first if isinstance(first, date) else quarter.start)
    tiles, gaps = [tile.of(known) for tile in OVERVIEW], gaps_in(snapshot, quarter)
    figures = figures_of(asked.view, tiles, terms.few, settings.changes)
    sections = [section(asked, theme, cards) for theme, cards in SECTIONS]
    sections[0] = replace(sections[0], message=volume_sentence(view, tiles[0], settings.changes))
    sections[-1] = replace(sections[-1], items=(*sections[-1].items, *named_where(snapshot, view)))
    return QuarterlyReport(
        title="Children missing from home and care",
        period=period_name(quarter),
        name=str(name_of(quarter)),
        council=settings.council.board,
        is_demonstration=settings.council.demonstration,
        marking=marking_of(settings, view.published),
        circulation=f"For: {settings.quarterly.circulation}. {settings.quarterly.handling}",
        produced=f"{day_text(produced_at)}, {produced_at:%H:%M}",
        data_to=moment_text(asked.view.published.as_of),
        snapshot=snapshot.name,
        headline=headline(asked.view, known, unusual_first(figures), settings.changes),
        # The headline says the volume.
        messages=tuple((one.title, one.message) for one in sections[1:] if one.message),
        figures=tuple(unusual_first(figures)),
        asks=asks_of(figures, [item for one in sections for item in one.items], gap_sentences(gaps)),
        ask_note="Only what is outside its normal range, or part of a run, asks for a reason. Figures never say why.",
        notes=(asked.view.published.protection.words, *NOTES),
        gaps=tuple(gap_sentences(gaps)),
        sections=tuple(one for one in sections if one.items),
        about_data=of_the_data(snapshot),
        meanings={
            item.numbers.title: briefly(item.numbers.counts) for one in sections for item in one.items if item.numbers
        },
    )


def marking_of(settings: Settings, published: Published) -> str:
    """What stands on every page; also that figures are exact, where they were published so under an agreement."""
    return f"{settings.quarterly.marking}{': RESTRICTED, EXACT FIGURES' if published.is_exact else ''}"


def asks_of(figures: Sequence[Figure], items: Sequence[Item], gaps: Sequence[str]) -> tuple[str, ...]:
    """What to ask next: of each headline figure or series that is not normal, and of what was not supplied."""
    asks = [
        f"{tile.title}, {figure.standing}: {QUESTIONS[tile.slug]}"
        for tile, figure in zip(OVERVIEW, figures, strict=True)
        if figure.is_unusual
    ]
    asked = {tile.slug for tile, figure in zip(OVERVIEW, figures, strict=True) if figure.is_unusual}
    for item in items:
        if item.unusual and item.numbers and item.numbers.key not in asked:
            question = QUESTIONS.get(item.numbers.key, WHAT_CHANGED)
            asks.append(f"{item.numbers.title}. {item.unusual} {question}")
    asks += [f"{gap} Why, and when will it be?" for gap in gaps]
    is_known = any(figure.standing for figure in figures) or any(
        band.low is not None for item in items if item.chart for band in item.chart.bands
    )
    return tuple(asks) or (NOTHING_UNUSUAL if is_known else NORMAL_UNKNOWN,)


def briefly(parts: Mapping[str, str]) -> dict[str, str]:
    """What a figure counts, without what the workbook says beside it."""
    return {name: said for name, said in parts.items() if name in BRIEFLY}


def section(asked: Asked, theme: Theme, cards: Sequence[Card]) -> Section:
    """A page of the product with the cards that have figures in the quarter."""
    settings, known = asked.live.settings, asked.live.indicators
    open_cards = [card for card in cards if is_listed(card.slug, unit_of(card, known[card.slug]), card.by)]
    items = [found for card in open_cards if (found := item(asked, card))]
    note = "".join(
        f" {why} {' '.join(questions)}"
        for word, why in NO_NUMBER.items()
        if (questions := [one.question for one in items if one.lacks is word])
    )
    message = page_sentence(asked.view, theme.message.of(known), settings.counting.look_back_months, settings.changes)
    return Section(theme.title, message, f"{theme.advice}{note}", tuple(one for one in items if not one.lacks))


def item(asked: Asked, card: Card) -> Item | None:
    """A card as its page has it; none where nothing of it is published, or where it looks back on less than it says."""
    indicator = asked.live.indicators[card.slug]
    answered, table = answer(asked, card, indicator)
    back = asked.live.settings.counting.look_back_months
    if not table.rows or (indicator.definition.looks_back and answered.view.period.look_back(back).start < asked.first):
        return None
    if isinstance(indicator, TopChildren):
        # So many children, which anybody can picture; not tenths of them.
        table = replace(table, rows=tuple(row for row in table.rows if not row.category.endswith("%")))
    said = said_of(answered, card, table, indicator)
    chart = chart_of(answered, card, table, indicator, said)
    when = period_name(answered.view.period)
    is_of_quarter = answered.view.period == asked.view.period
    series = normal(answered, table, indicator) if is_series(card) else None
    beside = a_year_before(answered, card, table).rows if card.beside_last else ()
    more = [
        said_of_series(answered, card, table, indicator),
        f"The chart has the {MOST_BARS} largest of {len(table.rows)}." if chart and has_some(chart, table) else "",
    ]
    return Item(
        card.title or indicator.definition.question,
        said if is_of_quarter else f"In {when}: {said}",
        " ".join(filter(None, more)),
        chart if chart and is_drawn(chart) else None,
        grid_of(f"{title_of(card, indicator)}, {when}", columns_of(answered, card, table, indicator))
        if has_figures(table)
        else NO_GRID,
        Numbers(
            indicator,
            replace(table, rows=(*table.rows, *beside)),
            title_of(card, indicator),
            counts_of(card, indicator),
        ),
        unusual_inside(series, answered.view.period) if series else "",
        lacking(table),
    )


def lacking(table: Table) -> Shown | None:
    """What the whole table lacks: a month that nobody supplied, else what nobody recorded; none where it has a row."""
    if not table.is_unsaid:
        return None
    return max((row.shown for row in table.rows), key=lambda word: word is Shown.NOT_SUPPLIED)


def has_some(chart: Chart, table: Table) -> bool:
    """Whether the chart has as many bars as one holds, and not all."""
    return chart.kind is Kind.BARS and len(chart.marks) == MOST_BARS < len(table.rows)


def title_of(card: Card, indicator: Indicator) -> str:
    """What the figures are called: of one kind of episode, that kind."""
    return supplied_name(card.groups[0]) if card.by is CATEGORY and card.groups else indicator.definition.title


def named_where(snapshot: Snapshot, view: View) -> tuple[Item, ...]:
    """Hotspots of both sides and the places of the council's list, by name, where they are of the last financial year.

    They are published for one year alone, which is not the last one of an earlier quarter.
    """
    named, year = board_where(snapshot.published), view.last_financial_year().period
    if not named or not named.hotspots or any(found.year != year for found in named.hotspots.values()):
        return ()
    items = []
    if named.places is not None:
        said = places_sentence(named.places, year, threshold_of_files(snapshot).fewest_shown)
        items.append(Item("Which places had several children?", said, places_listed(named.places), None, NO_GRID))
    items += [
        named_item(HOTSPOT_QUESTIONS[side], hotspots_sentence(found), hotspot_columns(found), HOTSPOT)
        for side, found in named.hotspots.items()
    ]
    return tuple(items)


def named_item(question: str, said: str, columns: Columns, more: str = "") -> Item:
    """A question that is answered in words."""
    widest = max(columns, key=lambda name: max(map(len, columns[name]), default=0))
    return Item(question, said, more, None, Grid("", columns if columns[widest] else {}, widest))


def of_the_data(snapshot: Snapshot) -> Section:
    """How far the figures can be trusted; which files they came in is for the page of the product."""
    found = accounts(about_data_for(snapshot, Audience.BOARD), few_rows(threshold_of_files(snapshot)))
    items = tuple(account_item(one) for one in found if one.question != FILES)
    return Section("Data quality", headline_of_data(found), OF_ROWS, items)


def account_item(account: Account) -> Item:
    """A question about the data with its table."""
    return named_item(account.question, account.answer, account.columns)
