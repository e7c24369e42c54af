"""A mapped file of missing and found reports, one a row. Two make an episode; pairing.sql finds which."""

from datetime import datetime
from typing import Final

import polars as pl

from data.checks import NOTIFICATION_RULES
from data.formats.episodes import told_of_children, with_children
from data.formats.fields import whole_years
from data.formats.mapped import distance, open_mapped, readable
from data.formats.mapping import Mapping
from data.formats.reading import File, Reading
from data.pseudonyms import Pseudonyms

# Our column of `notification` -> the field that it comes from, where the names differ.
NOTIFICATION_FIELDS: Final = {
    "says": "report",
    "told_at": "reported_at",
    "told_utc": "reported_at_utc",
    "told_precision": "reported_at_precision",
    "police_risk": "risk",
    "area": "missing_from_area",
    "place": "missing_from_place",
}


def read_notifications(file: File, mapping: Mapping, pseudonyms: Pseudonyms, as_of: datetime) -> Reading:
    """What a mapped file says. Raises UnusableFile where it lacks a column that the mapping names."""
    opened = open_mapped(file, mapping, pseudonyms, as_of, NOTIFICATION_RULES)
    rows = opened.rows.with_columns(**distance()).with_columns(
        *readable(mapping),
        notification_key=notification_key(),
        age_at_start=pl.coalesce(whole_years(pl.col("date_of_birth"), pl.col("reported_at")), "age"),
        legal_status=pl.col("legal_status").str.to_uppercase(),
    )
    rows = rows.with_columns(pl.col(field).alias(column) for column, field in NOTIFICATION_FIELDS.items())
    told = rows.with_columns(uasc=pl.lit(None, dtype=pl.Boolean), started_utc="told_utc")
    return with_children(opened.reading(rows, rows["told_at"], None), told_of_children(told))


def notification_key() -> pl.Expr:
    """One report as its system knows it: by the number of its episode, else by child and time."""
    told = pl.col("reported_at").dt.strftime("%Y-%m-%dT%H:%M:%S")
    return pl.coalesce(
        pl.concat_str("system", "child_id", pl.lit("id"), "episode", "report", separator=":"),
        pl.concat_str("system", "child_id", "report", pl.col("category").fill_null("missing"), told, separator=":"),
    )
