"""The scrutiny paper: what an approved release says and nothing else, in Word that everybody can read."""

import re
from datetime import datetime
from io import BytesIO
from pathlib import Path
from shutil import copytree

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from analytics.disclosure.coarser import tables_in
from analytics.releases.read import Released, read, shown_releases, table_name
from analytics.reports.scrutiny import MARKING, ScrutinyPaper, scrutiny_paper
from analytics.reports.scrutiny_files import write_scrutiny
from analytics.reports.scrutiny_word import scrutiny_word
from data.audit_log import Act, AuditLog
from data.errors import CannotExport
from data.snapshots import Store
from tests.released import EPISODES_IN_THE_QUARTER, QUARTER, approved, filled, prepared

PRODUCED = datetime(2026, 11, 22, 11, 45)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return filled(tmp_path_factory.mktemp("loaded"))


@pytest.fixture(scope="module")
def public(loaded: Store, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The same store with a quarter approved."""
    store = Store(copytree(loaded.folder, tmp_path_factory.mktemp("public") / "store"))
    approved(store)
    return store


@pytest.fixture(scope="module")
def released(public: Store) -> Released:
    return read(shown_releases(public)[0])


@pytest.fixture(scope="module")
def paper(released: Released) -> ScrutinyPaper:
    return scrutiny_paper(released, PRODUCED)


@pytest.fixture(scope="module")
def document(paper: ScrutinyPaper) -> WordDocument:
    return docx.Document(BytesIO(scrutiny_word(paper)))


def text_of(document: WordDocument) -> str:
    """Every word of the document's body."""
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_every_number_is_one_that_was_released(released: Released, document: WordDocument):
    rows = released.published.rows
    numbers = {*rows["numerator"].drop_nulls(), *rows["denominator"].drop_nulls()}
    in_tables = [cell.text for table in document.tables for row in table.rows[1:] for cell in row.cells[1:]]
    met = {int(text.replace(",", "")) for text in in_tables if re.fullmatch(r"[\d,]+", text)}
    assert len(met) > 20
    assert met <= numbers
    assert f"{EPISODES_IN_THE_QUARTER:,}" not in text_of(document)


def test_the_appendix_has_every_table_of_the_release_and_what_each_counts(released: Released, document: WordDocument):
    text = text_of(document)
    for table in tables_in(released.published):
        assert f": {table_name(table, released.indicators)}" in text
        assert released.indicators[table[0]].definition.boundary in text


def test_a_mean_is_never_a_percentage(paper: ScrutinyPaper, document: WordDocument):
    per_child = next(grid for grid in paper.tables if "Episodes per child (" in grid.caption)
    assert list(per_child.columns)[1:] == ["Episodes", "Children", "Each"]
    assert re.fullmatch(r"\d+\.\d", per_child.columns["Each"][0])
    cells = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    assert max(int(item) for item in re.findall(r"(\d+)%", cells)) <= 100


def test_the_same_figures_stand_beside_earlier_periods_newest_first(paper: ScrutinyPaper):
    assert list(paper.earlier.columns)[1].replace("\N{NO-BREAK SPACE}", " ").endswith("Sep 2026")
    assert len(paper.earlier.columns) == 4
    assert "Missing episodes (episodes)" in paper.earlier.columns["Figure"]


def test_it_says_whose_it_is_who_approved_it_and_of_what_it_was_made(paper: ScrutinyPaper, document: WordDocument):
    section = document.sections[0]
    assert section.header.paragraphs[0].text == MARKING
    assert f"release {QUARTER}" in section.footer.paragraphs[0].text
    assert paper.council in text_of(document)
    assert "Approved by the Director of Children’s Services on" in text_of(document)


def test_pictures_have_words_and_tables_have_heads(document: WordDocument, paper: ScrutinyPaper):
    pictures = document.element.body.findall(f".//{qn('wp:docPr')}")
    assert [picture.get("descr") for picture in pictures] == [
        section.chart.alt for section in paper.sections if section.chart
    ]
    assert pictures
    assert all(table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None for table in document.tables)


def test_a_draft_makes_no_paper(loaded: Store, tmp_path: Path):
    store = Store(copytree(loaded.folder, tmp_path / "store"))
    prepared(store)
    with pytest.raises(CannotExport, match="No release has been approved"):
        write_scrutiny(store, "", tmp_path)
    with pytest.raises(CannotExport):
        write_scrutiny(store, f"draft-{QUARTER}", tmp_path)


def test_the_file_is_named_after_the_release_and_told_to_the_log(public: Store, tmp_path: Path):
    file = write_scrutiny(public, QUARTER, tmp_path)
    assert file.name == f"scrutiny-{QUARTER}.docx"
    assert "July to September 2026" in text_of(docx.Document(str(file)))
    *_, last = AuditLog(public).lines()
    assert (last.act, last.what["release"]) == (Act.EXPORT, QUARTER)
