"""A release in brief: what the committee's first page says, and its paper."""

from typing import Final

from analytics.cards.answer import answered_in
from analytics.cards.card import Card, Scope, unit_of
from analytics.cards.headlines import VOLUME
from analytics.cards.leading import (
    Lead,
    material_fact,
    recording_changes,
    said,
    said_in_order,
    volume_sentence,
    with_volume,
)
from analytics.cards.themes import HEADLINES
from analytics.disclosure.coarser import TableKey, tables_in
from analytics.measuring.breakdowns import BREAKDOWNS, SETTING, SEX
from analytics.model import Unit
from analytics.releases.read import Released, unusual_in
from analytics.views.variation import normal_variation
from analytics.words.columns import Columns, by_period
from analytics.words.periods import period_name

EARLIER: Final = "Compared with earlier periods"
EARLIER_SAID: Final = "The same figure in earlier periods, newest first"
NAMED_FIRST: Final = (
    "episodes-per-child",
    "missing-more-than-once",
    "persistent-children",
    "interview-offered",
    "interview-completed",
    "interview-in-time",
    "interview-push-pull",
)
CARDS: Final = (
    Card("home-or-care", Unit.CHILD, title="How many children went missing from home, and from care?"),
    Card("duration-hours"),
    Card("repeat-bands", Unit.CHILD),
    Card("interview-outcome", Unit.EPISODE),
    Card("interview-push-pull"),
    Card("interview-reasons"),
)
# The groups to draw side by side, where a table has several numbers for each group.
SIDE_BY_SIDE: Final = {SETTING.slug: ("care", "home"), SEX.slug: ("F", "M")}


def scope_of(released: Released) -> Scope:
    """The release's figures, and what it calls them."""
    return Scope(released.view, released.indicators, released.settings, released.few)


def release_headline(released: Released) -> str:
    """What is unusual, else what matters most; how many episodes and children, and whether that is usual."""
    return " ".join([with_volume(release_lead(released), volume_said(released)), *released.noted("normal")])


def volume_said(released: Released) -> str:
    """How many episodes and children, and how many before; where it is unusual, in the words that lead."""
    scope = scope_of(released)
    unusual = (said(read, words) for read, words in unusual_in(released, scope) if read.tile == VOLUME)
    return next(unusual, "") or volume_sentence(scope)


def release_lead(released: Released) -> Lead:
    """What the release leads with: all that was unusual when it was prepared, by the board's series."""
    scope = scope_of(released)
    return Lead(
        period_name(released.period),
        recording_changes(scope, HEADLINES),
        said_in_order(unusual_in(released, scope)),
        bool(released.noted("tested")),
        material_fact(scope),
        " ".join(released.noted("why")),
    )


def release_sentences(released: Released) -> list[str]:
    """What matters most, one plain sentence each; one that has no number says why."""
    scope = scope_of(released)
    every = (answered_in(scope, Card(slug)) for slug in NAMED_FIRST)
    return [answered.sentence for answered in every if answered.table.rows]


def release_cards(released: Released) -> list[Card]:
    """The cards whose tables are in the release."""
    there = {(slug, unit) for slug, unit, by in tables_in(released.published) if not by}
    return [card for card in CARDS if (card.slug, unit_of(card, released.indicators[card.slug])) in there]


def card_of(table: TableKey) -> Card:
    """The card that draws a table."""
    slug, unit, breakdown = table
    return Card(slug, Unit(unit), BREAKDOWNS.get(breakdown), SIDE_BY_SIDE.get(breakdown, ()))


def earlier_columns(released: Released, table: TableKey) -> Columns:
    """The figure of a table in every period that the release gives it for; empty where it is not one figure."""
    slug, unit, breakdown = table
    rows = released.published.table(slug, Unit(unit), breakdown=breakdown)
    periods = [row.period for row in rows.rows]
    if breakdown or len(periods) < 2 or len(periods) > len(set(periods)):
        return {}
    return by_period(rows, released.few, normal_variation(rows, released.indicators[slug], released.settings.changes))


def paper_name(released: Released) -> str:
    """What the file of the committee's paper is called: "scrutiny-2026-27-Q2.docx"."""
    return f"scrutiny-{released.release.name}.docx"
