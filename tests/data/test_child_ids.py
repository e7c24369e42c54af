"""Who is one child: ids that are spelled in several ways, and what sources say of one child."""

from itertools import permutations
from pathlib import Path

import pytest

from data.annex_a import check_list_8
from data.erasure import erase
from data.errors import DashboardError
from data.formats.child_ids import canonical_id
from data.formats.fields import years_in
from data.pseudonyms import Pseudonyms
from data.settings import demonstration_settings
from data.subject_access import everything_about
from data.vault import initials
from tests.builders import child_report, episodes_of, report
from tests.data.builders import MAPPING, a_file, a_mapping, a_store, ask, load_files, load_rows, nothing_to_publish
from tests.sizes import orders

NUMBERS = MAPPING.replace("[columns]", 'child_id_form = "number"\n[columns]')
ONE = ["0045123", "45123", "45123.0", "'0045123", " 45123 ", "45123."]
KEY = b"k" * 32
CHILDREN = "SELECT count(DISTINCT child_id) FROM report"


def rows(*children: str, **others: str) -> list[dict[str, str]]:
    """A row for each spelling, on a day of its own."""
    return [
        {"id": str(n), "child": f'"{child}"', "start": f"2016-06-{n:02} 10:00", "end": f"2016-06-{n:02} 18:00"} | others
        for n, child in enumerate(children, start=1)
    ]


def test_where_ids_are_numbers_every_spelling_of_one_is_one_child(tmp_path: Path) -> None:
    summary = load_rows(tmp_path, *rows(*ONE, "45124", "450123"), mapping=NUMBERS)
    assert ask(a_store(tmp_path), CHILDREN) == [(3,)]
    assert summary.findings_by_rule == {}


def test_where_ids_are_text_spellings_of_one_are_children_of_their_own_and_doubted(tmp_path: Path) -> None:
    summary = load_rows(tmp_path, *rows("0045123", "45123", "'45123", "45123.0", "A1", "a1", "B 2", "B2", "C3"))
    assert ask(a_store(tmp_path), CHILDREN) == [(9,)]
    assert summary.findings_by_rule == {"id_spelled_in_several_ways": 8}
    said = ask(a_store(tmp_path), "SELECT message FROM finding ORDER BY row_number")
    assert "in 4 ways, which differ by an apostrophe before it, a decimal point after it and noughts" in said[0][0]
    assert "in 2 ways, which differ by capital letters." in said[4][0]
    assert "in 2 ways, which differ by spaces in it." in said[6][0]
    assert not any("45123" in message or "A1" in message for (message,) in said)


def test_an_id_that_is_no_number_where_ids_are_is_taken_as_it_stands_and_doubted(tmp_path: Path) -> None:
    summary = load_rows(tmp_path, *rows("A0045", "45", "45,123"), mapping=NUMBERS)
    assert (summary.total("loaded"), summary.findings_by_rule) == (3, {"id_not_a_number": 2})
    assert canonical_id("A0045", "number") == "A0045"


def test_an_id_is_the_same_in_a_file_of_numbers_and_in_one_of_text(tmp_path: Path) -> None:
    load_rows(tmp_path, *rows("0045123"), mapping=NUMBERS)
    other = a_file(tmp_path, *rows("45123"), name="care.csv")
    load_files(a_store(tmp_path), [other], a_mapping(tmp_path, MAPPING.replace('"police"', '"care"'), "care.toml"))
    assert ask(a_store(tmp_path), CHILDREN) == [(1,)]


@pytest.mark.parametrize("typed", ONE)
def test_a_person_may_type_any_spelling_of_an_id_that_is_a_number(tmp_path: Path, typed: str) -> None:
    load_rows(tmp_path, *rows("0045123", "9"), {"id": "8", "child": "00045123", "start": "never"}, mapping=NUMBERS)
    store = a_store(tmp_path)
    result = everything_about(store, typed, reason="a request")
    assert (len(result["report"]), len(result["refused_row"])) == (1, 1)
    vault = tmp_path / "vault.csv"
    vault.write_text(f"child,initials\n{typed},AB\n")
    vault.chmod(0o600)
    assert initials(str(vault), "council", KEY, "number") == {result["pseudonym"]: "AB"}
    done = erase(store, typed, demonstration_settings(), reason="r", requested_by="b", finish=nothing_to_publish)
    assert (done.rows["report"], done.rows["refused_row"]) == (1, 1)
    again = load_rows(tmp_path, *rows("45123.0"), mapping=NUMBERS)
    assert again.refused_by_rule == {"erased": 1}


def test_an_id_that_stands_for_two_children_here_is_not_guessed(tmp_path: Path) -> None:
    load_rows(tmp_path, *rows("0045123"), mapping=NUMBERS)
    text = a_file(tmp_path, *rows("0045123"), name="care.csv")
    load_files(a_store(tmp_path), [text], a_mapping(tmp_path, MAPPING.replace('"police"', '"care"'), "care.toml"))
    assert ask(a_store(tmp_path), CHILDREN) == [(2,)]
    with pytest.raises(DashboardError, match="two children"):
        everything_about(a_store(tmp_path), "0045123", reason="a request")
    assert everything_about(a_store(tmp_path), "45123", reason="a request")["pseudonym"] == Pseudonyms(KEY).of_one(
        "45123", "council"
    )


