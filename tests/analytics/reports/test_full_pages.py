"""No page of a paper is under half full: measured on pictures of its pages, of a large store and of small ones."""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from analytics.releases.read import read, shown_releases
from analytics.reports.quarterly import PeriodReport, quarter_named, quarterly_report
from analytics.reports.quarterly_pdf import preview
from analytics.reports.quarterly_word import word
from analytics.reports.scrutiny import scrutiny_paper
from analytics.reports.scrutiny_word import scrutiny_word
from data.settings import demonstration_settings
from data.snapshots import Store
from tests.demonstration import a_copy_of_the_demonstration
from tests.released import approved, filled

PRODUCED = datetime(2026, 11, 22, 11, 45)
# Above and below stand the marking and the foot, of every page alike.
TOP, BOTTOM = 0.07, 0.93
INK = 200  # of 255: paler than this is paper
HALF = 0.5


@pytest.fixture(scope="module", params=["the demonstration", "two and a half years"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """With an approved release."""
    folder = tmp_path_factory.mktemp("store")
    if request.param == "the demonstration":
        return Store(a_copy_of_the_demonstration(folder))
    made = filled(folder)
    approved(made)
    return made


def quarterly(store: Store) -> PeriodReport:
    snapshot = store.live()
    return quarterly_report(snapshot, demonstration_settings(), quarter_named(snapshot, ""), PRODUCED)


def fullness(picture: bytes | Path) -> float:
    """How far down its page the lowest ink stands, of what lies between head and foot: from 0 to 1."""
    page = np.asarray(Image.open(BytesIO(picture) if isinstance(picture, bytes) else picture).convert("L"))
    rows = np.flatnonzero((page < INK).any(axis=1)) / page.shape[0]
    body = rows[(rows > TOP) & (rows < BOTTOM)]
    return float((body.max() - TOP) / (BOTTOM - TOP)) if body.size else 0


def word_pages(document: bytes, folder: Path) -> Iterator[Path]:
    """The pages of a Word file as LibreOffice sets them."""
    office, painter = shutil.which("soffice"), shutil.which("pdftoppm")
    if office is None or painter is None:
        pytest.skip("LibreOffice and pdftoppm are not installed")
    (folder / "paper.docx").write_bytes(document)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(folder / "paper.docx"),
    ]
    subprocess.run(convert, check=True, capture_output=True)
    subprocess.run([painter, "-r", "40", "-png", str(folder / "paper.pdf"), str(folder / "page")], check=True)
    return iter(sorted(folder.glob("page*.png")))


def test_every_page_of_the_quarterly_report_is_at_least_half_full(store: Store):
    full = [fullness(page) for page in preview(quarterly(store))]
    assert min(full) >= HALF, full


def test_every_page_of_its_word_file_but_the_last_is_too(store: Store, tmp_path: Path):
    """Word flows by the fonts of whoever opens it, so that nobody can say where the last page ends."""
    full = [fullness(page) for page in word_pages(word(quarterly(store)), tmp_path)]
    assert min(full[:-1]) >= HALF, full


def test_every_page_of_the_scrutiny_paper_but_the_last_is_too(store: Store, tmp_path: Path):
    paper = scrutiny_paper(read(shown_releases(store)[0]), PRODUCED)
    full = [fullness(page) for page in word_pages(scrutiny_word(paper), tmp_path)]
    assert min(full[:-1]) >= HALF, full


def test_a_page_is_as_full_as_its_lowest_ink():
    page = Image.new("L", (100, 1000), 255)
    page.paste(0, (10, 100, 90, 500))
    page.paste(0, (10, 980, 90, 990))  # the foot
    picture = BytesIO()
    page.save(picture, "PNG")
    assert fullness(picture.getvalue()) == pytest.approx((0.499 - TOP) / (BOTTOM - TOP), abs=0.002)
