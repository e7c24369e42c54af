"""List 8 of Annex A beside our own counts."""

from datetime import datetime
from pathlib import Path

import pytest

from data.annex_a import HEADINGS, NEEDED, check_list_8
from data.errors import UnusableFile
from tests.data.builders import SHARED, a_store, load_rows

ANNEX_A = SHARED / "samples" / "annex-a" / "Annex_A.xlsx"


def test_counts_of_the_last_twelve_months_from_care_are_compared(tmp_path: Path) -> None:
    at = {"where": "care"}
    load_rows(
        tmp_path,
        {"child": "7", "start": "2015-12-30 23:00", "end": "2015-12-31 01:00", **at},
        {"child": "7", "start": "2015-12-31 00:00", "end": "2015-12-31 09:00", **at},
        {"child": "7", "category": "absent", "start": "2016-02-01 10:00", "end": "2016-02-01 11:00", **at},
        {"child": "8", "where": "home"},
    )
    lines = [",".join(f'"{HEADINGS[name]}"' for name in NEEDED), "7,1,1", "8,1,0", "9,0,0", "9,,", ",1,0"]
    (tmp_path / "list8.csv").write_text("\n".join(lines).replace("'Missing'", "‘Missing’"), encoding="utf-8")
    rows = check_list_8(a_store(tmp_path), tmp_path / "list8.csv", as_of=datetime(2016, 12, 31))
    assert rows.select("row_number", "our_missing", "our_absent", "agrees").rows() == [
        (2, 1, 1, True),
        (3, 0, 0, False),
        (4, 0, 0, True),
        (5, 0, 0, None),
        (6, 0, 0, None),
    ]


@pytest.mark.skipif(not ANNEX_A.exists(), reason="the shared files are not beside the repository")
def test_an_inspection_workbook_is_read_by_its_list_8(tmp_path: Path) -> None:
    load_rows(tmp_path, {})
    rows = check_list_8(a_store(tmp_path), ANNEX_A)
    assert rows["their_missing"].to_list() == [0] * 5
    assert rows["agrees"].all()


def test_another_workbook_is_refused(tmp_path: Path) -> None:
    load_rows(tmp_path, {})
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(UnusableFile, match="List 8"):
        check_list_8(a_store(tmp_path), tmp_path / "x.csv")
