"""Lists for inspectors: who is on them, what stands in each column, and that nothing is lost or made up on the way."""

from datetime import date, datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from analytics.exports.export import coordinator_export
from analytics.model import Period, PeriodKind, Selection
from analytics.refresh import publish_draft
from analytics.reports.inspection import Asked, InspectionList
from analytics.reports.inspection_book import COVER, workbook
from analytics.reports.inspection_files import list_8_book, read_back, rows_of, write_jtai, write_list_8
from analytics.reports.inspection_jtai import CHILD_FIELDS, MOST_MONTHS, jtai_list
from analytics.reports.inspection_list_8 import list_8
from analytics.reports.working_days import working_days_after, working_days_left
from data.annex_a import HEADINGS, LIST_8, SCHEMA, check_list_8, read_list_8
from data.audit_log import Act, AuditLog
from data.errors import CannotReport, UnusableFile
from data.settings import Settings, demonstration_settings
from data.snapshots import Store
from data.week_settings import Initials
from tests.data.builders import MAPPING, SHARED, a_file, a_mapping, a_store, load_files
from tests.stories import pseudonym

ANNEX_A = SHARED / "samples" / "annex-a" / "Annex_A.xlsx"
AS_OF = datetime(2016, 12, 31)
HEADER = "CHILD,SEX,DOB,ETHNIC\n1,2,06/05/2002,WBRI\n2,1,31/12/2003,REFU\n3,U,01/01/2001,ZZZZ\n4,1,02/02/2004,AOTH\n"
# Child 1 moved home in 2016; 2 left within six months; 3 left before that; 4 is in a series of short breaks alone.
CARE = """CHILD,DECOM,RNE,LS,PLACE,PLACE_PROVIDER,DEC,REC,URN
1,01/03/2014,S,C1,U6,PR4,01/09/2014,X1,
1,01/09/2014,L,C2,U6,PR4,10/06/2016,X1,
1,10/06/2016,P,C2,K2,PR1,,,1234567
2,05/05/2015,P,V2,U4,PR5,30/06/2016,E4A,
3,05/05/2015,S,V2,U4,PR5,29/06/2016,E4A,
4,05/05/2015,S,V4,U4,PR5,,,
5,01/02/2016,S,C2,U4,PR1,01/05/2016,E4A,
5,01/08/2016,T,C2,U4,PR1,,,
"""
OFFERS = MAPPING + 'interview_offered = "offered"\ninterview_completed_at = "completed"\n'


def episode(child: str, start: str, end: str, **other: str) -> dict[str, str]:
    """An episode of a police file, from care unless it says otherwise."""
    columns = {"offered": "", "completed": "", "where": "care", "dob": "2002-05-06"}
    return {"id": f"{child} {start}", "child": child, "start": start, "end": end, **columns, **other}


EPISODES = (
    episode("1", "2015-12-30 23:59", "2015-12-31 09:00"),  # a minute before the year
    episode("1", "2015-12-31 00:00", "2015-12-31 09:00", outcome="declined_child"),
    episode("1", "2016-11-01 10:00", "2016-11-01 18:00", outcome="accepted_not_present"),
    episode("1", "2016-12-20 10:00", ""),  # still missing: the interview asked of is that of November
    episode("1", "2016-02-01 10:00", "2016-02-01 11:00", category="absent"),
    episode("1", "2016-02-02 10:00", "2016-02-02 11:00", category="away"),
    episode("2", "2016-03-01 10:00", "2016-03-01 18:00", offered="N", dob="2003-12-31"),
    episode("3", "2016-03-01 10:00", "2016-03-01 18:00", outcome="not_required"),
    episode("5", "2016-09-01 10:00", "2016-09-01 18:00"),  # nobody tells of an interview
    episode("9", "2016-03-01 10:00", "2016-03-01 18:00"),  # in care by the police alone
    episode("8", "2016-03-01 10:00", "2016-03-01 18:00", where="home", outcome="declined_parent"),
    episode("7", "2016-03-01 10:00", "2016-03-01 18:00", dob="1990-05-06"),  # of age
)


