"""Preparing and approving a release: what a co-ordinator does before a committee may read it."""

import streamlit as st

from analytics.releases.read import Released, read, release_title
from analytics.releases.release import Approval, approve, names_to_prepare, prepare
from analytics.releases.release_words import account_of, account_of_audit, audit_sentences
from analytics.words.numbers import joined, number
from data.releases import Releases
from pages.common.cards import advise, show_table
from pages.common.choosing import choose
from pages.common.council import settings, store
from pages.common.identity import Reader
from pages.common.live import live
from pages.common.plain_words import plain
from pages.common.released import show_about, show_summary, show_tables

SEEN = "approval-seen"
VIEWS = ("Summary", "Tables", "About these figures")


def show_preparation(reader: Reader) -> None:
    """Ask for a period, and make its draft from the live snapshot."""
    names = names_to_prepare(Releases(store()), live().snapshot)
    if not names:
        advise("No quarter or year is over and supplied in full, so there is nothing to release yet.")
        return
    name = choose("Prepare a release", names, str, key="prepare", first=names[0])
    if st.button("Prepare a draft", key="prepare-now"):
        with st.spinner("Measuring, protecting and checking"):
            prepare(store(), name, settings(), by=reader.actor)
        st.rerun()


def show_draft(reader: Reader) -> None:
    """What the committee would see of a draft, after its audit and the form that approves it."""
    drafts = Releases(store()).drafts()
    if not drafts:
        advise("There is no draft. Prepare one, look at it as the committee would, and have it approved.")
        return
    draft = choose("Draft", drafts, lambda item: item.name, key="draft", first=drafts[0])
    released = read(draft)
    audit, approval = st.columns([3, 2])
    with audit, st.container(border=True, height="stretch"):
        show_audit(released)
    with approval, st.container(border=True, height="stretch"):
        show_approval(reader, released)
    show_preview(reader, released)


def show_audit(released: Released) -> None:
    """How far each table's hidden numbers can be narrowed down by a reader of everything that is released."""
    st.subheader("Audit", anchor=False)
    for sentence in audit_sentences(released):
        advise(sentence)
    columns = account_of_audit(released)
    with st.expander(f"{number(len(next(iter(columns.values()))))} tables"):
        show_table(columns, "The audit of each table")


def show_approval(reader: Reader, released: Released) -> None:
    """Ask whoever may approve the draft, and did not prepare it, why; say to all others who may."""
    st.subheader("Approval", anchor=False)
    advise("From then on the committee and the public read it, and it never changes.")
    # What the approver looked at is what this browser was shown before the button was pressed: not what the draft is
    # by the time that its form is drawn.
    seen = st.session_state.get(SEEN, "")
    st.session_state[SEEN] = released.fingerprint
    if not reader.approves_as:
        roles = joined(settings().releases.approvers)
        advise(f"You may not approve it. Whoever signs in in one of these roles may: {roles}.")
        return
    with st.form("approval", border=False):
        advise(f"You approve as {reader.approves_as}. Whoever prepared it may not.")
        reason = st.text_input("Reason", key="approval-reason")
        is_approved = st.form_submit_button("Approve", type="primary")
    if is_approved:
        approval = Approval(reader.actor, reader.approves_as, reason)
        approve(store(), released.release.name, approval, settings(), seen=seen)
        st.rerun()


def show_releases() -> None:
    """Every release there is, and what became of it."""
    releases = Releases(store())
    st.header("All releases", anchor=False)
    every = [*releases.drafts(), *releases.approved()]
    if every:
        show_table(account_of(every), "Every release and its state")
    else:
        advise("There is none yet.")


def show_preview(reader: Reader, released: Released) -> None:
    """The draft, drawn as the committee's own pages draw it."""
    st.header(plain(f"As the committee would see it: {release_title(released.release)}"), anchor=False)
    match choose("Page", VIEWS, str, key="preview", first=VIEWS[0]):
        case "Tables":
            show_tables(reader, released)
        case "About these figures":
            show_about(released)
        case _:
            show_summary(reader, released)
