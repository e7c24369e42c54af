"""A release in brief: what the committee's first page says, and its paper."""

from typing import Final

from analytics.cards.card import Answered, Card, table_of, unit_of
from analytics.cards.headlines import headline
from analytics.disclosure.coarser import TableKey, tables_in
from analytics.measuring.breakdowns import BREAKDOWNS, SETTING, SEX
from analytics.model import Unit
from analytics.releases.read import Released
from analytics.words.sentences import sentence

SAID: Final = (
    "episodes-per-child",
    "missing-more-than-once",
    "persistent-children",
    "interview-offered",
    "interview-completed",
    "interview-in-time",
)
CARDS: Final = (
    Card("home-or-care", Unit.CHILD, title="How many children went missing from home, and from care?"),
    Card("duration-hours"),
    Card("repeat-bands", Unit.CHILD),
    Card("interview-outcome", Unit.EPISODE),
)
# The groups to draw side by side, where a table has several numbers for each group.
SIDE_BY_SIDE: Final = {SETTING.slug: ("care", "home"), SEX.slug: ("F", "M")}


def answered(released: Released) -> Answered:
    """The release's figures, in its own terms."""
    return Answered(released, released.view)


def release_headline(released: Released) -> str:
    """How many episodes and children, beside the periods that it is compared with, and whether that is normal."""
    said = headline(released.view, released.indicators, (), released.settings.changes)
    return " ".join([said, *released.noted("normal")])


def release_sentences(released: Released) -> list[str]:
    """What matters most, one plain sentence each; one that has no number says why."""
    known = released.indicators
    tables = [(table_of(released.view, Card(slug), known[slug]), known[slug]) for slug in SAID]
    said = [sentence(table, indicator) for table, indicator in tables if table.rows]
    return [one for one in said if one]


def release_cards(released: Released) -> list[Card]:
    """The cards whose tables are in the release."""
    there = {(slug, unit) for slug, unit, by in tables_in(released.published) if not by}
    return [card for card in CARDS if (card.slug, unit_of(card, released.indicators[card.slug])) in there]


def card_of(table: TableKey) -> Card:
    """The card that draws a table."""
    slug, unit, breakdown = table
    return Card(slug, Unit(unit), BREAKDOWNS.get(breakdown), SIDE_BY_SIDE.get(breakdown, ()))


def paper_name(released: Released) -> str:
    """What the file of the committee's paper is called: "scrutiny-2026-27-Q2.docx"."""
    return f"scrutiny-{released.release.name}.docx"
