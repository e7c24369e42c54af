"""Children's homes beside one another, one by itself, and the stock of placements across the border."""

from typing import Final

import streamlit as st

from analytics.cards.card import Detail, detail
from analytics.casework.case_tables import episode_columns, interview_columns, item_columns, of_whom_columns
from analytics.casework.home_words import (
    NOT_IN_LIST,
    headline_home,
    headline_homes,
    homes_columns,
    interviews_sentence,
    months_chart,
    months_columns,
    said_of_home,
)
from analytics.casework.homes import Homes, HomeYear, homes_of
from analytics.casework.placed import (
    Stock,
    capacity_columns,
    placed_columns,
    placed_elsewhere,
    placed_here,
    placed_sentence,
)
from analytics.casework.week import Week
from analytics.model import Audience, Period
from analytics.views.view import gaps_in
from analytics.words.columns import Columns
from analytics.words.periods import day_text, period_name
from analytics.words.unsaid import gap_sentences
from data.homes import list_of_homes
from pages.common.cards import advise, draw_chart, say_lead, show_table
from pages.common.identity import Reader
from pages.common.live import live
from pages.common.plain_words import plain
from pages.coordinator.parts.initials import table_of_children
from pages.coordinator.parts.opening import show_children
from pages.coordinator.parts.week import log_children

PURPOSE: Final = "children who go missing from homes, for work with providers"
MOST_HOMES: Final = 8
EVERY_HOME: Final = "every-home"
NO_LIST: Final = (
    "The settings name no list of homes: places, providers and reporting strategies are not recorded. Set file under "
    "[homes]; what stands in the list is in docs/homes.md."
)
NO_NUMBERS: Final = (
    "Not recorded: no file tells in which home a child lives. Load the looked-after return with its column URN, or "
    "write into the list of homes, under also, how reports name each home."
)
OWN_ALONE: Final = (
    "A home’s episodes are those of children whom the looked-after return places there, and those whose report names "
    "the home by a name in the list’s column “also”. Without such names, children whom other authorities placed there "
    "are in no figure."
)


OF_ONE_DAY: Final = (
    "How many are placed is of one day; who went missing is of twelve months, in which others were placed too."
)
ONE_HOME, PLACED_HERE = detail("One home"), detail("Placed here by other local authorities")
PLACED_ELSEWHERE, CARERS = detail("Ours, placed elsewhere"), detail("Carers and places")
DETAILS: Final = (ONE_HOME, PLACED_HERE, PLACED_ELSEWHERE, CARERS)


def ask_homes(week: Week) -> Homes:
    """What the list and the records know of homes."""
    now = live()
    return homes_of(now.snapshot, week, list_of_homes(now.settings.homes.file), now.settings)


def show_every_home(reader: Reader, homes: Homes) -> None:
    """The homes, most missing episodes first."""
    if not homes.listed.is_named:
        advise(NO_LIST)
    if not homes.years:
        st.markdown(f"**{NO_NUMBERS}**")
        return
    say_lead(headline_homes(homes.years))
    advise(f"Episodes that began in {period_name(homes.period)}; what is owed, and triggers, as they stand now.")
    for sentence in gaps_of(homes.period):
        advise(sentence)
    log_children(reader, homes.week, PURPOSE, [child for year in homes.years for child in year.children])
    shown = homes.years if st.session_state.get(EVERY_HOME) else homes.years[:MOST_HOMES]
    show_table(homes_columns(shown, homes.week.today), "Homes, most missing episodes first")
    if len(homes.years) > MOST_HOMES:
        st.toggle(f"Show all {len(homes.years)} homes", key=EVERY_HOME)
    advise(OWN_ALONE)


def show_detail(reader: Reader, homes: Homes, opened: Detail | None) -> None:
    """What is open besides the list: one home, the stock of placements, or carers and places."""
    if opened is ONE_HOME:
        ask_home(reader, homes)
    elif opened is PLACED_HERE:
        show_placed_here(homes)
    elif opened is PLACED_ELSEWHERE:
        show_placed_elsewhere(homes)
    elif opened is CARERS:
        show_capacity(capacity_columns(homes, homes.week.settings))


def gaps_of(period: Period) -> list[str]:
    """What was not supplied in the year: a month without a source is not a month without episodes."""
    return list(gap_sentences(gaps_in(live().snapshot, period, Audience.COORDINATOR)))


