"""Patterns of single children: moves, curves, triage beside its rule; each against a slow answer."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import duckdb
import polars as pl
import pytest

from analytics.cards.survival import curve_columns
from analytics.casework.learning import discussed_on, supported_on
from analytics.casework.together import reasons_of, suggestions
from analytics.measuring.measure import prepared
from analytics.measuring.next_episode import IN_TIME, NOT_IN_TIME, curves
from analytics.measuring.placement_moves import around_sentence, first_events, moves_of, moves_sentence, stays_of
from analytics.model import Period
from analytics.statistics.intervals import rate_ratio
from data.casebook import Entry, Kind
from data.settings import TriageRule
from data.warehouse import Warehouse
from tests.builders import AS_OF, facts_of, fill_store, report, support_row
from tests.invented import as_facts, invented_episodes

YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))
CARE = {
    "child": pl.UInt32,
    "started_on": pl.Date,
    "ended_on": pl.Date,
    "legal_status": pl.String,
    "placement": pl.String,
    "urn": pl.String,
    "placement_district": pl.String,
}


def stay(child: int, started: str, ended: str | None, placement: str = "foster", **others: str) -> dict[str, object]:
    end = date.fromisoformat(ended) if ended else None
    return {
        "child": child,
        "started_on": date.fromisoformat(started),
        "ended_on": end,
        "legal_status": "C2",
        "placement": placement,
    } | others


def stays(*rows: dict[str, object]) -> pl.DataFrame:
    return stays_of(pl.DataFrame(rows, schema=CARE))


def went(*days: str, child: int = 1) -> pl.DataFrame:
    starts = [datetime.fromisoformat(f"{day} 20:00") for day in days]
    return pl.DataFrame({"child": [child] * len(days), "started_at": starts, "category": ["missing"] * len(days)}).cast(
        {"child": pl.UInt32}
    )


def test_the_day_of_a_move_is_after_it_and_the_windows_are_90_days():
    moved = stays(stay(1, "2025-01-01", "2026-05-01"), stay(1, "2026-05-01", None, "own_residential"))
    gone = went("2026-01-30", "2026-01-31", "2026-04-30", "2026-05-01", "2026-07-29", "2026-07-30")
    moves = moves_of(moved, gone, YEAR, date(2026, 10, 1))
    assert (moves.moves, moves.before, moves.days_before, moves.after, moves.days_after) == (1, 2, 90, 2, 90)


def test_a_placement_that_was_short_is_looked_at_no_longer_than_it_lasted():
    moved = stays(stay(1, "2026-04-21", "2026-05-01"), stay(1, "2026-05-01", "2026-05-06", "secure"))
    moves = moves_of(moved, went("2026-04-20", "2026-04-21", "2026-05-05", "2026-05-06"), YEAR, date(2026, 10, 1))
    assert (moves.before, moves.days_before, moves.after, moves.days_after) == (1, 10, 1, 5)


def test_another_legal_status_is_no_move_and_neither_is_a_gap_or_a_short_break():
    same = stays(stay(1, "2025-01-01", "2026-05-01"), stay(1, "2026-05-01", None, legal_status="C1"))
    gap = stays(stay(1, "2025-01-01", "2026-05-01"), stay(1, "2026-05-02", None, "secure"))
    short = stays(stay(1, "2025-01-01", "2026-05-01"), stay(1, "2026-05-01", None, "secure", legal_status="V4"))
    for each in (same, gap, short):
        assert moves_of(each, went("2026-04-20"), YEAR, date(2026, 10, 1)).moves == 0


def test_a_move_to_another_home_of_the_same_kind_is_a_move():
    moved = stays(
        stay(1, "2025-01-01", "2026-05-01", "own_residential", urn="1"),
        stay(1, "2026-05-01", None, "own_residential", urn="2"),
    )
    assert moves_of(moved, went("2026-04-20"), YEAR, date(2026, 10, 1)).moves == 1


def test_t24_episodes_fall_after_a_move_and_the_interval_is_exact():
    moved = stays(stay(1, "2025-01-01", "2026-05-01"), stay(1, "2026-05-01", None, "own_residential"))
    before = [str(date(2026, 4, 1) + timedelta(days=day)) for day in range(12)]
    moves = moves_of(moved, went(*before, "2026-05-10", "2026-06-01", "2026-06-20"), YEAR, date(2026, 10, 1))
    assert (moves.rate_before, moves.rate_after) == (4.0, 1.0)
    assert moves.ratio == rate_ratio(3, 90, 12, 90)
    assert moves_sentence(moves).startswith("Before 1 move 4.0 episodes for each 30 days, after it 1.0: 0.25 times")


def test_without_moves_there_is_nothing_to_compare():
    moves = moves_of(stays(stay(1, "2025-01-01", None)), went("2026-04-20"), YEAR, date(2026, 10, 1))
    assert moves_sentence(moves) == "No child who goes missing was moved in this period."


@pytest.mark.parametrize("seed", range(5))
def test_moves_agree_with_a_slow_answer(seed: int):
    random = Random(seed)
    rows, days = [], []
    for child in range(1, 6):
        day = date(2025, 6, 1) + timedelta(days=random.randrange(60))
        for _ in range(6):
            until = day + timedelta(days=random.choice((5, 40, 120)))
            rows.append(stay(child, str(day), str(until), random.choice(("foster", "secure", "own_residential"))))
            day = until + timedelta(days=random.choice((0, 0, 0, 1)))
        days += [(child, date(2025, 6, 1) + timedelta(days=random.randrange(500))) for _ in range(40)]
    gone = pl.concat([went(str(day), child=child) for child, day in days])
    moves = moves_of(stays(*rows), gone, YEAR, date(2026, 7, 1))
    assert (moves.before, moves.days_before, moves.after, moves.days_after) == slow_moves(rows, days, date(2026, 7, 1))


def slow_moves(rows, days, today: date) -> tuple[int, int, int, int]:
    """Day by day: each day on either side of a move, and the episodes on it."""
    runs: list[list] = []
    for row in rows:
        last = runs[-1] if runs else None
        is_same = last and (last[0], last[2], last[3]) == (row["child"], row["started_on"], row["placement"])
        if is_same:
            last[2] = row["ended_on"]
        else:
            runs.append([row["child"], row["started_on"], row["ended_on"], row["placement"]])
    totals = [0, 0, 0, 0]
    for earlier, later in pairwise(runs):
        moved = later[1]
        if earlier[0] != later[0] or earlier[2] != moved or not YEAR.start <= moved < YEAR.end or moved >= today:
            continue
        for offset in range(-90, 90):
            day = moved + timedelta(days=offset)
            if offset < 0 and day >= earlier[1]:
                totals[1] += 1
                totals[0] += days.count((later[0], day))
            if offset >= 0 and day < min(later[2], today):
                totals[3] += 1
                totals[2] += days.count((later[0], day))
    return totals[0], totals[1], totals[2], totals[3]


def test_without_censoring_a_curve_is_the_plain_share_from_the_landmark():
    starts = [datetime(2026, 1, 1, 10) + timedelta(days=gap) for gap in (0, 2, 10, 40, 140)]
    rows = [report("A", start, start + timedelta(hours=2)) for start in starts]
    facts = prepared(facts_of(rows), AS_OF)
    curve = next(item for item in curves(facts) if item.group == NOT_IN_TIME)
    # The first return, followed by another within three days, is left out; the last has none after it.
    assert curve.survival.of == 4
    assert [curve.survival.share_at(day) for day in (7, 14, 28, 90, 100)] == [1.0, 0.75, 0.75, 0.5, 0.25]


def test_returns_after_an_interview_in_time_have_a_curve_of_their_own():
    facts = prepared(as_facts(invented_episodes(4, 400)), AS_OF).filter(pl.col("category") == "missing")
    result = {curve.group: curve.survival.of for curve in curves(facts)}
    closed = facts.filter(pl.col("days_followed") >= 3)
    later = closed.filter(pl.col("days_to_next").is_null() | (pl.col("days_to_next") > 3))
    assert result == {
        IN_TIME: later.filter("interview_in_time").height,
        NOT_IN_TIME: later.filter(~pl.col("interview_in_time")).height,
    }
    assert list(curve_columns(curves(facts)))[2] == "Interview in time: at risk"


@pytest.mark.parametrize(
    ("episodes", "flags", "suggested"),
    [(1, [], "green"), (1, ["substance"], "amber"), (2, [], "amber"), (3, [], "red"), (1, ["cse"], "red")],
)
def test_the_rule_suggests_a_triage_and_says_why(episodes: int, flags: list[str], suggested: str):
    starts = [datetime(2026, 4, 1) + timedelta(days=day) for day in range(episodes)]
    rows = [report("A", start, start + timedelta(hours=1), flags=flags, triage="green") for start in starts]
    (result,) = suggestions(prepared(facts_of(rows), AS_OF), TriageRule())
    assert (result.suggested, result.recorded, result.differs) == (suggested, "green", suggested != "green")
    assert result.reasons[0].startswith(f"{episodes} missing episode")


def test_episodes_of_the_last_90_days_count_and_those_before_do_not():
    starts = [datetime(2026, 4, 1, 10), datetime(2026, 4, 1, 9), datetime(2026, 4, 2, 10)]
    rows = [report("A", start, start + timedelta(minutes=30)) for start in starts]
    rows.append(report("A", datetime(2026, 6, 30, 10), datetime(2026, 6, 30, 11)))
    (result,) = suggestions(prepared(facts_of(rows), AS_OF), TriageRule())
    # 90 days before, to the minute, belongs; an hour earlier does not.
    assert result.reasons[0] == "3 missing episodes in 90 days"


def test_exactly_two_is_said_to_be_undefined():
    assert "leaves open" in reasons_of(2, [], TriageRule())[1]


# After being discussed, or supported


def test_episodes_before_and_after_the_first_discussion_of_a_child_in_the_period():
    days_missing = ("01-31", "02-01", "05-01", "05-02", "06-01")
    rows = [report("A", f"2026-{day} 10:00", f"2026-{day} 11:00") for day in days_missing]
    facts = prepared(facts_of(rows), AS_OF)
    child = facts["child"][0]
    entries = [
        Entry(Kind.DONE, date(2026, 4, 5), "Not a discussion", "pseudonym A"),
        Entry(Kind.ADDED, date(2026, 5, 2), "First", "pseudonym A"),
        Entry(Kind.ACTION, date(2026, 6, 7), "Again: not counted anew", "pseudonym A"),
        Entry(Kind.ACTION, date(2026, 5, 3), "Of no child", ""),
        Entry(Kind.ACTION, date(2026, 5, 3), "Of a child without episodes", "pseudonym B"),
    ]
    days = discussed_on(entries, {"pseudonym A": child})
    assert days["day"].to_list() == [date(2026, 5, 2), date(2026, 6, 7)]
    moves = first_events(days, facts, Period(date(2026, 4, 1), date(2026, 7, 1)), date(2026, 7, 1))
    # The day itself is after; 90 days before, the first of February, belongs; after, only until today.
    assert (moves.moves, moves.before, moves.days_before, moves.after, moves.days_after) == (1, 2, 90, 2, 60)
    discussions = ("first discussion", "first discussions")
    text = around_sentence(moves, discussions)
    assert text.startswith("Before 1 first discussion 0.7 episodes for each 30 days, after it 1.0")
    assert around_sentence(replace(moves, moves=2), discussions).startswith("Before 2 first discussions 0.7 episodes")
    nobody = first_events(days, facts, Period(date(2026, 1, 1), date(2026, 2, 1)), date(2026, 7, 1))
    assert around_sentence(nobody, discussions) == ""


def test_support_of_a_child_begins_on_its_first_day_and_contact_is_none(tmp_path: Path):
    file = tmp_path / "episodes.duckdb"
    rows = [support_row("A", "intensive", "2026-04-03"), support_row("A", "contacted", "2026-04-02")]
    with duckdb.connect(str(file)) as connection:
        fill_store(connection, [report("A"), report("B")], support=[*rows, support_row("stranger", "intensive")])
    episodes = Warehouse(file)
    assert supported_on(episodes).rows() == [(1, date(2026, 4, 3))]
    episodes.close()
