"""Hotspots and named places as they are published: by name, without a number, for a board and whoever else reads it."""

from collections.abc import Mapping
from typing import Final

import streamlit as st

from analytics.maps.board_hotspot_words import (
    HOTSPOT,
    NO_LIST,
    NOT_YET,
    OLDER,
    QUESTIONS,
    hotspot_columns,
    hotspots_counted,
    hotspots_sentence,
    place_columns,
    places_counted,
    places_sentence,
)
from analytics.maps.board_hotspots import BoardHotspots, BoardWhere, Standing, board_where
from analytics.maps.hexagons import MAP_HEIGHT, named_deck
from analytics.maps.significance import Side
from analytics.maps.where import NO_DISTRICTS
from analytics.model import Audience, Period
from analytics.views.view import threshold_of_files
from geo.cells import hexagon_size
from pages.common.cards import advise, show_table
from pages.common.choosing import choose
from pages.common.drawing import palette
from pages.common.identity import Reader
from pages.common.live import live
from pages.common.maps import my_districts, say_origin
from pages.common.plain_words import plain

UNPUBLISHED: Final = "Nothing of these records is published to the board yet, so no place is named to it."
AS_PUBLISHED: Final = (
    "As the board reads them: by name, of a year. With their numbers they are on the pages Hotspots and Places."
)
SIDES: Final = {Side.FOUND: "Where children are found", Side.MISSING_FROM: "Where children go missing from"}
MARKS: Final = {
    Standing.NEW: "Orange: new.",
    Standing.ALSO: "Blue: also the year before.",
    Standing.NO_LONGER: "Outline alone: no longer.",
    Standing.NOT_COMPARED: "Blue: hotspot. The year before cannot be compared.",
}


def show_named_hotspots(reader: Reader) -> None:
    """The hotspots of the side that the reader chooses, of the last financial year."""
    if named := named_where(reader):
        show_hotspots(named)


def show_named_places(reader: Reader) -> None:
    """The named places of the same year."""
    if named := named_where(reader):
        show_places(named.places, named.hotspots[Side.FOUND].year)


def named_where(reader: Reader) -> BoardWhere | None:
    """What is published of places by name; nothing, and why, where none is."""
    publication = live().snapshot.publication
    named = board_where(publication.published) if publication else None
    if publication is None:
        advise(UNPUBLISHED)
    elif named is None:
        advise(OLDER)
    elif not named.hotspots:
        advise(NOT_YET)
    else:
        if reader.audience is Audience.COORDINATOR:
            advise(AS_PUBLISHED)
        return named
    return None


def show_hotspots(named: BoardWhere) -> None:
    """One side: its message, the map and its table."""
    with st.container(border=True):
        side = choose("Hotspots of", list(Side), SIDES.__getitem__, key="hotspots", first=Side.FOUND)
        result = named.hotspots[side]
        st.subheader(plain(QUESTIONS[side]), anchor=False)
        st.markdown(f"**{plain(hotspots_sentence(result))}**")
        advise(HOTSPOT)
        if result.hexagons:
            show_hexagons(result)
            show_table(hotspot_columns(result), "Hotspots that are named, by name")
            say_origin()
        explain(hotspots_counted(threshold_of_files(live().snapshot).fewest_shown, hexagon_size(my_districts())))


def show_hexagons(board_hotspots: BoardHotspots) -> None:
    """The map of the named hexagons, and what its marks mean; or what to set, for one."""
    if not my_districts():
        advise(NO_DISTRICTS)
        return
    met = [
        words
        for standing, words in MARKS.items()
        if standing in {hexagon.standing for hexagon in board_hotspots.hexagons}
    ]
    advise(" ".join(met))
    deck = named_deck(board_hotspots.hexagons, palette(), my_districts())
    st.pydeck_chart(
        deck, height=MAP_HEIGHT, key="named-hexagons", alt=f"{hotspots_sentence(board_hotspots)} The table says which."
    )


def show_places(places: Mapping[str, tuple[Side, ...]] | None, year: Period) -> None:
    """The places that are named, or how to have them named."""
    fewest = threshold_of_files(live().snapshot).fewest_shown
    with st.container(border=True):
        st.subheader("Named places", anchor=False)
        if places is None:
            advise(NO_LIST)
            return
        st.markdown(f"**{plain(places_sentence(places, year, fewest))}**")
        if places:
            show_table(place_columns(places), "Places that are named, by name")
        explain(places_counted(fewest))


def explain(notes: Mapping[str, str]) -> None:
    """What is named, on demand."""
    with st.expander("What this counts"):
        st.markdown("\n\n".join(f"**{plain(name)}:** {plain(text)}" for name, text in notes.items()))
