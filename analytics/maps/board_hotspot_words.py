"""Hotspots and named places of a board in words: names, how they stand, and no number of children but the threshold."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

from analytics.maps.board_hotspots import BoardHotspots, Standing
from analytics.maps.significance import Side, size_words
from analytics.model import Period
from analytics.words.columns import Columns
from analytics.words.numbers import joined, number
from analytics.words.periods import period_name
from geo.hotspots import FEWEST_EVENTS

VERBS: Final = {Side.FOUND: "were found", Side.MISSING_FROM: "went missing"}
PLACE_WORDS: Final = {Side.FOUND: "Found here", Side.MISSING_FROM: "Missing from here"}
QUESTIONS: Final = {
    Side.FOUND: "Where are more children found than chance explains?",
    Side.MISSING_FROM: "Where do more children go missing than chance explains?",
}
STANDING_WORDS: Final = {
    Standing.NEW: "New",
    Standing.ALSO: "Also the year before",
    Standing.NO_LONGER: "No longer",
    Standing.NOT_COMPARED: "Hotspot",
}
HOTSPOT: Final = (
    "A hotspot has more children than chance explains, given where people live. It says where to look, not why. What "
    "is not named may have few children, or none, or what chance would give."
)
OLDER: Final = "These figures were published by an earlier version, which named no hotspots. The next load will."
NOT_YET: Final = "Hotspots and places are named for financial years that are over and were supplied: there is none yet."
NO_LIST: Final = (
    "Only places of the council’s own list are named here, and the figures were loaded without one. Whoever keeps the "
    "settings can write it: see docs/places.md."
)


def hotspots_sentence(board_hotspots: BoardHotspots) -> str:
    """Where more children were found, or went missing, than chance explains; or why nothing is named."""
    when, happened = period_name(board_hotspots.year), VERBS[board_hotspots.side]
    if not board_hotspots.is_enough:
        where = f"{happened} in {when} in the districts whose numbers are shown"
        return f"Fewer than {FEWEST_EVENTS} children {where}: too few to tell a hotspot from chance."
    now = sorted({hexagon.around for hexagon in board_hotspots.hexagons if hexagon.standing is not Standing.NO_LONGER})
    if not now:
        return f"No hotspot is named for {when}."
    text = f"In {when}, more children {happened} around {joined(now)} than chance explains"
    new = sorted({hexagon.around for hexagon in board_hotspots.hexagons if hexagon.standing is Standing.NEW})
    return f"{text}; new: {joined(new)}." if new else f"{text}."


def hotspot_columns(board_hotspots: BoardHotspots) -> Columns:
    """Every hexagon that is named, by name; those of one name and standing are one line."""
    many = Counter((hexagon.around, hexagon.standing) for hexagon in board_hotspots.hexagons)
    return {
        "Around": [name if times == 1 else f"{name} ({times} hexagons)" for (name, _), times in many.items()],
        "Hotspot": [STANDING_WORDS[standing] for _, standing in many],
    }


def hotspots_counted(fewest: int, size: float) -> dict[str, str]:
    """What a hotspot of a board is, and is not, under headings; `size` in square kilometres is a hexagon's."""
    return {
        "A hotspot": (
            f"{size_words(size)} A hotspot is one that holds more children than expected, where it "
            "or a neighbour stands out, with its own neighbours, more than any place of 95 in 100 maps drawn by chance."
        ),
        "Counted": (
            "Each child once in a hexagon, in missing episodes that began in the year. Chance follows residential "
            "postcodes, not the number of children who live there. What is known to a postcode district only stands "
            "on the district’s middle."
        ),
        "Named": (
            f"Where it holds {fewest} children or more, its district’s number is shown, and no few children are left "
            "in the rest of it. The order is the alphabet’s."
        ),
        "Since the year before": (
            "New: named for this year, not for the year before. Also the year before: named for both. No longer: "
            "named for the year before, not for this one."
        ),
    }


def places_sentence(places: Mapping[str, tuple[Side, ...]], year: Period, fewest: int) -> str:
    """How many places are named, or that none is."""
    when = period_name(year)
    if not places:
        return f"No place of the council’s list had {fewest} children or more in {when}."
    named = "1 place" if len(places) == 1 else f"{number(len(places))} places"
    return f"{named} of the council’s list had {fewest} children or more in {when}."


def place_columns(places: Mapping[str, tuple[Side, ...]]) -> Columns:
    """Every place that is named, by name, and on which sides."""
    return {
        "Place": list(places),
        "Children": [" · ".join(PLACE_WORDS[side] for side in sides) for sides in places.values()],
    }


def places_listed(places: Mapping[str, tuple[Side, ...]]) -> str:
    """Every place that is named, by the sides on which it is: "Found here: Market Square and Westbrook library."."""
    by_sides: dict[tuple[Side, ...], list[str]] = {}
    for place, sides in places.items():
        by_sides.setdefault(sides, []).append(place)
    return " ".join(
        f"{' · '.join(PLACE_WORDS[side] for side in sides)}: {joined(named)}." for sides, named in by_sides.items()
    )


def places_counted(fewest: int) -> dict[str, str]:
    """What it takes for a place to be named, under headings."""
    return {
        "Counted": (
            "Different children in missing episodes that began in the year; those found at a place and those who went "
            "from there each for themselves. Spellings of one place are counted together."
        ),
        "Named": (
            f"A place of the council’s own list where {fewest} children or more were, whose district’s number is "
            "shown, and where no few children are left in the rest of it. What other names stand in reports is never "
            "shown. So what is not named may have few children or none. The order is the alphabet’s."
        ),
    }
