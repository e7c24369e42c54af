"""Contact and support by child: how many, and of whom nothing is recorded."""

from typing import Final

import polars as pl
import streamlit as st

from analytics.casework.case_tables import of_whom_columns
from analytics.casework.support import supported, supported_columns, supported_sentence, topic_columns, without_support
from analytics.views.view import gaps_in
from analytics.words.periods import period_name
from analytics.words.unsaid import gap_sentences
from data import codes
from data.casework import read_support
from data.warehouse import warehouse
from pages.common.cards import advise, say_lead, show_table
from pages.coordinator.parts.by_child import ByChild, lacks
from pages.coordinator.parts.opening import show_children

PURPOSE: Final = "support of children who go missing, for the monthly sub-group"
SUPPORT: Final = "support"


def show_support(request: ByChild) -> None:
    """How many children had which support, and those of whom none is recorded."""
    if lacks(request, SUPPORT):
        advise("Load a file of support: docs/mapping.md says what a row of it is.")
        return
    gone = request.facts.filter(pl.col("category") == "missing")
    missing = {request.pseudonyms[child] for child in gone["child"]}
    result = supported(read_support(warehouse(request.now.snapshot.episodes)), missing, request.period)
    text = supported_sentence(result)
    say_lead(text)
    for sentence in gap_sentences(gaps_in(request.now.snapshot, request.period, request.reader.audience)):
        advise(sentence)
    if not missing:
        return
    # Whoever a filter leaves out would count among those who did not go missing.
    is_whole = not request.selection.only and request.selection.ages is None
    show_table(supported_columns(result, with_others=is_whole), text)
    advise(
        f"Children who went missing in {period_name(request.period)}; support from its first day to "
        f"{codes.SUPPORT_DAYS} days after its last, whether or not it followed a return. A child counts in every kind "
        "that it had. The page Interviews counts only what began near a return, and only the most of it."
    )
    st.header("What was it about?", anchor=False)
    if result.topics:
        show_table(topic_columns(result), "Topics of support, that of most children first")
        advise("In the words of whoever gave the support; a child counts in every topic.")
    else:
        advise("Topics are not recorded: no file of this time has any. Map a column as support_topics.")
    if result.without:
        st.header("Of whom no support is recorded", anchor=False)
        rows = gone.select(pl.col("child").replace_strict(request.pseudonyms).alias("child_id"), "started_at")
        columns = of_whom_columns(without_support(rows.to_dicts(), result))
        show_children(columns, "Children without recorded support, most often missing first", "unsupported")
        advise("Not recorded means that no source told of any support, not that there was none.")
