"""Missing beside absent, child by child; absences to look at again; what no source supplied is no zero."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest

from analytics.casework.answers import Answers
from analytics.casework.classed_absent import (
    although_columns,
    classed_absent_although,
    told_as_both,
    told_as_both_columns,
    told_as_both_sentence,
)
from analytics.casework.together import (
    mean_absences,
    mean_chart,
    mean_columns,
    mean_sentence,
    missing_and_absent,
    together_chart,
    together_columns,
    without_absences,
)
from analytics.charts import theme
from analytics.charts.figure import specification
from analytics.measuring.measure import prepared
from analytics.measuring.recorded import ABSENT
from analytics.model import Period, PeriodKind
from analytics.words.unsaid import of_other_months
from data.settings import Absences, Settings
from data.warehouse import Warehouse
from tests.builders import AS_OF, Row, facts_of, fill_store, report

SETTINGS = Settings()
NEAR = SETTINGS.absences.near_hours
EDGES = SETTINGS.absences.times_missing
YEAR = Period(date(2026, 1, 1), date(2027, 1, 1), PeriodKind.CALENDAR_YEAR)


def went(child: str, started: str, *, category: str = "missing", **others: object) -> Row:
    at = datetime.fromisoformat(started)
    return report(child, at, at + timedelta(hours=1), category=category, **others)


def absent(child: str, started: str, **others: object) -> Row:
    return went(child, started, category="absent", **others)


def absent_after(*days: str) -> list[Row]:
    """One absence on 1 April at ten, and missing at ten on these days."""
    return [absent("A", "2026-04-01 10:00"), *(went("A", f"{day} 10:00") for day in days)]


def known(rows: Sequence[Row]) -> pl.DataFrame:
    return prepared(facts_of(rows), AS_OF)


def often(times: dict[str, tuple[int, int]]) -> list[Row]:
    """Child -> how often missing, and how often absent, a day each."""
    begins = datetime(2026, 4, 1, 10)
    return [
        went(child, str(begins + timedelta(days=day, hours=hour)), category=kind)
        for child, (missing, absences) in times.items()
        for kind, many, hour in (("missing", missing, 0), ("absent", absences, 8))
        for day in range(many)
    ]


# Mean absences by times missing


def test_t19_children_missing_21_to_30_times_were_absent_13_times_on_average():
    counted = missing_and_absent(
        known(often({"a": (21, 10), "b": (25, 13), "c": (30, 16), "d": (2, 0), "e": (5, 1)})), NEAR
    )
    assert counted.select("missing", "absent", "near").rows() == [
        (30, 16, 0), (25, 13, 0), (21, 10, 0), (5, 1, 0), (2, 0, 0),
    ]  # fmt: skip
    by_times = mean_absences(counted, EDGES)
    assert by_times.rows() == [
        ("1-5", 2, 1, 0.5), ("6-10", 0, 0, None), ("11-20", 0, 0, None), ("21-30", 3, 39, 13.0), ("31+", 0, 0, None),
    ]  # fmt: skip
    assert mean_sentence(by_times) == (
        "3 children missing 21 to 30 times were reported absent 13.0 times on average; "
        "2 missing 1 to 5 times, 0.5 times."
    )
    marks = {mark.label: (mark.value, mark.text) for mark in mean_chart(by_times, YEAR).marks}
    assert marks["21 to 30 times"] == (13.0, "13.0 (3 children)")
    assert marks["31 times or more"] == (None, "no child")
    assert mean_columns(by_times)["Mean"] == ["0.5", "", "", "13.0", ""]


def test_the_bands_are_a_setting_and_of_one_band_there_is_nothing_to_compare():
    counted = missing_and_absent(known(often({"a": (21, 10)})), NEAR)
    by_times = mean_absences(counted, Absences(times_missing=(1, 21)).times_missing)
    assert by_times["band"].to_list() == ["1-20", "21+"]
    assert mean_sentence(by_times) == "1 child missing 21 times or more was reported absent 10.0 times on average."


def test_children_who_were_only_absent_are_not_among_those_who_went_missing():
    counted = missing_and_absent(known([absent("A", "2026-04-01 10:00")]), NEAR)
    assert counted.is_empty()
    assert mean_sentence(mean_absences(counted, EDGES)) == "No child went missing in this period."


# Near in time


def test_an_absence_within_six_hours_of_going_missing_is_near():
    rows = [went("A", "2026-04-01 10:00"), *(absent("A", f"2026-04-01 {at}") for at in ("04:00", "16:00", "16:01"))]
    rows += [absent("B", "2026-04-01 10:00"), went("B", "2026-05-01 10:00")]
    assert missing_and_absent(known(rows), NEAR).select("absent", "near").rows() == [(3, 2), (1, 0)]


def test_of_a_date_alone_nobody_can_say_how_near_it_was():
    rows = [went("A", "2026-04-01 01:00"), report("A", "2026-04-01", "2026-04-01", category="absent")]
    assert missing_and_absent(known(rows), NEAR)["near"].to_list() == [0]
    rows = [report("A", "2026-04-01", "2026-04-01"), absent("A", "2026-04-01 01:00")]
    assert missing_and_absent(known(rows), NEAR)["near"].to_list() == [0]


# The strip, and what was not supplied


def test_the_strip_has_a_mark_an_episode_and_a_ring_where_two_kinds_are_near():
    rows = [went("A", "2026-04-01 10:00"), went("B", "2026-04-03 10:00")]
    rows += [absent("A", f"2026-04-{day} 12:00") for day in ("01", "09")]
    facts = known(rows)
    counted = missing_and_absent(facts, NEAR)
    names = {child: f"child {child}" for child in counted["child"]}
    chart = together_chart(facts, names, near_hours=NEAR, title="")
    assert [(series.name, len(series.marks)) for series in chart.series] == [
        ("Missing", 2), ("Absent", 2), ("Near in time", 1),
    ]  # fmt: skip
    drawn = specification(chart, theme.LIGHT)
    assert [trace["marker"]["symbol"] for trace in drawn["data"]] == ["square", "diamond", "circle-open"]
    assert drawn["data"][2]["x"] == ["2026-04-01 12:00:00"]
    assert drawn["data"][0]["y"] == ["child 1", "child 2"]
    assert "shapes" not in drawn["layout"]
    assert together_columns(counted, names, NEAR)["Absent within 6 hours of going missing"] == ["1", "0"]


def test_months_for_which_nobody_supplied_absences_are_drawn_as_a_gap_and_said():
    answers = Answers({ABSENT: frozenset(date(2026, month, 1) for month in (1, 2, 3, 4, 5, 6, 10))})
    gaps = without_absences(answers, YEAR, AS_OF)
    # The year is not over: what comes after the end of the data is no gap.
    assert gaps == (Period(date(2026, 7, 1), date(2026, 10, 1)),)
    assert of_other_months(ABSENT, gaps).startswith(
        "No source supplied absences for July to September 2026. That is not zero"
    )
    chart = together_chart(known([went("A", "2026-04-01 10:00")]), {1: "A"}, near_hours=NEAR, title="", gaps=gaps)
    drawn = specification(chart, theme.LIGHT)["layout"]
    (shaded,) = drawn["shapes"]
    day = 24 * 60 * 60 * 1000
    assert (shaded["x1"] - shaded["x0"]) / day == 92
    assert shaded["x0"] / day == (date(2026, 7, 1) - date(1970, 1, 1)).days
    assert "for July to September 2026" in drawn["annotations"][0]["text"]
    assert "No absences supplied for July to September 2026" in chart.alt


def test_a_store_that_does_not_say_what_was_supplied_has_no_gaps():
    assert without_absences(Answers(), YEAR, AS_OF) == ()
    assert of_other_months(ABSENT, ()) == ""


# Classed absent although


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([absent("A", "2026-04-01 10:00")], None),
        ([absent("A", "2026-04-01 10:00", flags=["cse"])], "Exploitation marked"),
        ([absent("A", "2026-04-01 10:00", flags=["substance"])], None),
        # Marked on another episode, in the twelve months before, and not after.
        ([absent("A", "2026-04-01 10:00"), went("A", "2025-04-01 10:00", flags=["gangs"])], "Exploitation marked"),
        ([absent("A", "2026-04-01 10:00"), went("A", "2025-04-01 09:59", flags=["gangs"])], None),
        ([absent("A", "2026-04-01 10:00"), went("A", "2026-05-01 10:00", flags=["gangs"])], None),
        ([absent("A", "2026-04-01 10:00"), went("B", "2026-03-01 10:00", flags=["gangs"])], None),
        # Three in 90 days: the ninetieth belongs, and what comes after the absence does not.
        (
            absent_after("2026-01-01", "2026-02-01", "2026-03-01"),
            "Missing 3 times or more in 90 days",
        ),
        (
            absent_after("2025-12-31", "2026-02-01", "2026-03-01"),
            None,
        ),
        (
            absent_after("2026-02-01", "2026-03-01", "2026-04-02"),
            None,
        ),
        ([absent("A", "2026-04-01 10:00"), went("A", "2026-04-01 16:00")], "Missing within 6 hours"),
        ([absent("A", "2026-04-01 10:00"), went("A", "2026-04-01 16:01")], None),
        (
            [absent("A", "2026-04-01 10:00", flags=["cce"]), went("A", "2026-04-01 08:00")],
            "Exploitation marked; missing within 6 hours",
        ),
    ],
)  # fmt: skip
def test_an_absence_is_looked_at_again_for_what_the_childs_own_records_say(rows: list[Row], why: str | None):
    facts = known(rows)
    listed = although_columns(classed_absent_although(facts, SETTINGS), dict.fromkeys(facts["child"], "A"), SETTINGS)
    assert listed["Although"] == ([why] if why else [])


def test_the_newest_comes_first():
    facts = known([absent("A", f"2026-04-{day} 10:00", flags=["cse"]) for day in ("01", "09", "05")])
    listed = classed_absent_although(facts, SETTINGS)
    assert [at.day for at in listed["started_at"]] == [9, 5, 1]


# Sources that differ


def test_episodes_that_one_source_called_absent_and_another_missing(tmp_path: Path):
    file = tmp_path / "episodes.duckdb"
    rows = [
        absent("A", "2026-04-01 10:00"),
        went("A", "2026-04-01 10:30", system="social_care"),  # the same, told otherwise
        absent("A", "2026-04-05 10:00"),
        absent("B", "2026-05-01 10:00"),
        absent("B", "2026-05-01 10:00", system="social_care"),  # agreed
        went("C", "2026-05-01 10:00"),
    ]
    with duckdb.connect(str(file)) as connection:
        fill_store(connection, rows)
    episodes = Warehouse(file)
    facts = known(rows)
    both = told_as_both(episodes, facts)
    episodes.close()
    assert both["started_at"].to_list() == [datetime(2026, 4, 1, 10)]
    assert told_as_both_sentence(2, both.height) == (
        "1 of 3 episodes that a source called absent (33%) was called missing by another, and count as missing."
    )
    assert told_as_both_columns(facts, both, [date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)]) == {
        "Month": ["Jun\N{NO-BREAK SPACE}2026", "May\N{NO-BREAK SPACE}2026", "Apr\N{NO-BREAK SPACE}2026"],
        "Called absent": ["0", "1", "2"],
        "And missing by another": ["0", "0", "1"],
        "Percentage": ["", "0%", "50%"],
    }
    assert told_as_both_sentence(0, 0) == "No source called any episode absent in this period."
