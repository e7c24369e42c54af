"""Dates as councils' systems write them, from the file to the figures: two columns, midnights, years of two digits."""

from datetime import datetime
from pathlib import Path

import pytest

from data.formats.dates import DateOrder
from data.summary import Summary
from tests.data.builders import MAPPING as ISO_MAPPING
from tests.data.builders import SHARED, a_mapping, a_store, ask, load_files, load_rows

INTAKE = SHARED / "intake"
needs_intake = pytest.mark.skipif(not INTAKE.exists(), reason="the shared files are not beside the repository")
MAPPING = """
[source]
system = "police"
kind = "episodes"
dates = "day-first"
as_of = 2026-10-05T07:30:00

[columns]
child = "Person"
category = "Type"
started_at = ["Day", "Time"]
ended_at = ["Back on", "Back at"]
date_of_birth = "Born"
"""
HEADING = "Person,Type,Day,Time,Back on,Back at,Born"
COVERS = MAPPING.replace("[columns]", 'covers = ["2026-09-01", "2026-10-01"]\n[columns]')


def load_lines(folder: Path, *lines: str, mapping: str = MAPPING) -> Summary:
    path = folder / "police.csv"
    path.write_text("\n".join([HEADING, *lines]) + "\n", encoding="utf-8")
    return load_files(a_store(folder), [path], a_mapping(folder, mapping))


def load_intake(folder: Path, name: str, **written: str) -> Summary:
    mapping = (INTAKE / name).with_suffix(".toml").read_text(encoding="utf-8")
    for before, after in written.items():
        mapping = mapping.replace(f'{before} = "{after.split("|")[0]}"', f"{before} = {after.split('|')[1]}")
    return load_files(a_store(folder), [INTAKE / name], a_mapping(folder, mapping))


@needs_intake
def test_a_file_whose_times_are_all_midnight_is_one_of_dates(tmp_path: Path) -> None:
    summary = load_intake(tmp_path, "midnights.csv")
    assert ask(
        a_store(tmp_path), "SELECT hours_band, days_band, hours_missing FROM episode_facts ORDER BY started_at"
    ) == [
        ("time-not-recorded", "<1", None),
        ("time-not-recorded", "1-2", None),
        ("time-not-recorded", "3-7", None),
        ("time-not-recorded", "1-2", None),
    ]
    assert "In 'Went', 4 with the time 00:00" in " ".join(summary.files[0].tolerances)


@needs_intake
def test_oracles_dates_are_of_the_century_that_the_file_covers(tmp_path: Path) -> None:
    summary = load_intake(tmp_path, "oracle-dates.csv")
    assert (summary.total("loaded"), summary.total("refused")) == (2, 0)
    assert ask(a_store(tmp_path), "SELECT started_at, ended_at FROM report ORDER BY 1") == [
        (datetime(2026, 9, 1), datetime(2026, 9, 2)),
        (datetime(2026, 9, 3, 22, 15), datetime(2026, 9, 4, 1, 15)),
    ]
    assert "In 'Went', 2 with a year of two digits: read as 2026." in summary.files[0].tolerances


@needs_intake
def test_a_time_in_a_column_of_its_own_gives_the_hours(tmp_path: Path) -> None:
    load_intake(
        tmp_path,
        "time-column.csv",
        started_at='Date missing|["Date missing", "Time missing"]',
        ended_at='Date found|["Date found", "Time found"]',
    )
    hours = ask(a_store(tmp_path), "SELECT hours_missing FROM episode_facts ORDER BY child, started_at")
    assert sorted(round(row[0] * 60) for row in hours) == [150, 205, 550, 890]


@needs_intake
def test_without_its_times_no_episode_of_a_day_is_lost_and_the_mapping_is_told_of_them(tmp_path: Path) -> None:
    summary = load_intake(tmp_path, "time-column.csv")
    assert (summary.total("loaded"), summary.findings_by_rule.get("several_in_a_day")) == (4, 1)
    assert ask(a_store(tmp_path), "SELECT count(*) FROM episode_facts") == [(4,)]
    text = " ".join(summary.files[0].tolerances)
    assert """write started_at = ["Date missing", "Time missing"]""" in text
    assert """write ended_at = ["Date found", "Time found"]""" in text


