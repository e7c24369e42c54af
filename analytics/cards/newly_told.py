"""What children told in interviews more often than in the quarters before, or for the first time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from analytics.cards.card import Scope
from analytics.disclosure.published import Row
from analytics.measuring.told import NOT_RECORDED
from analytics.model import Unit
from analytics.statistics.drivers import SharePart
from analytics.statistics.risen import Risen, risen
from analytics.words.columns import Columns
from analytics.words.names import category_name, in_a_sentence
from analytics.words.numbers import number, percent, sentence_case
from analytics.words.periods import period_name
from data.themes import OTHER_OF

# One question each.
SLUGS: Final = (
    "interview-reasons",
    "interview-company",
    "interview-whereabouts",
    "interview-travel",
    "interview-harm",
    "interview-wishes",
)
PERIODS_BEFORE: Final = 4
FEWEST_BEFORE: Final = 2
# What is no answer of its own: nothing, what no list has, and sums of others.
NOT_ASKED: Final = frozenset({NOT_RECORDED, "harm_none", *OTHER_OF.values()})
HOW: Final = (
    "Of the children who were seen in each quarter, so that one child who goes often makes no theme. Each answer is "
    "held against the four quarters before by an exact test, with an allowance for how many were looked at: while "
    "nothing changes, a quarter in twenty would name any. A child seen in several quarters counts in each."
)


@dataclass(frozen=True)
class NewlyTold:
    """The answers that have risen, of how many looked at; `lacks` says why nothing can be said."""

    found: tuple[Risen, ...] = ()
    looked_at: int = 0
    lacks: str = ""


def newly_told(scope: Scope) -> NewlyTold:
    """What has risen in the scope's period, beside the periods of its kind before it."""
    parts = [part for slug in SLUGS for part in parts_of(scope, slug)]
    if not parts:
        return NewlyTold(
            lacks="There are not two earlier periods alike in which interviews were held and what was told is recorded."
        )
    return NewlyTold(tuple(risen(parts)), len(parts))


def parts_of(scope: Scope, slug: str) -> Iterator[SharePart]:
    """Each answer to one question: children who gave it, of all seen, in the period and in those before."""
    period, rows = scope.view.period, scope.view.periods_alike(slug, Unit.CHILD).rows
    by_answer: dict[str, list[Row]] = {}
    for row in rows:
        if row.category not in NOT_ASKED and row.numerator is not None and row.denominator:
            by_answer.setdefault(row.category, []).append(row)
    for answer, told in by_answer.items():
        now = [row for row in told if row.period == period]
        earlier = sorted((row for row in told if row.period.end <= period.start), key=lambda row: row.period.start)
        before = earlier[-PERIODS_BEFORE:]
        if now and len(before) >= FEWEST_BEFORE:
            yield SharePart(slug, answer, *sums(before), *sums(now))


def sums(rows: list[Row]) -> tuple[int, int]:
    """How many, of how many, in all of the rows."""
    return sum(row.numerator or 0 for row in rows), sum(row.denominator or 0 for row in rows)


def newly_sentence(scope: Scope, told: NewlyTold) -> str:
    """ "Told more often than in the four quarters before: in a hotel or short let, 12 of 140 children (9%) ..."."""
    if told.lacks:
        return told.lacks
    looked = f"{number(told.looked_at)} answers were looked at."
    if not told.found:
        return f"Nothing was told more often than chance explains, beside the quarters before. {looked}"
    first, *others = told.found
    name = in_a_sentence(category_name(scope.indicators[first.part.dimension], first.part.name))
    more = f" So {'was' if len(others) == 1 else 'were'} {number(len(others))} more." if others else ""
    how = "For the first time" if first.is_new else "More often than before"
    return f"{how}: {name}, by {of_children(first.part.recent, first.part.recent_of)}.{more} {looked}"


def of_children(many: int, of: int) -> str:
    """ "12 of 140 children seen (9%)"."""
    return f"{number(many)} of {number(of)} children seen ({percent(many / of)})"


def newly_columns(scope: Scope, told: NewlyTold) -> Columns:
    """A line an answer: what, to which question, how many now and before."""
    found = [(item, scope.indicators[item.part.dimension]) for item in told.found]
    return {
        "What was told": [category_name(indicator, item.part.name) for item, indicator in found],
        "Asked": [indicator.definition.title for _, indicator in found],
        sentence_case(period_name(scope.view.period)): [
            of_children(item.part.recent, item.part.recent_of) for item, _ in found
        ],
        "Quarters before": [of_children(item.part.before, item.part.before_of) for item, _ in found],
    }