def ask_home(reader: Reader, homes: Homes) -> None:
    """Ask for one home, and show it."""
    by_title = {year.home.title: year for year in homes.years}
    if not by_title:
        return
    st.header("One home", anchor=False)
    # Not bound to the address: a home of two children comes near to naming them.
    chosen = st.selectbox("Home", list(by_title), key="home")
    if chosen in by_title:
        show_home(reader, homes, by_title[chosen])


def show_home(reader: Reader, homes: Homes, year: HomeYear) -> None:
    """One home: what is known of it, its months, its children, interviews, triggers and letters."""
    week = homes.week
    log_children(reader, week, PURPOSE, named_in(year), home=year.home.urn)
    st.subheader(plain(f"{year.home.title}: {headline_home(year)}"), anchor=False)
    if not year.home.is_listed and homes.listed.is_named:
        advise(f"{NOT_IN_LIST}.")
    said = said_of_home(year, homes.listed, week.today)
    st.markdown("\n".join(f"- **{plain(name)}:** {plain(text)}" for name, text in said.items()))
    show_months(year)
    if year.children:
        st.subheader("Who went missing from there", anchor=False)
        show_children(of_whom_columns(year.rows), "Children by number of missing episodes", "home")
        with st.expander(f"The missing episodes: {len(year.rows)}"):
            table_of_children(episode_columns(year.rows), f"Missing episodes from {year.home.title}")
    st.subheader("Interviews", anchor=False)
    st.markdown(f"**{plain(interviews_sentence(year))}**")
    if year.owed:
        table_of_children(interview_columns(year.owed), "Interviews owed")
    st.subheader("Triggers and letters", anchor=False)
    if year.items:
        table_of_children(item_columns(year.items, week.today), f"Triggers of {year.home.title}")
        st.page_link("coordinator/triggers.py", label="Answer them on the page Triggers")
    else:
        advise("No trigger of this home is open.")
    advise("A letter to the provider is due where the home met a rule about homes and nobody has answered that yet.")


def show_months(year: HomeYear) -> None:
    """Its months, drawn and as a table: together they are as high as all that stands before them."""
    months = st.expander("Month by month", key="months", on_change="rerun")
    if months.open:
        with months:
            draw_chart(months_chart(year), "months-of-home")
            show_table(months_columns(year.months), f"{year.home.title}, month by month")


def named_in(year: HomeYear) -> list[str]:
    """The children whom the page of a home names."""
    of_triggers = [child for item in year.items for child in item.trigger.children]
    return [*year.children, *(year.missing_now or ()), *(item.child_id for item in year.owed or ()), *of_triggers]


def show_placed_here(homes: Homes) -> None:
    """Children whom other authorities have placed here."""
    settings = homes.week.settings
    st.header("Placed here by other local authorities", anchor=False)
    here = placed_here(homes, settings)
    text = "Other authorities have placed {} children here"
    missing = f"children placed here went missing in {period_name(homes.period)}"
    show_stock(here, placed_sentence(here, text, missing), "placed_here")
    counted = settings.homes.counted_on
    advice = f"{f'Counted on {day_text(counted)}. ' if counted else ''}{settings.homes.source}".strip()
    if here.is_supplied and advice:
        advise(advice)
    advise(OF_ONE_DAY)


def show_placed_elsewhere(homes: Homes) -> None:
    """Our children who are placed elsewhere."""
    st.header("Ours, placed elsewhere", anchor=False)
    elsewhere = placed_elsewhere(homes, homes.week.settings)
    missing = f"of them went missing in {period_name(homes.period)}"
    text = placed_sentence(elsewhere, "{} of our children are placed elsewhere", missing)
    show_stock(elsewhere, text, "placed_elsewhere")
    if elsewhere.no_district:
        advise(f"Of {elsewhere.no_district} more the district of the placement is not recorded: they are in no line.")
    advise(OF_ONE_DAY)


def show_stock(stock: Stock, text: str, setting: str) -> None:
    """The sentence and the table; without a stock, what to set."""
    if text:
        st.markdown(f"**{plain(text)}**")
    else:
        advise(f"How many are placed is not supplied. Set {setting} under [homes] in the settings, by placement.")
    if stock.parts:
        show_table(placed_columns(stock), text or "Children who went missing, by placement")


def show_capacity(columns: Columns) -> None:
    """Carers and places, and missing episodes for each."""
    st.header("Carers and places", anchor=False)
    if not columns["Placement"]:
        advise("Not supplied. Set carers and places under [homes] in the settings, by placement.")
        return
    text = "Missing episodes for each carer, or for each place where no number of carers is given"
    show_table(columns, text)
    advise(f"{text}: of our children and others’ whose placement is recorded, wherever they live.")
