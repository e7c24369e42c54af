"""The hotspot page of a co-ordinator: hexagons, what became of them, and how well they foretold."""

import streamlit as st

from analytics.disclosure.policy import threshold_without_agreement
from analytics.maps.flows import Flows, flow_columns, flow_sentence, flows_of
from analytics.maps.hexagons import MAP_HEIGHT, flow_deck, hexagon_deck
from analytics.maps.significance import (
    METHOD,
    TREND_MEANINGS,
    HotspotMap,
    Side,
    forecast_sentence,
    hot_columns,
    hot_sentence,
    hotspot_map,
    precision_sentence,
    size_words,
)
from analytics.maps.where import NO_DISTRICTS
from analytics.model import PeriodKind
from analytics.views.view import supplied_quarters
from geo.cells import hexagon_size, outlines_of
from pages.common.audit import ROUTINE, record_view
from pages.common.cards import advise, say_lead, show_table
from pages.common.choosing import choose
from pages.common.drawing import is_dark, palette
from pages.common.filters import ask_period, say_exact
from pages.common.identity import Reader
from pages.common.live import live
from pages.common.maps import my_districts, say_origin
from pages.common.plain_words import plain

SIDES = {Side.FOUND: "Where children are found", Side.MISSING_FROM: "Where children go missing from"}


def ask_hotspots(reader: Reader) -> HotspotMap:
    """A quarter, and which end of the episode; the view is logged."""
    now = live()
    with st.sidebar:
        quarters = supplied_quarters(now.snapshot, now.as_of)
        period = ask_period(now, {PeriodKind.QUARTER: quarters}, lambda each: each in quarters)
        st.caption("By quarter alone: a month holds too few children, and a year does not show what is new.")
        side = choose("Map", list(Side), SIDES.__getitem__, key="side", first=Side.FOUND)
        say_exact(now)
    record_view(
        reader,
        ROUTINE,
        {"snapshot": now.snapshot.name, "from": str(period.start), "to": str(period.end), "hotspots": side.value},
    )
    return hotspot_map(now.snapshot, now.settings, period, side)


def show_hotspots(hexagon_map: HotspotMap) -> None:
    """What the map says, the map unless there are too few events, the table, and how it was worked out."""
    districts = my_districts()
    if not districts:
        advise(NO_DISTRICTS)
        return
    say_lead(hot_sentence(hexagon_map))
    if hexagon_map.hot_now is not None:
        show_hexagons(hexagon_map)
        st.markdown(plain(forecast_sentence(hexagon_map)))
    show_table(hot_columns(hexagon_map), "Hexagons with the most children, hotspots first")
    advise(precision_sentence(hexagon_map))
    advise(TREND_MEANINGS)
    advise(f"{size_words(hexagon_size(districts))} {METHOD}")
    say_origin()


def show_flows(hexagon_map: HotspotMap) -> None:
    """From which district to which, in the same quarter."""
    now = live()
    flows = flows_of(now.snapshot, now.settings, hexagon_map.now.period)
    st.header("From where to where", anchor=False)
    st.markdown(f"**{plain(flow_sentence(flows))}**")
    if not flows.pairs:
        return
    districts = my_districts()
    if districts:
        show_arcs(flows, districts)
    else:
        advise(NO_DISTRICTS)
    show_table(flow_columns(flows), "Pairs of districts, those with the most children first")
    say_origin()


def show_arcs(flows: Flows, districts: frozenset[str]) -> None:
    """The pairs with enough children, as arcs over the districts."""
    fewest = threshold_without_agreement(live().settings).fewest_shown
    with st.container(border=True):
        st.markdown(f"Pairs with {fewest} children or more. **Orange end: found here.**")
        st.pydeck_chart(flow_deck(flows, palette(), districts), height=MAP_HEIGHT, key="flows")


def show_hexagons(hexagon_map: HotspotMap) -> None:
    """The hexagons; those with an orange edge are hotspots."""
    with st.container(border=True):
        more = "Lighter" if is_dark() else "Darker"
        st.markdown(f"{more}: more children. **Orange edge: hotspot.** Without colour: nobody.")
        st.pydeck_chart(
            hexagon_deck(hexagon_map, palette(), outlines_of(my_districts())), height=MAP_HEIGHT, key="hexagons"
        )
