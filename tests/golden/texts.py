"""Pages, papers and tables of the demonstration as plain text, so that a change of any of them is seen line by line."""

import csv
import hashlib
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from pypdf import PdfReader

from data.demo.city import AS_OF
from data.warehouse import warehouse
from pages.common.details import MORE
from tests.pages.opened import DETAIL, ROOT, with_details

FOLDER: Final = Path(__file__).parent
AUDIENCES: Final = ("board", "scrutiny", "coordinator")
# The moment at which every page is read: some hours after the files of the demonstration end.
CLOCK: Final = datetime(AS_OF.year, AS_OF.month, AS_OF.day, 12, 0)
TABLES: Final = "SELECT table_name FROM duckdb_tables() ORDER BY table_name"
# When a file was loaded is of no golden file.
CLOCK_COLUMN: Final = "received_at"
ROWS: Final = "SELECT slug, unit, breakdown, * EXCLUDE (slug, unit, breakdown, row_order) FROM published"


def pages() -> list[tuple[str, str]]:
    """Every page with the audience whose folder it stands in, such as ("board", "who")."""
    return [
        (audience, path.stem) for audience in AUDIENCES for path in sorted((ROOT / "pages" / audience).glob("[!_]*.py"))
    ]


def page_text(app: Any) -> str:
    """The page from top to bottom: one line an element, its kind first; a table as one line a row."""
    assert not app.exception, app.exception[0].message
    return "\n".join(line for block in (app.sidebar, app.main) for line in lines_of(block)) + "\n"


def whole_text(app: Any) -> str:
    """The page as it opens, and below each of its names what that opens."""
    return "".join(
        f"--- {shown.pills(key=DETAIL).value}\n{below(page_text(shown))}" if place else page_text(shown)
        for place, shown in enumerate(with_details(app))
    )


def below(text: str) -> str:
    """What stands below the names of a page's details."""
    return text.partition(f"button_group: {MORE}\n")[2]


def lines_of(block: Any) -> Iterator[str]:
    """The lines of an element and of all that stand in it."""
    for node in block.children.values():
        if hasattr(node, "children"):
            yield from lines_of(node)
        elif text := plain(said(node)):
            yield from (f"{node.type}: {line}" for line in text.splitlines())


def said(node: Any) -> str:
    """What a reader gets of an element."""
    if node.type in ("arrow_data_frame", "arrow_table", "dataframe", "table"):
        return str(node.value.to_csv(index=False, sep="|", lineterminator="\n"))
    alt = getattr(node.proto, "alt", "")
    return " ".join(str(part) for part in (getattr(node, "label", ""), alt or getattr(node, "value", "")) if part)


def plain(text: str) -> str:
    """The text without the marks that keep Markdown from reading it."""
    return re.sub(r"\\([^\w\s])", r"\1", text.replace("\N{NO-BREAK SPACE}", " "))


def pdf_text(content: bytes) -> str:
    """The words of a PDF, page by page."""
    sheets = PdfReader(io.BytesIO(content)).pages
    return "".join(f"--- page {place}\n{sheet.extract_text()}\n" for place, sheet in enumerate(sheets, 1))


def paper_text(paper: Any) -> str:
    """A paper before it is typeset: one line a value, with the names of where it stands."""
    return "".join(f"{line}\n" for line in values_of(paper, ""))


def values_of(value: Any, name: str) -> Iterator[str]:
    """The lines of a value and of all that it holds."""
    if is_dataclass(value):
        for part in fields(value):
            yield from values_of(getattr(value, part.name), f"{name}.{part.name}")
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from values_of(part, f"{name}.{key}")
    elif isinstance(value, list | tuple):
        for part in value:
            yield from values_of(part, name)
    else:
        yield f"{name.strip('.')}: {value}"


def published_text(file: Path) -> str:
    """What a board's process may read: each table's rows and a hash of them, the indicators' one by one."""
    published = warehouse(file)
    names = [name for (name,) in published.query(TABLES).iter_rows() if name != "published"]
    read = {name: published.query(f"FROM {name}").drop(CLOCK_COLUMN, strict=False) for name in names}
    whole = {name: list(rows.iter_rows()) for name, rows in read.items()}
    return hashes(whole) + hashes(by_table(published.query(ROWS).iter_rows()))


def export_text(content: bytes) -> str:
    """An export as CSV: the rows of each table and a hash of them."""
    heading, *rows = csv.reader(io.StringIO(str(content, "utf-8-sig")))
    places = [heading.index(name) for name in ("indicator", "unit", "breakdown")]
    rest = [place for place in range(len(heading)) if place not in places]
    return hashes(by_table(tuple(row[place] for place in (*places, *rest)) for row in rows))


def by_table(rows: Iterable[tuple[Any, ...]]) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of each table; the first three values of a row name its own."""
    tables = defaultdict(list)
    for row in rows:
        tables[" ".join(row[:3]).strip()].append(row[3:])
    return dict(sorted(tables.items()))


def hashes(tables: Mapping[str, list[tuple[Any, ...]]]) -> str:
    """A line a table."""
    return "".join(f"{name}: {rows_hash(rows)}\n" for name, rows in tables.items())


def rows_hash(rows: list[tuple[Any, ...]]) -> str:
    """How many rows there are, and one hash of all, whatever their order."""
    text = "\n".join(sorted(map(repr, rows)))
    return f"{len(rows)} rows, {hashlib.sha256(text.encode()).hexdigest()[:16]}"
