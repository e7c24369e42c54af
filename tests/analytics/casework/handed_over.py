"""Workbooks that were handed over, as whoever gets them reads, fills in and saves them."""

import csv
import hashlib
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

from analytics.casework.week import Week, the_week
from data.load import Delivery, load
from data.settings import Settings, demonstration_settings
from data.snapshots import Snapshot, Store
from data.summary import Summary
from data.warehouse import warehouse
from data.week_settings import Initials
from tests.data.builders import HEADING, a_mapping, a_store, load_files, nothing_to_publish
from tests.shared import copied
from tests.stories import WEEK_MAPPING

Rows = list[list[Any]]
HEADINGS = f"{HEADING},offered,completed,found,provider,triage,cse,cce,gangs"


def away(child: str, start: str, end: str, **others: str) -> dict[str, str]:
    """An episode at home in the last days of 2016, whose interview is awaited."""
    row = {"id": f"MI {child} {start}", "child": child, "dob": "2002-05-06", "sex": "F", "ethnicity": "WBRI"}
    row |= {"where": "home", "category": "missing", "start": start, "end": end, "outcome": "pending"}
    return row | {"provider": "Compass Youth"} | others


def a_store_of(folder: Path, *rows: Mapping[str, str], name: str = "police.csv", mapping: str = WEEK_MAPPING) -> Store:
    """A store with these episodes, known at 7:30 on the day after Christmas 2016."""
    names = HEADINGS.split(",")
    text = "\n".join([HEADINGS, *(",".join(row.get(heading, "") for heading in names) for row in rows)]) + "\n"

    def made(anew: Path) -> None:
        file = anew / name
        file.write_text(text, encoding="utf-8")
        summary = load_files(a_store(anew), [file], a_mapping(anew, mapping))
        assert summary.total("loaded") == len(rows), summary

    of_these = hashlib.sha256(f"{name}\n{mapping}\n{text}".encode()).hexdigest()
    copied(f"handed-over-{of_these}", made, folder)
    return a_store(folder)


def live(store: Store) -> Snapshot:
    snapshot = store.current()
    assert snapshot is not None
    return snapshot


def asked(store: Store, query: str) -> list[tuple[Any, ...]]:
    """Rows of the live snapshot, which pages of the same process may have open."""
    return warehouse(live(store).episodes).query(query).rows()


def week_of(store: Store) -> Week:
    return the_week(store, live(store), demonstration_settings())


def settings_with_ids(folder: Path, *children: str) -> Settings:
    """Settings that name a file of these ids."""
    vault = folder / "initials.csv"
    vault.write_text("child,initials\n" + "".join(f"{child},AB\n" for child in children), encoding="utf-8")
    vault.chmod(0o600)
    return demonstration_settings().model_copy(update={"initials": Initials(file=str(vault))})


def sheets_of(content: bytes) -> dict[str, Rows]:
    """Every sheet as rows of cells."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def saved_again(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    """The sheets as another program saves them: cells as they are, dates with a format of its own, nothing else."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"default_date_format": "dd/mm/yyyy hh:mm"}) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell != "":
                        page.write(number, column, cell)
    return held.getvalue()


def as_csv(rows: Rows, delimiter: str = ",") -> bytes:
    """One sheet as Excel saves it as CSV."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([[shown(cell) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def shown(cell: object) -> object:
    """A cell as the sheet shows it."""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return f"{cell:%Y-%m-%d}" if isinstance(cell, date) else cell


def filled(rows: Rows, line: int, **answers: object) -> Rows:
    """The sheet with these cells of a line (from 1, below the headings) filled in; `_` stands for a space."""
    copy = [[*row] for row in rows]
    places = {str(heading): place for place, heading in enumerate(copy[0])}
    for heading, answer in answers.items():
        copy[line][places[heading.replace("_", " ")]] = answer
    return copy


def sent_back(store: Store, folder: Path, content: bytes, name: str = "back.xlsx") -> Summary:
    """Loads a file that came back, as the command line does: without a mapping."""
    file = folder / name
    file.write_bytes(content)
    return load(store, [Delivery((file,))], demonstration_settings(), finish=nothing_to_publish)


def refusals(store: Store, folder: Path, content: bytes, name: str = "back.xlsx") -> list[str]:
    """Why rows of it are refused."""
    return [row.message for file in sent_back(store, folder, content, name).files for row in file.first_refused]


Change = Callable[[dict[str, Rows]], bytes]
