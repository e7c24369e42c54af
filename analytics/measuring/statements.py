"""What an indicator declares besides its counting: which tables are published, and what their numbers are.

`Listing` is its part of the closed list. `Statement` says, in words of the glossary, which quantities its numbers
are and how these relate to others: the audit reads nothing else of an indicator (docs/decisions.md, 49).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from analytics.measuring.breakdowns import Breakdown
from analytics.measuring.ladders import Rung
from analytics.model import PeriodKind, Unit

MONTH, QUARTER = PeriodKind.MONTH, PeriodKind.QUARTER
YEAR, CALENDAR = PeriodKind.FINANCIAL_YEAR, PeriodKind.CALENDAR_YEAR
# Every kind of period that is published, in the order in which its tables are made.
PUBLISHED_KINDS: Final = (MONTH, QUARTER, YEAR, CALENDAR)


class Bands(StrEnum):
    """What the categories of an indicator are bands of, so that words call them by it: "8 to 16 hours"."""

    HOURS = "hours"
    DAYS = "days"
    DAYS_TO_NEXT = "days to the next"
    TIMES = "times"
    ABSENCES = "absences"
    MILES = "miles"
    TOP = "most frequent children"
    REASONS = "reasons to look again at an absence"


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Which tables of an indicator the board reads, and whether the public reads them too.

    `whole` are the periods of the undivided table, `by` those of each breakdown, which is counted in `by_units` where
    not in all the units. A table more is one more way to work out a hidden number, and so hides more of all the others:
    the lists are short on purpose.
    """

    units: tuple[Unit, ...] = (Unit.EPISODE,)
    whole: tuple[PeriodKind, ...]
    by: Mapping[Breakdown, tuple[PeriodKind, ...]] = field(default_factory=dict)
    by_units: tuple[Unit, ...] = ()
    # No default: whoever adds a table decides whether a committee reads it in public.
    is_public: bool
    # How its categories are counted together where many numbers would be of a few children, finest first.
    ladder: tuple[Rung, ...] = ()
    # Whether a board reads it before all others: where a number needs company, that of another table is hidden first.
    is_first: bool = False
    # Whether a release compares it with other periods although it has more than one number.
    is_compared: bool = False


@dataclass(frozen=True)
class Quantity:
    """Something that is counted, named in words of the glossary.

    `part_of` names wider quantities: of the same groups and days, this is some of each. `rest_of` names two: in
    episodes, this is what the second leaves of the first.
    """

    name: str
    part_of: tuple[str, ...] = ()
    rest_of: tuple[str, str] | None = None
    # Children who went more often than something: who is counted in the whole may be so in none of its parts.
    is_by_how_often: bool = False
    # What is true at one moment: its months make up no quarter.
    is_of_a_moment: bool = False


@dataclass(frozen=True)
class Column:
    """What the categories of a table are groups of."""

    name: str
    # A child is in the same group on all days: what holds of all children holds of those of a group.
    never_changes: bool = False
    # Groups of children by how often they went, who are others in each quarter.
    is_by_how_often: bool = False
    # Whether its groups make up the whole: the most frequent 3 are among the most frequent 5.
    adds_up: bool = True


@dataclass(frozen=True, kw_only=True)
class Statement:
    """Which quantity the numerator of a table is, which its denominator, and what its categories are groups of.

    Raises nothing: `analytics/indicators/checks.py` says in words what is wrong with a statement.
    """

    counts: str
    of: str = ""
    column: Column | None = None
    # Where the denominator is counted in another unit than the numerator.
    of_unit: Unit | None = None
    # Groups that the denominator is limited to, such as ("setting", "care").
    of_groups: tuple[tuple[str, str], ...] = ()
    # Categories that are quantities of their own, and those that are a group of another column.
    quantities: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    # Categories that others together make up, with these.
    rollups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # Quantities that no other indicator has introduced.
    introduces: tuple[Quantity, ...] = ()


# Episodes as the glossary has them; every other quantity is introduced by the indicator that first counts it.
# "closed": missing episodes by their start that are over. "returned": by their end.
GLOSSARY: Final = (
    Quantity("missing"),
    Quantity("absent"),
    Quantity("away"),
    Quantity("closed", part_of=("missing",)),
    Quantity("returned"),
)
