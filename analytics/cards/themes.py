"""What each page of the board is about: its title, its message and how to read it. The report says the same."""

from dataclasses import dataclass
from typing import Final

from analytics.cards.headlines import CHILDREN, MOST_OFTEN, Tile
from analytics.cards.headlines import VOLUME as EPISODES
from analytics.measuring.next_episode import BY_DAYS, LANDMARK_DAYS
from analytics.model import Unit


@dataclass(frozen=True)
class Theme:
    """One page's title, the figures that it may lead with, and a sentence on how to read it.

    Where none of its figures is unusual, the first that has a number is its message.
    """

    title: str
    message: Tile
    advice: str
    beside: tuple[Tile, ...] = ()

    @property
    def figures(self) -> tuple[Tile, ...]:
        """All that are looked at: no more than `latest.LOOKED_AT`."""
        return (self.message, *self.beside)


IN_TIME_OF_HELD: Final = Tile("interview-in-time-of-completed", "Interviews in time, of those held")
IN_TIME: Final = Tile("interview-in-time", "Interviews in time", instead=IN_TIME_OF_HELD)
MORE_THAN_ONCE: Final = Tile("missing-more-than-once", "Missing more than once", Unit.CHILD)
A_DAY: Final = Tile(
    "duration-hours",
    "Missing 24 hours or more",
    category="over-24",
    says="{n} of {of} missing episodes ({percent}) lasted 24 hours or more",
    widened=(
        "Missing 24 hours or more, or still missing",
        "{n} of {of} missing episodes ({percent}) lasted 24 hours or more, or have not ended",
    ),
)
IN_CARE: Final = Tile(
    "home-or-care", "Children in care", Unit.CHILD, "care", "{n} of {of} children ({percent}) went missing from care"
)
FROM_CARE: Final = Tile(
    "home-or-care",
    "From care",
    Unit.EPISODE,
    "care",
    "{n} of {of} missing episodes ({percent}) were from care",
)
EACH: Final = Tile("episodes-per-child", "Episodes per child")
MOST_FREQUENT: Final = Tile(
    "repeat-bands", "The most frequent", Unit.CHILD, MOST_OFTEN, "{n} of {of} children ({percent}) went missing {times}"
)
OVERVIEW: Final = (EPISODES, CHILDREN, IN_TIME, MORE_THAN_ONCE, A_DAY, IN_CARE)
# What the first page, the quarterly report and a release may lead with.
HEADLINES: Final = (*OVERVIEW, FROM_CARE, EACH, MOST_FREQUENT)
DURATION: Final = Theme(
    "How long children are missing",
    A_DAY,
    "An episode belongs to the period in which it starts. Those still missing have no duration yet.",
)
REPEAT: Final = Theme(
    "Repeat missing",
    MORE_THAN_ONCE,
    "Bands look back from the end of the period, so they hold more episodes than the period itself.",
    (EACH, Tile("persistent-children", "Persistent", Unit.CHILD), MOST_FREQUENT),
)
HOME_AND_CARE: Final = Theme(
    "Home and care",
    IN_CARE,
    "Children in care are those who were in care at some time in the period when they went missing; each child counts "
    "once. Episodes count where each began.",
    (FROM_CARE,),
)
INTERVIEWS: Final = Theme(
    "Return home interviews",
    Tile("interview-in-time", "In time", instead=IN_TIME_OF_HELD),
    "A return belongs to the period in which the child came back. Interviews not yet due are left out of “in time”.",
    (Tile("interview-offered", "Offered"), Tile("interview-completed", "Completed")),
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
    Tile("triage", "Red", Unit.CHILD, "red", "{n} of {of} children who went missing ({percent}) were triaged red"),
    "Each child counts once, however often they went. Not recorded is a row of its own, and stays in the total.",
    (Tile("sex", "Girls", Unit.CHILD, "F", "{n} of {of} children who went missing ({percent}) were girls"),),
)
WHERE: Final = Theme(
    "Where",
    Tile("distance", category="0-5", says="{n} of {of} children’s returns ({percent}) were from under 5 miles away"),
    "Ranked by episodes, one child can make a district; ranked by children, none can. Read the two side by side.",
)
VOLUME: Final = Theme(
    "Volume over time",
    EPISODES,
    "A point outside its normal range, or in a run, asks for a reason; others do not. More reports can be better "
    "recording.",
    (CHILDREN, EACH),
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
    "What may help",
    Tile("again-after-interview"),
    "An association, not an effect: children who are seen within 72 hours, or supported, differ from those "
    f"who are not. Support is given to those of most concern. How many go again within {BY_DAYS} days has two answers: "
    f"of any return, and of returns that held for {LANDMARK_DAYS} days. Only the second can be compared by interviews, "
    "since whoever went sooner could not have had one.",
)
