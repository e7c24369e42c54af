"""The co-ordinator's charts, each as the one value that pages and reports draw."""

from collections.abc import Sequence
from datetime import datetime

from analytics.casework.concern import Listed
from analytics.casework.rows import reference
from analytics.casework.week import Gone, Profile, days_ago
from analytics.casework.words import when
from analytics.charts.chart import Chart, Kind, Mark, Series
from analytics.words import code_name

STRIP_CATEGORIES = ("missing", "absent", "away")


def strip_of(profile: Profile, as_of: datetime) -> Chart:
    """The child's last 90 days: missing and absent; a third line for those away, where there is one."""
    return strip(profile.gone, as_of, title_of(profile.listed))


def title_of(listed: Listed) -> str:
    """What the strip says."""
    child = listed.concern
    return f"{reference(child.child_id)}: {child.episodes_90} missing and {child.absences_90} absent in 90 days."


def strip(gone: Sequence[Gone], as_of: datetime, title: str) -> Chart:
    """One line a category; absences are never counted as missing."""
    shown = [name for name in STRIP_CATEGORIES if name != "away" or any(one.category == name for one in gone)]
    series = tuple(
        Series(
            code_name(category).split(" ")[0],
            tuple(
                Mark(when(one.started_at), round(days_ago(one, as_of), 3), when(one.started_at))
                for one in gone
                if one.category == category
            ),
        )
        for category in shown
    )
    return Chart(Kind.STRIP, title, "Each mark is the start of an episode in the last 90 days.", "Days ago", series)
