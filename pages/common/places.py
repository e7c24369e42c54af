"""The page of named places: the table, and the sheet for partners."""

from functools import partial

import streamlit as st

from analytics.disclosure.policy import threshold_without_agreement
from analytics.maps.named_places import PlaceCount, named_places, partner_sheet, place_columns, places_sentence
from analytics.maps.place_map import hot_words, numbered, place_figure, place_map, undrawn_words
from analytics.maps.significance import Side, hotspot_map
from analytics.maps.where import NO_DISTRICTS
from analytics.model import Period, PeriodKind
from analytics.words.columns import Columns
from geo.districts import district_ground
from pages.common.audit import ROUTINE, record_view, recorded
from pages.common.cards import advise, say_lead, show_table
from pages.common.drawing import palette, show_drawn
from pages.common.filters import ask_any_period, say_exact
from pages.common.identity import Reader
from pages.common.live import live
from pages.common.maps import my_districts, say_origin

PARTNERS = "for partners"


def ask_places(reader: Reader) -> tuple[Period, list[PlaceCount]]:
    """Any period, and its places; the view is logged."""
    now = live()
    with st.sidebar:
        period = ask_any_period(now)
        say_exact(now)
    what = {"snapshot": now.snapshot.name, "from": str(period.start), "to": str(period.end), "places": "all"}
    record_view(reader, ROUTINE, what)
    return period, named_places(now.snapshot, now.settings, period)


def show_places(reader: Reader, period: Period, places: list[PlaceCount]) -> None:
    """What was named, its table, and the sheet."""
    say_lead(places_sentence(places, period))
    if places:
        columns = show_place_map(period, places)
        show_table(columns, "Named places, those with the most children first")
        offer_sheet(reader, period)


def show_place_map(period: Period, places: list[PlaceCount]) -> Columns:
    """The map and what stands on it, or what to set for one; answers the table, with each place's number on the map."""
    now, columns = live(), place_columns(places)
    ground = district_ground(my_districts())
    if not ground.areas:
        advise(NO_DISTRICTS)
        return columns
    is_quarter = period.kind is PeriodKind.QUARTER
    hotspots = hotspot_map(now.snapshot, now.settings, period, Side.FOUND) if is_quarter else None
    drawn = place_map(places, ground, hotspots)
    with st.container(border=True):
        advise(
            f"Dots: places, by their number in the table, at the middle of their sector or district. {hot_words(drawn)}"
        )
        show_drawn(place_figure(drawn, ground, palette()), drawn.alt, key="places")
        advise(undrawn_words(drawn))
    say_origin()
    return numbered(columns, drawn)


def offer_sheet(reader: Reader, period: Period) -> None:
    """The download for partners, which is logged."""
    now = live()
    fewest = threshold_without_agreement(now.settings).fewest_shown
    advise(f"The sheet for partners names places where {fewest} children or more were found, and when; no child.")
    st.download_button(
        "Download the sheet for partners (CSV)",
        recorded(
            reader,
            partial(partner_sheet, now.snapshot, now.settings, period),
            {"snapshot": now.snapshot.name, "places": PARTNERS, "from": str(period.start)},
        ),
        file_name=f"places-{period.start}-to-{period.end}.csv",
        mime="text/csv",
        key="download-places",
        on_click="ignore",
    )