@pytest.mark.parametrize(
    "times",
    [
        {
            "22:15": (22, 15),
            "2215": (22, 15),
            "9.05": (9, 5),
            "9:05 pm": (21, 5),
            "0915": (9, 15),
            "915": (9, 15),
            "22:15:00": (22, 15),
            "22:15 hrs": (22, 15),
            "1899-12-30 22:15": (22, 15),
            "00:00": (0, 0),
        },
        # A part of a day is known by its column.
        {"0.927083": (22, 15)},
    ],
)
def test_a_time_is_read_as_it_comes(tmp_path: Path, times: dict[str, tuple[int, int]]) -> None:
    lines = [f"A{n},Missing,01/09/2026 00:00,{time},03/09/2026,10:00," for n, time in enumerate(times)]
    assert load_lines(tmp_path, *lines).total("loaded") == len(times)
    told = ask(a_store(tmp_path), "SELECT started_at, started_precision FROM report ORDER BY row_number")
    assert told == [(datetime(2026, 9, 1, *minute), "minute") for minute in times.values()]


def test_the_last_moment_of_a_day_is_the_first_of_the_next(tmp_path: Path) -> None:
    load_lines(tmp_path, "A1,Missing,01/09/2026,24:00,03/09/2026,10:00,")
    assert ask(a_store(tmp_path), "SELECT started_at FROM report") == [(datetime(2026, 9, 2),)]


def test_a_time_that_is_not_known_leaves_the_day(tmp_path: Path) -> None:
    times = ["", "n/k", "Not known", "-", "NULL"]
    load_lines(tmp_path, *(f"A{n},Missing,01/09/2026,{time},03/09/2026,{time}," for n, time in enumerate(times)))
    precisions = ask(a_store(tmp_path), "SELECT started_precision, ended_precision FROM report")
    assert precisions == [("date", "date")] * len(times)


def test_a_time_that_cannot_be_read_refuses_the_row_and_shows_both(tmp_path: Path) -> None:
    lines = {
        "A1,Missing,01/09/2026,25:00,03/09/2026,10:00,": ("1004", "'01/09/2026 25:00'"),
        "A2,Missing,01/09/2026,10:00,03/09/2026,evening,": ("1005", "'03/09/2026 evening'"),
        "A3,Missing,01/09/2026,10:00,,18:00,": ("1005", "'18:00'"),
        "A4,Missing,01/09/2026,0.25,03/09/2026,10:00,": ("1004", "'01/09/2026 0.25 (a part of a day, or minutes?)'"),
    }
    assert load_lines(tmp_path, *lines, "A5,Missing,01/09/2026,10:00,,00:00,").total("loaded") == 1
    refused = ask(a_store(tmp_path), "SELECT rule, message FROM refused.refused_row ORDER BY row_number")
    for (rule, message), (its_rule, shown) in zip(refused, lines.values(), strict=True):
        assert rule == its_rule
        assert shown in message


@pytest.mark.parametrize(("beside", "hour"), [("22.15", 0), ("0.927083", 6)])
def test_what_else_stands_in_the_column_says_what_a_quarter_is(tmp_path: Path, beside: str, hour: int) -> None:
    lines = ("A1,Missing,01/09/2026,0.25,,,", f"A2,Missing,02/09/2026,{beside},,,")
    load_lines(tmp_path, *lines)
    assert ask(a_store(tmp_path), "SELECT hour(started_at) FROM report ORDER BY started_at LIMIT 1") == [(hour,)]


def test_an_excel_day_and_its_time_are_one_moment(tmp_path: Path) -> None:
    mapping = MAPPING.replace("day-first", "excel")
    load_lines(tmp_path, "A1,Missing,46266,0.927083,46267,10:00,", mapping=mapping)
    assert ask(a_store(tmp_path), "SELECT started_at, ended_at FROM report") == [
        (datetime(2026, 9, 1, 22, 15), datetime(2026, 9, 2, 10))
    ]


