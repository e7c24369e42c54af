"""A blank is a blank however it is written, and a word in place of an end says what it says."""

from pathlib import Path

import pytest

from data.database import read_tables
from data.formats.blanks import ERRORS, UNKNOWN, WORDS, Holds, Meaning, field_words, is_error, placeholder, printed
from data.formats.labels import SYNONYMS, label_key
from data.summary import Summary
from tests.data.builders import HEADING, MAPPING, SHARED, a_mapping, a_store, ask, load_files, load_rows

INTAKE = SHARED / "intake"
NULLS = "SELECT count(*) FROM report WHERE ended_at IS NULL"


def loaded(folder: Path, name: str, text: str | None = None, mapping: str | None = None) -> Summary:
    """One of the shared files, as it is or with another text or mapping, loaded into the folder's store."""
    file = folder / name
    file.write_bytes((INTAKE / name).read_bytes() if text is None else text.encode())
    toml = (INTAKE / name).with_suffix(".toml")
    if mapping is None and not toml.exists():
        return load_files(a_store(folder), [file], None)
    return load_files(a_store(folder), [file], a_mapping(folder, mapping or toml.read_text(encoding="utf-8")))


def findings(folder: Path) -> dict[str, list[int]]:
    """The rows of each doubt that the store holds."""
    listed: dict[str, list[int]] = {}
    for rule, row in ask(a_store(folder), "SELECT rule, row_number FROM finding ORDER BY ALL"):
        listed.setdefault(rule, []).append(row)
    return listed


def refused(folder: Path) -> list[tuple[str, str]]:
    return ask(a_store(folder), "SELECT rule, message FROM refused.refused_row ORDER BY row_number")


# Files as they are sent


def test_null_of_a_database_is_no_child_no_mark_no_place_and_no_end(tmp_path: Path) -> None:
    summary = loaded(tmp_path, "ssms-null.csv")
    assert (summary.total("rows_in"), summary.total("loaded"), summary.refused_by_rule) == (5, 2, {"no_child": 3})
    rows = ask(a_store(tmp_path), "SELECT flags, ended_at IS NULL, place, triage FROM report ORDER BY started_at")
    assert rows == [(["cse"], False, None, None), ([], True, None, None)]
    assert refused(tmp_path)[0] == ("no_child", "'Person' is 'NULL', which names no child.")
    assert summary.files[0].unknown_labels == ()


def test_placeholders_of_a_date_of_birth_are_an_age_that_is_not_known(tmp_path: Path) -> None:
    loaded(tmp_path, "dob-placeholder.csv")
    ages = ask(a_store(tmp_path), "SELECT age, ended_at IS NULL FROM episode_facts ORDER BY started_at")
    assert ages == [(15, False), (None, False), (None, False), (None, False), (None, True)]


def test_null_in_the_national_dataset_is_no_end(tmp_path: Path) -> None:
    summary = loaded(tmp_path, "ssd_missing.csv")
    assert (summary.total("loaded"), summary.total("refused")) == (3, 0)
    assert ask(a_store(tmp_path), NULLS) == [(1,)]
    assert findings(tmp_path) == {}


def test_ids_that_a_spreadsheet_shortened_are_refused(tmp_path: Path) -> None:
    summary = loaded(tmp_path, "ids-sci.csv")
    assert summary.refused_by_rule == {"id_in_exponent_form": 4}
    assert summary.total("loaded") == 0


def test_an_error_of_the_spreadsheet_is_no_end_and_no_blank(tmp_path: Path) -> None:
    times = ",Missing,01/09/2026 10:00,"
    text = "\n".join(
        [
            "Ref,Person,Type,Went,Back",
            f"1,D1{times}01/09/2026 18:00",
            f"2,D2{times}#VALUE!",
            f"3,D3{times}#VALUE!",
            f"4,D4{times}#N/A",
        ]
    )
    toml = (INTAKE / "excel-errors.toml").read_text(encoding="utf-8")
    summary = loaded(tmp_path, "excel-errors.csv", text, toml)
    assert summary.refused_by_rule == {"1005": 2}
    assert ask(a_store(tmp_path), NULLS) == [(1,)]
    assert findings(tmp_path) == {"end_error": [5]}