def csv_of(rows: tuple[dict[str, str], ...]) -> str:
    heads = "id,child,dob,sex,ethnicity,where,placement,category,start,end,outcome,distance,offered,completed"
    usual = dict.fromkeys(heads.split(","), "") | {"category": "missing", "sex": "F", "ethnicity": "WBRI"}
    return "\n".join([heads, *(",".join((usual | row).values()) for row in rows)]) + "\n"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A council's children: by its return of placements, and by a police file of the same ids."""
    folder = tmp_path_factory.mktemp("inspected")
    made = a_store(folder)
    (folder / "header.csv").write_text(HEADER, encoding="utf-8")
    (folder / "episodes.csv").write_text(CARE, encoding="utf-8")
    (folder / "police.csv").write_text(csv_of(EPISODES), encoding="utf-8")
    finish = partial(publish_draft, store=made, settings=demonstration_settings())
    returned = [folder / "header.csv", folder / "episodes.csv"]
    load_files(made, returned, None, finish=finish, as_of=AS_OF)
    load_files(made, [folder / "police.csv"], a_mapping(folder, OFFERS), finish=finish)
    return made


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of a council with a file of ids that knows everybody but children 5 and 9."""
    file = tmp_path_factory.mktemp("ids") / "ids.csv"
    file.write_text("child,initials\n" + "".join(f"{child},AB\n" for child in "12348"), encoding="utf-8")
    file.chmod(0o600)
    return demonstration_settings().model_copy(update={"initials": Initials(file=str(file))})


@pytest.fixture(scope="module")
def asked(store: Store, settings: Settings) -> Asked:
    return Asked(store, store.live(), settings)


@pytest.fixture(scope="module")
def listed(asked: Asked) -> InspectionList:
    return list_8(asked)


def by_id(listed: InspectionList) -> dict[str | None, dict[str, Any]]:
    return {row["child"]: row for row in rows_of(listed).iter_rows(named=True)}


def total(listed: InspectionList, name: str) -> int:
    return next(each.number for each in listed.totals if each.name == name)


# Annex A, List 8


def test_who_is_looked_after_or_ceased_within_six_months_is_on_the_list(listed: InspectionList):
    assert list(by_id(listed)) == ["1", "2", None]


def test_each_column_holds_what_the_files_tell_and_nothing_else(listed: InspectionList):
    child = by_id(listed)["1"]
    told = {name: value for name, value in child.items() if value is not None}
    assert told == {
        "child": "1",
        "gender": "b) Female",
        "ethnicity": "a) WBRI",
        "age": 14,
        "looked_after_since": date(2014, 3, 1),
        "legal_status_since": date(2014, 9, 1),
        "legal_status": "C2",
        "placed_since": date(2016, 6, 10),
        "placement": "K2",
        "placement_provider": "PR1",
        "urn": "1234567",
        "missing": 3,
        "absent": 2,
        "offered": "a) Yes",
        "accepted": "a) Yes",
    }


def test_a_child_who_ceased_has_the_day_and_the_reason_and_no_start_that_no_file_tells(listed: InspectionList):
    child = by_id(listed)["2"]
    assert (child["ceased"], child["why_ceased"]) == (date(2016, 6, 30), "E4A")
    # The return begins with a move, and the month of the birthday does not tell the age.
    assert (child["looked_after_since"], child["placed_since"], child["age"]) == (None, date(2015, 5, 5), None)
    assert (child["missing"], child["offered"], child["accepted"]) == (1, "b) No", None)


def test_a_start_before_a_gap_is_not_taken_for_the_start(listed: InspectionList):
    child = by_id(listed)[None]
    assert child["looked_after_since"] is None
    assert child["placed_since"] == date(2016, 8, 1)


def test_an_interview_of_which_no_file_tells_is_blank_and_no_no(listed: InspectionList):
    child = by_id(listed)[None]
    assert (child["missing"], child["offered"], child["accepted"]) == (1, None, None)


def test_whoever_went_from_care_and_is_not_on_the_list_is_named_with_why(listed: InspectionList):
    (sheet,) = [sheet for sheet in listed.others if sheet.name == "To check"]
    said = {row[0] or row[1]: row[-1] for row in sheet.rows}
    assert said["3"].startswith("Ceased to be looked after on 29")
    assert "no file of placements" in said[pseudonym("9")[1:9].upper()]
    assert len(said) == 2
    assert set(listed.children) == {pseudonym(child) for child in "12359"}


def test_a_row_without_an_id_is_kept_and_its_reference_is_on_a_sheet_of_its_own(listed: InspectionList):
    (sheet,) = [sheet for sheet in listed.others if sheet.name == "Without an id"]
    assert sheet.rows == ((4, pseudonym("5")[1:9].upper()),)
    assert any("2 of 5 children have no id" in note for note in listed.notes)


def test_the_written_list_read_back_is_the_list(listed: InspectionList, tmp_path: Path):
    content = list_8_book(listed)
    assert read_back(content).equals(rows_of(listed))
    (tmp_path / "list.xlsx").write_bytes(content)
    sheet = CalamineWorkbook.from_path(str(tmp_path / "list.xlsx")).get_sheet_by_name("List 8").to_python()
    assert sheet[0] == [column.heading for column in LIST_8]


def test_a_list_that_is_not_read_back_as_written_is_not_handed_out(
    listed: InspectionList, monkeypatch: pytest.MonkeyPatch
):
    other = rows_of(listed).with_columns(missing=pl.lit(7, dtype=pl.Int64))
    monkeypatch.setattr("analytics.reports.inspection_files.read_back", lambda _content: other)
    with pytest.raises(CannotReport, match="not read back"):
        list_8_book(listed)


def test_the_check_of_annex_a_finds_nothing_different_in_our_own_list(
    store: Store, listed: InspectionList, tmp_path: Path
):
    (tmp_path / "list.xlsx").write_bytes(list_8_book(listed))
    table = check_list_8(store, tmp_path / "list.xlsx")
    assert table["agrees"].to_list() == [True, True, None]  # the last has no id
    assert table["our_missing"].to_list() == [3, 1, 0]


@pytest.mark.parametrize(
    ("written", "agrees"),
    [
        ("3,2,Y,1", True),
        ("3,2,Offered and Accepted (CYP not present/refused on arrival),Offered and Accepted", True),
        ("3,2,a) Yes,b) No", False),
        ("3,2,Not Offered (Missing Again),", False),
        ("3,2,Offered and Declined (by YP),Offered and Declined (by YP)", False),
        ("3,2,,", True),
        ("3,1,a) Yes,a) Yes", False),
        ("2,2,a) Yes,a) Yes", False),
        (",2,a) Yes,a) Yes", None),
    ],
)
def test_a_councils_own_list_is_held_against_ours_in_all_four_columns(
    store: Store, tmp_path: Path, written: str, agrees: bool | None
):
    heads = [HEADINGS[name] for name in ("child", "missing", "absent", "offered", "accepted")]
    text = "\n".join([",".join(f'"{head}"' for head in heads), f"1,{written}"])
    (tmp_path / "theirs.csv").write_text(text + "\n", encoding="utf-8")
    assert check_list_8(store, tmp_path / "theirs.csv")["agrees"].to_list() == [agrees]


@pytest.mark.skipif(not ANNEX_A.exists(), reason="the shared files are not beside the repository")
def test_a_workbook_of_another_maker_is_read_whole():
    rows = read_list_8(ANNEX_A)
    assert rows.select(*SCHEMA).schema == SCHEMA
    assert rows["placed_since"].to_list()[3] == date(2020, 6, 11)
    assert rows["age"].to_list() == [19, 17, 13, 3, 17]


def test_a_file_without_the_list_is_refused(tmp_path: Path):
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(UnusableFile, match="List 8"):
        read_list_8(tmp_path / "x.csv")


# The same numbers as the exact tables


def exact_numbers(request: Asked, slug: str, unit: str, breakdown: str = "", group: str = "") -> int:
    year = Period(date(2015, 12, 31), date(2016, 12, 31), PeriodKind.ANY)
    rows = coordinator_export(request.snapshot, request.settings, Selection(year, AS_OF), [slug])
    is_it = (pl.col("unit") == unit) & (pl.col("breakdown") == breakdown) & (pl.col("group") == group)
    return int(rows.filter(is_it)["numerator"].item())


def test_missing_episodes_from_care_are_those_of_the_exact_table(asked: Asked, listed: InspectionList):
    mine = total(listed, "Missing episodes of children on the list")
    others = total(listed, "Missing episodes of those children")
    rows = coordinator_export(
        asked.snapshot,
        asked.settings,
        Selection(Period(date(2015, 12, 31), date(2016, 12, 31), PeriodKind.ANY), AS_OF),
        ["home-or-care"],
    )
    is_care = (pl.col("category") == "care") & (pl.col("unit") == "episode") & (pl.col("breakdown") == "")
    assert mine + others == rows.filter(is_care)["numerator"].item() == 7


def test_the_list_for_a_joint_inspection_has_the_exact_tables_numbers(asked: Asked):
    inspection_list = jtai_list(asked)
    assert total(inspection_list, "Missing episodes") == exact_numbers(asked, "missing-episodes", "episode") == 8
    assert total(inspection_list, "Children with a missing episode") == exact_numbers(
        asked, "children-missing", "child"
    )
    column = [field.heading for field in CHILD_FIELDS].index("Missing episodes")
    assert sum(row[column] for row in inspection_list.main.rows) == 8  # type: ignore[misc]


# The list for a joint targeted area inspection


def of_child(inspection_list: InspectionList, own_id: str) -> dict[str, Any]:
    heads = [field.heading for field in inspection_list.main.fields]
    return next(dict(zip(heads, row, strict=True)) for row in inspection_list.main.rows if row[0] == own_id)


def test_a_child_has_one_row_with_what_became_of_each_interview(asked: Asked):
    inspection_list = jtai_list(asked)
    child = of_child(inspection_list, "1")
    assert [child[name] for name in ("Missing episodes", "Absent", "Away without authorisation")] == [3, 1, 1]
    assert (child["Missing now"], child["Longest missing episode, hours"]) == ("Yes", 9.0)
    asked_of = ("Interviews required", "Interviews offered", "Interviews held", "Interviews declined")
    assert [child[name] for name in asked_of] == [2, 2, 0, 1]
    assert len({row[1] for row in inspection_list.main.rows}) == len(inspection_list.main.rows) == 6
    assert inspection_list.main.rows[0][0] == "1"


def test_every_episode_stands_on_the_second_sheet(asked: Asked):
    (episodes,) = jtai_list(asked).others
    assert len(episodes.rows) == 10  # twelve, without the one before the period and the one of somebody of age
    still = [row for row in episodes.rows if row[4] is None]
    assert [row[5] for row in still] == ["Still open"]


def test_whoever_is_still_missing_from_before_the_months_is_on_the_list(tmp_path: Path):
    made = a_store(tmp_path)
    rows = (episode("1", "2016-02-01 10:00", ""), episode("2", "2016-12-30 10:00", "2016-12-30 11:00"))
    (tmp_path / "police.csv").write_text(csv_of(rows), encoding="utf-8")
    load_files(made, [tmp_path / "police.csv"], a_mapping(tmp_path, OFFERS))
    inspection_list = jtai_list(Asked(made, made.live(), Settings()), months=1)
    assert sorted((row[7], row[12]) for row in inspection_list.main.rows) == [(0, "Yes"), (1, "No")]
    assert total(inspection_list, "Missing episodes") == 1


def test_what_no_file_records_is_blank_and_said(tmp_path: Path):
    made = a_store(tmp_path)
    plain = MAPPING.replace('interview_outcome = "outcome"\n', "")
    load_files(made, [a_file(tmp_path, {"where": "care"})], a_mapping(tmp_path, plain))
    request = Asked(made, made.live(), Settings())
    inspection_list = jtai_list(request, months=12)
    heads = [field.heading for field in inspection_list.main.fields]
    (row,) = inspection_list.main.rows
    blank = {head for head, cell in zip(heads, row, strict=True) if cell is None}
    assert {"Absent", "Away without authorisation", "Interviews offered", "Interviews held"} <= blank
    assert any("Not recorded in any file of the period" in note for note in inspection_list.notes)
    assert any("No file tells of placements" in note for note in list_8(request).notes)


@pytest.mark.parametrize("months", [0, MOST_MONTHS + 1])
def test_months_that_the_records_do_not_reach_are_refused(asked: Asked, months: int):
    with pytest.raises(CannotReport, match=f"--months is {months}"):
        jtai_list(asked, months)


def test_ten_working_days_leave_out_weekends_and_bank_holidays():
    # Christmas Day, Boxing Day (a Saturday, so Monday 28th instead) and New Year's Day.
    assert working_days_after(date(2026, 12, 18), 10) == date(2027, 1, 6)
    assert working_days_after(date(2026, 12, 24), 1) == date(2026, 12, 29)
    assert working_days_left(date(2026, 12, 24), date(2026, 12, 29)) == 1
    assert working_days_left(date(2026, 12, 29), date(2026, 12, 29)) == 0
    assert working_days_left(date(2027, 1, 4), date(2026, 12, 29)) == 0


def test_a_notice_is_counted_down_on_the_cover(asked: Asked):
    inspection_list = jtai_list(asked, notice=date(2016, 12, 5))
    assert "end on Monday 19 December 2016: no working day is left" in inspection_list.notes[0]


# Workbooks, the log, and what is refused


def test_the_cover_says_every_number_with_its_definition_and_every_column(listed: InspectionList):
    cover = CalamineWorkbook.from_filelike(BytesIO(workbook(listed))).get_sheet_by_name(COVER).to_python()
    lines = {(row[0], row[1], row[3]) for row in cover}
    assert {(each.name, each.number, each.definition) for each in listed.totals} <= lines
    assert {(field.heading, many, field.told) for field, many, _ in listed.main.filled()} <= lines
    assert {row[3] for row in cover} >= set(listed.notes)


def test_refused_rows_are_named_by_file(tmp_path: Path):
    made = a_store(tmp_path)
    rows = (episode("1", "2016-12-01 10:00", "2016-12-01 11:00"), episode("2", "2016-12-02 10:00", "2016-12-01 10:00"))
    (tmp_path / "police.csv").write_text(csv_of(rows), encoding="utf-8")
    load_files(made, [tmp_path / "police.csv"], a_mapping(tmp_path, OFFERS))
    inspection_list = jtai_list(Asked(made, made.live(), Settings()))
    assert "police.csv (police): 1 row refused." in inspection_list.notes


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path):
    made = a_store(tmp_path)
    load_files(made, [a_file(tmp_path, {"child": "=1+1"})], a_mapping(tmp_path))
    file = tmp_path / "ids.csv"
    file.write_text("child,initials\n=1+1,AB\n", encoding="utf-8")
    file.chmod(0o600)
    named = Settings().model_copy(update={"initials": Initials(file=str(file))})
    book = CalamineWorkbook.from_filelike(BytesIO(workbook(jtai_list(Asked(made, made.live(), named)))))
    assert book.get_sheet_by_name("Children").to_python()[1][0] == "=1+1"


def test_files_are_written_for_their_owner_alone_and_told_to_the_log_with_whom_they_show(
    store: Store, settings: Settings, tmp_path: Path
):
    before = len(AuditLog(store).found([Act.EXPORT]))
    (tmp_path / "a.xlsx").touch(mode=0o644)  # an earlier one, or one that somebody put there
    write_list_8(store, store.live(), settings, tmp_path / "a.xlsx", purpose="ILACS")
    write_jtai(store, store.live(), settings, tmp_path / "b.xlsx", purpose="JTAI")
    assert {(tmp_path / name).stat().st_mode & 0o777 for name in ("a.xlsx", "b.xlsx")} == {0o600}
    lines = AuditLog(store).found([Act.EXPORT])[before:]
    assert [line.purpose for line in lines] == ["ILACS", "JTAI"]
    assert AuditLog(store).found([Act.EXPORT], child=pseudonym("9"))[-2:] == lines
    assert AuditLog(store).found([Act.EXPORT], child=pseudonym("8"))[-1:] == lines[-1:]


def test_no_two_copies_are_the_same_bytes_so_that_no_address_of_one_can_be_guessed(listed: InspectionList):
    assert workbook(listed) != workbook(listed)
