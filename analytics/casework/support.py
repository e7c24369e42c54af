"""What was done for the children, child by child: who was contacted, who had intensive support, whenever it was.

On the page Interviews support belongs to an episode, and the most of it counts. Here a child counts in every kind that
it had, from the first day of the period until some days after its end: "100% contacted, 53 in intensive support".
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import polars as pl

from analytics.model import Period, Unit
from analytics.words.columns import Columns
from analytics.words.names import NOT_RECORDED, code_name
from analytics.words.numbers import counted, number, percent
from data import codes

INTENSIVE, CONTACTED = "intensive", "contacted"
KINDS: Final = (CONTACTED, INTENSIVE, "other")
DAYS_AFTER: Final = timedelta(days=codes.SUPPORT_DAYS)


@dataclass(frozen=True)
class Supported:
    """Of the children missing, by pseudonym: who had each kind of support, and which topics; how many others had it."""

    missing: frozenset[str]
    by_kind: Mapping[str, frozenset[str]]
    others: Mapping[str, int]
    topics: Mapping[str, frozenset[str]]

    @property
    def without(self) -> frozenset[str]:
        """The children missing of whom no support is recorded."""
        return self.missing.difference(*self.by_kind.values())


def supported(support: pl.DataFrame, missing: Collection[str], period: Period) -> Supported:
    """Who of the children missing had which support in the days. `support` has the columns of `read_support`."""
    rows = support.filter(in_the_days(period))
    had = {kind: frozenset(rows.filter(pl.col("support") == kind)["child_id"]) for kind in KINDS}
    gone = frozenset(missing)
    return Supported(
        gone,
        {kind: children & gone for kind, children in had.items()},
        {kind: len(children - gone) for kind, children in had.items()},
        topics_of(rows.filter(pl.col("child_id").is_in(list(gone)))),
    )


def topics_of(rows: pl.DataFrame) -> dict[str, frozenset[str]]:
    """Topic -> the children whose support covered it, that of most children first. Case and spaces do not matter."""
    told = rows.explode("topics").filter(pl.col("topics").is_not_null())
    plain = pl.col("topics").str.replace_all(r"\s+", " ").str.to_lowercase()
    by_topic = told.group_by(plain.alias("key")).agg(pl.col("topics").min(), pl.col("child_id").unique())
    ordered = by_topic.sort(pl.col("child_id").list.len(), "key", descending=[True, False])
    return {topic: frozenset(children) for _, topic, children in ordered.iter_rows()}


def in_the_days(period: Period) -> pl.Expr:
    """Whether support was given on any day of the period, or in the days after it that belong to its last returns.

    A contact is of the day on which it was made: without an end it does not go on.
    """
    lasts = pl.col("ended_on").is_null() & (pl.col("support") != CONTACTED)
    last_day = pl.max_horizontal("ended_on", "started_on")
    return (pl.col("started_on") < period.end + DAYS_AFTER) & (lasts | (last_day >= period.start))


def supported_sentence(result: Supported) -> str:
    """ "131 of 131 children who went missing were contacted (100%), and 53 had intensive support (40%)."."""
    every = len(result.missing)
    if not every:
        return "No child went missing in this time."
    contacted, intensive = (len(result.by_kind[kind]) for kind in (CONTACTED, INTENSIVE))
    were = "was" if contacted == 1 else "were"
    return (
        f"{number(contacted)} of {counted(every, Unit.CHILD)} who went missing {were} contacted "
        f"({percent(contacted / every)}), and {number(intensive)} had intensive support ({percent(intensive / every)})."
    )


def supported_columns(result: Supported, *, with_others: bool) -> Columns:
    """One line a kind of support, and those of whom none is recorded. A child may stand in several lines."""
    every = len(result.missing)
    lines: list[tuple[str, int, str]] = [
        (code_name(kind), len(result.by_kind[kind]), number(result.others[kind])) for kind in KINDS
    ]
    lines.append((NOT_RECORDED, len(result.without), ""))
    columns = {
        "Support": [name for name, _, _ in lines],
        "Children missing": [number(many) for _, many, _ in lines],
        f"Of {number(every)}": [percent(many / every) if every else "" for _, many, _ in lines],
    }
    return columns | ({"Others, not missing": [others for _, _, others in lines]} if with_others else {})


def topic_columns(result: Supported) -> Columns:
    """One line a topic; the children of whom support but no topic is recorded are the last line."""
    every = frozenset[str]().union(*result.by_kind.values())
    lines = [(name, len(children)) for name, children in result.topics.items()]
    lines.append((NOT_RECORDED, len(every.difference(*result.topics.values()))))
    return {
        "Topic": [name for name, _ in lines],
        "Children missing": [number(many) for _, many in lines],
        f"Of {number(len(every))} with support": [percent(many / len(every)) if every else "" for _, many in lines],
    }


def without_support(rows: Sequence[Mapping[str, object]], result: Supported) -> list[Mapping[str, object]]:
    """The episodes of the children of whom no support is recorded."""
    return [row for row in rows if row["child_id"] in result.without]
