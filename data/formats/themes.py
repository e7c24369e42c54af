"""Cells that hold several answers of a return interview: "Arguments; bus, drugs" -> the codes of data/themes.py.

An answer that no list has is coded as other, and the cell is kept as it was written, in a file apart (data/texts.sql).
"""

import json
import re
from collections.abc import Container, Iterable, Mapping
from typing import Final

import polars as pl

from data.formats.kinds import ACCOUNT
from data.formats.labels import UnknownLabel, label_key
from data.tables import INTERVIEW_TEXT_ROW
from data.themes import FIELDS, OTHER_OF

# What parts answers for certain; a comma may be part of one: "drugs, alcohol".
BETWEEN_ANSWERS: Final = re.compile(r"[;|\n\r•]+")
# A word for the mapping to explain is short; what is longer is a sentence, and for reading.
LONGEST_LABEL: Final = 60
UNPRINTABLE: Final = "[\x00-\x09\x0b-\x1f\x7f\ufffe\uffff]+"
CODES: Final = pl.List(pl.String)


def answers_in(cell: str, known: Mapping[str, str]) -> list[str]:
    """The answers of a cell, each as it is written."""
    if label_key(cell) in known:
        return [cell.strip()]
    return [answer for part in BETWEEN_ANSWERS.split(cell) for answer in answers_of_part(part, known) if answer]


def answers_of_part(part: str, known: Mapping[str, str]) -> list[str]:
    """One answer, or those between its commas where any of them is known; a sentence has commas too."""
    whole, pieces = part.strip(" \t-"), [piece.strip() for piece in part.split(",")]
    is_list = label_key(whole) not in known and any(label_key(piece) in known for piece in pieces)
    return pieces if is_list else [whole]


def codes_in(cell: str, known: Mapping[str, str], other: str) -> list[str]:
    """The codes of a cell's answers, each once; `other` for what is not known."""
    return list(dict.fromkeys(known.get(label_key(answer), other) for answer in answers_in(cell, known)))


def unknown_in(cell: str, known: Mapping[str, str]) -> list[str]:
    """The answers of a cell that are not known."""
    return [answer for answer in answers_in(cell, known) if label_key(answer) not in known]


def with_answers(rows: pl.DataFrame, field: str, known: Mapping[str, str], distinct: Iterable[str]) -> pl.DataFrame:
    """The field as a list of codes, null where the cell is blank; beside it the cell, as `FIELD_label`."""
    codes = {cell: codes_in(cell, known, OTHER_OF[field]) for cell in distinct}
    told = pl.DataFrame({field: list(codes), "codes": list(codes.values())}, schema={field: pl.String, "codes": CODES})
    coded = rows.select(field).join(told, on=field, how="left", maintain_order="left")["codes"]
    return rows.rename({field: f"{field}_label"}).with_columns(coded.alias(field))


def all_answers(fields: Iterable[str]) -> pl.Expr:
    """Every code of a row, in the order of the list; null where no question has an answer."""
    wanted = frozenset(fields)
    there = [name for name in FIELDS if name in wanted]
    if not there:
        return pl.lit(None, dtype=CODES)
    is_any = pl.any_horizontal(pl.col(name).is_not_null() for name in there)
    return pl.when(is_any).then(pl.concat_list(pl.col(name).fill_null([]) for name in there))


def together(rows: pl.DataFrame, key: str, column: str) -> pl.DataFrame:
    """The rows, those of one key each with all that any of them tells: some files have a line for each answer."""
    if not rows[key].is_duplicated().any():
        return rows
    told = rows.select(key, column).drop_nulls().explode(column)
    every = told.group_by(key, maintain_order=True).agg(pl.col(column).unique(maintain_order=True))
    return rows.drop(column).join(every, on=key, how="left", maintain_order="left")


def labels_to_map(
    cells: pl.Series, field: str, known: Mapping[str, str], column: str, write: str
) -> list[UnknownLabel]:
    """Each short answer that is not known, with how many rows have it, the most frequent first."""
    counted = cells.drop_nulls().value_counts(name="rows")
    rows: dict[str, int] = {}
    for cell, many in counted.iter_rows():
        for answer in dict.fromkeys(unknown_in(cell, known)):
            rows[answer] = rows.get(answer, 0) + many
    short = ((answer, many) for answer, many in rows.items() if len(answer) <= LONGEST_LABEL)
    in_order = sorted(short, key=lambda item: (-item[1], item[0]))
    return [
        UnknownLabel(column, answer, many, f"{write}[{json.dumps(answer, ensure_ascii=False)}]", field)
        for answer, many in in_order
    ]


def texts_of(
    rows: pl.DataFrame, key: str, codes: Mapping[str, Mapping[str, str]], fields: Container[str]
) -> pl.DataFrame:
    """What was written, question by question: cells with an answer that is not known, and the text of the interview.

    `key` is the column of what it is about. Of several lines about one interview all texts stand, one under another.
    A field that a file has and a row leaves blank is an empty text, which takes the place of an earlier one.
    """
    texts = [text_of(rows, key, field, codes.get(field)) for field in (*FIELDS, ACCOUNT) if field in fields]
    if not texts:
        return pl.DataFrame(schema=INTERVIEW_TEXT_ROW)
    told = (
        pl.concat(texts)
        .group_by("of_key", "field", maintain_order=True)
        .agg(
            pl.col("child_id", "row_number").first(),
            pl.col("text").filter(pl.col("text") != "").unique(maintain_order=True).str.join("\n"),
        )
    )
    return told.with_columns(pl.col("text").fill_null(""))


def text_of(rows: pl.DataFrame, key: str, field: str, known: Mapping[str, str] | None) -> pl.DataFrame:
    """The texts of one field, one a row."""
    cell = pl.col(field if known is None else f"{field}_label")
    if known is not None:
        cells = rows[f"{field}_label"].drop_nulls().unique()
        cell = pl.when(cell.is_in([text for text in cells if unknown_in(text, known)])).then(cell)
    plain = cell.fill_null("").str.replace_all(UNPRINTABLE, " ").str.strip_chars()
    return rows.select("child_id", "row_number", of_key=pl.col(key), field=pl.lit(field), text=plain)
