"""Writes the golden files anew: `uv run python -m tests.golden.make`. Look at what changed before you commit it.

One file a page, a paper and an export of the demonstration, as its readers get them at one moment.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest

from analytics.casework import uncertain
from analytics.casework.rows import week_ending
from analytics.exports.export import Asked, export_file, export_released
from analytics.model import Audience
from analytics.releases.read import chosen_release, read
from analytics.reports import quarterly_pdf, weekly_pdf
from analytics.reports.foi import as_text, foi_answer
from analytics.reports.monthly import month_named, monthly_report
from analytics.reports.quarterly import quarter_named, quarterly_report
from analytics.reports.scrutiny import scrutiny_paper
from analytics.reports.weekly import weekly_report
from analytics.reports.weekly_files import week_to_report
from data.demo.city import AS_OF
from data.settings import demonstration_settings
from data.snapshots import Snapshot, Store
from pages.common import quarterly as quarterly_page
from tests.demonstration import demonstrated
from tests.golden.texts import CLOCK, FOLDER, export_text, pages, paper_text, pdf_text, published_text, whole_text
from tests.pages.opened import opened, stands_alone

SETTINGS: Final = demonstration_settings()
YEAR: Final = (date(2025, 4, 1), date(2026, 4, 1))
EXPORTED: Final = (Audience.COORDINATOR, Audience.BOARD)


def makers(store: Store) -> dict[str, Callable[[], str]]:
    """File name -> what makes its text; made one by one, so that a test names the one that differs."""
    snapshot = store.live()
    papers = {
        "papers/weekly": partial(weekly_text, store, snapshot),
        "papers/quarterly": partial(quarterly_text, snapshot),
        **{f"papers/monthly-{who}": partial(monthly_text, snapshot, who) for who in EXPORTED},
        "papers/scrutiny": partial(scrutiny_text, store),
        "papers/foi": partial(foi_text, store, snapshot),
        "exports/published": partial(published_text, snapshot.published),
        "exports/scrutiny": lambda: export_text(export_released(store, asked(Audience.SCRUTINY), SETTINGS, "")),
    }
    exports = {f"exports/{who}": partial(exported, snapshot, who) for who in EXPORTED}
    read_pages = {f"pages/{audience}/{page}": partial(read_page, store, audience, page) for audience, page in pages()}
    return papers | exports | read_pages


def weekly_text(store: Store, snapshot: Snapshot) -> str:
    """The Chief Executive's report of the week before the files end."""
    week = week_to_report(store, snapshot, SETTINGS, week_ending(AS_OF))
    return pdf_text(weekly_pdf.pdf(weekly_report(week, CLOCK)))


def quarterly_text(snapshot: Snapshot) -> str:
    """The sub-group's report of the newest quarter."""
    return pdf_text(quarterly_pdf.pdf(quarterly_report(snapshot, SETTINGS, quarter_named(snapshot, ""), CLOCK)))


def monthly_text(snapshot: Snapshot, audience: Audience) -> str:
    """The operational group's report of the newest month, as this audience has it."""
    month = month_named(snapshot, audience, "")
    return pdf_text(quarterly_pdf.pdf(monthly_report(snapshot, SETTINGS, month, audience, CLOCK)))


def scrutiny_text(store: Store) -> str:
    """The committee's paper of the newest release, part by part."""
    return paper_text(scrutiny_paper(read(chosen_release(store, "")), CLOCK))


def foi_text(store: Store, snapshot: Snapshot) -> str:
    """The answer to a request for information, as a co-ordinator and as the board may give it."""
    answers = (as_text(foi_answer(store, snapshot, SETTINGS, audience, 3)) for audience in EXPORTED)
    return "\n".join(answers) + "\n"


def asked(audience: Audience) -> Asked:
    """Every indicator of a financial year."""
    return Asked(first=YEAR[0], until=YEAR[1], audience=audience, slugs=(), only=(), as_of=None, kind="csv")


def exported(snapshot: Snapshot, audience: Audience) -> str:
    """Every indicator of a year, as this audience may have it."""
    return export_text(export_file(snapshot, SETTINGS, asked(audience)))


def read_page(store: Store, audience: str, page: str) -> str:
    """A page as its audience finds it."""
    with standing_alone(store) as patch:
        return whole_text(opened(patch, audience, f"{audience}/{page}.py"))


@contextmanager
def standing_alone(store: Store) -> Iterator[pytest.MonkeyPatch]:
    """The app over this store, at the moment of the golden files."""
    with pytest.MonkeyPatch.context() as patch:
        stands_alone(patch, store.folder.parent)
        for module in (uncertain, quarterly_page):
            patch.setattr(module, "local_now", lambda: CLOCK)
        yield patch


def main() -> None:
    """Writes every file, and takes away those that nothing makes any more."""
    for folder in ("pages", "papers", "exports"):
        shutil.rmtree(FOLDER / folder, ignore_errors=True)
    with TemporaryDirectory() as folder:
        demonstrated(Path(folder))
        for name, make in makers(Store(Path(folder, "store"))).items():
            path = FOLDER / f"{name}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    main()
