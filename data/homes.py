"""The council's own list of homes: one row a home, read when a page asks. It names no child, and is in no snapshot."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

import polars as pl

from data.errors import BadSetting, UnusableFile
from data.formats.blanks import Holds, Meaning, field_words
from data.formats.dates import DateOrder, parse_dates
from data.formats.headings import Sought, heading_key
from data.formats.labels import NO, YES, label_key
from data.formats.table_files import read_table
from data.plan import read_file

URN: Final = "urn"
# Ours -> the headings that mean it; the first is ours, others are of inspectors' and councils' lists.
HEADINGS: Final = {
    URN: ("urn", "ofsted urn", "setting urn", "provision urn", "registration number"),
    "name": ("name", "home", "home name", "setting name", "provision name"),
    "kind": ("kind", "type", "provision type", "setting type"),
    "provider": ("provider", "organisation", "organisation name", "registered provider"),
    "places": ("places", "beds", "number of places", "registered places", "max places", "maximum users"),
    "also": ("also", "also known as", "place names"),
    "strategy": ("strategy", "reporting strategy", "reporting strategy agreed", "strategy agreed"),
    "review": ("review", "strategy review", "review on", "review date"),
}
# Ours of a strategy without a day.
AGREED_WORDS: Final = frozenset(map(label_key, (*YES, "agreed", "in place")))
NOT_AGREED_WORDS: Final = frozenset(map(label_key, (*NO, "not agreed", "none", "not in place")))
# What says nothing in other columns, and here that none is agreed.
AGREEMENT: Final = {"strategy": AGREED_WORDS | NOT_AGREED_WORDS}
ADVICE: Final = "A list of homes needs a column urn: docs/homes.md."


@dataclass(frozen=True)
class Home:
    """A home as the list has it; what is null or empty is not recorded.

    `also`: its names in reports of missing children. `is_agreed`: whether it is agreed with the home how it reports a
    child missing, `agreed_on` since when.
    """

    urn: str
    name: str = ""
    kind: str = ""
    provider: str = ""
    places: int | None = None
    also: tuple[str, ...] = ()
    is_agreed: bool | None = None
    agreed_on: date | None = None
    review_on: date | None = None
    is_listed: bool = True

    @property
    def title(self) -> str:
        """ "Ash House (9000101)", "Home 9000101"."""
        return f"{self.name} ({self.urn})" if self.name else f"Home {self.urn}"


@dataclass(frozen=True)
class ListOfHomes:
    """The homes in the order of the list, and which columns it has; none where the settings name no list."""

    homes: tuple[Home, ...] = ()
    columns: frozenset[str] = frozenset()
    is_named: bool = False

    def lacks(self, column: str) -> bool:
        """Whether a list is there that has no such column."""
        return self.is_named and column not in self.columns


NO_LIST: Final = ListOfHomes()


def list_of_homes(file: str) -> ListOfHomes:
    """The list that the settings name (CSV or a workbook). Raises BadSetting, and UnusableFile for what is none."""
    if not file:
        return NO_LIST
    where = Path(file)
    if not where.is_file():
        raise BadSetting(f"homes.file: {where.name} is not there. Name the list of homes, or take the line out.")
    return read_homes(where, where.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def read_homes(where: Path, _changed: int) -> ListOfHomes:
    """As `list_of_homes`; read again when the file has changed."""
    given = read_file(where)
    table = read_table(given.name, given.content, Sought(tuple((heading,) for heading in HEADINGS[URN]), ADVICE))
    if not table.refused.is_empty():
        first = table.refused.row(0, named=True)
        raise UnusableFile(f"{where.name}, line {first['row_number']}: {first['message']} No home is shown.")
    present = {heading_key(heading): heading for heading in table.headings}
    written = {
        ours: next(present[heading_key(name)] for name in names if heading_key(name) in present)
        for ours, names in HEADINGS.items()
        if any(heading_key(name) in present for name in names)
    }
    rows = without_words_for_nothing(table.texts(written, heading_key))
    lacking = [pl.lit(None, dtype=pl.String).alias(name) for name in HEADINGS if name not in written]
    rows = with_days(rows.with_columns(*lacking).filter(pl.any_horizontal(pl.col(*HEADINGS).is_not_null())))
    homes = tuple(home_of(row, where.name) for row in rows.iter_rows(named=True))
    refuse_repeats(homes, where.name)
    return ListOfHomes(homes, frozenset(written), is_named=True)


def without_words_for_nothing(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows, null where a word says that nothing is known, such as "tbc" and "n/a": as in every other file."""
    words = {name: field_words(name, Holds.WORD, dict.fromkeys(AGREEMENT.get(name, ()), "")) for name in HEADINGS}
    blank = {
        name: [text for text in rows[name].unique().drop_nulls() if words[name].meaning(text) is Meaning.BLANK]
        for name in HEADINGS
        if name in rows.columns
    }
    return rows.with_columns(pl.col(name).replace(texts, None) for name, texts in blank.items() if texts)


