"""What the council no longer keeps goes, and nothing that it keeps."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

import data.as_of
from data.audit_log import AuditLog
from data.errors import BadSetting, DashboardError
from data.retention import Due, purge, what_is_due
from data.settings import Retention, Settings
from data.snapshots import Store
from tests.data.builders import (
    MAPPING,
    NO_OTHER_ROWS,
    a_file,
    a_mapping,
    a_store,
    ask,
    load_files,
    load_rows,
    nothing_to_publish,
)

# The clock: six months go back to 30 June.
NOW = datetime(2016, 12, 30, 8)
SIX_MONTHS = Settings(retention=Retention(months=6))


def episode(child: str, end: str, start: str = "2016-03-01 10:00") -> dict[str, str]:
    return {"child": child, "start": start, "end": end}


def purged(store: Store, settings: Settings = SIX_MONTHS) -> Due:
    return purge(store, settings, finish=nothing_to_publish, now=NOW)


def due_at(store: Store, settings: Settings = SIX_MONTHS, now: datetime = NOW) -> Due:
    return what_is_due(store, settings, now)


def test_without_the_councils_word_nothing_is_ever_due(tmp_path: Path) -> None:
    load_rows(tmp_path, {})
    for ask_for in (due_at, purged):
        with pytest.raises(BadSetting, match=r"retention\.months is not set"):
            ask_for(a_store(tmp_path), Settings())


def test_a_child_goes_whole_when_nothing_was_heard_for_so_long(tmp_path: Path) -> None:
    rows = [
        episode("gone", "2016-06-29 23:59"),
        episode("gone", "2016-04-01 10:00", start="2016-03-31 10:00"),
        episode("at the edge", "2016-06-30 00:00"),
        episode("long ago and lately", "2016-03-02 10:00"),
        episode("long ago and lately", "2016-10-02 10:00", start="2016-10-01 10:00"),
        episode("still missing", ""),
    ]
    load_rows(tmp_path, *rows)
    store = a_store(tmp_path)
    due = due_at(store)
    rows = {"report": 2, "child_report": 1, "care_period": 0, **NO_OTHER_ROWS, "refused_row": 0, "casebook": 0}
    assert (due.before, due.children, due.of_children, due.rows) == ("2016-06-30", 1, 4, rows)
    assert [item.on for item in due.who] == ["2016-06-29"]
    assert [snapshot.name for snapshot in store.snapshots()] == ["000001"]
    assert purged(store) == due
    assert ask(store, "SELECT count(*), count(DISTINCT child_id) FROM report") == [(4, 3)]
    assert [snapshot.name for snapshot in store.snapshots()] == ["000002"]


def test_a_child_still_looked_after_stays_with_all_episodes(tmp_path: Path) -> None:
    text = "CHILD,DECOM,LS,PLACE,DEC\nin care,01/01/2015,C2,U1,\nleft,01/01/2015,C2,U1,01/02/2016\n"
    (tmp_path / "episodes.csv").write_text(text)
    load_files(a_store(tmp_path), [tmp_path / "episodes.csv"], None, as_of=datetime(2016, 12, 31))
    load_rows(tmp_path, episode("in care", "2016-03-02 10:00"), episode("left", "2016-03-02 10:00"))
    due = purged(a_store(tmp_path))
    assert (due.children, due.rows["report"], due.rows["care_period"]) == (1, 1, 1)
    assert ask(a_store(tmp_path), "SELECT count(*) FROM care_period WHERE ended_on IS NULL") == [(1,)]


def test_refused_rows_of_old_files_go_and_of_new_ones_stay(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    old = a_mapping(tmp_path, MAPPING.replace("2016-12-31", "2016-06-29"), "old.toml")
    load_files(store, [a_file(tmp_path, {"end": ""}, {"start": "never"}, name="old.csv")], old)
    load_rows(tmp_path, {"end": "", "child": "A2"}, {"start": "never", "child": "A3"})
    assert purged(store).rows == {
        "report": 0,
        "child_report": 0,
        "care_period": 0,
        **NO_OTHER_ROWS,
        "refused_row": 1,
        "casebook": 0,
    }
    assert ask(store, "SELECT file_name FROM refused.refused_row") == [("police.csv",)]


def test_a_purge_is_logged_by_counts_and_one_of_nothing_is_not(tmp_path: Path) -> None:
    load_rows(tmp_path, episode("gone", "2016-03-02 10:00"), episode("stays", "2016-12-02 10:00"))
    store = a_store(tmp_path)
    purged(store)
    assert purged(store).is_nothing
    (line,) = AuditLog(store).found(acts=["purge"])
    assert (line.purpose, line.what["children"], line.what["months"]) == ("retention", 1, 6)
    assert [snapshot.name for snapshot in store.snapshots()] == ["000002"]


def test_it_is_the_clock_that_counts_and_no_as_of_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An as-of time of 2062, of a build that did not look at the clock, takes nobody out and keeps nobody."""
    with monkeypatch.context() as patched:
        patched.setattr(data.as_of, "local_now", lambda: datetime(2100, 1, 1))
        patched.setattr(data.as_of, "MOST_DAYS_AFTER", 100_000)
        load_rows(
            tmp_path,
            episode("lately", "2016-10-02 10:00"),
            episode("gone", "2016-04-01 10:00"),
            {"start": "never"},
            mapping=MAPPING.replace("2016-12-31", "2062-12-31"),
        )
    store = a_store(tmp_path)
    due = due_at(store)
    assert (due.children, due.of_children, due.in_future) == (1, 2, ("2062-12-31 00:00",))
    assert due.rows["refused_row"] == 0
    years_on = due_at(store, now=datetime.now() + timedelta(days=400))
    assert (years_on.children, years_on.rows["refused_row"]) == (2, 1)


def test_a_planned_end_keeps_a_child_until_it_has_come(tmp_path: Path) -> None:
    text = "CHILD,DECOM,LS,PLACE,DEC\nplanned,01/01/2015,C2,U1,01/06/2017\n"
    (tmp_path / "episodes.csv").write_text(text)
    load_files(a_store(tmp_path), [tmp_path / "episodes.csv"], None, as_of=datetime(2016, 12, 29))
    assert due_at(a_store(tmp_path)).is_nothing
    assert due_at(a_store(tmp_path), now=datetime(2018, 1, 1)).children == 1


def test_what_was_not_agreed_to_is_not_taken_out(tmp_path: Path) -> None:
    load_rows(tmp_path, episode("gone", "2016-03-02 10:00"), episode("stays", "2016-12-02 10:00"))
    store = a_store(tmp_path)
    agreed = due_at(store)
    load_rows(tmp_path, episode("gone too", "2016-03-03 10:00"))
    with pytest.raises(DashboardError, match="has changed since you were asked"):
        purge(store, SIX_MONTHS, finish=nothing_to_publish, agreed=agreed, now=NOW)
    assert len(store.snapshots()) == 2


@pytest.mark.parametrize(("blank", "children"), [("still_missing", 0), ("returned", 1), ("not_known", 1)])
def test_a_child_is_kept_for_a_blank_end_only_where_it_means_still_missing(
    tmp_path: Path, blank: str, children: int
) -> None:
    mapping = MAPPING.replace("[source]", f'[source]\nblank_end = "{blank}"')
    load_rows(tmp_path, episode("A1", ""), mapping=mapping)
    assert what_is_due(a_store(tmp_path), SIX_MONTHS).children == children
