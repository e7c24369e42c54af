"""What an unknown spreadsheet is taken for. A guess that is called sure is never wrong; what is not sure is asked."""

import tomllib
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import BadMapping, UnusableFile
from data.formats.dates import DateOrder, parse_dates
from data.formats.guessing.field_words import FIELD_WORDS, FLAG
from data.formats.guessing.guess import propose
from data.formats.guessing.heading_words import FLAG_WORDS, MAY_MEAN, MEANS, fields_of
from data.formats.guessing.label_words import LABEL_WORDS
from data.formats.guessing.mapping_text import Choices, chosen_text, proposal_text
from data.formats.guessing.proposal import Confidence, Proposal
from data.formats.guessing.sketch import Sketch, sketch
from data.formats.headings import heading_key
from data.formats.kinds import KINDS
from data.formats.labels import known_words, label_key
from data.formats.mapping import Mapping, parse_mapping
from data.load import Delivery, check
from data.settings import demonstration_settings
from data.snapshots import Store
from data.summary import FileSummary
from tests.data.builders import SHARED
from tests.sizes import examples

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "data" / "samples"
SETTINGS = demonstration_settings()
INTAKE = SHARED / "intake"
INTAKE_FILES = sorted(
    path for path in INTAKE.glob("*") if path.suffix in (".csv", ".xlsx") and path.with_suffix(".toml").exists()
)
TIME = ":time"

# File -> heading -> what it must be taken for, and surely.
EXPECTED = {
    "compact-reports.csv": {
        "MISPER Ref": "episode",
        "Report Type": "report",
        "Date/Time Reported": "reported_at",
        "Nominal Ref": "child",
        "D.O.B.": "date_of_birth",
        "Gender": "sex",
        "Risk Grading": "risk",
        "LPU": "missing_from_area",
        "Last Seen Location": "missing_from_place",
        "Location Found": "found_place",
        "How Located": "how_ended",
        "CSE": "flag:cse",
        "County Lines": "flag:county_lines",
    },
    "lcs-missing-and-absent.xlsx": {
        "LCS ID": "child",
        "Child's Name": "",
        "DOB": "date_of_birth",
        "Gender": "sex",
        "Ethnicity": "ethnicity",
        "Missing Episode ID": "episode",
        "Type of Absence": "category",
        "Missing Start Date": "started_at",
        "Missing Start Time": "started_at:time",
        "Missing End Date": "ended_at",
        "Missing End Time": "ended_at:time",
        "CLA Y/N": "setting",
        "Placement Type": "placement",
        "Legal Status": "legal_status",
        "RHI Offered": "interview_offered",
        "RHI Offered Date": "interview_offered_at",
        "RHI Completed Date": "interview_completed_at",
        "RHI Outcome": "interview_outcome",
    },
    "mosaic-missing-episodes.csv": {
        "Mosaic ID": "child",
        "Episode Ref": "episode",
        "Missing/Absent": "category",
        "Date & Time Missing": "started_at",
        "Date & Time Returned": "ended_at",
        "LAC/Home": "setting",
        "Date of Birth": "date_of_birth",
        "Sex": "sex",
        "Ethnic Origin": "ethnicity",
        "Reason for Going Missing": "interview_reason",
        "How Returned": "how_ended",
        "Record Status": None,
    },
    "carefirst-absences.csv": {
        "CLIENT_ID": "child",
        "ABSENCE_REF": "episode",
        "ABSENCE_TYPE": "category",
        "ABSENCE_START_DATE": "started_at",
        "ABSENCE_START_TIME": "started_at:time",
        "RETURN_DATE": "ended_at",
        "RETURN_TIME": "ended_at:time",
        "LAC_STATUS": "setting",
        "GENDER": "sex",
        "DOB": "date_of_birth",
        "LEGAL_STATUS": "legal_status",
        "REPORTED_BY": "reported_from",
    },
    "provider-interviews.xlsx": {
        "YP ID": "child",
        "Police MISPER Ref": "episode",
        "Date/Time Returned": "returned_at",
        "RHI Offered On": "interview_offered_at",
        "RHI Completed On": "interview_completed_at",
        "RHI Outcome": "interview_outcome",
        "Reason for Going Missing": "interview_reason",
        "Interviewer": "",
    },
    "fostering-missing.xlsx": {
        "Child Ref": "child",
        "Foster Carer": None,
        "Date Missing": "started_at",
        "Time Missing": "started_at:time",
        "Date Returned": "ended_at",
        "Time Returned": "ended_at:time",
        "Placement Type": "placement",
        "Police Ref": "episode",
        "Gender": "sex",
        "Out of Area?": "in_area",
    },
}
# File -> kind, sender, dates.
EXPECTED_SOURCE = {
    "compact-reports.csv": ("notifications", "police", "day-first"),
    "lcs-missing-and-absent.xlsx": ("episodes", "social_care", "day-first"),
    "mosaic-missing-episodes.csv": ("episodes", "social_care", "day-first"),
    "carefirst-absences.csv": ("episodes", "social_care", "iso"),
    "provider-interviews.xlsx": ("interviews", "provider", "iso"),
    "fostering-missing.xlsx": ("episodes", "fostering", "day-first"),
}


