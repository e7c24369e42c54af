import json
from datetime import date, datetime
from pathlib import Path

import pytest

from data.errors import DashboardError, UnusableFile
from data.load import Delivery, check
from data.settings import demonstration_settings
from tests.data.builders import (
    CASES,
    MAPPING,
    MAPPINGS,
    SSDA903,
    a_file,
    a_mapping,
    a_store,
    ask,
    load_files,
    load_rows,
)

needs_shared = pytest.mark.skipif(not CASES.exists(), reason="the shared files are not beside the repository")
LATER_MAPPING = MAPPING.replace("2016-12-31", "2017-12-31")


# --- published cases and the sector's own sample ---------------------------------------------------------------------


@needs_shared
@pytest.mark.parametrize(
    ("case", "rows", "children"),
    [
        ("bradford_2016q1", 692, 290),
        ("derby_2021h1", 245, 25),
        ("bham_persistent_410", 3138, 410),
        ("bham_rag_area_185", 185, 185),
    ],
)
def test_a_published_case_loads_whole(tmp_path: Path, case: str, rows: int, children: int) -> None:
    store = a_store(tmp_path)
    summary = load_files(store, [CASES / case / "episodes.csv"], MAPPINGS / f"{case}.toml")
    (file,) = summary.files
    assert (file.loaded, file.duplicates, file.refused) == (rows, 0, 0)
    assert file.unknown_labels == ()
    assert ask(store, "SELECT count(*), count(DISTINCT child_id) FROM report") == [(rows, children)]


