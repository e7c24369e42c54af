"""What each column of the tidy rows means, for programs: CSV on the Web (W3C, Metadata Vocabulary for Tabular Data)."""

import json
from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from analytics.views.tidy import EXPORT_COLUMNS, EXPORT_TYPES

# What a reader of a CSV file looks for beside it, where nobody told of another.
METADATA: Final = "csv-metadata.json"
MEANINGS: Final = {
    "indicator": "Which question the row answers: what it counts stands with the definitions.",
    "unit": "What is counted: episode, child or interview.",
    "period_start": "The first day of the period.",
    "period_end": "The day after the last day of the period.",
    "breakdown": "By what the answer is divided; empty for the whole.",
    "group": "Which part of the breakdown the row is of; empty for the whole.",
    "category": "Which of its answers the row is of, where the question has several.",
    "numerator": "The number; empty where no number is given.",
    "denominator": "Of how many; empty where it is of nothing, or no number is given.",
    "share": "The numerator over the denominator, worked out from the numbers that are given.",
    "shown": "Whether a number is given, else the word in its place: hidden, few, not supplied, none due.",
    "note": "The range of a number that is not given, else the months that the row looks back over.",
}
DATATYPES: Final = {pl.Date(): "date", pl.Int64(): "integer", pl.Float64(): "number"}
# Text is never null: an empty group is the whole.
NEVER: Final = "\N{EMPTY SET}"
KEY: Final = ["indicator", "unit", "period_start", "period_end", "breakdown", "group", "category"]


def metadata(files: Mapping[str, str], about: Mapping[str, str]) -> bytes:
    """The document beside CSV files of tidy rows: file name -> what it holds, and what Dublin Core says of them all."""
    schema = {"columns": [column(name) for name in EXPORT_COLUMNS], "primaryKey": KEY}
    document = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        **{f"dc:{name}": text for name, text in about.items()},
        "dialect": {"encoding": "utf-8", "header": True},
        "tables": [{"url": name, "dc:title": title, "tableSchema": schema} for name, title in files.items()],
    }
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()


def column(name: str) -> dict[str, Any]:
    """One column: its name, what it means, and what may stand in it."""
    kind = EXPORT_TYPES.get(name)
    described = {"name": name, "titles": name, "dc:description": MEANINGS[name]}
    if kind is None:
        return described | {"datatype": "string", "null": NEVER}
    return described | {"datatype": DATATYPES[kind]}