def proposal_of(path: Path) -> Proposal:
    return propose(sketch(path.name, path.read_bytes()), SETTINGS)


def of_text(text: str, name: str = "file.csv", **told: str) -> Proposal:
    return propose(sketch(name, text.encode()), SETTINGS, **told)


def asked(proposal: Proposal) -> list[str]:
    return [question.about for question in proposal.questions]


def taken(proposal: Proposal) -> dict[str, tuple[str, Confidence]]:
    return {guess.heading: (guess.target, guess.confidence) for guess in proposal.columns}


def answered(proposal: Proposal) -> str:
    """The mapping with every question answered as it was guessed."""
    return proposal_text(proposal).replace("#? ", "")


# --- the samples -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXPECTED)
def test_each_column_of_a_sample_is_taken_for_what_it_is_and_surely(name: str):
    proposal = proposal_of(SAMPLES / name)
    sure = {heading: target for heading, (target, how) in taken(proposal).items() if how is Confidence.SURE}
    expected = {heading: target for heading, target in EXPECTED[name].items() if target is not None}
    assert sure == expected
    assert set(taken(proposal)) == set(EXPECTED[name])
    assert (proposal.kind.value, proposal.system.value, proposal.dates.value) == EXPECTED_SOURCE[name]
    assert proposal.kind.is_sure
    assert proposal.dates.is_sure


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_asks_at_most_three_things_and_always_who_sent_it(name: str):
    questions = asked(proposal_of(SAMPLES / name))
    assert "system" in questions
    assert len(questions) <= 3


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_loads_whole_once_its_questions_are_answered(name: str, tmp_path: Path):
    summary = checked(tmp_path, SAMPLES / name, answered(proposal_of(SAMPLES / name)))
    assert summary.refused == 0
    assert summary.unknown_labels == ()
    assert summary.loaded > 8


@pytest.mark.parametrize("name", EXPECTED)
def test_a_mapping_with_a_question_in_it_loads_nothing(name: str):
    text = proposal_text(proposal_of(SAMPLES / name))
    with pytest.raises(BadMapping, match="nobody has answered") as refused:
        parse_mapping(text.encode(), "guessed.toml", SETTINGS)
    assert "system" in str(refused.value)


def checked(folder: Path, file: Path, mapping: str) -> FileSummary:
    path = folder / "guessed.toml"
    path.write_text(mapping, encoding="utf-8")
    return check(Store(folder / "store"), [Delivery((file,), path)], SETTINGS).files[0]


# --- files as they are really sent -----------------------------------------------------------------------------------


def truth(path: Path) -> Mapping:
    return parse_mapping(path.with_suffix(".toml").read_bytes(), path.name, SETTINGS)


def said_of(mapping: dict[str, Any]) -> dict[str, str]:
    """Heading key -> field or flag, as a mapping says."""
    fields = {heading_key(heading): field for field, heading in mapping["columns"].items() if isinstance(heading, str)}
    return fields | {heading_key(heading): f"{FLAG}{flag}" for flag, heading in mapping.get("flags", {}).items()}


