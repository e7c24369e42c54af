"""Cards of maps: where children go missing from and are found, with the table below and where the areas come from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import streamlit as st

from analytics.cards.answer import answer
from analytics.cards.card import Card, Scope
from analytics.charts.builders import Message
from analytics.charts.figure import figure
from analytics.charts.times import bands_stacked, once_or_more
from analytics.disclosure.closed_list import is_listed
from analytics.disclosure.published import Table
from analytics.maps.area_map import AreaMap, area_map, map_figure, rate_map
from analytics.maps.where import (
    NO_DISTRICTS,
    NO_OWN_AREAS,
    PER_CHILDREN,
    area_columns,
    beside_of,
    listed_areas,
    populations_of,
    rate_sentence,
    times_sentence,
    unlike_the_records,
    with_rates,
)
from analytics.measuring.breakdowns import DISTRICT
from analytics.measuring.shapes import Indicator, MoreThan, RepeatBands
from analytics.model import Audience, Unit
from analytics.presenting.presenter import presenter_of
from analytics.words.periods import period_name, window_counted
from data.errors import BadSetting
from data.settings import Settings
from geo.districts import ATTRIBUTION, NOT_LEGAL, Ground, district_ground, named_ground
from geo.own_areas import BadAreas, areas_of_districts, own_areas
from pages.common.asked import Asked
from pages.common.cards import NOT_OF_PART, NOTHING_TO_DRAW, advise, define, say_other_period, show_table
from pages.common.choosing import choose
from pages.common.drawing import palette, show_drawn
from pages.common.live import live
from pages.common.plain_words import plain

COUNTS, RATES = "Numbers", f"{PER_CHILDREN} children aged 10 to 17"
SHOWN_AS: Final = (COUNTS, RATES)
UNITS: Final = ((Unit.EPISODE, "By episodes"), (Unit.CHILD, "By children"))


@dataclass(frozen=True)
class Where:
    """What a map may count: the indicator, the words of the choice, and whether its areas are police areas."""

    slug: str
    name: str
    is_by_area: bool = False
    # What counts a district's children by how often, exactly, and what they did; what they are counted by to a board
    # is missing alone.
    times: str = "repeat-bands"
    verb: str = "went missing"


WHERE: Final = (
    Where("postcode-district", "Missing from"),
    Where("postcode-district-found", "Found in"),
    Where("postcode-district-absent", "Absent from", times="repeat-bands-absent", verb="were absent"),
    Where(
        "postcode-district-both",
        "Missing or absent from",
        times="repeat-bands-both",
        verb="were missing or absent",
    ),
    Where("police-area", "Missing from, by police area", is_by_area=True),
)
TIMES_OF_A_BOARD: Final = "missing-more-than-once"


def map_cards(audience: Audience) -> tuple[Card, ...]:
    """What the maps need to be asked for, for this reader."""
    offered = choices(audience)
    times = dict.fromkeys(times_of(where, audience)[0] for where in offered)
    return (
        *(Card(where.slug) for where in offered),
        Card("police-area"),
        *(Card(slug, by=DISTRICT) for slug in times),
    )


def times_of(where: Where, audience: Audience) -> tuple[str, str]:
    """What counts a district's children by how often, and what they did: a board is told of missing alone."""
    if audience is Audience.COORDINATOR:
        return where.times, where.verb
    return TIMES_OF_A_BOARD, Where.verb


def choices(audience: Audience) -> tuple[Where, ...]:
    """What this reader may see on a map."""
    return tuple(
        where for where in WHERE if audience is Audience.COORDINATOR or is_listed(where.slug, Unit.CHILD, None)
    )


def choose_map(request: Asked) -> Where:
    """What the maps and the bars below them count."""
    offered = choices(request.reader.audience)
    return choose("Map", offered, lambda item: item.name, key="map", first=offered[0])


def show_district_maps(request: Asked, where: Where) -> None:
    """Two maps that rank differently, then the table of both."""
    ground = ground_of(where, request.settings)
    indicator = request.indicators[where.slug]
    answers = [answer(request, Card(where.slug, unit)) for unit, _ in UNITS]
    scope, tables = answers[0].scope, [each.table for each in answers]
    if not all(each.has_figures for each in answers):
        advise(NOTHING_TO_DRAW)
        return
    if scope.view.period != request.view.period:
        say_other_period(scope.view.period)
    populations = choose_rate(request, ground)
    if without := no_map(ground, where, tables[0]):
        advise(without)
        show_area_table(tables, ground, populations_of(request.settings))
        return
    for column, (unit, title), table in zip(st.columns(2), UNITS, tables, strict=True):
        with column, st.container(border=True, height="stretch"):
            drawn = map_of(scope, table, ground, indicator, populations)
            show_map(drawn, ground, title, f"{where.slug}-{unit}")
    show_area_table(tables, ground, populations_of(request.settings))
    say_origin()
    with st.expander("What this counts"):
        define(indicator)


