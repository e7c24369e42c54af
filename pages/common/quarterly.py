"""The reports of a quarter and of a month: their first page to read here, and their files."""

from base64 import b64encode
from functools import partial
from typing import Final

import streamlit as st

from analytics.model import Audience, PeriodKind
from analytics.releases.recommendations import lines_approved
from analytics.releases.remarks import read_by
from analytics.reports.monthly import monthly_report, months_to_report
from analytics.reports.quarterly import PeriodReport, quarterly_report, quarters_to_report
from analytics.reports.quarterly_files import FILES, file_name, said_of
from analytics.reports.quarterly_pdf import preview
from data.formats.dates import local_now
from pages.common.audit import ROUTINE, record_view, recorded
from pages.common.cards import advise, say_commentary, say_lead, show_figures
from pages.common.choosing import choose
from pages.common.council import store
from pages.common.filters import CHANGED, ask_period, say_behind, say_exact, say_source
from pages.common.identity import Reader
from pages.common.live import Live, live
from pages.common.plain_words import plain
from pages.common.remarks import show_commentary

EDITIONS: Final = {Audience.COORDINATOR: "Exact, for co-ordinators", Audience.BOARD: "As published to the board"}


def show_quarterly(reader: Reader) -> None:
    """The report of the quarter that is chosen, as the board may read it, whoever reads it here."""
    now = live()
    quarters = quarters_to_report(now.snapshot)
    if not quarters:
        st.caption("No quarter that is over is published yet.")
        return
    with st.sidebar:
        quarter = ask_period(now, {PeriodKind.QUARTER: quarters}, lambda each: each in quarters)
        say_source(now.published)
        say_behind(now)
    approved, remarks = lines_approved(store()), read_by(Audience.BOARD, store())
    report = quarterly_report(now.snapshot, now.settings, quarter, local_now(), approved, remarks=remarks)
    show_report(reader, now, report, is_of_board=True)
    if reader.audience is Audience.COORDINATOR:
        show_commentary(reader, quarter)


def show_monthly(reader: Reader) -> None:
    """The report of the month that is chosen: for co-ordinators exact, or the board's edition; for a board its own."""
    now, edition = live(), Audience.BOARD
    with st.sidebar:
        if reader.audience is Audience.COORDINATOR:
            edition = choose("Edition", list(EDITIONS), EDITIONS.__getitem__, key="edition", first=Audience.COORDINATOR)
        months = months_to_report(now.snapshot, edition)
        if months:
            month = ask_period(now, {PeriodKind.MONTH: months}, lambda each: each in months)
        if edition is Audience.BOARD:
            say_source(now.published)
            say_behind(now)
        else:
            say_exact(now)
    if not months:
        st.caption(f"No month that is over is {'published' if edition is Audience.BOARD else 'held'} yet.")
        return
    remarks = read_by(edition, store())
    report = monthly_report(now.snapshot, now.settings, month, edition, local_now(), remarks=remarks)
    show_report(reader, now, report, is_of_board=edition is Audience.BOARD)


def show_report(reader: Reader, now: Live, report: PeriodReport, *, is_of_board: bool) -> None:
    """What the report says, to read here, and its files."""
    say_lead(report.headline)
    advise(f"{report.marking}. {report.circulation}")
    if reader.audience is Audience.COORDINATOR:
        if not is_of_board or now.published.is_exact:
            record_view(reader, ROUTINE, said_of(report))
        if is_of_board:
            advise("This is the board’s report: every figure as the board may see it, whoever reads it here.")
    if now.settings_changed:
        st.warning(CHANGED)
    offer_files(reader, report)
    for gap in report.gaps:
        st.warning(plain(gap))
    show_figures(report.figures)
    for said in report.commentary:
        say_commentary(said.question, said.more)
    if report.messages:
        st.subheader("What the pages say", anchor=False)
        st.markdown("\n".join(f"- **{plain(title)}.** {plain(text)}" for title, text in report.messages))
    st.subheader("What to ask next", anchor=False)
    st.markdown("\n".join(f"- {plain(ask)}" for ask in report.asks))
    advise(report.ask_note)
    if report.lacking:
        advise(report.lacking)
    if st.toggle("Show the pages as they are printed", key="printed"):
        show_pages(report)


def offer_files(reader: Reader, report: PeriodReport) -> None:
    """A button for each file, made when somebody asks for it."""
    for column, (name, (kind, mime, make)) in zip(st.columns(len(FILES)), FILES.items(), strict=True):
        column.download_button(
            f"Download as {name}",
            recorded(reader, partial(make, report), {**said_of(report), "format": kind}),
            file_name=file_name(report, kind),
            mime=mime,
            key=f"download-{kind}",
            on_click="ignore",
            width="stretch",
        )


def show_pages(report: PeriodReport) -> None:
    """The pages as pictures."""
    for place, page in enumerate(preview(report), start=1):
        # Within the page itself, so that no address leads to it.
        st.image(
            f"data:image/png;base64,{b64encode(page).decode()}",
            caption=f"Page {place}",
            alt=f"Page {place} as it is printed. The files and the other pages say the same.",
        )