@pytest.mark.parametrize("path", INTAKE_FILES, ids=lambda path: path.name)
def test_what_is_sure_of_a_real_file_is_what_its_mapping_says(path: Path):
    try:
        proposal = proposal_of(path)
    except UnusableFile:
        assert path.stem == "with-password"
        return
    document = tomllib.loads(path.with_suffix(".toml").read_text())
    right = said_of(document)
    told = {
        heading_key(heading): target for heading, (target, how) in taken(proposal).items() if how is Confidence.SURE
    }
    assert {key: told[key] for key in right.keys() & told.keys()} == {
        key: right[key] for key in right.keys() & told.keys()
    }
    assert proposal.kind.value == document["source"]["kind"]
    assert_dates_agree(proposal, sketch(path.name, path.read_bytes()), document)


def assert_dates_agree(proposal: Proposal, table: Sketch, document: dict[str, Any]) -> None:
    """Every date of the file means the same in the order that was guessed as in that of its mapping."""
    if not proposal.dates.is_sure:
        return
    right, guessed = DateOrder(document["source"]["dates"]), DateOrder(proposal.dates.value)
    for guess in proposal.columns:
        if guess.target in proposal.of_kind.dates:
            texts = pl.Series(table.column(table.headings.index(guess.heading)), dtype=pl.String)
            assert parse_dates(texts, guessed)["at"].equals(parse_dates(texts, right)["at"])


def test_there_are_real_files_to_compare_with_or_none_at_all():
    assert len(INTAKE_FILES) >= 14 or not INTAKE.exists()


# --- whatever the order ----------------------------------------------------------------------------------------------


@examples(10, 40)
@given(data=st.data())
def test_the_order_of_columns_never_matters(data: st.DataObject):
    path = SAMPLES / data.draw(st.sampled_from(sorted(EXPECTED)))
    table = sketch(path.name, path.read_bytes())
    order = data.draw(st.permutations(range(len(table.headings))))
    shuffled = Sketch(
        table.name,
        table.sheet,
        table.titles,
        tuple(table.headings[place] for place in order),
        tuple((line, tuple(cells[place] for place in order)) for line, cells in table.rows),
    )
    plain, other = propose(table, SETTINGS), propose(shuffled, SETTINGS)
    assert taken(plain) == taken(other)
    assert (plain.kind, plain.dates, plain.constants, asked(plain)) == (
        *(other.kind, other.dates, other.constants, asked(other)),
    )


WORDS = sorted({way for ways in (*MEANS.values(), *MAY_MEAN.values(), *FLAG_WORDS.values()) for way in ways})


@examples(15, 60)
@given(headings=st.lists(st.sampled_from(WORDS), min_size=2, max_size=10, unique=True), data=st.data())
def test_no_field_is_given_to_two_columns_whatever_they_are_called(headings: list[str], data: st.DataObject):
    cells = st.sampled_from(["01/09/2026 10:00", "Missing", "A1", "Yes", "12", "", "B8 2QT", "Home"])
    rows = [",".join(data.draw(cells) for _ in headings) for _ in range(3)]
    text = "\n".join([",".join(headings), *rows])
    try:
        proposal = of_text(text)
    except UnusableFile:
        return
    targets = [guess.target for guess in proposal.columns if guess.target]
    assert len(targets) == len(set(targets))


# --- what is asked, and what is not guessed --------------------------------------------------------------------------

HEAD = "Ref,Person,Type,Went,Back\n"
ROW = "R{0},P{0},Missing,{1}/09/2026 10:00,{1}/09/2026 18:00\n"


def test_days_and_months_that_cannot_be_told_apart_are_asked():
    assert "dates" in asked(of_text(HEAD + ROW.format(1, "01") + ROW.format(2, "02")))
    assert "dates" not in asked(of_text(HEAD + ROW.format(1, "01") + ROW.format(2, "13")))


def test_years_of_two_digits_are_of_this_century_unless_that_lies_ahead():
    head = "Person,Type,Went,Back,DOB\n"
    proposal = of_text(head + "P1,Missing,13/09/26 10:00,14/09/26 10:00,01/02/98\n")
    assert "century = 2000" in proposal_text(proposal).splitlines()[8]
    assert "century" not in asked(proposal)
    assert "century" in asked(of_text(head + "P1,Missing,13/09/98 10:00,14/09/98 10:00,01/02/88\n"))
    assert of_text(head + "P1,Missing,13/09/2026 10:00,,01/02/2010\n").century is None


