"""Who the repeat children are, how many went how often, and each of them."""

from dataclasses import dataclass
from typing import Final

import polars as pl
import streamlit as st

from analytics.casework.of_age import as_adults, of_age, of_age_columns, of_age_sentence
from analytics.casework.repeat_profile import (
    Chosen,
    Source,
    by_times,
    histogram,
    histogram_columns,
    longest_columns,
    members,
    on_offer,
    one_by_one,
    profile,
    profile_chart,
    profile_columns,
    profile_sentence,
    ranked_columns,
    share_sentence,
)
from analytics.views.view import coverage_of, facts_of
from analytics.words.periods import period_name
from data.casebook import Casebook
from data.casework import read_who
from data.warehouse import warehouse
from pages.common.cards import advise, draw_chart, say_lead, show_table
from pages.common.choosing import choose
from pages.common.council import store
from pages.common.filters import ask_selection
from pages.common.identity import Reader
from pages.common.live import live
from pages.common.plain_words import plain
from pages.coordinator.parts.by_child import ByChild, children_of
from pages.coordinator.parts.opening import show_children

PURPOSE: Final = "who the children are who go missing most often, for the monthly sub-group"


@dataclass(frozen=True)
class Repeat:
    """The children of the days looked at, most often first, and which of them are the group."""

    request: ByChild
    ranked: pl.DataFrame
    chosen: Chosen


def ask_repeat(reader: Reader) -> Repeat:
    """Ask for the days and the group; every child in the answer is told to the audit log before any is shown."""
    now = live()
    with st.sidebar:
        selection = ask_selection(now)
        months = now.settings.counting.look_back_months
        over = {f"{months} months to its end": selection.period.look_back(months), "The period": selection.period}
        period = over[choose("Counted over", list(over), str, key="over", first=next(iter(over)))]
        groups = {chosen.name: chosen for chosen in on_offer(now.settings)}
        chosen = groups[choose("Who goes most often", list(groups), str, key="group", first=next(iter(groups)))]
        st.caption("Children’s records, exact: for the co-ordinator alone. Each view is logged.")
    request = children_of(reader, PURPOSE, now, selection, period)
    return Repeat(request, by_times(request.facts), chosen)


def show_share(repeat: Repeat) -> None:
    """How much of it is theirs, of which days, and who they are by rule."""
    say_lead(share_sentence(repeat.ranked, repeat.chosen))
    advise(f"Missing episodes that began in {period_name(repeat.request.period)}. {repeat.chosen.rule}")


def show_profile(repeat: Repeat) -> None:
    """The group beside all others, attribute by attribute."""
    request = repeat.request
    st.header("Who are they, beside all others?", anchor=False)
    now = request.now
    source = Source(
        request.everything,
        request.selection,
        request.period,
        coverage_of(now.snapshot, request.reader.audience),
        now.settings,
        now.indicators,
    )
    described = profile(source, repeat.ranked, repeat.chosen)
    text = profile_sentence(described, source)
    st.markdown(f"**{plain(text)}**")
    draw_chart(profile_chart(described, source), "profile")
    with st.expander("Every attribute, as a table"):
        show_table(profile_columns(described), text)
    advise("Each child stands once in each attribute, as on the page Who. A group so small is for co-ordinators alone.")


def show_histogram(repeat: Repeat) -> None:
    """How many children went once, twice, three times ..."""
    st.header("Persistent-missing histogram", anchor=False)
    chart = histogram(repeat.ranked, repeat.request.period)
    st.markdown(f"**{plain(chart.title)}**")
    draw_chart(chart, "histogram")
    with st.expander("The same as a table"):
        show_table(histogram_columns(repeat.ranked), chart.title)


def show_longest(repeat: Repeat) -> None:
    """The children by their longest episode."""
    st.header("Who was missing longest?", anchor=False)
    columns = longest_columns(repeat.request.facts, repeat.request.names)
    if not columns["Child"]:
        st.markdown("**No episode is over of which both times are recorded.**")
        return
    show_children(columns, "Children by the longest of their missing episodes.", "longest")
    advise("Episodes that are over, with both times known. Whoever is missing still stands on the page Now.")


def show_coming_of_age(repeat: Repeat) -> None:
    """Who of the group comes of age soon or did lately, and who stays on the list as a child."""
    inside, now = members(repeat.ranked, repeat.chosen), repeat.request.now
    if inside.is_empty():
        return
    ranked = [(repeat.request.pseudonyms[child], times) for child, times in inside.iter_rows()]
    known = read_who(warehouse(now.snapshot.episodes), [child for child, _ in ranked])
    today, adult_age = repeat.request.selection.as_of.date(), now.settings.counting.adult_age
    grown = as_adults(facts_of(now.snapshot.episodes, repeat.request.selection.as_of), adult_age)
    since = {repeat.request.pseudonyms[child]: times for child, times in grown.items()}
    children = of_age(ranked, {child: born for child, (_, born) in known.items()}, today, adult_age, since)
    st.header(f"Who turns {adult_age}?", anchor=False)
    text = of_age_sentence(children, today, adult_age)
    st.markdown(f"**{plain(text)}**")
    columns = of_age_columns(children, Casebook(store()).entries(), today)
    if columns["Child"]:
        show_children(columns, text, "of-age")
    advise(
        f"By the month of birth. What begins after they turn {adult_age} is in no other figure; what began before "
        "keeps them on the list of these months. What is to be done is from the casebook."
    )


def show_one_by_one(repeat: Repeat) -> None:
    """One column a child, and who those of the group are."""
    st.header("One by one", anchor=False)
    names = repeat.request.names
    draw_chart(one_by_one(repeat.ranked, repeat.chosen, names, repeat.request.period), "one-by-one")
    with st.expander(plain(f"{repeat.chosen.name}, by reference")):
        text = share_sentence(repeat.ranked, repeat.chosen)
        show_children(ranked_columns(repeat.ranked, repeat.chosen, names), text, "repeat")
