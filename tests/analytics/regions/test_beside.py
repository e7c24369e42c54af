"""Councils side by side: gaps, hidden numbers, totals of what is shown, places, limits, and who counts otherwise."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analytics.charts.figure import specification
from analytics.charts.theme import LIGHT
from analytics.disclosure.published import PUBLISHED_SCHEMA
from analytics.model import Period, PeriodKind, Unit
from analytics.regions.beside import Cell, beside, counted_once, funnel_among, over_time, periods_of, ranks, total_of
from analytics.regions.differences import differ_sentence, differences, supplied, warnings_of_all
from analytics.regions.questions import QUESTIONS, Question
from analytics.regions.wording import bars, beware, columns, funnel_chart, line, sentence
from data.region import bundles_in, compact, series_of, told_in

BEFORE = Period(date(2024, 4, 1), date(2025, 4, 1), PeriodKind.FINANCIAL_YEAR)
YEAR = Period(date(2025, 4, 1), date(2026, 4, 1), PeriodKind.FINANCIAL_YEAR)
RATE = QUESTIONS[0]
IN_TIME, EPISODES = (
    next(question for question in QUESTIONS if question.slug == slug)
    for slug in ("interview-in-time", "missing-episodes")
)
NAMES = ("Alderbrook", "Brackenshire", "Cawlford", "Dunmere")
ALDERBROOK, BRACKENSHIRE, CAWLFORD, DUNMERE = (f"E9900000{number}" for number in range(4))
Figure = tuple[int | None, int | None]


def row(question: Question, figure: Figure, period: Period = YEAR, category: str = "") -> tuple[Any, ...]:
    number, of = figure
    share = number / of if number is not None and of else None
    named = (question.slug, question.unit.value, period.kind.value, period.start, period.end, "", "", category)
    return (*named, number, of, share, "shown" if number is not None else "hidden")


def send(folder: Path, code: str, rows: Sequence[Any], period: Period = YEAR, name: str = "", **about: Any) -> None:
    """A bundle of a council, as one sends it."""
    into = folder / f"{code}-{period.start.year}"
    into.mkdir(parents=True)
    pl.DataFrame(list(rows), schema=PUBLISHED_SCHEMA, orient="row").write_parquet(into / "tables.parquet")
    told = {
        "council": {"code": code, "name": name or NAMES[int(code[-1])]},
        "publication": f"{period.start.year}-1",
        "period": f"{period.start.year}",
        "published_at": f"{period.end.year}-05-01",
    }
    definitions = about.pop("definitions", {})
    (into / "bundle.json").write_text(json.dumps(told | about), encoding="utf-8")
    (into / "definitions.json").write_text(json.dumps({"indicators": definitions}), encoding="utf-8")


def cells_of(folder: Path, question: Question, period: Period = YEAR) -> tuple[Cell, ...]:
    compact(folder, folder / "region.parquet")
    file = folder / "region.parquet"
    return beside(rows_of(file, question), bundles_in(file), question, period)


def rows_of(file: Path, question: Question) -> pl.DataFrame:
    return series_of(file, question.slug, question.unit.value, PeriodKind.FINANCIAL_YEAR.value)


@pytest.fixture
def four(tmp_path: Path) -> Path:
    """One council shows a share of the year, one hides it, one publishes no such table, and the fourth sent nothing."""
    send(tmp_path, ALDERBROOK, [row(IN_TIME, (30, 60)), row(EPISODES, (80, None))])
    send(tmp_path, BRACKENSHIRE, [row(IN_TIME, (None, 40)), row(EPISODES, (50, None))])
    send(tmp_path, CAWLFORD, [row(EPISODES, (0, None))])
    send(tmp_path, DUNMERE, [row(IN_TIME, (10, 40), BEFORE), row(EPISODES, (70, None), BEFORE)], BEFORE)
    return tmp_path


def test_a_council_is_a_number_a_word_or_a_gap_and_never_a_nought(four: Path):
    cells = cells_of(four, IN_TIME)
    assert [(cell.name, cell.words(IN_TIME), cell.value(IN_TIME)) for cell in cells] == [
        ("Alderbrook", "50%", 0.5),
        ("Brackenshire", "hidden", None),
        ("Cawlford", "not published", None),
        ("Dunmere", "not supplied", None),
    ]
    assert [cell.words(EPISODES) for cell in cells_of(four, EPISODES)] == ["80", "50", "0", "not supplied"]


def test_what_they_say_together_is_of_those_that_show_a_number_and_says_of_how_many(four: Path):
    together = total_of(cells_of(four, IN_TIME), IN_TIME)
    assert together
    assert (together.numerator, together.denominator, together.councils, together.of) == (30, 60, 1, 4)
    all_episodes = total_of(cells_of(four, EPISODES), EPISODES)
    assert all_episodes
    assert (all_episodes.numerator, all_episodes.councils) == (130, 3)
    assert sentence(cells_of(four, EPISODES), EPISODES, YEAR).endswith(
        "from 0 (Cawlford) to 80 (Alderbrook); together 130 (3 of 4 councils)."
    )
    gone = Period(date(2020, 4, 1), date(2021, 4, 1), PeriodKind.FINANCIAL_YEAR)
    assert total_of(cells_of(four, EPISODES, gone), EPISODES) is None


def test_a_total_is_no_number_of_which_a_hidden_one_is_a_part(four: Path):
    """Whoever takes the councils that publish from what is said of all is left with nothing."""
    for question in (IN_TIME, EPISODES):
        cells = cells_of(four, question)
        total = total_of(cells, question)
        assert total
        published = [cell.row.numerator for cell in cells if cell.row and cell.row.numerator is not None]
        assert total.numerator - sum(published) == 0
        # It is the same whatever the hidden number is: the rows that hold it have none.
        assert all(cell.row is None or cell.row.numerator is None for cell in cells if cell.value(question) is None)


def test_equal_figures_have_one_place_and_the_table_says_together_last(four: Path):
    cells = cells_of(four, EPISODES)
    assert ranks(cells, EPISODES) == {ALDERBROOK: 1, BRACKENSHIRE: 2, CAWLFORD: 3}
    level = [replace(cell, row=cells[0].row) if cell.code == BRACKENSHIRE else cell for cell in cells]
    assert ranks(level, EPISODES) == {ALDERBROOK: 1, BRACKENSHIRE: 1, CAWLFORD: 3}
    told = columns(cells, EPISODES)
    assert told["Council"] == [*NAMES, "Together (3 of 4 councils)"]
    assert told["Place"] == ["1 of 3", "2 of 3", "3 of 3", "", ""]


def test_over_time_a_period_that_was_not_supplied_is_a_gap(four: Path):
    cells_of(four, EPISODES)
    file = four / "region.parquet"
    rows, sent = rows_of(file, EPISODES), bundles_in(file)
    periods = periods_of(rows, PeriodKind.FINANCIAL_YEAR)
    assert periods == (BEFORE, YEAR)
    series = over_time(rows, sent, EPISODES, periods, [DUNMERE, ALDERBROOK])
    assert [(mark.value, mark.text) for mark in line(series[DUNMERE], EPISODES).marks] == [
        (70, "70"),
        (None, "not supplied"),
    ]
    assert line(series[ALDERBROOK], EPISODES).title == "Alderbrook: 80 in 2025-26"


def test_a_rate_is_the_same_number_in_the_title_and_beside_its_point(tmp_path: Path):
    """50.48 is 50.5 in both, and not 50 in one."""
    for period in (BEFORE, YEAR):
        send(tmp_path, ALDERBROOK, [row(RATE, (52, 10_301), period, RATE.category)], period)
    file = tmp_path / "region.parquet"
    compact(tmp_path, file)
    rows = rows_of(file, RATE)
    series = over_time(rows, bundles_in(file), RATE, (BEFORE, YEAR), [ALDERBROOK])
    chart = line(series[ALDERBROOK], RATE)
    assert chart.title == "Alderbrook: 50.5 in 2025-26"
    beside_points = [words["text"] for words in specification(chart, LIGHT)["layout"]["annotations"]]
    assert any("50.5" in text for text in beside_points), beside_points


def test_that_more_may_be_better_recording_is_said_of_going_missing_and_not_of_interviews():
    assert beware(EPISODES) == "Higher is not worse: it may be better recording."
    assert "a child may stand in two" in beware(RATE)
    assert not beware(IN_TIME)


def test_below_ten_councils_there_are_no_limits_and_from_ten_a_far_one_is_named(tmp_path: Path, four: Path):
    assert funnel_among(cells_of(four, IN_TIME), IN_TIME) is None
    few = funnel_chart(cells_of(four, IN_TIME), IN_TIME, YEAR, ours=ALDERBROOK)
    assert few
    assert (few.limits, few.ours and few.ours.name) == ((), "Alderbrook")
    assert "no limits" in few.subtitle
    many = tmp_path / "many"
    for number in range(10, 40):
        # As chance would let them vary around a half, but for one.
        share = 95 if number == 39 else 50 + (number % 5 - 2) * 4
        code = f"E990000{number}"
        send(many, code, [row(IN_TIME, (share, 100))], name=f"Council {number}")
    chart = funnel_chart(cells_of(many, IN_TIME), IN_TIME, YEAR)
    assert chart
    assert [dot.name for dot in chart.neighbours] == ["Council 39"]
    assert len(chart.limits) > 10
    assert "higher than others of its size" in columns(cells_of(many, IN_TIME), IN_TIME)["Among councils of its size"]


def test_bars_have_words_where_there_is_no_number(four: Path):
    chart = bars(cells_of(four, IN_TIME), IN_TIME, YEAR)
    assert [(mark.label, mark.value, mark.text) for mark in chart.marks] == [
        ("Alderbrook", 0.5, "50%"),
        ("Brackenshire", None, "hidden"),
        ("Cawlford", None, "not published"),
        ("Dunmere", None, "not supplied"),
    ]


def test_a_child_placed_across_a_border_is_counted_once_where_both_sides_allow_it(tmp_path: Path):
    own = Question("", "own-or-hosted", Unit.EPISODE, QUESTIONS[0].form, "")

    def sides(here: int | None, elsewhere: int | None, hosted: int | None) -> list[tuple[Any, ...]]:
        numbers = {"own_here": here, "own_elsewhere": elsewhere, "hosted": hosted}
        return [row(own, (number, 100), category=name) for name, number in numbers.items()]

    # Of the 12 whom the second hosts, 10 are the first's: they stand in both tables.
    send(tmp_path, ALDERBROOK, sides(60, 10, 30))
    send(tmp_path, BRACKENSHIRE, sides(40, 20, 12))
    send(tmp_path, CAWLFORD, sides(40, None, 25))
    compact(tmp_path, tmp_path / "region.parquet")
    file = tmp_path / "region.parquet"
    total = counted_once(rows_of(file, own), bundles_in(file), Unit.EPISODE, YEAR)
    assert total
    assert (total.numerator, total.councils, total.of) == (130, 2, 3)


def test_who_counts_otherwise_is_said_with_both_sides(tmp_path: Path):
    usual = {"definitions": {"missing-episodes": {"Counted": "Missing"}}, "beware": ["Of all.", "Once."]}
    sent = [row(EPISODES, (80, None))]
    counting = {"counting": {"persistent_more_than": 3}, "areas": {"North": ["B1"]}}
    send(tmp_path, ALDERBROOK, sent, settings=counting, **usual)
    send(tmp_path, BRACKENSHIRE, sent, settings=counting | {"areas": {"South": ["B2"]}}, **usual)
    other = {"definitions": {"missing-episodes": {"Counted": "Missing and absent"}}, "beware": ["Of all."]}
    send(tmp_path, CAWLFORD, sent, settings={"counting": {"persistent_more_than": 2}}, **other)
    cells = cells_of(tmp_path, EPISODES)
    file = tmp_path / "region.parquet"
    told = told_in(file, "missing-episodes", YEAR.start, YEAR.end)
    assert differences(told) == {
        "What": ["counting: persistent more than", "Counted"],
        "Council": ["Cawlford", "Cawlford"],
        "It counts": ["2", "Missing and absent"],
        "Most councils": ["3", "Missing"],
    }
    assert differ_sentence(told) == "Cawlford counts it, or something beside it, otherwise than most."
    assert warnings_of_all(told) == ("Of all.",)
    assert supplied(cells, bundles_in(file), told, YEAR)["Beware"] == ["Once.", "Once.", ""]


def test_councils_that_count_alike_are_said_to(four: Path):
    cells_of(four, EPISODES)
    told = told_in(four / "region.parquet", "missing-episodes", YEAR.start, YEAR.end)
    assert differences(told) == {}
    assert differ_sentence(told) == "How each council counts is not told in this file."
