"""A mapped file of return home interviews, one a row; one interview may cover several episodes (interviews.sql)."""

from dataclasses import replace
from datetime import datetime

import polars as pl

from data.checks import INTERVIEW_RULES
from data.formats.mapped import open_mapped, readable, themes, yes_or_no
from data.formats.mapping import Mapping
from data.formats.reading import File, Reading
from data.formats.themes import together
from data.pseudonyms import Pseudonyms

# A cell may name several episodes: "MI-204; MI-207".
BETWEEN_REFERENCES = r"[^;,+|\n]+"


def read_interviews(file: File, mapping: Mapping, pseudonyms: Pseudonyms, as_of: datetime) -> Reading:
    """What a mapped file says. Raises UnusableFile where it lacks a column that the mapping names."""
    opened = open_mapped(file, mapping, pseudonyms, as_of, INTERVIEW_RULES)
    rows = opened.rows.with_columns(
        *readable(mapping),
        offered=yes_or_no("interview_offered"),
        episodes=pl.col("episode").fill_null("").str.extract_all(BETWEEN_REFERENCES).list.eval(stripped()),
        interview_key=interview_key(),
        themes=themes(mapping),
    )
    texts = opened.texts(rows, "interview_key")
    rows = together(rows, "interview_key", "themes").rename(
        {
            "interview_provider": "provider",
            "interview_outcome": "outcome",
            "returned_at_precision": "returned_precision",
            "returned_at_utc": "returned_utc",
            "interview_offered_at": "offered_at",
            "interview_offered_at_utc": "offered_utc",
            "interview_completed_at": "completed_at",
            "interview_completed_at_utc": "completed_utc",
            "interview_completed_at_precision": "completed_precision",
        }
    )
    told = rows.select(pl.coalesce("returned_at", "completed_at", "offered_at")).to_series()
    return replace(opened.reading(rows, told, None), texts=texts)


def stripped() -> pl.Expr:
    """A reference without the spaces around it."""
    return pl.element().str.strip_chars()


def interview_key() -> pl.Expr:
    """One interview as its provider knows it: by the provider's own number, else by child, episode and time."""
    times = ("returned_at", "interview_completed_at", "interview_offered_at")
    told = pl.coalesce(pl.col(name).dt.strftime("%Y-%m-%dT%H:%M:%S") for name in times).fill_null("")
    return pl.coalesce(
        pl.concat_str("system", "child_id", pl.lit("id"), "interview", separator=":"),
        pl.concat_str("system", "child_id", pl.col("episode").fill_null(""), told, separator=":"),
    )
