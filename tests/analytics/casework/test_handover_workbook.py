"""A workbook that is handed over holds text as it is: no formula, no link, no instruction to the printer."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from analytics.casework.handover.workbook import Column, Notes, Sheet, workbook

HOSTILE = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("https://elsewhere.example")',
    "https://elsewhere.example",
    "{=1}",
)


def parts(content: bytes) -> dict[str, str]:
    with ZipFile(BytesIO(content)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_a_formula_or_a_link(text: str):
    notes = Notes("Notes", [text], {"List": [text]}, text)
    made = parts(workbook([Sheet("Rows", [Column(text), Column("Answer", choices="List")], [[text, None]])], notes))
    sheets = [xml for name, xml in made.items() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 2
    assert not any("<f>" in xml or "<hyperlink" in xml for xml in sheets)
    assert not any("externalLink" in name for name in made)


def test_an_ampersand_of_the_marking_is_printed_as_it_is():
    made = parts(workbook([Sheet("Rows", [Column("A")], [])], Notes("Notes", [], {}, "Official & sensitive &D")))
    assert "&amp;ROfficial &amp;&amp; sensitive &amp;&amp;D" in made["xl/worksheets/sheet1.xml"]
