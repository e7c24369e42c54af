"""The ids of children as a file writes them -> one id each, and what is doubtful about how they are written.

Ids are text, and two spellings are two children, unless the mapping says that ids are numbers: then 0045123, 45123,
45123.0 and '0045123 are one. Nothing is mended in ids that are text: pseudonyms in stores were made of them as they
stood, and what is an accident of a spreadsheet in one scheme tells two children apart in another.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, Literal

import polars as pl

from data.pseudonyms import Pseudonyms

IdForm = Literal["text", "number"]
NUMBER: Final = re.compile(r"['’‘`]*\s*0*([0-9]+?)(?:\.0*)?")
# One way in which spellings of one id differ: its name, and what it leaves out.
ACCIDENTS: Final = (
    ("an apostrophe before it", r"^['’‘`]+"),
    ("spaces in it", r"\s+"),
    ("a decimal point after it", r"^([0-9]+)\.0*$"),
    ("noughts before it", r"^0+([0-9])"),
)


def canonical_id(text: str, form: IdForm) -> str:
    """The one spelling of an id: where ids are numbers, without what does not belong to a number."""
    plain = text.strip()
    number = NUMBER.fullmatch(plain) if form == "number" else None
    return number[1] if number else plain


def form_of_ids(loads: pl.DataFrame, namespace: str) -> IdForm:
    """Whether the ids of a namespace are numbers, by any of its files. `loads` is the table `load`."""
    is_number = (loads["child_ids"] == namespace) & (loads["child_id_form"] == "number")
    return "number" if is_number.any() else "text"


def canonical_ids(distinct: Sequence[str], form: IdForm) -> dict[str, str]:
    """Each text with its canonical id."""
    return {text: canonical_id(text, form) for text in distinct}


def identified(ids: pl.Series, form: IdForm, pseudonyms: Pseudonyms, namespace: str) -> pl.DataFrame:
    """Columns child_id, child_spellings (how the file writes this id otherwise, or null), child_is_no_number.

    `ids` are as written, null where they name nobody. Only spellings within the file are seen.
    """
    distinct = ids.unique().drop_nulls()
    listed = distinct.to_list()
    one_each = canonical_ids(listed, form)
    child_ids = {text: pseudonyms.of_one(item, namespace) for text, item in one_each.items()}
    doubts = spellings(distinct) if form == "text" else {}
    strays = [text for text, item in one_each.items() if not item.isdigit()] if form == "number" else []
    return pl.DataFrame(
        [
            ids.replace_strict(child_ids, default=None, return_dtype=pl.String).alias("child_id"),
            said_of(ids, doubts).alias("child_spellings"),
            (ids.is_in(strays) if strays else pl.repeat(value=False, n=ids.len(), eager=True)).alias(
                "child_is_no_number"
            ),
        ]
    )


def said_of(ids: pl.Series, doubts: dict[str, str]) -> pl.Series:
    """What is said of each id; null where nothing is."""
    if not doubts:
        return pl.Series([None], dtype=pl.String).new_from_index(0, ids.len())
    return ids.replace_strict(doubts, default=None, return_dtype=pl.String)


def spellings(distinct: pl.Series) -> dict[str, str]:
    """Each id that the file writes in another way too, with in how many ways and how they differ. No id is repeated."""
    loose = distinct.str.to_lowercase()
    for _, accident in ACCIDENTS:
        loose = loose.str.replace_all(accident, "${1}" if "(" in accident else "")
    alike = pl.DataFrame({"id": distinct, "loose": loose}).filter(pl.col("loose").is_duplicated())
    groups: dict[str, list[str]] = defaultdict(list)
    for written, key in alike.iter_rows():
        groups[key].append(written)
    return {written: differences(group) for group in groups.values() for written in group}


def differences(group: Sequence[str]) -> str:
    """In how many ways these spellings write one id, and what tells them apart."""
    differ = [name for name, accident in ACCIDENTS if any(re.search(accident, item) for item in group)]
    if len({item.casefold() for item in group}) < len(group):
        differ.append("capital letters")
    return f"the file writes what may be this id in {len(group)} ways, which differ by {in_words(differ)}"


def in_words(names: Iterable[str]) -> str:
    """'a, b and c'."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
