"""The sub-group's report of a quarter: its first page to read here, and its files."""

from base64 import b64encode
from functools import partial

import streamlit as st

from analytics.model import Audience
from analytics.releases.read import name_of
from analytics.releases.recommendations import lines_approved
from analytics.reports.quarterly import QuarterlyReport, quarterly_report, quarters_to_report
from analytics.reports.quarterly_files import FILES, file_name
from analytics.reports.quarterly_pdf import preview
from analytics.words.periods import period_name
from data.formats.dates import local_now
from pages.common.audit import ROUTINE, record_view, recorded
from pages.common.cards import advise, plain, show_figures
from pages.common.council import store
from pages.common.filters import CHANGED, choose, say_behind, say_source
from pages.common.identity import Reader
from pages.common.live import live


def show_quarterly(reader: Reader) -> None:
    """The report of the quarter that is chosen, as the board may read it, whoever reads it here."""
    now = live()
    quarters = quarters_to_report(now.snapshot)
    if not quarters:
        st.caption("No quarter that is over is published yet.")
        return
    with st.sidebar:
        quarter = choose("Quarter", quarters, period_name, key="quarter", first=quarters[0])
        say_source(now.published)
        say_behind(now)
    report = quarterly_report(now.snapshot, now.settings, quarter, local_now(), lines_approved(store()))
    st.header(plain(report.headline), anchor=False)
    advise(f"{report.marking}. {report.circulation}")
    if reader.audience is Audience.COORDINATOR:
        if now.published.is_exact:
            record_view(reader, ROUTINE, {"snapshot": now.snapshot.name, "report": "quarterly", "quarter": report.name})
        advise("This is the board’s report: every figure as the board may see it, whoever reads it here.")
    if now.settings_changed:
        st.warning(CHANGED)
    offer_files(reader, report, str(name_of(quarter)))
    for gap in report.gaps:
        st.warning(plain(gap))
    show_figures(report.figures)
    st.subheader("What the pages say", anchor=False)
    st.markdown("\n".join(f"- **{plain(title)}.** {plain(text)}" for title, text in report.messages))
    st.subheader("What to ask next", anchor=False)
    st.markdown("\n".join(f"- {plain(ask)}" for ask in report.asks))
    advise(report.ask_note)
    if st.toggle("Show the pages as they are printed", key="printed"):
        show_pages(report)


def offer_files(reader: Reader, report: QuarterlyReport, quarter: str) -> None:
    """A button for each file, made when somebody asks for it."""
    what = {"snapshot": report.snapshot, "report": "quarterly", "quarter": quarter}
    for column, (name, (kind, mime, make)) in zip(st.columns(len(FILES)), FILES.items(), strict=True):
        column.download_button(
            f"Download as {name}",
            recorded(reader, partial(make, report), {**what, "format": kind}),
            file_name=file_name(report, kind),
            mime=mime,
            key=f"download-{kind}",
            on_click="ignore",
            width="stretch",
        )


def show_pages(report: QuarterlyReport) -> None:
    """The pages as pictures."""
    for place, page in enumerate(preview(report), start=1):
        # Within the page itself, so that no address leads to it.
        st.image(
            f"data:image/png;base64,{b64encode(page).decode()}",
            caption=f"Page {place}",
            alt=f"Page {place} as it is printed. The files and the other pages say the same.",
        )
