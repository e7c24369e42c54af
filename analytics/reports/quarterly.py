"""The sub-group's report of a quarter: every word, number and picture of it, from what is published to the board.

Whoever makes it, it is the board's: nothing here reads an exact figure or a child.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from analytics.about_data import FILES, OF_ROWS, Account, accounts
from analytics.about_data import headline as headline_of_data
from analytics.board_hotspot_words import (
    HOTSPOT,
    hotspot_columns,
    hotspots_sentence,
    place_columns,
    places_sentence,
)
from analytics.board_hotspot_words import (
    QUESTIONS as HOTSPOT_QUESTIONS,
)
from analytics.board_hotspots import board_where
from analytics.breakdowns import CATEGORY, PROVIDER, SETTING
from analytics.cards import Answered, Card, answer, chart_of, columns_of, counts, said_of, said_of_series, unit_of
from analytics.charts.chart import Chart
from analytics.charts.picture import is_drawn
from analytics.closed_list import is_listed
from analytics.headlines import Figure, figures_of, headline, page_sentence, unusual_first
from analytics.hotspots import Side
from analytics.indicator import Indicator
from analytics.model import Audience, Period, PeriodKind, Unit
from analytics.published import Table
from analytics.registry import indicators
from analytics.released import name_of
from analytics.reports.grid import Grid, grid_of
from analytics.sources import Part, about_data_for, board_view, gaps_in, published_periods
from analytics.tables import Columns
from analytics.themes import DURATION, HOME_AND_CARE, INTERVIEWS, OVERVIEW, REPEAT, VOLUME, WHERE, WHO, Theme
from analytics.words import day_text, fewer_than, gap_sentences, moment_text, period_name
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
            Card("duration-days"),
            Card("duration-hours", by=SETTING, groups=("care", "home"), title="Missing longer from care or home?"),
        ),
    ),
    (
        REPEAT,
        (
            Card("repeat-bands", Unit.CHILD, beside_last=True, title="How often, in this look-back and in the last?"),
            Card("repeat-bands", Unit.EPISODE, title="How many of the episodes are by children who go often?"),
            Card("missing-more-than-once", Unit.CHILD, over_time=True),
            Card("persistent-children", Unit.CHILD, by=SETTING, title="Is it different in care and at home?"),
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
            Card("in-or-out-of-area", Unit.CHILD),
        ),
    ),
)
# What a chair may ask next of a figure that is not what is normal. A question, since figures do not say why.
QUESTIONS: Final[Mapping[str, str]] = {
    "missing-episodes": "Did children go missing more or less often, or was it recorded otherwise? From where?",
    "children-missing": "Are they children whom somebody knew before, and from where did they go?",
    "interview-in-time": "Which step changed: asking, offering, meeting, or writing it down? With which provider?",
    "missing-more-than-once": "Did what is offered after a first episode change, and for whom?",
    "duration-hours": "Is it a few children or many, and did how they were looked for change?",
    "home-or-care": "Which homes and placements is it, and what do they say?",
}
BRIEFLY: Final = ("Counted", "Out of", "Boundary")
NOTES: Final = (
    "What is not recorded is a group of its own, and stays in the total.",
    "Every figure stands on the board’s pages too; the workbook has the numbers of each, and what to beware of.",
)
NOTHING_UNUSUAL: Final = (
    "No figure is outside its normal range, where that is known: no single rise or fall asks for a reason."
)
NORMAL_UNKNOWN: Final = (
    "There are too few quarters, or too many are hidden, to say what is normal: ask what these are to be compared with."
)


@dataclass(frozen=True)
class Numbers:
    """What is counted, and its published rows."""

    indicator: Indicator
    table: Table


@dataclass(frozen=True)
class Item:
    """One question: its answer, drawn where a report can draw it, and the figures behind it."""

    question: str
    said: str
    more: str
    chart: Chart | None
    grid: Grid
    numbers: Numbers | None = None


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


def quarters_to_report(snapshot: Snapshot) -> list[Period]:
    """The published quarters that were over at the snapshot's as-of time, newest first."""
    today = datetime.fromisoformat(snapshot.manifest["as_of"]).date()
    return [period for period in published_periods(snapshot, PeriodKind.QUARTER) if period.end <= today]


def quarter_named(snapshot: Snapshot, name: str) -> Period:
    """The quarter that is called so, such as 2026-27-Q2; the newest for nothing. Raises CannotReport."""
    offered = {str(name_of(period)): period for period in quarters_to_report(snapshot)}
    if not offered:
        raise CannotReport("No quarter that is over is published yet. Load files that cover one whole.")
    if name and name not in offered:
        raise CannotReport(
            f"{name!r} is not a quarter that is over and published. The newest is {next(iter(offered))}: the second "
            "of the financial year that begins in April 2026 is called 2026-27-Q2."
        )
    return offered[name] if name else next(iter(offered.values()))