def with_days(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with strategy_on and review_on: the days that are written, null where none is."""
    days = {name: parse_dates(rows[name], DateOrder.MIXED_DAY_FIRST)["at"].dt.date() for name in ("strategy", "review")}
    return rows.with_columns(strategy_on=days["strategy"], review_on=days["review"])


def home_of(row: dict[str, object], file: str) -> Home:
    """One row. Raises UnusableFile for a cell that cannot be understood: a nought or a blank would be a guess."""
    where = f"{file}, line {row['row_number']}"
    urn = as_urn(row[URN])
    if not urn:
        raise UnusableFile(f"{where} has no URN. {ADVICE}")
    if row["review"] and row["review_on"] is None:
        raise UnusableFile(f"{where}: {row['review']!r} is no day of a review. Write it as 2026-04-01 or 01/04/2026.")
    return Home(
        urn=urn,
        name=str(row["name"] or ""),
        kind=str(row["kind"] or ""),
        provider=str(row["provider"] or ""),
        places=places_of(row["places"], where),
        also=tuple(text.strip() for text in str(row["also"] or "").split(";") if text.strip()),
        is_agreed=is_agreed(row, where),
        agreed_on=row["strategy_on"] if isinstance(row["strategy_on"], date) else None,
        review_on=row["review_on"] if isinstance(row["review_on"], date) else None,
    )


def as_urn(text: object) -> str:
    """The number as records are compared by it: without spaces, a spreadsheet's ".0" and small letters."""
    return "".join(str(text or "").split()).upper().removesuffix(".0")


def places_of(text: object, where: str) -> int | None:
    """How many children may live there; null where nothing stands."""
    if text is None:
        return None
    plain = str(text).replace(",", "").removesuffix(".0")
    if not plain.isdecimal() or not int(plain):
        raise UnusableFile(f"{where}: {text!r} is no number of places. Leave the cell blank where it is not known.")
    return int(plain)


def is_agreed(row: dict[str, object], where: str) -> bool | None:
    """Whether a reporting strategy is agreed: a day or a yes, a no, or null where nothing stands."""
    text = row["strategy"]
    if text is None:
        return None
    key = label_key(str(text))
    if key not in AGREED_WORDS | NOT_AGREED_WORDS and row["strategy_on"] is None:
        raise UnusableFile(f"{where}: {text!r} says neither when a reporting strategy was agreed, nor yes, nor no.")
    return key not in NOT_AGREED_WORDS


def refuse_repeats(homes: tuple[Home, ...], file: str) -> None:
    """Raise UnusableFile where one number, or one name of a place, is of two homes."""
    for what, texts in (
        ("The URN", [home.urn for home in homes]),
        ("The place", [plain_name(name) for home in homes for name in home.also]),
    ):
        if repeated := sorted({text for text in texts if texts.count(text) > 1}):
            raise UnusableFile(f"{file}: {what} {repeated[0]!r} stands more than once. Give it to one home.")


def plain_name(text: str) -> str:
    """A name of a place without case and spaces at its ends or doubled."""
    return " ".join(text.split()).casefold()
