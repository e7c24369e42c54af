"""The Standard Safeguarding Dataset: its lists of missing episodes, people and placements, without a mapping."""

from pathlib import Path

import pytest

from data.errors import UnusableFile
from data.summary import Summary
from tests.data.builders import a_store, ask, load_files

MISSING = (
    "miss_table_id,miss_person_id,miss_missing_episode_start_date,miss_missing_episode_type,"
    "miss_missing_episode_end_date,miss_missing_rhi_offered,miss_missing_rhi_accepted"
)
PERSON = "pers_legacy_id,pers_person_id,pers_sex,pers_gender,pers_ethnicity,pers_dob,pers_death_date"
PLACEMENT = (
    "clap_cla_placement_id,clap_cla_id,clap_person_id,clap_cla_placement_start_date,clap_cla_placement_type,"
    "clap_cla_placement_urn,clap_cla_placement_provider,clap_cla_placement_postcode,clap_cla_placement_end_date"
)


def load_lists(folder: Path, **lists: tuple[str, ...]) -> Summary:
    files = [folder / f"{name}.csv" for name in lists]
    for file, lines in zip(files, lists.values(), strict=True):
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return load_files(a_store(folder), files, None)


def test_a_missing_episode_keeps_its_times_and_the_interview_that_was_accepted(tmp_path: Path) -> None:
    summary = load_lists(
        tmp_path,
        ssd_missing=(
            MISSING,
            "M1,1,2026-06-07 21:30:00.000,M,2026-06-08 06:00:00.000,Y,Y",
            "M2,1,2026-06-09 21:30:00.000,Missing,,NA,NA",
            "M3,2,2026-06-10 00:00:00.000,A,2026-06-11 00:00:00.000,Y,N",
            "M4,2,2026-06-12 10:00:00.000,Away from placement without authorisation,2026-06-12 11:00:00.000,N,N",
        ),
    )
    (file,) = summary.files
    assert (file.system, file.kind, file.loaded, file.refused) == ("social_care", "safeguarding", 4, 0)
    assert ask(
        a_store(tmp_path),
        "SELECT category, hour(started_at), ended_at IS NULL, interview_offered, interview_outcome"
        " FROM report ORDER BY started_at",
    ) == [
        ("missing", 21, False, True, "accepted_completed"),
        ("missing", 21, True, None, None),
        ("away", 0, False, True, "declined_child"),
        ("away", 10, False, False, "not_offered_other"),
    ]
    assert "accepted is taken as held" in " ".join(file.tolerances)


def test_a_file_of_midnights_is_a_file_of_dates(tmp_path: Path) -> None:
    row = "M1,1,2026-06-07 00:00:00.000,M,2026-06-08 00:00:00.000,,"
    summary = load_lists(tmp_path, ssd_missing=(MISSING, row))
    assert ask(a_store(tmp_path), "SELECT hours_band, days_band FROM episode_facts") == [("time-not-recorded", "1-2")]
    assert "1 with the time 00:00" in " ".join(summary.files[0].tolerances)


def test_a_type_that_nobody_knows_and_an_end_before_its_start_are_refused(tmp_path: Path) -> None:
    summary = load_lists(
        tmp_path,
        ssd_missing=(
            MISSING,
            "M1,1,2026-06-07 21:30:00.000,Walkabout,2026-06-08 06:00:00.000,,",
            "M2,1,2026-06-09 21:30:00.000,M,2026-06-08 06:00:00.000,,",
            "M3,1,2026-06-10 21:30:00.000,M,2026-06-11 06:00:00.000,,",
        ),
    )
    assert (summary.total("loaded"), summary.refused_by_rule) == (1, {"1006": 1, "567": 1})


@pytest.mark.parametrize("order", [1, -1])
def test_person_and_placement_tell_sex_age_and_care_in_any_order(tmp_path: Path, order: int) -> None:
    lists = {
        "ssd_missing": (MISSING, "M1,1,2026-06-07 21:30:00.000,M,2026-06-08 06:00:00.000,Y,Y"),
        "ssd_person": (PERSON, ",1,F,F,WBRI,2011-06-08 00:00:00.000,"),
        "ssd_cla_placement": (PLACEMENT, "P1,C1,1,2026-01-05 00:00:00.000,U1 - Foster,,PR1,B1 1AA,"),
    }
    summary = load_lists(tmp_path, **dict(list(lists.items())[::order]))
    assert (summary.total("loaded"), summary.total("refused")) == (3, 0)
    facts = "SELECT sex, ethnicity, setting, placement FROM episode_facts"
    assert ask(a_store(tmp_path), facts) == [("F", "white", "care", "foster")]
    assert ask(
        a_store(tmp_path),
        "SELECT date_diff('month', birth_month, DATE '2026-06-01') FROM child_report WHERE birth_month IS NOT NULL",
    ) == [(180,)]


def test_a_list_of_the_dataset_that_is_not_read_is_refused_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="ssd_missing, ssd_person or ssd_cla_placement"):
        load_lists(tmp_path, ssd_address=("addr_table_id,addr_person_id,addr_address_type", "1,1,HOME"))