def quarterly_report(snapshot: Snapshot, settings: Settings, quarter: Period, produced_at: datetime) -> QuarterlyReport:
    """The report of a quarter, as the board's pages show it."""
    known = indicators(settings)
    terms = Terms(settings, known, fewer_than(settings.disclosure.hide_up_to))
    asked = Answered(terms, board_view(snapshot, settings, quarter, Part()))
    tiles = [tile.of(known) for tile in OVERVIEW]
    figures = figures_of(asked.view, tiles, terms.few, settings.changes)
    sections = [section(asked, theme, cards) for theme, cards in SECTIONS]
    sections[-1] = replace(sections[-1], items=(*sections[-1].items, *named_where(snapshot, settings)))
    return QuarterlyReport(
        title="Children missing from home and care",
        period=period_name(quarter),
        name=str(name_of(quarter)),
        council=settings.council.board,
        is_demonstration=settings.council.demonstration,
        marking=settings.quarterly.marking,
        circulation=f"For: {settings.quarterly.circulation}. {settings.quarterly.handling}",
        produced=f"{day_text(produced_at)}, {produced_at:%H:%M}",
        data_to=moment_text(asked.view.published.as_of),
        snapshot=snapshot.name,
        headline=headline(asked.view, known, unusual_first(figures), settings.changes),
        messages=tuple((one.title, one.message) for one in sections if one.message),
        figures=tuple(unusual_first(figures)),
        asks=asks_of(figures),
        ask_note="What is outside its normal range asks for a reason; what is inside does not. Figures never say why.",
        notes=(asked.view.published.protection.words, *NOTES),
        gaps=tuple(gap_sentences(gaps_in(snapshot, quarter))),
        sections=tuple(one for one in sections if one.items),
        about_data=of_the_data(snapshot, settings),
        meanings={
            item.numbers.indicator.definition.title: briefly(item.numbers.indicator)
            for one in sections
            for item in one.items
            if item.numbers
        },
    )


def asks_of(figures: Sequence[Figure]) -> tuple[str, ...]:
    """What to ask next of the headline figures, in their order."""
    asks = [
        f"{tile.title}: {QUESTIONS[tile.slug]}"
        for tile, figure in zip(OVERVIEW, figures, strict=True)
        if figure.is_unusual
    ]
    return tuple(asks) or (NOTHING_UNUSUAL if any(figure.standing for figure in figures) else NORMAL_UNKNOWN,)


def briefly(indicator: Indicator) -> dict[str, str]:
    """What a figure counts, without what the workbook says beside it."""
    return {name: said for name, said in counts(indicator).items() if name in BRIEFLY}


def section(asked: Answered, theme: Theme, cards: Sequence[Card]) -> Section:
    """A page of the product with the cards that have figures in the quarter."""
    settings, known = asked.live.settings, asked.live.indicators
    open_cards = [card for card in cards if is_listed(card.slug, unit_of(card, known[card.slug]), card.by)]
    items = [found for card in open_cards if (found := item(asked, card))]
    message = page_sentence(asked.view, theme.message.of(known), settings.counting.look_back_months, settings.changes)
    return Section(theme.title, message, theme.advice, tuple(items))


def item(asked: Answered, card: Card) -> Item | None:
    """A card as its page has it; none where nothing of it is published."""
    indicator = asked.live.indicators[card.slug]
    answered, table = answer(asked, card, indicator)
    if not table.rows:
        return None
    said = said_of(answered, card, table, indicator)
    chart = chart_of(answered, card, table, indicator, said)
    when = period_name(answered.view.period)
    of_year = f"Not published for the quarter: this is of {when}." if answered.view.period != asked.view.period else ""
    return Item(
        card.title or indicator.definition.question,
        said,
        " ".join(filter(None, (said_of_series(answered, card, table, indicator), of_year))),
        chart if chart and is_drawn(chart) else None,
        grid_of(f"{indicator.definition.title}, {when}", columns_of(answered, card, table, indicator)),
        Numbers(indicator, table),
    )


def named_where(snapshot: Snapshot, settings: Settings) -> tuple[Item, ...]:
    """Hotspots of both sides and the places of the council's list, by name; nothing where none may be named."""
    named = board_where(snapshot.published)
    if not named or not named.hotspots:
        return ()
    items = [
        named_item(HOTSPOT_QUESTIONS[side], hotspots_sentence(found), hotspot_columns(found), HOTSPOT)
        for side, found in named.hotspots.items()
    ]
    if named.places is not None:
        year, fewest = named.hotspots[Side.FOUND].year, settings.disclosure.hide_up_to + 1
        said = places_sentence(named.places, year, fewest)
        items.append(named_item("Which places had several children?", said, place_columns(named.places)))
    return tuple(items)


def named_item(question: str, said: str, columns: Columns, more: str = "") -> Item:
    """A question that is answered in words."""
    widest = max(columns, key=lambda name: max(map(len, columns[name]), default=0))
    return Item(question, said, more, None, Grid("", columns if columns[widest] else {}, widest))


def of_the_data(snapshot: Snapshot, settings: Settings) -> Section:
    """How far the figures can be trusted; which files they came in is for the page of the product."""
    found = accounts(about_data_for(snapshot, Audience.BOARD), fewer_than(settings.disclosure.hide_up_to))
    items = tuple(account_item(one) for one in found if one.question != FILES)
    return Section("Data quality", headline_of_data(found), OF_ROWS, items)


def account_item(account: Account) -> Item:
    """A question about the data with its table."""
    return named_item(account.question, account.answer, account.columns)