def test_annex_a_knows_the_spellings_too(tmp_path: Path) -> None:
    load_rows(tmp_path, *rows("45123", where="care"), mapping=NUMBERS)
    from data.annex_a import HEADINGS  # noqa: PLC0415

    listed = tmp_path / "list8.csv"
    cells = {"child": "0045123", "their_missing": "1", "their_absent": "0"}
    listed.write_text(",".join(HEADINGS.values()) + "\n" + ",".join(cells.get(name, "") for name in HEADINGS) + "\n")
    assert check_list_8(a_store(tmp_path), listed)["our_missing"].to_list() == [1]


# What is said of one child


def told(*text: tuple[str, str, str]) -> list[dict[str, str]]:
    """Rows of one child: sex, date of birth and ethnicity, a day apart."""
    return [
        {"id": str(n), "sex": sex, "dob": born, "ethnicity": code, "start": f"2016-06-{n:02} 10:00", "end": ""}
        for n, (sex, born, code) in enumerate(text, start=1)
    ]


@pytest.mark.long
def test_of_rows_that_disagree_most_are_believed_and_the_others_doubted(tmp_path: Path) -> None:
    text = told(
        ("F", "2002-05-06", "WBRI"), ("F", "2002-05-06", "APKN"), ("M", "2003-05-06", "WBRI"), ("unknown", "", "")
    )
    for order in orders(text, 6):
        folder = tmp_path / "".join(row["id"] for row in order)
        folder.mkdir()
        summary = load_rows(folder, *order)
        facts = ask(a_store(folder), "SELECT DISTINCT sex, ethnicity, age FROM episode_facts")
        assert facts == [("F", "white", 14)]
        assert summary.findings_by_rule["child_conflict_in_file"] == 2


def test_of_rows_in_equal_number_the_latest_start_decides(tmp_path: Path) -> None:
    load_rows(tmp_path, *told(("F", "2002-05-06", "WBRI"), ("M", "2002-05-06", "WBRI")))
    assert ask(a_store(tmp_path), "SELECT DISTINCT sex FROM episode_facts") == [("M",)]


def test_the_order_of_systems_decides_and_sources_that_disagree_are_named(tmp_path: Path) -> None:
    police, care = told(("F", "2002-05-06", "WBRI")), told(("M", "2003-05-06", "WIRI"))
    files = []
    for system, said in (("police", police), ("social_care", care)):
        mapping = a_mapping(tmp_path, MAPPING.replace('"police"', f'"{system}"'), f"{system}.toml")
        files.append((a_file(tmp_path, *said, name=f"{system}.csv"), mapping))
    seen = []
    for nth, order in enumerate(permutations(files)):
        (tmp_path / str(nth)).mkdir()
        store = a_store(tmp_path / str(nth))
        for file, mapping in order:
            load_files(store, [file], mapping)
        facts = ask(store, "SELECT DISTINCT sex, ethnicity, age FROM episode_facts")
        doubts = ask(store, "SELECT message FROM finding WHERE rule = 'child_conflict'")
        seen.append((facts, doubts))
    assert seen[0] == seen[1]
    (facts, doubts) = seen[0]
    assert len(facts) == len(doubts) == 1
    assert doubts[0][0].endswith("In question: month of birth (police, social_care), sex (police, social_care).")


@pytest.mark.parametrize(
    ("born", "of_row", "age"),
    [
        ("2010-03", 15, 15),  # the birthday is still to come in the month
        ("2010-03", 16, 16),
        ("2010-03", 12, 16),  # a row with another date of birth
        ("2010-04", 16, 15),
        ("2010-03", None, 16),
        (None, 12, 12),
    ],
)
def test_age_comes_from_the_childs_one_month_of_birth(born: str | None, of_row: int | None, age: int) -> None:
    children = [child_report("A", birth_month=f"{born}-01" if born else None)]
    (row,) = episodes_of([report("A", started="2026-03-15 10:00", age_at_start=of_row)], children)
    assert row["age"] == age


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("15", 15), ("15.0", 15), ("15.7", 15), ("15 yrs", 15), ("15 years old", 15), ("aged 15", 15), ("15y", 15),
        ("15 years 3 months", 15), ("15y/o", 15), ("0", 0), ("13-15", None), ("fifteen", None), ("1500", None),
        ("150", None), ("-1", None), ("15 stone", None),
    ],
)  # fmt: skip
def test_an_age_in_words(text: str, years: int | None) -> None:
    assert years_in(text) == years


def test_an_age_that_is_none_is_a_doubt_and_a_blank_is_not(tmp_path: Path) -> None:
    mapping = MAPPING.replace('date_of_birth = "dob"', 'age = "dob"')
    said = [{"id": str(n), "child": f"A{n}", "dob": age} for n, age in enumerate(("15", "13-15", "n/k", "34"))]
    summary = load_rows(tmp_path, *said, mapping=mapping)
    assert ask(a_store(tmp_path), "SELECT age_at_start FROM report ORDER BY row_number") == [
        (15,),
        (None,),
        (None,),
        (34,),
    ]
    assert summary.findings_by_rule == {"age_not_understood": 1}
    assert "1 row is of a person aged 18 or over at the start; it is loaded and left out of every figure." in (
        summary.files[0].tolerances
    )
