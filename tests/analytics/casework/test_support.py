"""Support by child: Birmingham's 131 children, all contacted and 53 in intensive support, whenever that was."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from analytics.casework.support import supported, supported_columns, supported_sentence, topic_columns
from analytics.model import Period
from data.casework import read_support
from data.snapshots import Store
from data.warehouse import warehouse
from tests.data.builders import a_store, load_files

YEAR = Period(date(2015, 4, 1), date(2016, 4, 1))
EPISODES = """
[source]
system = "police"
kind = "episodes"
dates = "iso"
as_of = "2016-06-30"
covers = ["2015-04-01", "2016-06-30"]
[columns]
child = "child"
category = "category"
started_at = "start"
ended_at = "end"
"""
SUPPORT = """
[source]
system = "social_care"
kind = "support"
dates = "iso"
as_of = "2016-06-30"
covers = ["2015-04-01", "2016-06-30"]
[columns]
child = "child"
support = "what"
support_topics = "topics"
started_on = "from"
ended_on = "to"
[values.support]
contacted = ["Letter", "Phone"]
intensive = ["Intensive"]
"""
ROWS = pl.Schema({"child_id": pl.String, "support": pl.String, "started_on": pl.Date, "ended_on": pl.Date}) | {
    "topics": pl.List(pl.String)
}


def the_pack(folder: Path) -> Store:
    """131 children who went missing once; all contacted, half of them ninety days after; 53 in intensive support."""
    gone = [f"K{n},missing,2015-{4 + n % 6:02d}-10 10:00,2015-{4 + n % 6:02d}-10 18:00" for n in range(131)]
    day = date(2015, 4, 12)
    letters = [
        f"K{n},Letter,{day + timedelta(days=90 * (n % 2) + 150)},{day + timedelta(days=240)}," for n in range(131)
    ]
    topics = "Healthy relationships; Online safety"
    intensive = [f"K{n},Intensive,{day + timedelta(days=200)},,{topics if n < 30 else ''}" for n in range(53)]
    # A line for each topic of one support: none of them is lost.
    intensive += [f"K{n},Intensive,{day + timedelta(days=200)},,online  SAFETY" for n in range(30, 40)]
    # Who never went missing: contacted too, and in no share.
    more = ["Z1,Phone,2015-06-01,2015-06-01,", "Z2,Intensive,2015-06-01,2015-06-30,Gangs"]
    store = a_store(folder)
    for name, head, lines, mapping in (
        ("police", "child,category,start,end", gone, EPISODES),
        ("support", "child,what,from,to,topics", [*letters, *intensive, *more], SUPPORT),
    ):
        (folder / f"{name}.csv").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
        (folder / f"{name}.toml").write_text(mapping, encoding="utf-8")
        load_files(store, [folder / f"{name}.csv"], folder / f"{name}.toml")
    return store


def test_every_child_was_contacted_and_53_had_intensive_support(tmp_path: Path):
    episodes = warehouse(the_pack(tmp_path).live().episodes)
    missing = episodes.query("SELECT DISTINCT child_id FROM episode_facts")["child_id"]
    result = supported(read_support(episodes), missing, YEAR)
    assert supported_sentence(result) == (
        "131 of 131 children who went missing were contacted (100%), and 53 had intensive support (40%)."
    )
    assert supported_columns(result, with_others=True) == {
        "Support": ["Contacted", "Intensive support", "Other", "Not recorded"],
        "Children missing": ["131", "53", "0", "0"],
        "Of 131": ["100%", "40%", "0%", "0%"],
        "Others, not missing": ["1", "1", "0", ""],
    }
    assert topic_columns(result) == {
        "Topic": ["Online safety", "Healthy relationships", "Not recorded"],
        "Children missing": ["40", "30", "91"],
        "Of 131 with support": ["31%", "23%", "69%"],
    }


def row(support: str, started: str, ended: str | None = None) -> pl.DataFrame:
    days = [date.fromisoformat(started), date.fromisoformat(ended) if ended else None]
    return pl.DataFrame([["A", support, *days, None]], schema=ROWS, orient="row")


@pytest.mark.parametrize(
    ("support", "started", "ended", "counts"),
    [
        ("contacted", "2015-03-31", None, False),  # a contact of the day before goes on for nobody
        ("contacted", "2015-04-01", None, True),
        ("contacted", "2016-04-28", None, True),  # of a return on the last day, 28 days after
        ("contacted", "2016-04-29", None, False),
        ("intensive", "2014-01-01", None, True),  # it goes on
        ("intensive", "2014-01-01", "2015-03-31", False),
        ("intensive", "2014-01-01", "2015-04-01", True),
    ],
)
def test_support_counts_on_any_day_of_the_period_and_in_the_days_after(
    support: str, started: str, ended: str | None, *, counts: bool
):
    result = supported(row(support, started, ended), ["A"], YEAR)
    assert bool(result.by_kind[support]) is counts
    assert (not result.without) is counts


def test_whoever_had_both_counts_in_both_and_whoever_had_none_is_not_recorded():
    both = pl.concat([row("contacted", "2015-05-01"), row("intensive", "2015-06-01")])
    result = supported(both, ["A", "B"], YEAR)
    assert supported_columns(result, with_others=False)["Children missing"] == ["1", "1", "0", "1"]
    assert result.without == {"B"}
    assert supported_sentence(result) == (
        "1 of 2 children who went missing was contacted (50%), and 1 had intensive support (50%)."
    )


def test_where_nobody_went_missing_there_is_no_share():
    assert supported_sentence(supported(row("contacted", "2015-05-01"), [], YEAR)) == (
        "No child went missing in this time."
    )
