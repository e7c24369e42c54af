"""Rows in = loaded + duplicates + refused + left out, whatever the file holds."""

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from data.errors import UnusableFile
from data.formats.mapping import parse_mapping
from data.formats.senders import sought_by
from data.formats.table_files import read_table
from data.load import Delivery, check
from data.settings import demonstration_settings
from data.summary import Summary
from tests.data.builders import HEADING, MAPPING, a_mapping, a_store
from tests.sizes import examples

DEMONSTRATION = demonstration_settings()

words = st.sampled_from(
    ["", "A1", "A2", "missing", "absent", "2016-06-07 10:00", "2016-06-07", "31/02/2016", "care", "x", " "]
)
cells = words | st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=6)
rows = st.lists(st.lists(cells, min_size=10, max_size=13), max_size=12)


def check_content(content: bytes) -> Summary | None:
    """What a check says of a file with this content; None where it cannot be used."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "police.csv").write_bytes(content)
        try:
            return check(a_store(folder), [Delivery((folder / "police.csv",), a_mapping(folder))], DEMONSTRATION)
        except UnusableFile:
            return None


def is_accounted_for(summary: Summary) -> bool:
    (file,) = summary.files
    return file.rows_in == file.loaded + file.duplicates + file.refused + file.left_out and file.refused == sum(
        file.refused_by_rule.values()
    )


@examples(10, 40)
@given(st.binary(max_size=400))
def test_of_any_bytes(content: bytes) -> None:
    summary = check_content(HEADING.encode() + b"\n" + content)
    assert summary is None or is_accounted_for(summary)


@examples(10, 40)
@given(rows)
def test_of_any_dirty_file(records: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([HEADING.split(","), *records])
    summary = check_content(text.getvalue().encode())
    assert summary is not None
    assert is_accounted_for(summary)
    mapping = parse_mapping(MAPPING.encode(), "police.toml", DEMONSTRATION)
    set_aside = read_table("police.csv", text.getvalue().encode(), sought_by(mapping)).set_aside
    written = sum(any(cell.strip() for cell in record) for record in records)
    assert summary.total("rows_in") + len(set_aside) == written
