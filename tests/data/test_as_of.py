"""What a file could know: never later than the clock, nor years from its dates; a later word puts an earlier right."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import data.as_of
from data.audit_log import AuditLog
from data.errors import BadMapping, UnusableFile
from data.formats.dates import local_now
from tests.data.builders import MAPPING, a_file, a_mapping, a_store, ask, load_files, load_rows

NOW = local_now()
NEXT_YEAR = f"{NOW.year + 1}-01-05"


def as_of(moment: str) -> str:
    return MAPPING.replace("2016-12-31", moment)


def loaded_in_2062(folder: Path, monkeypatch: pytest.MonkeyPatch, *rows: dict[str, str], **options: Any) -> None:
    """As a store stands that an earlier build made, which did not look at the clock."""
    with monkeypatch.context() as patched:
        patched.setattr(data.as_of, "local_now", lambda: datetime(2100, 1, 1))
        patched.setattr(data.as_of, "MOST_DAYS_AFTER", 100_000)
        load_rows(folder, *rows, **options)


def test_an_as_of_time_later_than_the_clock_is_refused_with_both_times(tmp_path: Path) -> None:
    with pytest.raises(BadMapping, match=rf"police\.toml: the as-of time is 2062-.* later than now, {NOW.year}"):
        load_rows(tmp_path, {}, mapping=as_of("2062-10-05"))
    with pytest.raises(UnusableFile, match=r"police\.csv: the as-of time is 2062"):
        load_rows(tmp_path, {}, as_of=datetime(2062, 10, 5))
    assert a_store(tmp_path).current() is None


def test_an_as_of_time_of_this_minute_is_taken(tmp_path: Path) -> None:
    start = f"{NOW - timedelta(days=1):%Y-%m-%d %H:%M}"
    assert load_rows(tmp_path, {"start": start, "end": ""}, as_of=local_now()).total("loaded") == 1


def test_an_as_of_time_years_after_the_newest_date_is_refused_unless_the_file_covers_until_then(tmp_path: Path) -> None:
    with pytest.raises(
        UnusableFile, match=r"is 2026-10-05 00:00, 3,7.. days after the newest date in the file, 2016-07-01"
    ):
        load_rows(tmp_path, {}, mapping=as_of("2026-10-05"))
    covers = as_of("2026-10-05").replace("[columns]", 'covers = ["2016-04-01", "2026-10-01"]\n[columns]')
    assert load_rows(tmp_path, {}, mapping=covers).total("loaded") == 1


def test_an_as_of_time_before_every_start_is_refused_and_before_some_refuses_those(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="before each of its 2 starts, such as that on line 2"):
        load_rows(tmp_path, {}, {"child": "A2"}, mapping=as_of("2015-12-31"))
    summary = load_rows(tmp_path, {}, {"child": "A2", "start": "2015-06-01", "end": ""}, mapping=as_of("2015-12-31"))
    assert summary.refused_by_rule == {"starts_after_as_of": 1}


def test_an_old_file_without_an_as_of_time_loads_and_says_who_counts_as_missing_until_now(tmp_path: Path) -> None:
    silent = MAPPING.replace('as_of = "2016-12-31"', "")
    (file,) = load_rows(tmp_path, {"end": ""}, {"child": "A2"}, mapping=silent).files
    assert file.loaded == 2
    assert "and 1 rows have no end and count as missing until now: give the as-of time." in file.tolerances[0]


def test_an_end_that_has_not_come_is_refused(tmp_path: Path) -> None:
    assert load_rows(tmp_path, {"end": "2062-06-08 10:00"}, {}).refused_by_rule == {"ends_in_the_future": 1}


def test_days_to_come_are_not_covered(tmp_path: Path) -> None:
    mapping = MAPPING.replace("[columns]", 'covers = ["2016-04-01", "2017-04-01"]\n[columns]')
    (file,) = load_rows(tmp_path, {}, mapping=mapping).files
    assert ask(a_store(tmp_path), "SELECT covers_from, covers_to FROM load") == [(date(2016, 4, 1), date(2016, 12, 31))]
    assert "covers ends on 2017-04-01, after the as-of time" in " ".join(file.tolerances)
    with pytest.raises(BadMapping, match="covers begins on 2017-01-01"):
        load_rows(tmp_path, {}, mapping=mapping.replace("2016-04-01", "2017-01-01"))


@pytest.mark.parametrize("how", ["command", "mapping"])
def test_a_later_right_as_of_time_takes_the_place_of_a_wrong_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    loaded_in_2062(tmp_path, monkeypatch, {}, mapping=as_of("2062-10-05"))
    right = datetime(2016, 10, 5)
    if how == "command":
        summary = load_rows(tmp_path, {}, mapping=as_of("2062-10-05"), as_of=right)
        assert "Its as-of time was 2062-10-05 00:00 and is now 2016-10-05 00:00." in " ".join(
            summary.files[0].tolerances
        )
    else:
        summary = load_rows(tmp_path, {}, mapping=as_of("2016-10-05"))
    assert (summary.snapshot, summary.total("duplicates")) == ("000002", 1)
    assert ask(a_store(tmp_path), "SELECT max(as_of) FROM load") == [(right,)]
    live = a_store(tmp_path).live()
    assert live.manifest["as_of"] == str(right)
    (line, *_) = AuditLog(a_store(tmp_path)).found(acts=["load"])[::-1]
    (replaced,) = line.what["as_of_replaced"]
    assert (replaced["was"], replaced["now"]) == ("2062-10-05 00:00:00", "2016-10-05 00:00:00")


def test_a_newer_word_that_a_wrong_as_of_time_kept_out_comes_in_once_that_is_put_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = a_store(tmp_path)
    loaded_in_2062(tmp_path, monkeypatch, {"id": "1", "end": ""}, mapping=as_of("2062-10-05"))
    newer = a_file(tmp_path, {"id": "1", "end": "2016-06-09 08:00"}, name="newer.csv")
    mapping = a_mapping(tmp_path, as_of("2016-12-31"), "newer.toml")
    assert load_files(store, [newer], mapping).total("loaded") == 0
    assert load_files(store, [newer], mapping).total("loaded") == 0
    load_rows(tmp_path, {"id": "1", "end": ""}, mapping=as_of("2016-10-05"))
    assert load_files(store, [newer], mapping).total("loaded") == 1
    assert ask(store, "SELECT ended_at FROM report") == [(datetime(2016, 6, 9, 8),)]


def test_the_same_file_of_another_month_keeps_its_own_as_of_time(tmp_path: Path) -> None:
    for month in (4, 5):
        covers = f'covers = ["2016-0{month}-01", "2016-0{month + 1}-01"]\n[columns]'
        load_rows(tmp_path, mapping=as_of(f"2016-0{month + 1}-03").replace("[columns]", covers))
    assert ask(a_store(tmp_path), "SELECT as_of FROM load ORDER BY load_id") == [
        (datetime(2016, 5, 3),),
        (datetime(2016, 6, 3),),
    ]