def test_dates_with_the_month_first_are_no_guess_at_all():
    proposal = of_text("Ref,Person,Type,Went,Back\n7,P1,Missing,09/13/2026 10:00,09/14/2026 10:00\n")
    assert proposal.dates.value == ""
    assert "month came first" in proposal.dates.reason
    assert '#? dates = ""' in proposal_text(proposal)


def test_two_columns_that_may_be_the_return_are_asked_and_neither_is_taken():
    proposal = of_text("Person,Type,Went,Back,Date found\nP1,Missing,13/09/2026 10:00,14/09/2026,14/09/2026\n")
    assert "ended_at" in asked(proposal)
    assert "\nended_at" not in proposal_text(proposal)


def test_a_number_that_counts_lines_is_no_number_of_an_episode_until_somebody_says_so():
    proposal = of_text(HEAD + "".join(f"{nth},P{nth},Missing,1{nth}/09/2026 10:00,\n" for nth in range(1, 6)))
    assert "episode" in asked(proposal)
    assert "\nepisode" not in proposal_text(proposal)


def test_a_column_of_levels_is_no_mark():
    proposal = of_text("Person,Type,Went,CSE\nP1,Missing,13/09/2026 10:00,Low\nP2,Missing,14/09/2026 10:00,High\n")
    assert taken(proposal)["CSE"] == ("", Confidence.UNSURE)


def test_yes_under_out_of_area_is_out():
    proposal = of_text("Person,Type,Went,Out of area\nP1,Missing,13/09/2026 10:00,Yes\nP2,Missing,14/09/2026,No\n")
    assert {(label.label, label.code) for label in proposal.labels} == {("Yes", "out"), ("No", "in")}


def test_yes_under_looked_after_is_in_care():
    proposal = of_text("Person,Type,Went,Looked After?\nP1,Missing,13/09/2026 10:00,Yes\nP2,Missing,14/09/2026,No\n")
    assert {(label.label, label.code) for label in proposal.labels} == {("Yes", "care"), ("No", "home")}


def test_a_word_for_the_category_that_nobody_knows_is_asked():
    proposal = of_text(HEAD + ROW.format(1, 13) + "R9,P9,MISPER-L,14/09/2026 10:00,\n")
    assert "values.category" in asked(proposal)
    assert "category" not in asked(proposal)
    assert '#? your_code = ["MISPER-L"]' in proposal_text(proposal)


def test_a_file_without_a_category_is_asked_whether_all_rows_are_missing():
    proposal = of_text("Person,Went,Back\nP1,13/09/2026 10:00,\n", name="missing-september.csv")
    assert proposal.constants["category"].value == "missing"
    assert "category" in asked(proposal)


def test_many_old_rows_without_an_end_make_one_ask_what_a_blank_means():
    old = "".join(f"R{nth},P{nth},Missing,{nth:02}/03/2026 10:00,\n" for nth in range(13, 20))
    new = "".join(ROW.format(nth, nth) for nth in range(13, 25))
    assert "blank_end" in asked(of_text(HEAD + old + new))
    assert "blank_end" not in asked(of_text(HEAD + new + "R30,P30,Missing,25/09/2026 10:00,\n"))


def test_one_number_in_two_spellings_is_asked():
    proposal = of_text(HEAD + "R1,0045,Missing,13/09/2026 10:00,\nR2,45,Missing,14/09/2026 10:00,\n")
    assert "child_id_form" in asked(proposal)


def test_a_child_that_is_known_by_name_alone_is_asked():
    proposal = of_text("Child,Type,Went\nJamie Example,Missing,13/09/2026\nRobin Invented,Missing,14/09/2026\n")
    assert "child" in asked(proposal)
    assert "\nchild" not in proposal_text(proposal)