def test_an_age_without_a_date_of_birth_tells_adults_from_children(tmp_path: Path) -> None:
    toml = (INTAKE / "age-column.toml").read_text(encoding="utf-8").replace("[columns]", '[columns]\nage = "Age"')
    summary = loaded(tmp_path, "age-column.csv", mapping=toml)
    assert ask(a_store(tmp_path), "SELECT age FROM episode_facts ORDER BY age") == [(15,), (17,), (34,), (71,)]
    text = "2 rows are of people aged 18 or over at the start; they are loaded and left out of every figure."
    assert text in summary.files[0].tolerances
    assert summary.as_json()["files"][0]["adults"] == 2


def test_a_cell_of_blank_text_is_no_mark(tmp_path: Path) -> None:
    loaded(tmp_path, "blank-shared-string.xlsx")
    assert ask(a_store(tmp_path), "SELECT row_number FROM report WHERE 'cse' IN flags AND row_number IN (3, 4)") == []


# Ends

STILL = [
    "STILL MISSING",
    "Still-missing as at 5 October",
    "ongoing",
    "Not yet returned",
    "outstanding",
    "At large",
    "OPEN",
]
NOT_KNOWN = ["Unknown", "N/K", "TBC", "?", "not recorded", "Returned - time unknown", "01/01/1900", "1970-01-01 00:00"]
BLANK = ["", "NULL", "-", "n/a", "31/12/9999", "2099-12-31 23:59", "9999-12-31T00:00:00", "None"]


@pytest.mark.parametrize(
    ("words", "rule"), [(STILL, None), (BLANK, None), (NOT_KNOWN, "end_not_known")], ids=["still", "blank", "not-known"]
)
def test_a_word_in_place_of_an_end_is_no_end_and_no_lost_child(
    tmp_path: Path, words: list[str], rule: str | None
) -> None:
    summary = load_rows(tmp_path, *({"id": str(n), "child": f"A{n}", "end": word} for n, word in enumerate(words)))
    assert (summary.total("loaded"), summary.refused_by_rule) == (len(words), {})
    assert ask(a_store(tmp_path), NULLS) == [(len(words),)]
    assert summary.findings_by_rule == ({rule: len(words)} if rule else {})


def test_the_mapping_says_what_else_stands_for_still_missing_not_known_and_blank(tmp_path: Path) -> None:
    mapping = MAPPING + (
        '[values.ended_at]\nstill_missing = "abscondu"\nnot_known = ["11/11/1911"]\n'
        '[blanks]\nall = ["x"]\nended_at = "see notes"\nchild = "99999"\n'
    )
    ends = ["abscondu", "11/11/1911", "see notes", "X"]
    rows = [{"id": str(n), "child": f"A{n}", "end": end} for n, end in enumerate(ends)]
    summary = load_rows(tmp_path, *rows, {"id": "9", "child": "99999"}, {"id": "10", "child": "x"}, mapping=mapping)
    assert summary.refused_by_rule == {"no_child": 2}
    assert ask(a_store(tmp_path), NULLS) == [(4,)]
    assert summary.findings_by_rule == {"end_not_known": 1}


def test_an_end_that_is_no_word_of_ours_is_refused_and_not_open(tmp_path: Path) -> None:
    assert load_rows(tmp_path, {"end": "ask the night staff"}).refused_by_rule == {"1005": 1}


