"""The latest week: whether it is unusual, and what drives it; the same for the page, the report and its papers."""

from dataclasses import dataclass

from analytics.casework.case_words import (
    change_words,
    changed_in_one_group,
    interviews_changed,
    said_of_parts,
    usual_words,
)
from analytics.casework.changes import Weekly, children_by_week, episodes_by_week, parts_by_week
from analytics.casework.rows import Cases
from analytics.casework.week_drivers import episode_drivers, interview_drivers

# The parts that the report has room for.
REPORTED = ("Home or care", "Placement")


@dataclass(frozen=True)
class LatestWeek:
    """The numbers of the weeks, and what is said of the latest: of all episodes, of their parts, of interviews.

    `standing` says whether it is unusual, and what drives it. `interviews` is empty where nobody's are unusual.
    """

    episodes: Weekly
    children: Weekly
    change: str
    standing: str
    parts: str
    interviews: str


def latest_week(cases: Cases, weeks: int) -> LatestWeek:
    """What there is to say of the week that was over at the as-of time, beside so many weeks in all."""
    episodes = episodes_by_week(cases, weeks)
    driven = changed_in_one_group(episodes, episode_drivers(cases, weeks, episodes))
    parts = [group for part in REPORTED for group in parts_by_week(cases, weeks, part)]
    return LatestWeek(
        episodes,
        children_by_week(cases, weeks),
        change_words(episodes),
        f"{usual_words(episodes)} {driven}".strip(),
        said_of_parts(parts),
        interviews_changed(interview_drivers(cases, weeks)),
    )