@needs_shared
def test_a_published_case_keeps_its_placements(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    load_files(store, [CASES / "derby_2021h1" / "episodes.csv"], MAPPINGS / "derby_2021h1.toml")
    assert dict(ask(store, "SELECT placement, count(*) FROM report GROUP BY ALL")) == {
        "own_residential": 180,
        "foster": 6,
        "supported_accommodation": 43,
        "independent": 16,
    }


RETURN = ("missing.csv", "header.csv", "episodes.csv", "uasc.csv")


@needs_shared
@pytest.mark.parametrize("order", [RETURN, RETURN[::-1]])
def test_the_returns_rule_hits_are_those_of_the_sectors_validator(tmp_path: Path, order: tuple[str, ...]) -> None:
    store = a_store(tmp_path)
    for name in order:
        load_files(store, [SSDA903 / name], None)
    hits: dict[str, list[int]] = {}
    for rule, line in ask(
        store, "SELECT rule, row_number FROM finding UNION ALL SELECT rule, row_number FROM refused.refused_row"
    ):
        hits.setdefault(rule, []).append(line - 2)
    published = json.loads((SSDA903 / "expected_rule_hits.json").read_text(encoding="utf-8"))
    expected = {rule: found["Missing"] for rule, found in published.items() if found}
    assert {rule: sorted(lines) for rule, lines in hits.items()} == expected


@needs_shared
def test_the_whole_return_loads_at_once(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    summary = load_files(store, [SSDA903 / name for name in RETURN], None)
    assert [file.loaded for file in summary.files] == [43, 2675, 5050, 132]
    assert summary.findings_by_rule == {"574": 1, "577": 6, "578": 4, "581": 4}
    assert summary.snapshot == "000001"
    assert ask(store, "SELECT category, count(*) FROM report GROUP BY ALL ORDER BY ALL") == [
        ("away", 24),
        ("missing", 19),
    ]
    assert ask(store, "SELECT DISTINCT started_precision, ended_precision FROM report") == [("date", "date")]


# --- the looked-after return, row by row -----------------------------------------------------------------------------


def a_return(folder: Path, **files: str) -> list[Path]:
    paths = []
    for name, text in files.items():
        paths.append(folder / f"{name}.csv")
        paths[-1].write_text(text, encoding="utf-8")
    return paths


def test_a_childrens_home_of_the_council_is_its_own(tmp_path: Path) -> None:
    text = (
        "CHILD,DECOM,LS,PLACE,PLACE_PROVIDER\n1,01/04/2016,C2,K2,PR1\n2,01/04/2016,C2,K2,PR4\n3,01/04/2016,C2,XX,PR4\n"
    )
    store = a_store(tmp_path)
    summary = load_files(store, a_return(tmp_path, episodes=text), None)
    placements = ask(store, "SELECT placement FROM care_period ORDER BY 1")
    assert placements == [("other_residential",), ("own_residential",), ("unknown",)]
    assert [(label.column, label.label, label.rows) for label in summary.files[0].unknown_labels] == [
        ("PLACE", "XX", 1)
    ]


def test_only_the_month_of_birth_and_the_age_at_the_start_are_kept(tmp_path: Path) -> None:
    text = "CHILD,DOB,MISSING,MIS_START,MIS_END\n1,02/03/2002,M,01/03/2016,\n2,01/03/2002,M,01/03/2016,\n"
    store = a_store(tmp_path)
    load_files(store, a_return(tmp_path, missing=text), None)
    assert ask(store, "SELECT age_at_start FROM report ORDER BY 1") == [(13,), (14,)]
    assert ask(store, "SELECT DISTINCT birth_month FROM child_report") == [(date(2002, 3, 1),)]


def test_a_regions_cleaned_copy_means_the_same_children(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    own = a_return(tmp_path, missing="CHILD,MISSING,MIS_START,MIS_END\n1,M,01/03/2016,\n2,M,02/03/2016,\n")
    region = a_return(
        tmp_path, cleaned="CHILD_LA,MISSING,MIS_START,MIS_END\n1_BAR,M,2016-03-01,\n2_BAR,M,2016-03-02,\n"
    )
    load_files(store, own, None)
    summary = load_files(store, region, None)
    assert (summary.total("loaded"), summary.total("duplicates")) == (0, 2)
    assert "_BAR" in " ".join(summary.files[0].tolerances)


# --- rows refused, and rows loaded with a doubt ----------------------------------------------------------------------

REFUSED = [
    ("no_child", {"child": " "}),
    ("no_episode", {"category": "", "start": "", "end": ""}),
    ("no_episode", {"category": "", "start": "", "end": "2099-12-31"}),
    ("no_episode", {"category": "", "start": "", "end": "still missing"}),
    ("566", {"category": "", "start": ""}),
    ("1006", {"category": "MISPER-L"}),
    ("1004", {"start": "31/02/2016"}),
    ("1005", {"end": "2016-02-31"}),
    ("two_digit_year", {"start": "07/06/16"}),
    ("time_does_not_exist", {"start": "2016-03-27 01:30"}),
    ("564", {"start": "", "end": ""}),
    ("565", {"category": "", "end": ""}),
    ("567", {"end": "2016-06-07 09:59"}),
    ("567", {"end": "2016-06-06"}),
    ("586", {"dob": "2016-06-08"}),
    ("starts_after_as_of", {"start": "2016-12-31 00:01", "end": ""}),
    ("row_shape", {"id": "1,2"}),
]


@pytest.mark.parametrize("born", ["in May", "14 yrs", "2010", "31/02/2010", "01/01/70", "05/2010"])
def test_no_child_is_lost_by_a_date_of_birth_that_cannot_be_read(tmp_path: Path, born: str) -> None:
    summary = load_rows(tmp_path, {"child": "A1", "end": "", "dob": born})
    assert (summary.total("loaded"), summary.findings_by_rule) == (1, {"birth_not_understood": 1})
    assert ask(a_store(tmp_path), "SELECT age, end_status FROM episode_facts") == [(None, "open")]
    (message,) = ask(a_store(tmp_path), "SELECT message FROM finding")[0]
    assert born not in message


@pytest.mark.parametrize(("rule", "values"), REFUSED)
def test_a_row_that_breaks_a_rule_is_lost_and_nothing_else(tmp_path: Path, rule: str, values: dict[str, str]) -> None:
    summary = load_rows(tmp_path, {"child": "A1"}, {"child": "A2", **values}, {"child": "A3"})
    assert (summary.total("loaded"), summary.total("refused"), summary.refused_by_rule) == (2, 1, {rule: 1})
    (row,) = ask(a_store(tmp_path), "SELECT file_name, row_number, rule, original FROM refused.refused_row")
    original = (tmp_path / "police.csv").read_text(encoding="utf-8").splitlines()[2]
    assert row == ("police.csv", 3, rule, original)


@pytest.mark.parametrize(
    "values",
    [
        {"end": ""},
        {"end": "2016-06-07 10:00"},
        {"end": "2016-06-07"},
        {"dob": "2016-06-07"},
        {"start": "2016-12-31 00:00", "end": ""},
        {"start": "2016-10-30 01:50", "end": "2016-10-30 01:10"},
        {"dob": ""},
    ],
)
def test_a_row_on_the_right_side_of_every_boundary_is_loaded(tmp_path: Path, values: dict[str, str]) -> None:
    assert load_rows(tmp_path, values).total("loaded") == 1


def test_an_end_in_the_hour_that_came_twice_is_the_second_where_only_that_fits(tmp_path: Path) -> None:
    load_rows(tmp_path, {"start": "2016-10-30 01:50", "end": "2016-10-30 01:10"})
    assert ask(a_store(tmp_path), "SELECT ended_utc - started_utc = INTERVAL 20 MINUTE FROM report") == [(True,)]


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        ("time_happened_twice", {"start": "2016-10-30 01:30", "end": ""}),
        ("ends_after_as_of", {"end": "2017-01-01 10:00"}),
        ("570", {"start": "2016-10-01 00:00", "end": ""}),
        ("571", {"end": "2016-10-01 00:00"}),
    ],
)
def test_a_doubt_is_kept_and_the_row_is_loaded(tmp_path: Path, rule: str, values: dict[str, str]) -> None:
    covers = "" if rule == "time_happened_twice" else 'covers = ["2016-04-01", "2016-10-01"]\n'
    mapping = MAPPING.replace("[columns]", f"{covers}[columns]")
    summary = load_rows(tmp_path, values, mapping=mapping)
    assert summary.total("loaded") == 1
    assert rule in summary.findings_by_rule
    assert (1, 2, rule) in ask(a_store(tmp_path), "SELECT load_id, row_number, rule FROM finding")


def test_overlaps_are_doubted_across_the_files_of_one_system(tmp_path: Path) -> None:
    load_rows(tmp_path, {"start": "2016-06-07 10:00", "end": "2016-06-08 10:00"})
    summary = load_rows(tmp_path, {"start": "2016-06-08 09:59", "end": "2016-06-08 12:00"})
    assert summary.findings_by_rule == {"574": 1}


def test_an_episode_that_starts_when_the_last_ended_does_not_overlap(tmp_path: Path) -> None:
    summary = load_rows(tmp_path, {"end": "2016-06-08 10:00"}, {"start": "2016-06-08 10:00", "end": ""})
    assert summary.findings_by_rule == {}


def test_care_is_not_asked_of_a_child_missing_from_home(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    care = "CHILD,DECOM,LS,PLACE,DEC\nA1,01/01/2016,C2,U1,01/02/2016\n"
    load_files(store, a_return(tmp_path, episodes=care), None)
    assert load_rows(tmp_path, {"where": "home"}).findings_by_rule == {}
    later = {"where": "care", "start": "2016-06-09 10:00", "end": "2016-06-09 12:00"}
    assert load_rows(tmp_path, later).findings_by_rule == {"577": 1, "578": 1, "581": 1}


# --- labels ----------------------------------------------------------------------------------------------------------


def test_a_label_that_is_not_understood_is_loaded_as_unknown_and_said(tmp_path: Path) -> None:
    rows = [{"child": f"A{number}", "where": "care", "placement": "crash pad"} for number in range(3)]
    summary = load_rows(tmp_path, *rows, {"child": "A9", "where": "care", "placement": ""})
    (unknown,) = summary.files[0].unknown_labels
    assert (unknown.column, unknown.label, unknown.rows) == ("placement", "crash pad", 3)
    assert unknown.write == 'Add it under [values.placement] in police.toml: <our code> = ["crash pad"]'
    counts = ask(a_store(tmp_path), "SELECT placement, count(*) FROM report GROUP BY ALL ORDER BY 2")
    assert counts == [(None, 1), ("unknown", 3)]


def test_a_category_that_is_not_understood_says_what_to_write(tmp_path: Path) -> None:
    summary = load_rows(tmp_path, {"category": "MISPER-L"}, {})
    message = summary.files[0].first_refused[0].message
    assert "'MISPER-L', which is not understood. Understood: absent, away, missing." in message
    assert "Add it under [values.category] in police.toml" in message
    assert summary.files[0].unknown_labels[0].label == "MISPER-L"


def test_a_child_at_home_has_no_placement_whatever_word_is_used(tmp_path: Path) -> None:
    summary = load_rows(tmp_path, {"where": "home", "placement": "with mum"})
    assert summary.files[0].unknown_labels == ()
    assert ask(a_store(tmp_path), "SELECT placement FROM report") == [("not_in_care",)]


@pytest.mark.parametrize(
    ("written", "miles", "status"),
    [
        ("3.5", 3.5, "known"),
        ("0", 0.0, "known"),
        ("Declined", None, "declined"),
        ("not recorded", None, "not_recorded"),
        ("far", None, "not_recorded"),
        ("-1", None, "not_recorded"),
        ("", None, None),
    ],
)
def test_a_distance_is_a_number_or_says_why_not(tmp_path: Path, written: str, miles: float | None, status: str) -> None:
    summary = load_rows(tmp_path, {"distance": written})
    assert ask(a_store(tmp_path), "SELECT distance_miles, distance_status FROM report") == [(miles, status)]
    assert bool(summary.files[0].unknown_labels) == (written in ("far", "-1"))


def test_any_mark_is_a_flag_but_no_is_not(tmp_path: Path) -> None:
    mapping = MAPPING.replace('distance_miles = "distance"', "") + '\n[flags]\ncse = "distance"\nuasc = "outcome"\n'
    mapping = mapping.replace('interview_outcome = "outcome"', "")
    rows = [{"child": f"A{mark}", "distance": mark, "outcome": "x"} for mark in ("Y", "N", "", "high", "0")]
    load_rows(tmp_path, *rows, mapping=mapping)
    flags = ask(a_store(tmp_path), "SELECT flags FROM report ORDER BY row_number")
    assert [row[0] for row in flags] == [["cse", "uasc"], ["uasc"], ["uasc"], ["cse", "uasc"], ["uasc"]]
    assert ask(a_store(tmp_path), "SELECT DISTINCT is_uasc FROM child_report") == [(True,)]


# --- duplicates, newer words, order ----------------------------------------------------------------------------------


def test_loading_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    first = load_rows(tmp_path, {}, {"child": "A2"}, {"start": "never"})
    again = load_rows(tmp_path, {}, {"child": "A2"}, {"start": "never"})
    assert (first.snapshot, again.snapshot) == ("000001", "000001")
    assert (again.total("rows_in"), again.total("loaded"), again.total("duplicates")) == (3, 0, 3)
    assert len(a_store(tmp_path).snapshots()) == 1


def test_rows_already_held_are_duplicates_and_new_ones_are_loaded(tmp_path: Path) -> None:
    load_rows(tmp_path, {"id": "1"}, {"id": "2"})
    summary = load_rows(tmp_path, {"id": "1"}, {"id": "2"}, {"id": "3"})
    assert (summary.total("loaded"), summary.total("duplicates")) == (1, 2)
    assert ask(a_store(tmp_path), "SELECT count(*) FROM report") == [(3,)]


def test_a_newer_word_about_an_episode_takes_the_place_of_the_older(tmp_path: Path) -> None:
    load_rows(tmp_path, {"id": "1", "end": ""})
    summary = load_rows(tmp_path, {"id": "1", "end": "2016-06-09 08:00"})
    assert (summary.total("loaded"), summary.total("duplicates")) == (1, 0)
    assert ask(a_store(tmp_path), "SELECT ended_at FROM report") == [(datetime(2016, 6, 9, 8),)]


def test_an_older_extract_loaded_late_does_not_undo_a_newer_word(tmp_path: Path) -> None:
    load_rows(tmp_path, {"id": "1", "end": "2016-06-09 08:00"}, mapping=LATER_MAPPING)
    summary = load_rows(tmp_path, {"id": "1", "end": ""})
    assert (summary.total("loaded"), summary.total("duplicates")) == (0, 1)
    assert "newer word stays" in " ".join(summary.files[0].tolerances)
    assert ask(a_store(tmp_path), "SELECT ended_at FROM report") == [(datetime(2016, 6, 9, 8),)]


def test_a_number_that_each_file_begins_again_from_1_does_not_join_two_children(tmp_path: Path) -> None:
    load_rows(tmp_path, {"id": "1", "child": "A1"})
    assert load_rows(tmp_path, {"id": "1", "child": "A2"}).total("loaded") == 1
    assert ask(a_store(tmp_path), "SELECT count(*) FROM report") == [(2,)]


def test_two_lines_of_one_file_about_one_episode_leave_the_later_with_a_doubt(tmp_path: Path) -> None:
    summary = load_rows(tmp_path, {"id": "1", "end": ""}, {"id": "1"}, {"id": "2"}, {"id": "2"})
    assert (summary.total("loaded"), summary.total("duplicates")) == (2, 2)
    assert ask(a_store(tmp_path), "SELECT row_number FROM finding WHERE rule = 'repeated_in_file'") == [(3,)]


def test_the_order_in_which_files_come_does_not_matter(tmp_path: Path) -> None:
    mappings = [a_mapping(tmp_path, MAPPING.replace("2016-12-31", f"2017-0{n}-01"), f"{n}.toml") for n in (1, 2, 3)]
    files = [
        a_file(tmp_path, {"id": "1", "end": ""}, {"id": "2", "sex": "M"}, name="a.csv"),
        a_file(tmp_path, {"id": "1"}, {"id": "3", "ethnicity": "Other"}, name="b.csv"),
        a_file(tmp_path, {"id": "2", "sex": "M"}, {"id": "3", "end": "2016-06-07 11:00"}, name="c.csv"),
    ]
    states = []
    for order in ((0, 1, 2), (2, 1, 0), (1, 2, 0)):
        folder = tmp_path / "".join(map(str, order))
        folder.mkdir()
        for number in order:
            load_files(a_store(folder), [files[number]], mappings[number])
        reports = ask(a_store(folder), "SELECT * EXCLUDE (load_id) FROM report ORDER BY report_key")
        children = ask(
            a_store(folder),
            "SELECT child_report.* EXCLUDE (load_id), as_of FROM child_report JOIN load USING (load_id) ORDER BY ALL",
        )
        states.append((reports, children))
    assert all(state == states[0] for state in states)


def test_two_systems_with_one_scheme_of_ids_mean_the_same_child(tmp_path: Path) -> None:
    load_rows(tmp_path, {})
    load_rows(tmp_path, {"child": " A1 "}, mapping=MAPPING.replace('"police"', '"provider"'))
    load_rows(tmp_path, {"id": "9"}, mapping=MAPPING.replace("[columns]", 'child_ids = "nhs"\n[columns]'))
    assert ask(a_store(tmp_path), "SELECT count(*), count(DISTINCT child_id) FROM report") == [(3, 2)]


# --- what a file can know --------------------------------------------------------------------------------------------


def test_the_as_of_time_is_the_commands_then_the_mappings_then_now_and_said(tmp_path: Path) -> None:
    store, file = a_store(tmp_path), a_file(tmp_path, {})
    load_files(store, [file], a_mapping(tmp_path), as_of=datetime(2016, 8, 1))
    # Another file: the same one with another as-of time would put the first right.
    later = a_file(tmp_path, {"id": "2"}, name="later.csv")
    load_files(store, [later], a_mapping(tmp_path, LATER_MAPPING))
    silent = load_files(store, [file], a_mapping(tmp_path, MAPPING.replace('as_of = "2016-12-31"', "")))
    assert "time of loading" in silent.files[0].tolerances[0]
    told = [row[0] for row in ask(store, "SELECT as_of FROM load ORDER BY load_id")]
    assert told[:2] == [datetime(2016, 8, 1), datetime(2017, 12, 31)]
    live = store.current()
    assert live is not None
    assert live.manifest["as_of"] == str(told[2])


def test_a_file_speaks_for_the_months_from_its_first_start_to_its_last(tmp_path: Path) -> None:
    load_rows(tmp_path, {"start": "2016-04-30 23:59", "end": ""}, {"start": "2016-12-01 00:00", "end": ""})
    assert ask(a_store(tmp_path), "SELECT covers_from, covers_to FROM load") == [(date(2016, 4, 1), date(2017, 1, 1))]


def test_a_period_with_nothing_in_it_is_on_record_when_the_source_says_so(tmp_path: Path) -> None:
    mapping = MAPPING.replace("[columns]", 'covers = ["2016-04-01", "2016-07-01"]\n[columns]')
    assert load_rows(tmp_path, mapping=mapping).snapshot == "000001"
    assert ask(a_store(tmp_path), "SELECT rows_in, covers_to FROM load") == [(0, date(2016, 7, 1))]


def test_a_file_of_which_every_row_is_refused_is_not_kept(tmp_path: Path) -> None:
    summary = load_rows(tmp_path, {"start": "never"})
    assert (summary.total("refused"), summary.snapshot) == (1, None)
    assert a_store(tmp_path).current() is None


def test_one_file_that_cannot_be_used_means_that_none_is_loaded(tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(UnusableFile, match=r"other\.csv lacks the column"):
        load_files(a_store(tmp_path), [a_file(tmp_path, {}), other], a_mapping(tmp_path))
    assert a_store(tmp_path).current() is None


# --- checking, and the key -------------------------------------------------------------------------------------------


def test_a_check_says_what_a_load_would_and_changes_nothing(tmp_path: Path) -> None:
    file, mapping, store = a_file(tmp_path, {}, {"start": "never"}, {}), a_mapping(tmp_path), a_store(tmp_path)
    said = check(store, [Delivery((file,), mapping)], demonstration_settings())
    assert not store.folder.exists()
    done = load_files(store, [file], mapping)
    assert (said.files, said.findings_by_rule, said.snapshot) == (done.files, done.findings_by_rule, None)


def test_a_check_shows_the_first_rows_as_they_are_understood_and_tells_no_program_of_them(tmp_path: Path) -> None:
    files = (a_file(tmp_path, {"child": "A1", "where": "care", "placement": "fostering"}, {"child": "A2", "end": ""}),)
    summary = check(a_store(tmp_path), [Delivery(files, a_mapping(tmp_path))], demonstration_settings())
    shown = summary.files[0].first_rows
    assert shown.lines == (2, 3)
    assert shown.fields["placement"] == ("foster", "")
    assert shown.fields["ended_at"] == ("7 Jun 2016 18:00", "")
    assert "child_id" not in shown.fields
    assert "first_rows" not in json.dumps(summary.as_json())


def test_no_name_of_a_child_enters_the_database(tmp_path: Path) -> None:
    load_rows(tmp_path, {"child": "VERYPRIVATEID", "dob": "2002-05-06"})
    live = a_store(tmp_path).current()
    assert live is not None
    assert b"VERYPRIVATEID" not in live.episodes.read_bytes()


def test_a_store_that_lost_its_key_is_not_loaded_into(tmp_path: Path) -> None:
    load_rows(tmp_path, {})
    a_store(tmp_path).key_file.unlink()
    with pytest.raises(DashboardError, match="is missing"):
        load_rows(tmp_path, {"child": "A2"}, key=None)


def test_a_start_in_another_century_is_a_slip_and_refused(tmp_path: Path) -> None:
    summary = load_rows(tmp_path, {}, {"child": "A2", "dob": "", "start": "1926-07-03 10:00", "end": ""})
    assert summary.refused_by_rule == {"starts_too_early": 1}


def test_a_refused_row_that_is_sent_again_is_counted_once(tmp_path: Path) -> None:
    load_rows(tmp_path, {}, {"child": "A2", "start": "never"})
    load_rows(tmp_path, {}, {"child": "A2", "start": "never"}, {"child": "A3"})
    assert ask(a_store(tmp_path), "SELECT count(*) FROM refused.refused_row") == [(1,)]


def test_a_refused_row_that_was_corrected_is_no_longer_refused(tmp_path: Path) -> None:
    load_rows(tmp_path, {}, {"child": "A2", "start": "never"})
    load_rows(tmp_path, {}, {"child": "A2"})
    assert ask(a_store(tmp_path), "SELECT count(*) FROM refused.refused_row") == [(0,)]