def test_an_error_is_refused_where_a_row_needs_the_field_and_doubted_elsewhere(tmp_path: Path) -> None:
    errors = [*ERRORS, "#WERT!", "Err:502", "#####"]
    rows = [
        row
        for number, error in enumerate(errors)
        for row in (
            {"id": f"{number}a", "child": error},
            {"id": f"{number}b", "category": error},
            {"id": f"{number}c", "start": error},
            {"id": error, "child": f"A{number}", "dob": error, "ethnicity": error, "where": error, "distance": error},
        )
    ]
    summary = load_rows(tmp_path, *rows)
    assert [rule for rule, _ in refused(tmp_path)] == ["no_child", "1006", "1004"] * len(errors)
    assert findings(tmp_path) == {"error_cell": [5 + 4 * number for number in range(len(errors))]}
    for (message,) in ask(a_store(tmp_path), "SELECT message FROM finding"):
        assert {name for name in HEADING.split(",") if f"'{name}'" in message} == {
            "id",
            "dob",
            "ethnicity",
            "where",
            "distance",
        }
    assert summary.files[0].unknown_labels == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("#1234", False), ("#N/A", True), (" #value! ", True), ("#", False), ("##", False), ("#A1", False),
        ("#NAME?", True), ("Err:5", True),
    ],
)  # fmt: skip
def test_what_is_an_error_and_what_a_number_of_a_case(text: str, says: bool) -> None:
    assert is_error(text) is says


# What each kind of field takes for nothing


@pytest.mark.parametrize(
    "children", [["0", "000", "-1", "0.0"], ["?", "***", "unknown child", "NA", "Not known", "n/k", "'0"]]
)
def test_a_child_of_no_name_is_no_child(tmp_path: Path, children: list[str]) -> None:
    summary = load_rows(tmp_path, *({"id": str(n), "child": child} for n, child in enumerate(children)))
    assert (summary.total("loaded"), summary.refused_by_rule) == (0, {"no_child": len(children)})


@pytest.mark.parametrize("children", [["10", "-12"], ["None12", "A0", "1E12", "NASH", "Ł"]])
def test_what_only_looks_like_a_blank_is_a_child(tmp_path: Path, children: list[str]) -> None:
    summary = load_rows(tmp_path, *({"id": str(n), "child": child} for n, child in enumerate(children)))
    assert (summary.total("loaded"), summary.refused_by_rule) == (len(children), {})
    assert ask(a_store(tmp_path), "SELECT count(DISTINCT child_id) FROM report") == [(len(children),)]


def test_rows_without_a_reference_stay_apart(tmp_path: Path) -> None:
    ids = ["NULL", "TBC", "0", "1.2E+11", "1.2E+11", ""]
    rows = [{"id": ref, "start": f"2016-06-0{day} 10:00", "end": ""} for day, ref in enumerate(ids, start=1)]
    assert load_rows(tmp_path, *rows).total("loaded") == len(ids)
    assert findings(tmp_path)["reference_in_exponent_form"] == [5, 6]


def test_a_word_that_the_field_has_a_code_for_is_that_code(tmp_path: Path) -> None:
    mapping = (
        MAPPING.replace("[columns]", '[columns]\ninterview_offered = "sex"\ntriage = "where"')
        .replace('sex = "sex"\n', "")
        .replace('setting = "where"\n', "")
    )
    load_rows(tmp_path, {"sex": "NA", "where": "none", "ethnicity": "not stated"}, mapping=mapping)
    assert ask(a_store(tmp_path), "SELECT triage FROM report") == [("not_triaged",)]
    assert ask(a_store(tmp_path), "SELECT ethnic_code FROM child_report") == [("NOBT",)]


def test_an_answer_that_may_mean_something_is_listed_and_not_taken_for_blank(tmp_path: Path) -> None:
    summary = load_rows(tmp_path, {"outcome": "N/A"})
    assert [label.label for label in summary.files[0].unknown_labels] == ["N/A"]


@pytest.mark.parametrize(
    ("text", "holds", "says"),
    [
        ("0001-01-01", Holds.DATE, Meaning.BLANK), ("00/01/1900", Holds.DATE, Meaning.BLANK),
        ("12/31/9999", Holds.DATE, Meaning.BLANK), ("31-Dec-9999", Holds.END, Meaning.STILL_MISSING),
        ("1970-01-01 01:00:00", Holds.DATE, Meaning.BLANK), ("1970-01-01 12:00", Holds.DATE, None),
        ("1899-12-30 14:05", Holds.DATE, None), ("30/12/1899", Holds.END, Meaning.NOT_KNOWN),
        ("01/01/2000", Holds.DATE, None), ("1753-01-01", Holds.DATE, Meaning.BLANK),
        ("01/02/1900", Holds.DATE, None), ("2099-12-31", Holds.END, Meaning.STILL_MISSING),
    ],
)  # fmt: skip
def test_a_date_of_no_day_is_known_in_every_order(text: str, holds: Holds, says: Meaning | None) -> None:
    assert placeholder(text, holds) is says


