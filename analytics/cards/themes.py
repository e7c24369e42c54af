"""What each page of the board is about: its title, its message and how to read it. The report says the same."""

from dataclasses import dataclass
from typing import Final

from analytics.cards.headlines import Tile
from analytics.model import Unit


@dataclass(frozen=True)
class Theme:
    """One page's title, the figure that its message is of, and a sentence on how to read it."""

    title: str
    message: Tile
    advice: str


OVERVIEW: Final = (
    Tile("missing-episodes", "Missing episodes"),
    Tile("children-missing", "Children missing", Unit.CHILD),
    Tile("interview-in-time", "Interviews in time"),
    Tile("missing-more-than-once", "Missing more than once", Unit.CHILD),
    Tile("duration-hours", "Missing 24 hours or more", category="over-24"),
    Tile("home-or-care", "Children in care", Unit.CHILD, "care"),
)
DURATION: Final = Theme(
    "How long children are missing",
    Tile("duration-hours", category="over-24", says="{n} of {of} missing episodes ({percent}) lasted 24 hours or more"),
    "An episode belongs to the period in which it starts. Those still missing have no duration yet: they are a row.",
)
REPEAT: Final = Theme(
    "Repeat missing",
    Tile("missing-more-than-once", "Missing more than once", Unit.CHILD),
    "Bands look back from the end of the period, so they hold more episodes than the period itself.",
)
HOME_AND_CARE: Final = Theme(
    "Home and care",
    Tile(
        "home-or-care",
        unit=Unit.CHILD,
        category="care",
        says="{n} of {of} children ({percent}) went missing from care",
    ),
    "Children in care are those who were in care at some time in the period when they went missing; each child counts "
    "once. Episodes count where each began.",
)
INTERVIEWS: Final = Theme(
    "Return home interviews",
    Tile("interview-in-time", "In time"),
    "A return belongs to the period in which the child came back. Interviews not yet due are left out of “in time”.",
)
TOLD: Final = Theme(
    "What children say",
    Tile(
        "interview-push-pull",
        category="pushed",
        says="After {n} of {of} interviews that were held ({percent}), a child told of being pushed away by something",
    ),
    "By the coding list of return interviews (docs/interview-themes.md). A child may give several answers. What nobody "
    "wrote down is a row of its own.",
)
WHO: Final = Theme(
    "Who goes missing",
    Tile("sex", unit=Unit.CHILD, category="F", says="{n} of {of} children who went missing ({percent}) were girls"),
    "Each child counts once, however often they went. Not recorded is a row of its own, and stays in the total.",
)
WHERE: Final = Theme(
    "Where",
    Tile("distance", category="0-5", says="{n} of {of} children’s returns ({percent}) were from under 5 miles away"),
    "Ranked by episodes, one child can make a district; ranked by children, none can. Read the two side by side.",
)
VOLUME: Final = Theme(
    "Volume over time",
    OVERVIEW[0],
    "A point outside its normal range, or in a run, asks for a reason; others do not. More reports can be better "
    "recording.",
)
MISSING_AND_ABSENT: Final = Theme(
    "Missing and absent",
    Tile(
        "missing-and-absent",
        unit=Unit.CHILD,
        category="none",
        says="{n} of {of} children who went missing ({percent}) were never reported absent",
    ),
    "Absent means not where expected, with no apparent risk. A month that no source supplied is a gap, not a zero.",
)
LEARNING: Final = Theme(
    "Learning",
    Tile("again-after-interview"),
    "An association, not an effect: children who are seen within 72 hours, or supported, differ from those "
    "who are not. Support is given to those of most concern.",
)
