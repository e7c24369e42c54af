"""Mapped files that say something of children and not of episodes: children, periods of care, support, follow-up."""

from datetime import datetime

import polars as pl

from data.checks import CARE_PERIOD_RULES, CHILD_RULES, FOLLOW_UP_RULES, SUPPORT_RULES
from data.codes import NOT_IN_CARE, UNKNOWN
from data.formats.fields import birth_month
from data.formats.mapped import Opened, open_mapped, readable
from data.formats.mapping import Mapping
from data.formats.reading import File, Reading
from data.pseudonyms import Pseudonyms


def read_children(file: File, mapping: Mapping, pseudonyms: Pseudonyms, as_of: datetime) -> Reading:
    """Sex, month of birth, ethnicity. Raises UnusableFile where a column that the mapping names is not there."""
    opened = open_mapped(file, mapping, pseudonyms, as_of, CHILD_RULES)
    rows = opened.rows.with_columns(
        *readable(mapping), birth_month=birth_month(pl.col("date_of_birth")), is_uasc="uasc"
    )
    return opened.reading(rows.with_columns(ethnic_code="ethnicity"), None, None)


def read_care_periods(file: File, mapping: Mapping, pseudonyms: Pseudonyms, as_of: datetime) -> Reading:
    """Placements with their days. Raises UnusableFile where a column that the mapping names is not there."""
    opened = open_mapped(file, mapping, pseudonyms, as_of, CARE_PERIOD_RULES)
    in_care = pl.when(pl.col("placement") != NOT_IN_CARE).then("placement")
    rows = with_days(opened).with_columns(
        placement_code=pl.col("placement_label"),
        placement=in_care.fill_null(UNKNOWN),
        legal_status=pl.col("legal_status").str.to_uppercase(),
    )
    return opened.reading(rows, None, None)


def read_support(file: File, mapping: Mapping, pseudonyms: Pseudonyms, as_of: datetime) -> Reading:
    """Contact and intensive support. Raises UnusableFile where a column that the mapping names is not there."""
    opened = open_mapped(file, mapping, pseudonyms, as_of, SUPPORT_RULES)
    rows = (
        with_days(opened)
        .with_columns(*readable(mapping))
        .with_columns(pl.col("support").fill_null("other"), provider="support_provider", topics=several_topics())
        .with_columns(topics=of_all_lines("topics", "child_id", "support", "started_on"))
    )
    return opened.reading(rows, opened.rows["started_on"], None)


def read_follow_ups(file: File, mapping: Mapping, pseudonyms: Pseudonyms, as_of: datetime) -> Reading:
    """What was done about children. Raises UnusableFile where a column that the mapping names is not there."""
    opened = open_mapped(file, mapping, pseudonyms, as_of, FOLLOW_UP_RULES)
    is_screening = pl.col("follow_up") == "screening"
    rows = opened.rows.with_columns(
        pl.col("done_on").dt.date(),
        # A result stands beside a screening alone: of a meeting it says nothing that is counted.
        *(pl.when(is_screening).then(name).alias(name) for name in ("screening_tool", "screening_result")),
    )
    return opened.reading(rows, opened.rows["done_on"], None)


def several_topics() -> pl.Expr:
    """The topics of a cell, parted by semicolons or new lines; null where nothing stands."""
    parts = pl.col("support_topics").str.replace_all(r"[\r\n]+", ";").str.split(";")
    topics = parts.list.eval(pl.element().str.strip_chars().replace("", None).drop_nulls())
    return pl.when(topics.list.len() > 0).then(topics)


def of_all_lines(name: str, *keys: str) -> pl.Expr:
    """The words of every line about one thing, since only one of these lines is kept; null where none has any."""
    words = pl.col(name).explode().drop_nulls().unique().sort().implode().over(keys)
    return pl.when(words.list.len() > 0).then(words)


def with_days(opened: Opened) -> pl.DataFrame:
    """The rows with their days: the day of an end belongs to what comes next."""
    return opened.rows.with_columns(pl.col("started_on", "ended_on").dt.date())
