"""What was told more often than before, and what was written down, which is read only when somebody asks."""

import streamlit as st

from analytics.cards.newly_told import HOW, newly_columns, newly_sentence, newly_told
from analytics.casework.told import text_columns, unlisted, unlisted_columns
from analytics.words.numbers import number
from analytics.words.periods import period_name
from data.texts import read_texts
from pages.common.asked import Asked
from pages.common.audit import record_view
from pages.common.cards import advise, show_table
from pages.common.live import live
from pages.common.plain_words import plain
from pages.coordinator.parts.opening import show_children

PURPOSE = "what children told in interviews"
NEW = "Was anything told more often than before?"
WORDS = "What was written down"


def show_newly_told(request: Asked) -> None:
    """The answers that have risen, beside the quarters before."""
    told = newly_told(request)
    text = newly_sentence(request, told)
    with st.container(border=True):
        st.subheader(NEW, anchor=False)
        st.markdown(f"**{plain(text)}**")
        if told.found:
            show_table(newly_columns(request, told), text)
        if not told.lacks:
            advise(HOW)


def offer_texts(request: Asked) -> None:
    """The words of the period, for whoever asks for them: whose they are is told to the log first."""
    period = request.view.period
    st.header(WORDS, anchor=False)
    advise(
        "They may name anybody. They stand in no figure, paper or download, but in a file apart; each reading is "
        "logged with the children whom it shows. Of all children of the period, whatever was filtered."
    )
    if not st.toggle("Show what was written down", key="texts"):
        return
    snapshot = live().snapshot
    texts = read_texts(snapshot, period.start, period.end)
    what = {"snapshot": snapshot.name, "from": str(period.start), "to": str(period.end), "texts": texts.height}
    record_view(request.reader, PURPOSE, what, children=sorted(set(texts["child_id"])))
    if texts.is_empty():
        st.markdown(f"**{plain(f'Nothing was written down about returns in {period_name(period)}.')}**")
        return
    answers = unlisted(texts)
    if answers.height:
        st.subheader("Answers that are on no list", anchor=False)
        show_table(unlisted_columns(answers), "Answers that the coding list does not have")
        advise("They count as another reason, place or person until the sender’s mapping says which answer they are.")
    text = f"{number(texts.height)} texts about returns in {period_name(period)}, oldest first"
    show_children(text_columns(texts), text, "texts")