@pytest.mark.parametrize("ends", [["2958465", "73050"], ["31/12/9999", "2099-12-31 23:59", "Not returned."]])
def test_an_end_of_the_far_future_is_still_missing_whatever_a_blank_means(tmp_path: Path, ends: list[str]) -> None:
    mapping = MAPPING.replace("[source]", '[source]\nblank_end = "returned"').replace('"iso"', '"mixed-day-first"')
    rows = [{"id": str(n), "child": f"A{n}", "end": end} for n, end in enumerate([*ends, "-"])]
    load_rows(tmp_path, *rows, mapping=mapping)
    statuses = ask(a_store(tmp_path), "SELECT end_status FROM report ORDER BY row_number")
    assert statuses == [("open",)] * len(ends) + [("returned",)]


def test_no_word_of_an_end_is_two_things() -> None:
    words = SYNONYMS["ended_at"]
    assert not set(map(label_key, words["still_missing"])) & set(map(label_key, (*words["not_known"], *UNKNOWN)))
    of_end = field_words("ended_at", Holds.END)
    assert {of_end.meaning(word) for word in WORDS[Holds.END]} == {Meaning.BLANK}
    assert {of_end.meaning(word) for word in words["still_missing"]} == {Meaning.STILL_MISSING}
    assert {of_end.meaning(word) for word in (*words["not_known"], *UNKNOWN)} == {Meaning.NOT_KNOWN}


def test_marks_that_are_blank_or_no_are_no_marks(tmp_path: Path) -> None:
    mapping = MAPPING.replace('sex = "sex"\n', "") + '[flags]\ncse = "sex"\n[blanks]\ncse = ["low"]\n'
    nothing = ["NULL", "-", "?", "Unknown", "no", "N", "None known", "No.", "no - none known", "Nil known", "0.0", "☐"]
    words = [*nothing, "#REF!", "Low", "Yes", "1", "x", "suspected"]
    rows = [{"id": str(n), "child": f"A{n}", "sex": word} for n, word in enumerate(words)]
    load_rows(tmp_path, *rows, mapping=mapping)
    marked = ask(a_store(tmp_path), "SELECT row_number - 2 FROM report WHERE 'cse' IN flags ORDER BY 1")
    assert [words[n] for (n,) in marked] == ["Yes", "1", "x", "suspected"]
    assert findings(tmp_path) == {"error_cell": [words.index("#REF!") + 2]}


def test_a_placement_whose_end_is_not_known_goes_on_with_a_doubt(tmp_path: Path) -> None:
    care = '[source]\nsystem = "care"\nkind = "care_periods"\ndates = "day-first"\n[columns]\nchild = "a"\n'
    mapping = a_mapping(tmp_path, care + 'started_on = "b"\nended_on = "c"\n')
    file = tmp_path / "care.csv"
    ends = ["N/K", "01/01/1900", "ongoing", ""]
    file.write_text("\n".join(["a,b,c", *(f"A{n},01/01/2026,{end}" for n, end in enumerate(ends))]) + "\n")
    load_files(a_store(tmp_path), [file], mapping)
    assert findings(tmp_path) == {"care_end_not_known": [2, 3]}
    assert ask(a_store(tmp_path), "SELECT ended_on FROM care_period") == [(None,)] * len(ends)


