"""Missing and absent, child by child; and triage beside what the rule suggests. Child rows: for co-ordinators alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import polars as pl

from analytics.casework.answers import Answers
from analytics.charts.chart import Band, Chart, Kind, Mark, Series
from analytics.measuring.coverage import months_of
from analytics.measuring.recorded import ABSENT, in_runs
from analytics.model import Period, Unit
from analytics.words.columns import Columns
from analytics.words.names import code_name, in_a_sentence, times_name
from analytics.words.numbers import counted as counted_words
from analytics.words.numbers import mean_text, number
from analytics.words.periods import moment_text, period_name
from data import codes
from data.bands import bands_of_counts
from data.settings import TriageRule

MOST_CHILDREN: Final = 30


def missing_and_absent(facts: pl.DataFrame, near_hours: int) -> pl.DataFrame:
    """Children who were missing, most often first: child, missing, absent, near (absences near a missing episode)."""
    is_missing, is_absent = (pl.col("category") == kind for kind in ("missing", "absent"))
    return (
        facts.group_by("child")
        .agg(
            missing=is_missing.sum().cast(pl.Int64),
            absent=is_absent.sum().cast(pl.Int64),
            near=(is_absent & is_near(near_hours)).sum().cast(pl.Int64),
        )
        .filter(pl.col("missing") > 0)
        .sort("missing", "absent", "child", descending=[True, True, False])
    )


def is_near(hours: int) -> pl.Expr:
    """Whether the child went missing so near the start of the row: the two may be one event, told twice."""
    return (pl.col("hours_to_missing") <= hours).fill_null(value=False)


def mean_absences(counted: pl.DataFrame, edges: Sequence[int]) -> pl.DataFrame:
    """Children by how often they were missing, fewest times first, all bands present: band, children, absent, each.

    `each` is the mean of their absences, null where nobody was missing so often.
    """
    missing, absent = pl.col("missing"), pl.col("absent")
    return pl.concat(
        counted.filter(missing.is_between(band.low, band.high, closed="left")).select(
            band=pl.lit(band.name), children=pl.len().cast(pl.Int64), absent=absent.sum(), each=absent.mean()
        )
        for band in bands_of_counts(edges)
    )


def mean_sentence(by_times: pl.DataFrame) -> str:
    """ "3 children missing 21 to 30 times were reported absent 13.0 times on average; 40 missing 1 to 5 times, 0.8"."""
    met = by_times.filter(pl.col("children") > 0)
    if met.is_empty():
        return "No child went missing in this period."
    most, least = met.row(-1, named=True), met.row(0, named=True)
    text = (
        f"{counted_words(most['children'], Unit.CHILD)} missing {in_a_sentence(times_name(most['band']))} "
        f"{'was' if most['children'] == 1 else 'were'} reported absent {mean_text(most['each'])} times on average"
    )
    if most["band"] == least["band"]:
        return f"{text}."
    return (
        f"{text}; {number(least['children'])} missing {in_a_sentence(times_name(least['band']))}, "
        f"{mean_text(least['each'])} times."
    )


def mean_chart(by_times: pl.DataFrame, period: Period) -> Chart:
    """One bar for each band of times missing: how often those children were absent, on average."""
    marks = tuple(
        Mark(times_name(band), each, "no child" if each is None else f"{mean_text(each)} ({words})")
        for band, children, each in by_times.select("band", "children", "each").iter_rows()
        for words in (counted_words(children, Unit.CHILD),)
    )
    subtitle = f"Mean absences of each child, by how often the child was missing, {period_name(period)}."
    return Chart(Kind.BARS, mean_sentence(by_times), subtitle, "Mean absences", (Series("", marks),))


def mean_columns(by_times: pl.DataFrame) -> Columns:
    """One line a band."""
    return {
        "Missing": [times_name(band) for band in by_times["band"]],
        "Children": [number(many) for many in by_times["children"]],
        "Absences": [number(many) for many in by_times["absent"]],
        "Mean": ["" if each is None else mean_text(each) for each in by_times["each"]],
    }


def without_absences(answers: Answers, period: Period, as_of: datetime) -> tuple[Period, ...]:
    """The months of the period that are over for which no source told of absences; joined where they follow."""
    known = answers.months.get(ABSENT)
    if known is None:
        return ()
    return in_runs(month for month in months_of(period) if month not in known and month <= as_of.date())


def together_chart(
    facts: pl.DataFrame, names: dict[int, str], *, near_hours: int, title: str, gaps: Sequence[Period] = ()
) -> Chart:
    """One line for each of `names`: squares missing, diamonds absent, rings where they are near; gaps shaded."""
    of_kind = {
        "Missing": facts.filter(pl.col("category") == "missing"),
        "Absent": facts.filter(pl.col("category") == "absent"),
        "Near in time": facts.filter((pl.col("category") == "absent") & is_near(near_hours)),
    }
    starts = {name: dict(rows.group_by("child").agg("started_at").iter_rows()) for name, rows in of_kind.items()}
    series = tuple(
        Series(name, tuple(mark_of(names[child], at, name) for child in names for at in of_child.get(child, ())))
        for name, of_child in starts.items()
    )
    bands = tuple(
        Band(gap.start.toordinal(), gap.end.toordinal(), f"no absences supplied for {period_name(gap)}") for gap in gaps
    )
    return Chart(Kind.CHILDREN, title, "One line a child, most often missing first.", "Day", series, bands=bands)


def mark_of(name: str, at: datetime, what: str) -> Mark:
    """One episode of a child on the strip."""
    part_of_day = (at - datetime.combine(at.date(), datetime.min.time())) / timedelta(days=1)
    return Mark(name, at.toordinal() + part_of_day, f"{moment_text(at)}, {what.lower()}")


def together_columns(counted: pl.DataFrame, names: dict[int, str], near_hours: int) -> Columns:
    """Those who are named: how often each was missing, and absent."""
    shown = counted.filter(pl.col("child").is_in(list(names)))
    return {
        "Child": [names[child] for child in shown["child"]],
        "Missing": [str(many) for many in shown["missing"]],
        "Absent": [str(many) for many in shown["absent"]],
        f"Absent within {near_hours} hours of going missing": [str(many) for many in shown["near"]],
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
