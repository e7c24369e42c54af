"""Whatever the records are: a mark loses no child, invents none, counts none twice, and changes nobody else."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from analytics.casework.by_hand.marks import Mark, utc_of
from analytics.casework.by_hand.overlay import marked
from analytics.casework.by_hand.settling import Judged, judged_of
from analytics.casework.now import missing_now
from analytics.casework.rows import Cases, as_known
from data.casebook import Entry, Kind, Told
from data.settings import Settings
from tests.casework import AS_OF, EDGES, MINUTE, Gone, cases_of, histories
from tests.sizes import examples

SETTINGS = Settings()
WEEK = date(2026, 10, 25)
MOMENTS = [at for at in EDGES if at <= AS_OF] + [AS_OF - hours * timedelta(hours=1) for hours in (0, 1, 2, 5, 30)]


def mark_of(number: int, kind: Kind, child: str, told: Told, about: str = "") -> Mark:
    return Mark(Entry(kind, WEEK, "Police", child, about, number=number, at=utc_of(AS_OF).isoformat(), told=told), told)


def known(episodes: Sequence[Gone]) -> Cases:
    cases = cases_of(episodes)
    return as_known(cases.rows, AS_OF, "000001")


def judged(cases: Cases, *marks: Mark, told: datetime = AS_OF) -> list[Judged]:
    rows = cases.rows.to_dicts()
    return judged_of(marks, rows, {row["episode_id"]: told for row in rows}, SETTINGS.linking.tolerance_minutes)


def overlaid(cases: Cases, marks: Sequence[Mark]) -> Cases:
    standing = [item.mark for item in judged(cases, *marks) if item.stands]
    return marked(cases, standing, SETTINGS)


def open_of(cases: Cases, category: str = "missing") -> list[str]:
    return sorted(item.child_id for item in missing_now(cases, ()) if item.category == category)


starts = st.builds(
    lambda child, at, category: mark_of(1, Kind.NEWLY_MISSING, child, Told(at, category=category)),
    st.sampled_from("ABCDE"),
    st.sampled_from(MOMENTS),
    st.sampled_from(("missing", "missing", "absent", "away")),
)


@examples(15, 60)
@given(histories(), starts)
def test_a_mark_of_newly_missing_loses_nobody_and_adds_at_most_its_own_child(episodes: list[Gone], mark: Mark):
    before = known(episodes)
    after = overlaid(before, [mark])
    assert set(open_of(before)) <= set(open_of(after))
    assert set(open_of(after)) - set(open_of(before)) <= {mark.child_id}


@examples(15, 60)
@given(histories(), starts)
def test_whoever_is_marked_is_on_the_list_by_the_mark_or_the_files_tell_of_the_time(episodes: list[Gone], mark: Mark):
    before = known(episodes)
    (verdict,) = judged(before, mark)
    by_hand = [item.child_id for item in missing_now(overlaid(before, [mark]), ()) if item.is_by_hand]
    assert by_hand == ([mark.child_id] if verdict.stands else [])
    assert verdict.stands or verdict.episode_id in before.rows["episode_id"]


@examples(15, 60)
@given(histories(), starts)
def test_no_child_is_missing_twice_by_a_mark_and_an_episode_of_the_files(episodes: list[Gone], mark: Mark):
    before = known(episodes)
    after = overlaid(before, [mark])
    own = [item for item in missing_now(after, ()) if item.child_id == mark.child_id]
    by_hand = [item for item in own if item.is_by_hand]
    as_serious = [item for item in own if item.category == mark.told.category and not item.is_by_hand]
    assert not by_hand or not as_serious


@examples(15, 60)
@given(histories(), st.data())
def test_a_return_ends_its_own_episode_and_no_other(episodes: list[Gone], data: st.DataObject):
    before = known(episodes)
    is_open = before.rows.filter("is_open").to_dicts()
    if not is_open:
        return
    row = data.draw(st.sampled_from(is_open))
    back = data.draw(st.sampled_from([at for at in [*MOMENTS, row["started_at"]] if at >= row["started_at"]]))
    mark = mark_of(1, Kind.CAME_BACK, row["child_id"], Told(back, since=row["started_at"]), row["episode_id"])
    after = overlaid(before, [mark])
    gone, left = (set(cases.rows.filter("is_open")["episode_id"]) for cases in (before, after))
    assert gone - left == {row["episode_id"]}
    ended = after.rows.filter(pl.col("episode_id") == row["episode_id"]).row(0, named=True)
    assert (ended["ended_at"], ended["is_end_by_hand"]) == (back, True)
    assert after.rows.height == before.rows.height


@examples(15, 60)
@given(histories(), starts)
def test_by_files_alone_the_rows_are_as_they_were(episodes: list[Gone], mark: Mark):
    before = known(episodes)
    assert overlaid(before, [mark]).of_files.rows.equals(before.rows)


@examples(15, 60)
@given(histories(), st.data())
def test_a_file_that_knows_more_and_has_the_child_missing_overrules_a_return(episodes: list[Gone], data: st.DataObject):
    before = known(episodes)
    is_open = before.rows.filter("is_open").to_dicts()
    if not is_open:
        return
    row = data.draw(st.sampled_from(is_open))
    mark = mark_of(1, Kind.CAME_BACK, row["child_id"], Told(AS_OF, since=row["started_at"]), row["episode_id"])
    (as_new,) = judged(before, mark, told=AS_OF)
    (newer,) = judged(before, mark, told=AS_OF + MINUTE)
    assert (as_new.stands, newer.stands) == (True, False)
