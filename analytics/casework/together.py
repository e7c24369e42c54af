"""Missing and absent, child by child; and triage beside what the rule suggests. Child rows: for co-ordinators alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import polars as pl

from analytics.charts.chart import Chart, Kind, Mark, Series
from analytics.words.columns import Columns
from analytics.words.names import code_name
from analytics.words.numbers import mean_text
from analytics.words.periods import moment_text
from data import codes
from data.settings import TriageRule

# Two reports of one child that begin so near each other may be one event, told twice.
NEAR_HOURS: Final = 6
MOST_CHILDREN: Final = 30


def missing_and_absent(facts: pl.DataFrame) -> pl.DataFrame:
    """Children who were missing, most often first: child, missing, absent, near (absences within 6 hours of one)."""
    of_kind = {
        kind: facts.filter(pl.col("category") == kind).select("child", "started_at") for kind in codes.CATEGORIES
    }
    missing, absent = of_kind["missing"], of_kind["absent"]
    gap = (pl.col("started_at") - pl.col("started_at_absent")).abs()
    near = (
        missing.join(absent, on="child", suffix="_absent")
        .filter(gap <= pl.duration(hours=NEAR_HOURS))
        .group_by("child")
        .agg(pl.col("started_at_absent").n_unique().alias("near"))
    )
    counted = missing.group_by("child").agg(pl.len().alias("missing"))
    others = absent.group_by("child").agg(pl.len().alias("absent"))
    result = counted.join(others, on="child", how="left").join(near, on="child", how="left")
    numbers = pl.col("missing", "absent", "near").fill_null(0).cast(pl.Int64)
    return result.with_columns(numbers).sort("missing", "absent", "child", descending=[True, True, False])


def together_sentence(counted: pl.DataFrame) -> str:
    """How often the most frequent were absent: "4 children missing 20 times or more were ... 13.0 times on average"."""
    often = counted.filter(pl.col("missing") >= 20)
    rest = counted.filter(pl.col("missing") < 20)
    sentences = [
        f"{group.height} children missing {name} were reported absent {mean_of(group['absent'])} times on average"
        for group, name in ((often, "20 times or more"), (rest, "less than 20 times"))
        if group.height
    ]
    return f"{'; '.join(sentences)}." if sentences else "No child went missing in this period."


def mean_of(numbers: pl.Series) -> str:
    """One decimal."""
    return mean_text(float(numbers.sum()) / len(numbers))


def together_chart(facts: pl.DataFrame, counted: pl.DataFrame, names: dict[int, str]) -> Chart:
    """One line for each of the most frequent: squares missing, diamonds absent, rings where they are near in time."""
    wanted = counted.head(MOST_CHILDREN)["child"].to_list()
    episodes = {kind: {child: starts_of(facts, child, kind) for child in wanted} for kind in ("missing", "absent")}
    near = {
        child: [at for at in episodes["absent"][child] if is_near(at, episodes["missing"][child])] for child in wanted
    }
    series = [("Missing", episodes["missing"]), ("Absent", episodes["absent"]), ("Near in time", near)]
    return Chart(
        Kind.CHILDREN,
        together_sentence(counted),
        "One line a child, most often missing first.",
        "Day",
        tuple(
            Series(name, tuple(mark_of(names[child], at, name) for child in wanted for at in starts[child]))
            for name, starts in series
        ),
    )


def starts_of(facts: pl.DataFrame, child: int, kind: str) -> list[datetime]:
    """When the child's episodes of a kind began."""
    return facts.filter((pl.col("child") == child) & (pl.col("category") == kind))["started_at"].to_list()


def is_near(at: datetime, others: list[datetime]) -> bool:
    """Whether any of the others is within the hours that count as near."""
    return any(abs(at - other) <= timedelta(hours=NEAR_HOURS) for other in others)


def mark_of(name: str, at: datetime, what: str) -> Mark:
    """One episode of a child on the strip."""
    part_of_day = (at - datetime.combine(at.date(), datetime.min.time())) / timedelta(days=1)
    return Mark(name, at.toordinal() + part_of_day, f"{moment_text(at)}, {what.lower()}")


def together_columns(counted: pl.DataFrame, names: dict[int, str]) -> Columns:
    """The most frequent, by name: their pseudonyms, shortened."""
    shown = counted.head(MOST_CHILDREN)
    return {
        "Child": [names[child] for child in shown["child"]],
        "Missing": [str(many) for many in shown["missing"]],
        "Absent": [str(many) for many in shown["absent"]],
        f"Absent within {NEAR_HOURS} hours of going missing": [str(many) for many in shown["near"]],
    }


@dataclass(frozen=True)
class Suggestion:
    """One child's latest missing episode: the triage recorded, the one suggested, and why."""

    child: int
    recorded: str
    suggested: str
    reasons: tuple[str, ...]
    is_triage_recorded: bool = True
    are_marks_recorded: bool = True

    @property
    def is_sure(self) -> bool:
        """Whether the suggestion stands without knowing the risks marked: red does, by the episodes alone."""
        return self.are_marks_recorded or self.suggested == "red"

    @property
    def differs(self) -> bool:
        """Whether a triage was recorded, and another is suggested."""
        return self.is_sure and self.recorded not in ("not_triaged", self.suggested)


def suggestions(facts: pl.DataFrame, rule: TriageRule) -> list[Suggestion]:
    """What the rule suggests at each child's latest missing episode, red first."""
    latest = facts.filter(pl.col("category") == "missing").group_by("child", maintain_order=True).last()
    order = {triage: place for place, triage in enumerate(codes.SUGGESTED_TRIAGES)}
    result = [
        Suggestion(child, recorded, suggested, reasons_of(many, flags, rule))
        for child, recorded, suggested, many, flags in latest.select(
            "child", "triage", "suggested_triage", "missing_in_days", "flags"
        ).iter_rows()
    ]
    return sorted(result, key=lambda item: (order[item.suggested], item.child))


def reasons_of(many: int, flags: list[str], rule: TriageRule) -> tuple[str, ...]:
    """Why: how many episodes in the rule's days, and each risk marked."""
    episodes = f"{many} missing {'episode' if many == 1 else 'episodes'} in {rule.days} days"
    exactly = many == rule.green_fewer_than == rule.red_more_than
    undefined = (f"exactly {many}, which the source leaves open: amber",) if exactly else ()
    return (episodes, *undefined, *(f"{code_name(flag).lower()} marked" for flag in flags))


def suggestion_columns(listed: list[Suggestion], names: dict[int, str]) -> Columns:
    """Those whose recorded triage differs, with the reasons."""
    shown = [item for item in listed if item.differs]
    return {
        "Child": [names[item.child] for item in shown],
        "Recorded": [code_name(item.recorded) for item in shown],
        "Suggested": [code_name(item.suggested) for item in shown],
        "Why": ["; ".join(item.reasons) for item in shown],
    }


def mismatch_columns(listed: list[Suggestion]) -> Columns:
    """How many children were triaged as what, a column each, by what is suggested."""
    recorded = {"Rule": [code_name(suggested) for suggested in codes.SUGGESTED_TRIAGES]}
    for triage in codes.TRIAGES:
        recorded[code_name(triage)] = [
            str(sum((item.recorded, item.suggested) == (triage, suggested) for item in listed))
            for suggested in codes.SUGGESTED_TRIAGES
        ]
    return recorded