def no_map(ground: Ground, where: Where, table: Table) -> str:
    """Why no map is drawn, and what to set: nowhere to draw on, or areas of which the records name none."""
    if not ground.areas:
        return NO_OWN_AREAS if where.is_by_area else NO_DISTRICTS
    return unlike_the_records(table, ground.codes) if where.is_by_area else ""


def my_districts() -> frozenset[str]:
    """The postcode districts that maps are about."""
    settings = live().settings
    return named_ground(settings.areas, settings.council.authority)


def ground_of(where: Where, settings: Settings) -> Ground:
    """The areas to draw: districts, or police areas from the council's own file or made of their districts."""
    if not where.is_by_area:
        return district_ground(named_ground(settings.areas, settings.council.authority))
    if not settings.maps.areas:
        return areas_of_districts(tuple(settings.areas.items()))
    try:
        return own_areas(settings.maps.areas, settings.maps.code, settings.maps.name)
    except BadAreas as error:
        raise BadSetting(f"maps.areas cannot be used. {error}") from error


def choose_rate(request: Asked, ground: Ground) -> Mapping[str, int]:
    """How many children live in each area, where the settings say so of all of them and the reader wants rates."""
    populations = populations_of(request.settings)
    if not ground.codes or not ground.codes <= populations.keys():
        return {}
    shown = choose("Shown as", SHOWN_AS, str, key="shown-as", first=SHOWN_AS[0])
    return populations if shown == RATES else {}


def map_of(scope: Scope, table: Table, ground: Ground, indicator: Indicator, populations: Mapping[str, int]) -> AreaMap:
    """The map of a table, with what lies on none of its areas; of rates, where there are populations."""
    when = period_name(scope.view.period)
    marks = beside_of(table, scope.view.table("police-area", table.unit), ground.codes)
    if populations:
        subtitle = f"{indicator.definition.title}, {PER_CHILDREN.lower()} children aged 10 to 17, {when}."
        return rate_map(table, ground, (rate_sentence(table, populations), subtitle), marks, populations)
    words = (presenter_of(indicator).sentence(table), f"{indicator.definition.title}, {when}.")
    return area_map(table, ground, words, marks)


def show_map(drawn: AreaMap, ground: Ground, title: str, key: str) -> None:
    """Its message, the map, and beside it what is on no area."""
    st.subheader(plain(title), anchor=False)
    st.markdown(f"**{plain(drawn.title)}**")
    show_drawn(map_figure(drawn, ground, palette()), drawn.alt, key=f"map-{key}")
    beside = " · ".join(f"{plain(mark.label)} **{plain(mark.text)}**" for mark in drawn.beside)
    st.markdown(f"Not on the map: {beside}")


def show_area_table(tables: Sequence[Table], ground: Ground, populations: Mapping[str, int]) -> None:
    """Every area with its episodes and its children, most children first; with rates, where populations are known."""
    columns = area_columns(tables, ground.codes)
    if ground.codes & populations.keys():
        columns = with_rates(columns, tables[-1], populations, listed_areas(tables[-1], ground.codes))
    with st.expander("The same as a table"):
        show_table(columns, "Episodes and children of each area")


def show_times(request: Asked, where: Where) -> None:
    """Children of each district by how often they went from there, of what the maps count."""
    slug, verb = times_of(where, request.reader.audience)
    answered = answer(request, Card(slug, Unit.CHILD, by=DISTRICT))
    indicator, table = answered.indicator, answered.table
    with st.container(border=True):
        st.subheader("How often do children go from each district?", anchor=False)
        if not table.rows:
            advise(answered.withheld or NOT_OF_PART)
            return
        when = window_counted(indicator, answered.period, request.settings.counting.look_back_months)
        subtitle = f"{indicator.definition.title}, by postcode district, {when}."
        message = Message(times_sentence(table, verb, f"in {when}"), subtitle, "Children")
        st.markdown(f"**{plain(message.title)}**")
        if isinstance(indicator, RepeatBands):
            chart = bands_stacked(table, message, indicator)
        elif isinstance(indicator, MoreThan):
            chart = once_or_more(table, message, indicator)
        else:
            raise TypeError(f"{slug} does not count times")
        show_drawn(figure(chart, palette()), chart.alt, key="times")


def say_origin() -> None:
    """What the areas are, and whose data they are made of."""
    advise(f"{NOT_LEGAL} {' '.join(ATTRIBUTION)}")
