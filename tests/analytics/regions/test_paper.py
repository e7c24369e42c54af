"""The region's paper: every question that a council published anything of, and nothing of what is hidden."""

from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from typer.testing import CliRunner

from analytics.regions.paper import as_word, region_paper
from cli import app
from data.errors import CannotRelease, CannotReport
from data.region import compact
from tests.analytics.regions.test_beside import ALDERBROOK, BRACKENSHIRE, EPISODES, IN_TIME, row, send

NOW = datetime(2026, 12, 3, 9, 0)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Two councils of 2025-26, of which one hides a share."""
    send(tmp_path / "sent", ALDERBROOK, [row(IN_TIME, (30, 60)), row(EPISODES, (80, None))], demonstration=True)
    send(tmp_path / "sent", BRACKENSHIRE, [row(IN_TIME, (None, 40)), row(EPISODES, (50, None))])
    compact(tmp_path / "sent", tmp_path / "region.parquet")
    return tmp_path / "region.parquet"


def test_it_has_every_question_with_the_councils_in_their_order(file: Path):
    document = Document(BytesIO(as_word(region_paper(file, "2025-26", NOW))))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "MADE-UP DATA: 2 councils" in text
    assert IN_TIME.title in text
    assert EPISODES.title in text
    assert "How many episodes were overnight?" not in text
    in_time = next(table for table in document.tables if table.rows[0].cells[1].text == "In time")
    assert [[cell.text for cell in line.cells] for line in in_time.rows[1:]] == [
        ["Alderbrook", "30", "60", "50%", "1 of 1"],
        ["Brackenshire", "hidden", "40", "", ""],
        ["Together (1 of 2 councils)", "30", "60", "50%", ""],
    ]


def test_of_what_nobody_published_there_is_no_paper(file: Path):
    with pytest.raises(CannotReport, match=r"No council of .* published anything of 2019-20"):
        region_paper(file, "2019-20", NOW)
    with pytest.raises(CannotRelease, match="is not the name"):
        region_paper(file, "last year", NOW)


def test_the_command_writes_it(file: Path, tmp_path: Path):
    told = CliRunner().invoke(app, ["region", "paper", "2025-26", "--file", str(file), "--out", str(tmp_path)])
    assert told.output.strip() == str(tmp_path / "region-2025-26.docx")
    assert (tmp_path / "region-2025-26.docx").is_file()
