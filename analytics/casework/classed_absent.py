"""Absences to look at again, one by one, and episodes on whose kind sources differ. Child rows: for co-ordinators."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import polars as pl

from analytics.casework.case_words import lives, when
from analytics.indicators.classed_absent_although import reasons
from analytics.words.columns import Columns, unbroken
from analytics.words.names import reason_name
from analytics.words.numbers import number, percent, sentence_case
from data.casework import read_told_apart
from data.settings import Settings
from data.warehouse import Warehouse

MOST_ABSENCES: Final = 50


def classed_absent_although(facts: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Absences with a reason to look again, newest first: the facts, and under each reason's code whether it holds."""
    told = reasons(settings)
    return (
        facts.filter(pl.col("category") == "absent")
        .with_columns(**told)
        .filter(pl.any_horizontal(*told))
        .sort("started_at", "child", descending=[True, False])
    )


def although_columns(absences: pl.DataFrame, names: dict[int, str], settings: Settings) -> Columns:
    """The newest of them: who, when, and why each is looked at again."""
    codes_of_reasons = tuple(reasons(settings))
    shown = absences.head(MOST_ABSENCES).with_columns(pl.col("setting", "placement", "in_area").cast(pl.String))
    rows = list(shown.iter_rows(named=True))
    return {
        "Child": [names[row["child"]] for row in rows],
        "Absent from": [when(row["started_at"]) for row in rows],
        "Lives": [lives(row["setting"], row["placement"], row["in_area"]) for row in rows],
        "Although": [sentence_case("; ".join(why(code) for code in codes_of_reasons if row[code])) for row in rows],
    }


def why(reason: str) -> str:
    """ "exploitation marked", "missing within 6 hours"."""
    return "exploitation marked" if reason == "exploitation" else reason_name(reason).lower()


def told_as_both(episodes: Warehouse, facts: pl.DataFrame) -> pl.DataFrame:
    """Those of the facts that one source called absent and another missing. They count as missing."""
    pairs = read_told_apart(episodes).cast({"child": facts.schema["child"], "started_at": facts.schema["started_at"]})
    return facts.join(pairs, on=["child", "started_at"], how="semi").filter(pl.col("category") == "missing")


def told_as_both_sentence(absent: int, both: int) -> str:
    """ "12 of 412 episodes that a source called absent (3%) were called missing by another, and count as missing."."""
    if not absent + both:
        return "No source called any episode absent in this period."
    share = percent(both / (absent + both))
    was = "was" if both == 1 else "were"
    return (
        f"{number(both)} of {number(absent + both)} episodes that a source called absent ({share}) {was} called "
        "missing by another, and count as missing."
    )


def told_as_both_columns(facts: pl.DataFrame, both: pl.DataFrame, months: Sequence[date]) -> Columns:
    """One line a month, newest first: what any source called absent, and how much of it another called missing."""
    starts = {
        name: rows["started_at"].dt.truncate("1mo").dt.date()
        for name, rows in {"absent": facts.filter(pl.col("category") == "absent"), "both": both}.items()
    }
    newest = sorted(months, reverse=True)
    of_both = [int((starts["both"] == month).sum()) for month in newest]
    called = [int((starts["absent"] == month).sum()) + many for month, many in zip(newest, of_both, strict=True)]
    return {
        "Month": [unbroken(f"{month:%b %Y}") for month in newest],
        "Called absent": [number(many) for many in called],
        "And missing by another": [number(many) for many in of_both],
        "Percentage": [percent(many / of) if of else "" for many, of in zip(of_both, called, strict=True)],
    }


def although_words(absences: pl.DataFrame) -> str:
    """How many of them are listed, where not all are."""
    rest = absences.height - MOST_ABSENCES
    return f"The newest {MOST_ABSENCES} of {number(absences.height)} are listed." if rest > 0 else ""
