"""The operational group's report of a month, on two pages: exact for co-ordinators, or as it is published to the board.

Of a month few tables are published. The board's edition says what it has no number of; none is worked out for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from analytics.cards.card import Card, Scope
from analytics.cards.headlines import Reading, Tile, figures_of, unusual_first
from analytics.cards.leading import page_lead
from analytics.cards.measured import exact_scope
from analytics.cards.themes import (
    DURATION,
    HEADLINES,
    HOME_AND_CARE,
    INTERVIEWS,
    OVERVIEW,
    REPEAT,
    WHERE,
    WHO,
)
from analytics.cards.why import why_in_words
from analytics.disclosure.gate import published_in
from analytics.indicators.registry import indicators
from analytics.measuring.breakdowns import CATEGORY
from analytics.model import Audience, Period, PeriodKind, Selection, Unit
from analytics.reports.quarterly import ASK_NOTE, Item, PeriodReport, Section, asks_of, head_of, item
from analytics.views.view import (
    Part,
    board_view,
    coverage_of,
    gaps_in,
    published_periods,
    supplied_periods,
    threshold_of,
)
from analytics.words.numbers import fewer_than
from analytics.words.periods import period_name
from analytics.words.unsaid import gap_sentences
from data.errors import CannotReport
from data.remarks import Remark, on_days
from data.settings import Settings
from data.snapshots import Snapshot

# Two abreast, those of about as many bars together; the first two stand on the first page.
CARDS: Final = (
    Card("missing-episodes", over_time=True),
    Card("children-missing", over_time=True),
    Card("missing-episodes", by=CATEGORY, groups=("absent",), over_time=True, title="How many absences were reported?"),
    Card("missing-episodes", by=CATEGORY, groups=("away",), over_time=True, title="How often were children away?"),
    Card("interview-in-time", over_time=True),
    Card("home-or-care", Unit.EPISODE),
    Card("interview-outcome", Unit.EPISODE),
    Card("placement-group", Unit.EPISODE),
    Card("duration-hours"),
    Card("police-area", Unit.EPISODE),
    Card("repeat-bands", Unit.CHILD),
    Card("triage", Unit.CHILD),
)
# What each leads with stands on the first page; the headline says the volume.
THEMES: Final = (INTERVIEWS, HOME_AND_CARE, DURATION, WHERE, REPEAT, WHO)
FOR: Final = (
    "For: missing co-ordinators, for the operational group. Exact figures, small ones too: not for the board’s papers, "
    "and not for publication."
)
NOTES: Final = (
    "What is not recorded is a group of its own, and stays in the total.",
    "What each figure counts stands in the workbook, and on the pages.",
)
# Why there is no number of a question, before the questions.
NO_NUMBER: Final = {
    Audience.COORDINATOR: "Not supplied or not recorded for this month, so without a number here:",
    Audience.BOARD: "Not published by month, so without a number here (the quarterly report has what is published):",
}


def months_to_report(snapshot: Snapshot, audience: Audience) -> list[Period]:
    """The months that are over, newest first: those supplied, or those published to the board."""
    if audience is Audience.COORDINATOR:
        return supplied_periods(snapshot, PeriodKind.MONTH, as_of(snapshot))
    today = published_in(snapshot.published).as_of.date()
    return [month for month in published_periods(snapshot, PeriodKind.MONTH) if month.end <= today]


def as_of(snapshot: Snapshot) -> datetime:
    """How far the records go."""
    return datetime.fromisoformat(snapshot.manifest["as_of"])


def month_name(month: Period) -> str:
    """ "2026-10", as it is asked for and in names of files."""
    return f"{month.start:%Y-%m}"


def month_named(snapshot: Snapshot, audience: Audience, name: str) -> Period:
    """The month that is called so, such as 2026-10; the newest for nothing. Raises CannotReport."""
    offered = {month_name(month): month for month in months_to_report(snapshot, audience)}
    what = "held" if audience is Audience.COORDINATOR else "published to the board"
    if not offered:
        raise CannotReport(f"No month that is over is {what}. Load files that cover one whole.")
    newest, *_ = offered
    if name and name not in offered:
        raise CannotReport(
            f"{name!r} is not a month that is over and {what}, such as 2026-10. The newest is {newest} "
            f"({period_name(offered[newest])}), the oldest {list(offered)[-1]}."
        )
    return offered[name or newest]


def monthly_report(
    snapshot: Snapshot,
    settings: Settings,
    month: Period,
    audience: Audience,
    produced_at: datetime,
    *,
    remarks: Sequence[Remark] = (),
) -> PeriodReport:
    """The report of a month, as the pages of this audience show it; `remarks`: as they read them."""
    is_exact = audience is Audience.COORDINATOR
    scope = replace(scope_of(snapshot, settings, month, is_exact=is_exact), noted=on_days(remarks))
    tiles = [tile for tile in OVERVIEW if Reading(scope, tile).row is not None]
    figures, gaps = figures_of(scope, tiles), gap_sentences(gaps_in(snapshot, month, audience))
    answered = items_of(scope, first_month(snapshot, audience, month))
    items = [made for made in answered.values() if made]
    lacking = [question_of(scope, card) for card, made in answered.items() if made is None]
    why, to, board = NO_NUMBER[audience], settings.quarterly, scope.view.published.protection.words
    return PeriodReport(
        **head_of(scope, produced_at),
        template="monthly",
        name=f"{month_name(month)}{'-exact' if is_exact else ''}",
        circulation=FOR if is_exact else f"For: {to.circulation}. {to.handling}",
        messages=messages_of(scope),
        figures=tuple(unusual_first(figures)),
        asks=asks_of(figures, items, gaps, tiles),
        ask_note=ASK_NOTE,
        lacking=lacking_words(why, lacking),
        notes=NOTES if is_exact else (board, *NOTES),
        gaps=tuple(gaps),
        sections=(Section(f"{period_name(month)} in pictures", "", "", tuple(items)),),
        about_data=None,
        meanings={},
    )


def scope_of(snapshot: Snapshot, settings: Settings, month: Period, *, is_exact: bool) -> Scope:
    """The figures of a month: measured, or those of the board's tables."""
    if is_exact:
        wanted: list[Card | Tile] = [*HEADLINES, *(figure for theme in THEMES for figure in theme.figures), *CARDS]
        return exact_scope(snapshot, settings, Selection(month, as_of(snapshot)), wanted)
    view = board_view(snapshot, settings, month, Part())
    return Scope(view, indicators(settings), settings, fewer_than(threshold_of(snapshot)))


def first_month(snapshot: Snapshot, audience: Audience, month: Period) -> date:
    """When the records begin, as this audience knows them."""
    first = coverage_of(snapshot, audience)["month"].min()
    return first if isinstance(first, date) else month.start


def items_of(scope: Scope, first: date) -> Mapping[Card, Item | None]:
    """The cards with what they say of the month itself; none for one that is not answered for it."""
    made = {card: item(scope, first, card) for card in CARDS}
    return {
        card: each if each and not each.lacks and each.answer and each.answer.period == scope.view.period else None
        for card, each in made.items()
    }


def question_of(scope: Scope, card: Card) -> str:
    """What a card asks."""
    return card.title or scope.indicators[card.slug].definition.question


def messages_of(scope: Scope) -> tuple[tuple[str, str], ...]:
    """What each subject leads with."""
    told = ((theme.title, page_lead(scope, theme, why_in_words(scope, theme.figures)).brief) for theme in THEMES)
    return tuple((title, message) for title, message in told if message)


def lacking_words(why: str, questions: Sequence[str]) -> str:
    """What has no number in this edition, in a sentence; empty where all has one."""
    return f"{why} {' '.join(questions)}" if questions else ""
