"""A file of all ages whose mapping names no age: said, with the line to write."""

from pathlib import Path

import pytest

from tests.data.builders import MAPPING, a_mapping, a_store, ask, load_files

NO_BIRTH = MAPPING.replace('date_of_birth = "dob"\n', "")
ROWS = (
    "id,child,sex,ethnicity,where,placement,category,start,end,outcome,distance,{heading}\n"
    "1,A1,F,,home,,missing,2016-06-07 10:00,2016-06-07 18:00,,,{young}\n"
    "2,A2,M,,home,,missing,2016-06-08 10:00,2016-06-08 18:00,,,{old}\n"
)


def said(folder: Path, heading: str, mapping: str, young: str = "15", old: str = "34") -> list[str]:
    file = folder / "ages.csv"
    file.write_text(ROWS.format(heading=heading, young=young, old=old))
    summary = load_files(a_store(folder), [file], a_mapping(folder, mapping))
    return [line for line in summary.files[0].tolerances if "age" in line]


@pytest.mark.parametrize("heading", ["Age", "age at start", "Age (years)", "Current age"])
def test_ages_that_the_mapping_does_not_name_are_said_with_the_line_to_write(tmp_path: Path, heading: str) -> None:
    (line,) = said(tmp_path, heading, NO_BIRTH)
    assert "adults in the file are counted as children" in line
    assert f'age = "{heading}"' in line


@pytest.mark.parametrize(("heading", "young"), [("Agency", "15"), ("Age band", "10-12"), ("Stage", "2")])
def test_what_is_no_age_is_not_said(tmp_path: Path, heading: str, young: str) -> None:
    assert said(tmp_path, heading, NO_BIRTH, young, "16-17" if "-" in young else "3") == []


def test_an_age_that_is_named_leaves_the_adult_out_of_every_figure_and_says_so(tmp_path: Path) -> None:
    (line,) = said(tmp_path, "Age", NO_BIRTH.replace("[columns]", '[columns]\nage = "Age"'))
    assert line.startswith("1 row is of a person aged 18 or over")
    assert ask(a_store(tmp_path), "SELECT age FROM episode_facts ORDER BY age") == [(15,), (34,)]
