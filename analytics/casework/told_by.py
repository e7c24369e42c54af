"""Reports and notifications as they came in: how many rows of files make how many episodes. For co-ordinators alone.

Papers count referrals or notifications where we count episodes (Birmingham, 2015: 1,308 missing and found notifications
are 654 episodes). A report is what one source tells of one episode; a missing and a found notification make one report.
"""

from typing import Final

import polars as pl

from analytics.model import Period, Unit
from analytics.words.columns import Columns
from analytics.words.names import NOT_RECORDED, code_name, in_a_sentence, source_name
from analytics.words.numbers import counted, number, percent
from data.warehouse import Warehouse

MOST_WORDS: Final = 20
# The setting is the episode's: of several sources the first that knows is believed.
REPORTS_QUERY: Final = """
    SELECT
        report.system AS source,
        episode_facts.setting::VARCHAR AS setting,
        nullif(trim(report.reported_from), '') AS reported_from,
        episode_id,
        episode_facts.child_id AS child
    FROM report
    JOIN episode_report USING (report_key)
    JOIN episode_facts USING (episode_id)
    WHERE episode_facts.category = 'missing'
        AND episode_facts.started_at >= $first
        AND episode_facts.started_at < $until
"""
# Of whoever comes back no category is told: a found notification may end an absence too.
NOTIFICATIONS_QUERY: Final = """
    SELECT
        CASE WHEN says = 'missing' THEN coalesce(category, 'missing') ELSE says END AS says,
        count(*) AS notifications
    FROM notification
    WHERE told_at >= $first AND told_at < $until
    GROUP BY ALL
"""
SAYS: Final = ("missing", "absent", "away", "found", "cancelled", "false_alarm")


def reports_of(episodes: Warehouse, period: Period) -> pl.DataFrame:
    """One row a report of a missing episode of the period: source, setting, reported_from, episode_id, child."""
    return episodes.query(REPORTS_QUERY, first=period.start, until=period.end)


def notifications_of(episodes: Warehouse, period: Period) -> dict[str, int]:
    """What notifications of the period say -> how many, in reading order; empty where no file of them is loaded."""
    told = dict(episodes.query(NOTIFICATIONS_QUERY, first=period.start, until=period.end).iter_rows())
    return {says: told[says] for says in (*SAYS, *sorted(set(told) - set(SAYS))) if says in told}


def reports_sentence(reports: pl.DataFrame) -> str:
    """ "1,181 reports tell of 1,090 missing episodes of 640 children; 584 (49%) are of children in care."."""
    if reports.is_empty():
        return "No report tells of a missing episode in this period."
    many, in_care = reports.height, reports.filter(setting="care").height
    tell = "report tells" if many == 1 else "reports tell"
    episodes, children = reports["episode_id"].n_unique(), reports["child"].n_unique()
    of = f"{number(episodes)} missing {counted(episodes, Unit.EPISODE).split()[1]} of {counted(children, Unit.CHILD)}"
    if (reports["setting"] == "unknown").all():
        return f"{number(many)} {tell} of {of}; home or care is not recorded."
    return f"{number(many)} {tell} of {of}; {number(in_care)} ({percent(in_care / many)}) are of children in care."


def notifications_sentence(told: dict[str, int]) -> str:
    """ "1,308 notifications: 654 missing, 654 found."."""
    if not told:
        return "No file of notifications tells of this period."
    parts = ", ".join(f"{number(many)} {in_a_sentence(code_name(says))}" for says, many in told.items())
    return f"{number(sum(told.values()))} notifications: {parts}."


def report_columns(reports: pl.DataFrame) -> Columns:
    """One line a source: its reports by setting, and the episodes and children that they tell of."""
    sources = reports["source"].unique().sort().to_list()
    of = {source: reports.filter(source=source) for source in sources}
    by_setting = {
        title: [number(rows.filter(setting=setting).height) for rows in of.values()]
        for setting, title in (("care", "From care"), ("home", "From home"), ("unknown", NOT_RECORDED))
    }
    return {
        "Source": [source_name(source) for source in sources],
        "Reports": [number(rows.height) for rows in of.values()],
        **by_setting,
        "Episodes": [number(rows["episode_id"].n_unique()) for rows in of.values()],
        "Children": [number(rows["child"].n_unique()) for rows in of.values()],
    }


def reported_from_columns(reports: pl.DataFrame) -> Columns:
    """Who reported it, in the sources' own words, most often first; empty where no report says."""
    told = reports.filter(pl.col("reported_from").is_not_null())
    if told.is_empty():
        return {}
    # One word in several spellings of its capitals is one; the commonest spelling stands for all.
    spelt = told.group_by("reported_from").len().sort("len", "reported_from", descending=[True, False])
    words = spelt.group_by(pl.col("reported_from").str.to_lowercase().alias("key"), maintain_order=True).agg(
        pl.col("reported_from").first(), pl.col("len").sum()
    )
    most = words.sort("len", "reported_from", descending=[True, False])
    counts = dict(most.head(MOST_WORDS).select("reported_from", "len").iter_rows())
    if others := most.slice(MOST_WORDS)["len"].to_list():
        counts[f"{number(len(others))} other {'word' if len(others) == 1 else 'words'}"] = sum(others)
    counts |= {NOT_RECORDED: reports.height - told.height}
    return {
        "Reported from": list(counts),
        "Reports": [number(many) for many in counts.values()],
        f"Of {number(reports.height)}": [percent(many / reports.height) for many in counts.values()],
    }