def test_a_mark_that_begins_as_a_no_is_said_for_the_mapping_to_settle(tmp_path: Path) -> None:
    mapping = MAPPING.replace('sex = "sex"\n', "") + '[flags]\ncse = "sex"\n'
    words = ["No contact with the known adult", "not at risk", "None", "Nobody", "yes"]
    rows = [{"id": str(n), "child": f"A{n}", "sex": word} for n, word in enumerate(words)]
    summary = load_rows(tmp_path, *rows, mapping=mapping)
    (said,) = [tolerance for tolerance in summary.files[0].tolerances if "'sex'" in tolerance]
    assert said == (
        "In 'sex', 2 texts begin as a no, and each counts as a mark: 'No contact with the known adult', 'not at risk'. "
        "If one says that there is none, list it under [blanks] in police.toml: cse = [...]."
    )
    marked = ask(a_store(tmp_path), "SELECT row_number - 2 FROM report WHERE 'cse' IN flags ORDER BY 1")
    assert [words[n] for (n,) in marked] == [*words[:2], "Nobody", "yes"]


def test_the_other_kinds_of_file_know_the_same_blanks(tmp_path: Path) -> None:
    mapping = a_mapping(
        tmp_path,
        '[source]\nsystem = "care"\nkind = "care_periods"\ndates = "iso"\n[columns]\nchild = "a"\nstarted_on = "b"\n'
        'ended_on = "c"\nplacement = "d"\nlegal_status = "e"\nhome_postcode = "f"\n',
    )
    file = tmp_path / "care.csv"
    file.write_text("a,b,c,d,e,f\nA1,2026-01-01,ongoing,foster,NULL,N/K\nA2,2026-01-01,31/12/9999,foster,C2,-\n")
    summary = load_files(a_store(tmp_path), [file], mapping)
    assert (summary.total("loaded"), summary.findings_by_rule) == (2, {})
    rows = ask(a_store(tmp_path), "SELECT ended_on, legal_status, home_district FROM care_period ORDER BY child_id")
    assert sorted(rows, key=str) == [(None, "C2", None), (None, None, None)]
    assert read_tables(a_store(tmp_path).current())["care_period"].height == 2


def test_the_guide_prints_the_words_that_the_product_knows() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "mapping.md").read_text(encoding="utf-8")
    assert "\n".join(printed()) in guide
    assert all(f"`{error}`" in guide for error in ERRORS)


def test_an_end_in_words_is_the_same_in_a_file_that_needs_no_mapping(tmp_path: Path) -> None:
    ends = ["Still missing", "N/K", "#N/A", "#REF!"]
    lines = [f"{n},06/05/2012,M,01/09/2026,{end}" for n, end in enumerate(ends, start=1)]
    text = "\n".join(["CHILD,DOB,MISSING,MIS_START,MIS_END", *lines, "9,01/01/1900,M,01/09/2026,02/09/2026"])
    (tmp_path / "missing.csv").write_text(text + "\n")
    load_files(a_store(tmp_path), [tmp_path / "missing.csv"], None)
    assert findings(tmp_path) == {"end_not_known": [3], "end_error": [4]}
    assert ask(a_store(tmp_path), "SELECT rule, row_number FROM refused.refused_row") == [("1005", 5)]
    ages = ask(a_store(tmp_path), "SELECT age, ended_at IS NULL FROM episode_facts ORDER BY ALL")
    assert sorted(ages, key=str) == [(14, True)] * 3 + [(None, False)]


def test_an_age_in_a_police_report_is_the_episodes(tmp_path: Path) -> None:
    fields = ("child", "report", "reported_at", "age")
    columns = "\n".join(f'{name} = "{name}"' for name in fields)
    mapping = a_mapping(
        tmp_path, f'[source]\nsystem = "p"\nkind = "notifications"\ndates = "iso"\n[columns]\n{columns}'
    )
    lines = ["A1,missing,2026-09-01 10:00,15 yrs", "A1,found,2026-09-01 12:00,N/K", "NULL,missing,2026-09-01 10:00,12"]
    (tmp_path / "reports.csv").write_text("\n".join([",".join(fields), *lines]))
    summary = load_files(a_store(tmp_path), [tmp_path / "reports.csv"], mapping)
    assert (summary.refused_by_rule, summary.findings_by_rule) == ({"no_child": 1}, {})
    assert ask(a_store(tmp_path), "SELECT age, hours_missing FROM episode_facts") == [(15, 2.0)]