def test_rows_that_say_they_are_cancelled_are_left_out_only_when_somebody_says_so():
    text = "Person,Type,Went,Status\nP1,Missing,13/09/2026,Cancelled\nP2,Missing,14/09/2026,Closed\n"
    proposal = of_text(text)
    assert proposal.leave_out == (("Status", "Cancelled", 1),)
    assert '#? "Status" = ["Cancelled"]' in proposal_text(proposal)


def test_who_sent_it_is_never_sure_unless_somebody_says_so():
    proposal = of_text(HEAD + ROW.format(1, 13), name="police-compact-misper.csv")
    assert (proposal.system.value, proposal.system.is_sure) == ("police", False)
    told = of_text(HEAD + ROW.format(1, 13), system="police")
    assert 'system = "police"' in proposal_text(told).splitlines()[5]


def test_a_column_that_names_several_senders_is_asked_about_instead():
    rows = "P1,Missing,13/09/2026,Police\nP2,Missing,14/09/2026,Social Care\n"
    proposal = of_text(f"Person,Type,Went,Source\n{rows}")
    assert ("system_column" in asked(proposal), "system" in asked(proposal)) == (True, False)
    assert '#? system_column = "Source"' in proposal_text(proposal)
    assert of_text(f"Person,Type,Went,Source\n{rows.replace('Social Care', 'Call')}").system_column is None


def test_the_heading_is_found_below_titles_and_between_two_lines():
    text = "Police report\nSeptember 2026\n\n,,Missing,,Found,\nPerson,Type,Date,Time,Date,Time\n"
    proposal = of_text(text + "Q1,Missing,13/09/2026,10:00,13/09/2026,18:00\n")
    assert taken(proposal)["Missing Date"] == ("started_at", Confidence.SURE)
    assert taken(proposal)["Found Time"] == (f"ended_at{TIME}", Confidence.SURE)
    assert proposal.covers is not None
    assert proposal.covers[:2] == ("2026-09-01", "2026-10-01")


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters_are_seen(delimiter: str):
    text = (HEAD + ROW.format(1, 13)).replace(",", delimiter)
    assert taken(of_text(text))["Person"] == ("child", Confidence.SURE)


@pytest.mark.parametrize("text", ["\n\n", "one line\n", "2026-09-01,12\n2026-09-02,13\n"])
def test_a_file_without_a_heading_is_refused_in_a_sentence(text: str):
    with pytest.raises(UnusableFile, match="names its columns"):
        of_text(text)


# --- the words themselves --------------------------------------------------------------------------------------------


def test_every_field_of_every_kind_has_words_of_its_own_and_headings_that_mean_it():
    fields = {field for kind in KINDS.values() for field in kind.fields}
    assert fields <= FIELD_WORDS.keys()
    assert fields <= MEANS.keys()


def test_a_heading_that_means_a_field_is_known_again():
    for field, ways in MEANS.items():
        for way in ways:
            assert fields_of(way).get(field), f"{way!r} is not known as {field}"


def test_no_label_means_two_codes_of_a_field():
    for field, listed in LABEL_WORDS.items():
        keys = [label_key(label) for labels in listed.values() for label in labels]
        assert len(keys) == len(set(keys)), field
        assert listed.keys() <= known_words(field, SETTINGS).keys()


def test_what_a_person_chose_is_a_mapping():
    choices = Choices(
        system="police",
        kind="episodes",
        dates="day-first",
        targets={"A": "child", "B": "started_at", "C": f"started_at{TIME}", "D": f"{FLAG}cse", "E": "", "F": "setting"},
        labels={"setting": {"care": ["LAC"]}, "risk": {"high": ["H"]}},
        constants={"category": "missing"},
        leave_out={"G": ["Void"]},
        blank_end="not_known",
        covers=("2026-09-01", "2026-10-01"),
    )
    mapping = parse_mapping(chosen_text(choices).encode(), "chosen.toml", SETTINGS)
    assert mapping.columns == {"child": "A", "started_at": "B"} | {"setting": "F"}
    assert (mapping.times, mapping.flags) == ({"started_at": "C"}, {"cse": "D"})
    assert mapping.codes["setting"]["lac"] == "care"
    assert mapping.constants == {"category": "missing"}
    assert mapping.source.blank_end == "not_known"
    assert "risk" not in mapping.columns
