"""The sub-group's report of a quarter: every word, number and picture of it, from what is published to the board.

Whoever makes it, it is the board's: nothing here reads an exact figure or a child. What a committee recommended
stands in it as an approved release has it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from analytics.cards.about_data import FILES, OF_ROWS, Account, accounts
from analytics.cards.about_data import headline as headline_of_data
from analytics.cards.answer import Answer, answer
from analytics.cards.card import Card, Scope, unit_of
from analytics.cards.headlines import HeadlineFigure, Tile, figures_of, unusual_first
from analytics.cards.leading import headline, page_lead, volume_sentence
from analytics.cards.themes import (
    DURATION,
    HEADLINES,
    HOME_AND_CARE,
    INTERVIEWS,
    OVERVIEW,
    REPEAT,
    VOLUME,
    WHERE,
    WHO,
    Theme,
)
from analytics.cards.why import why_in_words
from analytics.charts.builders import MOST_BARS
from analytics.charts.chart import Chart, Kind
from analytics.charts.picture import Size, is_drawn
from analytics.disclosure.closed_list import is_listed
from analytics.disclosure.gate import published_in
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
from analytics.model import Audience, Period, PeriodKind, Unit
from analytics.releases.read import name_of
from analytics.releases.recommendations import TITLE, Line, columns_of, sentence
from analytics.releases.remarks import commentary_on
from analytics.reports.grid import Grid, grid_of
from analytics.reports.head import Head
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
from analytics.words.numbers import few_rows, fewer_than
from analytics.words.periods import length_name, moment_text, period_name
from analytics.words.unsaid import gap_sentences
from data.errors import CannotReport
from data.remarks import Remark, on_days
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
            Card(
                "repeat-bands",
                Unit.CHILD,
                beside_last=True,
                title="Persistent-missing histogram: now, and earlier",
            ),
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
            Card("interview-push-pull"),
            Card("interview-reasons"),
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
COMMENTARY: Final = "Commentary"
IN_THEIR_WORDS: Final = "In the words of whoever is named. The figures themselves do not say why a number rose or fell."
ON_THE_PAGE: Final = "What is in order has its lines on the board’s page alone."
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
    "There are too few periods, or too many are hidden, to say what is normal: ask what these are to be compared with."
)


ASK_NOTE: Final = "Only what is outside its normal range, or part of a run, asks for a reason. Figures never say why."
NO_GRID: Final = Grid("", {}, "")


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
    answer: Answer | None = None
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


@dataclass(frozen=True, kw_only=True)
class PeriodReport(Head):
    """Everything that the report of a quarter or a month says.

    `template` sets it and begins the names of its files, `name` ends them; `length` is what it is of: a quarter.
    `lacking`: what a month's has no number of, and why.
    """

    template: str
    length: str
    period: str
    name: str
    messages: tuple[tuple[str, str], ...]
    figures: tuple[HeadlineFigure, ...]
    asks: tuple[str, ...]
    ask_note: str
    lacking: str
    notes: tuple[str, ...]
    gaps: tuple[str, ...]
    sections: tuple[Section, ...]
    about_data: Section | None
    meanings: dict[str, dict[str, str]]

    @property
    def commentary(self) -> tuple[Item, ...]:
        """What a chair says of it: by whom, and the words."""
        return next((section.items for section in self.sections if section.title == COMMENTARY), ())


def size_of(chart: Chart) -> Size:
    """How large a chart is drawn: two stand abreast."""
    return LINE if chart.kind is Kind.LINE else BARS


def quarters_to_report(snapshot: Snapshot) -> list[Period]:
    """The published quarters that were over at the time of their data, newest first."""
    today = published_in(snapshot.published).as_of.date()
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


def quarterly_report(
    snapshot: Snapshot,
    settings: Settings,
    quarter: Period,
    produced_at: datetime,
    recommended: tuple[str, Sequence[Line]] = ("", ()),
    *,
    remarks: Sequence[Remark] = (),
) -> PeriodReport:
    """The report of a quarter, as the board's pages show it; `recommended` are lines of that release.

    `remarks`: notes on days and a chair's commentary, as far as others may read them.
    """
    view = board_view(snapshot, settings, quarter, Part())
    month = coverage_of(snapshot, Audience.BOARD)["month"].min()
    scope = Scope(view, indicators(settings), settings, fewer_than(threshold_of(snapshot)), noted=on_days(remarks))
    figures, gaps = figures_of(scope, OVERVIEW), gaps_in(snapshot, quarter, Audience.BOARD)
    first = month if isinstance(month, date) else quarter.start
    sections = [section(scope, first, theme, cards) for theme, cards in SECTIONS]
    sections[0] = replace(sections[0], message=volume_sentence(scope))
    sections[-1] = replace(sections[-1], items=(*sections[-1].items, *named_where(snapshot, view)))
    sections.append(of_recommendations(*recommended))
    return PeriodReport(
        **head_of(scope, produced_at),
        template="quarterly",
        name=str(name_of(quarter)),
        circulation=f"For: {settings.quarterly.circulation}. {settings.quarterly.handling}",
        # The headline says the volume.
        messages=tuple((subject.title, subject.message) for subject in sections[1:] if subject.message),
        figures=tuple(unusual_first(figures)),
        asks=asks_of(figures, [item for subject in sections for item in subject.items], gap_sentences(gaps)),
        ask_note=ASK_NOTE,
        lacking="",
        notes=(view.published.protection.words, *NOTES),
        gaps=tuple(gap_sentences(gaps)),
        sections=tuple(subject for subject in (of_commentary(remarks, quarter), *sections) if subject.items),
        about_data=of_the_data(snapshot),
        meanings={
            item.answer.title: briefly(item.answer.counts)
            for subject in sections
            for item in subject.items
            if item.answer
        },
    )


def head_of(scope: Scope, produced_at: datetime) -> dict[str, Any]:
    """What every report of a period begins with: whose it is, of when, made of what, and what leads."""
    published, council = scope.view.published, scope.settings.council
    return {
        "length": length_name(scope.view.period.kind),
        "title": "Children missing from home and care",
        "period": period_name(scope.view.period),
        "council": council.board,
        "is_demonstration": council.demonstration,
        "marking": marking_of(scope.settings, published),
        "produced": moment_text(produced_at),
        "data_to": moment_text(published.as_of),
        "snapshot": published.snapshot,
        "headline": headline(scope, why_in_words(scope, HEADLINES)),
    }


def marking_of(settings: Settings, published: Published) -> str:
    """What stands on every page; also that figures are exact, where they were published so under an agreement."""
    return f"{settings.quarterly.marking}{': RESTRICTED, EXACT FIGURES' if published.is_exact else ''}"


def asks_of(
    figures: Sequence[HeadlineFigure], items: Sequence[Item], gaps: Sequence[str], tiles: Sequence[Tile] = OVERVIEW
) -> tuple[str, ...]:
    """What to ask next: of each headline figure or series that is not normal, and of what was not supplied."""
    unusual = {tile: figure for tile, figure in zip(tiles, figures, strict=True) if figure.is_unusual}
    asks = [f"{figure.title}, {figure.standing}: {QUESTIONS[tile.slug]}" for tile, figure in unusual.items()]
    of_figures = {tile.slug for tile in unusual}
    for item in items:
        if item.unusual and item.answer and (key := key_of(item.answer)) not in of_figures:
            asks.append(f"{item.answer.title}. {item.unusual} {QUESTIONS.get(key, WHAT_CHANGED)}")
    asks += [f"{gap} Why, and when will it be?" for gap in gaps]
    is_known = any(figure.standing for figure in figures) or any(
        band.low is not None for item in items if item.chart for band in item.chart.bands
    )
    return tuple(asks) or (NOTHING_UNUSUAL if is_known else NORMAL_UNKNOWN,)


def key_of(answered: Answer) -> str:
    """The indicator's slug, by which it has its own question; of one kind of episode alone, that kind's name."""
    is_of_all = answered.title == answered.indicator.definition.title
    return answered.table.slug if is_of_all else answered.title


def briefly(parts: Mapping[str, str]) -> dict[str, str]:
    """What a figure counts, without what the workbook says beside it."""
    return {name: text for name, text in parts.items() if name in BRIEFLY}


def section(scope: Scope, first: date, theme: Theme, cards: Sequence[Card]) -> Section:
    """A page of the product with the cards that have figures in the quarter; `first` is when the records begin."""
    open_cards = [card for card in cards if is_listed(card.slug, unit_of(card, scope.indicators[card.slug]), card.by)]
    items = [made for card in open_cards if (made := item(scope, first, card))]
    note = "".join(
        f" {why} {' '.join(questions)}"
        for word, why in NO_NUMBER.items()
        if (questions := [each.question for each in items if each.lacks is word])
    )
    told = tuple(each for each in items if not each.lacks)
    message = page_lead(scope, theme, why_in_words(scope, theme.figures)).brief
    return Section(theme.title, message, f"{theme.advice}{note}", told)


def item(scope: Scope, first: date, card: Card) -> Item | None:
    """A card as its page has it; none where nothing of it is published, or where it looks back on less than it says."""
    answered = answer(scope, card)
    back, period = scope.settings.counting.look_back_months, answered.period
    if not answered.table.rows or (answered.indicator.definition.looks_back and period.look_back(back).start < first):
        return None
    answered = replace(answered, table=answered.presenter.in_a_paper(answered.table))
    table, chart, when = answered.table, answered.chart, period_name(period)
    more = [
        answered.standing,
        answered.noted,
        f"The chart has the {MOST_BARS} largest of {len(table.rows)}." if chart and has_some(chart, table) else "",
    ]
    return Item(
        answered.question,
        answered.sentence if period == scope.view.period else f"In {when}: {answered.sentence}",
        " ".join(filter(None, more)),
        chart if chart and is_drawn(chart) else None,
        grid_of(f"{answered.title}, {when}", answered.columns) if answered.has_figures else NO_GRID,
        answered,
        answered.unusual,
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


def named_where(snapshot: Snapshot, view: View) -> tuple[Item, ...]:
    """Hotspots of both sides and the places of the council's list, by name, where they are of the last financial year.

    They are published for one year alone, which is not the last one of an earlier quarter.
    """
    named, year = board_where(snapshot.published), view.last_financial_year().period
    if not named or not named.hotspots or any(hotspots.year != year for hotspots in named.hotspots.values()):
        return ()
    items = []
    if named.places is not None:
        sentence = places_sentence(named.places, year, threshold_of_files(snapshot).fewest_shown)
        items.append(Item("Which places had several children?", sentence, places_listed(named.places), None, NO_GRID))
    items += [
        named_item(HOTSPOT_QUESTIONS[side], hotspots_sentence(hotspots), hotspot_columns(hotspots), HOTSPOT)
        for side, hotspots in named.hotspots.items()
    ]
    return tuple(items)


def named_item(question: str, sentence: str, columns: Columns, more: str = "") -> Item:
    """A question that is answered in words."""
    widest = max(columns, key=lambda name: max(map(len, columns[name]), default=0))
    return Item(question, sentence, more, None, Grid("", columns if columns[widest] else {}, widest))


def of_recommendations(release: str, lines: Sequence[Line]) -> Section:
    """What the committee recommended and what came of it, in the words that were approved; without items: none."""
    advice = f"As approved for the public in the release of {release}. Each that has ended is told of once."
    items = (named_item("What came of each?", sentence(lines), columns_of(lines)),) if lines else ()
    return Section(TITLE, "", advice, items)


def of_commentary(remarks: Sequence[Remark], quarter: Period) -> Section:
    """What a chair says of the quarter, in the words that a role let others read; without items: nothing."""
    items = [Item(each.by, "", each.text, None, NO_GRID) for each in commentary_on(remarks, quarter)]
    return Section(COMMENTARY, "", IN_THEIR_WORDS, tuple(items))


def of_the_data(snapshot: Snapshot) -> Section:
    """How far the figures can be trusted; which files they came in is for the page of the product."""
    every = accounts(about_data_for(snapshot, Audience.BOARD), few_rows(threshold_of_files(snapshot)))
    items = tuple(account_item(account) for account in every if account.question != FILES)
    return Section("Data quality", headline_of_data(every), f"{OF_ROWS} {ON_THE_PAGE}", items)


def account_item(account: Account) -> Item:
    """A question about the data with its table; where it is long, the lines that say most."""
    columns = account.columns if account.in_a_paper is None else account.in_a_paper
    return named_item(account.question, account.answer, columns)