def test_midnights_are_days_row_by_row(tmp_path: Path) -> None:
    rows = [
        {"child": "A1", "start": "2016-06-07 00:00", "end": "2016-06-08 00:00:00.000"},
        {"child": "A2", "start": "2016-06-07 00:00", "end": "2016-06-07 06:30"},
        {"child": "A3", "start": "2016-06-07 00:00", "end": ""},
        {"child": "A4", "start": "2016-06-07 18:00", "end": "2016-06-08 00:00"},
        {"child": "A5", "start": "2016-06-07", "end": "2016-06-08 00:00"},
        {"child": "A6", "start": "2016-06-07T00:00:00Z", "end": "2016-06-07T23:00:00Z"},
    ]
    load_rows(tmp_path, *rows)
    assert ask(
        a_store(tmp_path), "SELECT row_number, started_at, started_precision, ended_precision FROM report ORDER BY 1"
    ) == [
        (2, datetime(2016, 6, 7), "date", "date"),
        (3, datetime(2016, 6, 7), "minute", "minute"),
        (4, datetime(2016, 6, 7), "date", None),
        (5, datetime(2016, 6, 7, 18), "minute", "minute"),
        (6, datetime(2016, 6, 7), "date", "date"),
        (7, datetime(2016, 6, 7), "date", "date"),
    ]


def test_an_interview_at_midnight_is_of_a_day(tmp_path: Path) -> None:
    mapping = ISO_MAPPING.replace('distance_miles = "distance"', 'interview_completed_at = "distance"')
    load_rows(
        tmp_path, {"distance": "2016-06-09 00:00"}, {"distance": "2016-06-09 10:00", "child": "A2"}, mapping=mapping
    )
    precision = "SELECT interview_completed_precision, started_precision FROM report ORDER BY row_number"
    assert ask(a_store(tmp_path), precision) == [("date", "minute"), ("minute", "minute")]


@pytest.mark.parametrize(
    ("century", "mapping", "loaded"), [("", MAPPING, 0), ("", COVERS, 1), ("century = 2000\n", MAPPING, 1)]
)
def test_a_year_of_two_digits_needs_a_century(tmp_path: Path, century: str, mapping: str, loaded: int) -> None:
    mapping = mapping.replace("[columns]", f"{century}[columns]")
    summary = load_lines(tmp_path, "A1,Missing,01/09/26,10:00,,,03/03/11", mapping=mapping)
    assert summary.total("loaded") == loaded
    if loaded:
        assert ask(a_store(tmp_path), "SELECT started_at, age_at_start FROM report") == [(datetime(2026, 9, 1, 10), 15)]
    else:
        assert "Write century = 2000" in summary.files[0].first_refused[0].message


def test_two_rows_of_one_day_without_a_reference_stay_two_however_often_they_are_loaded(tmp_path: Path) -> None:
    rows = [{"start": "2016-06-07", "end": "2016-06-08"}, {"start": "2016-06-07", "end": "2016-06-07"}]
    assert load_rows(tmp_path, *rows).total("loaded") == 2
    again = load_rows(tmp_path, *rows, mapping=f"{ISO_MAPPING}\n# and a word more\n")
    assert (again.total("loaded"), again.total("duplicates")) == (0, 2)
    assert load_rows(tmp_path, *reversed(rows)).total("duplicates") == 2
    assert ask(a_store(tmp_path), "SELECT count(*) FROM report") == [(2,)]


def test_the_end_of_an_open_row_of_a_day_is_news_of_it_and_no_second_episode(tmp_path: Path) -> None:
    load_rows(tmp_path, {"start": "2016-06-07", "end": ""})
    load_rows(tmp_path, {"start": "2016-06-07", "end": "2016-06-09"})
    assert ask(a_store(tmp_path), "SELECT ended_at FROM report") == [(datetime(2016, 6, 9),)]


@pytest.mark.parametrize("order", list(DateOrder))
def test_words_in_a_date_column_stay_words(tmp_path: Path, order: DateOrder) -> None:
    mapping = MAPPING.replace("day-first", order)
    start = "46266" if order is DateOrder.EXCEL else "2026-09-01"
    summary = load_lines(tmp_path, f"A1,Missing,{start},10:00,see log,00:00,", mapping=mapping)
    assert "'see log'" in summary.files[0].first_refused[0].message
