"""The co-ordinator's charts, each as the one value that pages and reports draw."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from analytics.casework.case_words import range_words, standing_words, stands_in_table, when
from analytics.casework.changes import Weekly
from analytics.casework.concern import Listed
from analytics.casework.connections import Pair, groups
from analytics.casework.one_child import YEAR, OneChild, Stay
from analytics.casework.rows import reference
from analytics.casework.week import STRIP_DAYS, Gone, Profile, days_ago
from analytics.charts.chart import Band, Chart, Kind, Mark, Series
from analytics.measuring.recorded import ABSENT, COMPLETED
from analytics.words.names import code_name
from analytics.words.numbers import number, whole

STRIP_SAID = "Each mark is the start of an episode in the last 90 days; a bar runs to now while it is not over."
STRIP_CATEGORIES = ("missing", "absent", "away")


def strip_of(profile: Profile, as_of: datetime) -> Chart:
    """The child's last 90 days: missing and absent; a third line for those away, where there is one."""
    unsaid = profile.listed.concern.unsaid
    return strip(profile.gone, as_of, title_of(profile.listed), has_absences=ABSENT not in unsaid)


def title_of(listed: Listed) -> str:
    """What the strip says."""
    child = listed.concern
    missing = f"{reference(child.child_id)}: {child.episodes_90} missing"
    if ABSENT in child.unsaid and not child.absences_90:
        return f"{missing} in 90 days; absences not recorded."
    return f"{missing} and {child.absences_90} absent in 90 days."


def strip(
    gone: Sequence[Gone], as_of: datetime, title: str, days: int = STRIP_DAYS, *, has_absences: bool = True
) -> Chart:
    """One line a category; absences are never counted as missing. What is not over is a bar, from the edge if older.

    No empty line of what nobody recorded.
    """
    always = ("missing", "absent") if has_absences else ("missing",)
    shown = [name for name in STRIP_CATEGORIES if name in always or any(item.category == name for item in gone)]
    series = tuple(
        Series(
            code_name(category).split(" ")[0],
            tuple(gone_mark(item, as_of, days) for item in gone if item.category == category),
        )
        for category in shown
    )
    return Chart(Kind.STRIP, title, STRIP_SAID, "Days ago", series)


def gone_mark(gone: Gone, as_of: datetime, days: int) -> Mark:
    """The start of an episode, and whether it is not over."""
    since = when(gone.started_at)
    text = f"{since} and not over" if gone.is_open else since
    return Mark(since, min(round(days_ago(gone, as_of), 3), days), text, is_open=gone.is_open)


def line_of(weekly: Weekly) -> Chart:
    """Weeks in a row with what is usual behind them; one beyond it stands out."""
    marks = tuple(
        Mark(day_of(sunday), value, number(value), *beyond(weekly, place))
        for place, (sunday, value) in enumerate(zip(weekly.sundays, weekly.values, strict=True))
    )
    first, last = day_of(weekly.sundays[0]), day_of(weekly.sundays[-1])
    subtitle = f"{weekly.name} starting in each week, weeks ending {first} to {last} {weekly.sundays[-1].year}."
    is_plain = weekly.stands and not (weekly.stands == "within" and weekly.is_unusual)
    stands = f"{weekly.stands} the usual range of {range_words(weekly)}" if is_plain else standing_words(weekly)
    title = f"{number(weekly.this)} this week: {stands}"
    bands = (usual_band(weekly),) if weekly.usual else ()
    return Chart(Kind.LINE, title, subtitle, weekly.name, (Series("", marks),), focus=marks[-1].label, bands=bands)


def beyond(weekly: Weekly, place: int) -> tuple[str, bool]:
    """What is unusual about the week that is looked at, and of which weeks with it; whether it is beyond the range."""
    if place == len(weekly.values) - 1 and weekly.stands in ("above", "below"):
        return f"{weekly.stands} the usual range", True
    is_with_it = any(place in signal.places for signal in weekly.signals[:1])
    return stands_in_table(weekly) if is_with_it else "", False


def usual_band(weekly: Weekly) -> Band:
    """What is usual, from the first week to the last."""
    usual = weekly.usual
    if usual is None:
        raise ValueError("no range is known of fewer than 13 weeks")
    name = f"usual range {range_words(weekly)}, mean {whole(usual.mean)}"
    return Band(0, len(weekly.values) - 1, name, usual.mean, usual.lower, usual.upper)


def bars_of(title: str, subtitle: str, counts: Mapping[str, int]) -> Chart:
    """One bar a name."""
    marks = tuple(Mark(name, count, number(count)) for name, count in counts.items())
    return Chart(Kind.BARS, title, subtitle, "Number", (Series("", marks),))


def day_of(day: date) -> str:
    """ "4 Oct"."""
    return f"{day.day} {day:%b}"


def links_of(pairs: Sequence[Pair]) -> Chart:
    """Children of groups of three or more, linked by being found or gone together; a pair alone is in its table."""
    grouped = {child for members in groups(pairs) if len(members) > 2 for child in members}
    shown = [item for item in pairs if item.is_together and item.one in grouped]
    series = tuple(
        Series(
            f"{reference(item.one)} and {reference(item.other)}",
            tuple(
                Mark(
                    reference(child),
                    float(len(item.found) + len(item.left)),
                    f"{len(item.found) + len(item.left)} times",
                )
                for child in (item.one, item.other)
            ),
        )
        for item in sorted(shown, key=lambda pair: (pair.one, pair.other))
    )
    title = f"{number(len(shown))} pairs of groups were found or went together."
    return Chart(Kind.LINKS, title, "A line is a pair; thicker for more often.", "Times", series)


def history_of(child: OneChild) -> Chart:
    """A year of one child: episodes of every category and interviews held, with placements behind them."""
    gone = [item for item in child.gone if item.is_open or days_ago(item, child.as_of) <= YEAR]
    many = sum(days_ago(item, child.as_of) <= YEAR for item in gone)
    title = f"{reference(child.child_id)}: {number(many)} episodes in a year."
    drawn = strip(gone, child.as_of, title, YEAR, has_absences=child.answers.ever(ABSENT))
    held = tuple(
        Mark(
            when(interview.completed_at),
            days_ago(Gone("", interview.completed_at), child.as_of),
            when(interview.completed_at),
        )
        for interview in child.interviews
        if interview.completed_at and days_ago(Gone("", interview.completed_at), child.as_of) <= YEAR
    )
    return replace(
        drawn,
        subtitle="Each mark is the start of an episode, or an interview held; a bar runs to now while one is not "
        "over; placements are shaded behind.",
        series=(*drawn.series, *([Series("Interview", held)] if child.answers.ever(COMPLETED) else [])),
        bands=tuple(stay_band(stay, child.as_of) for stay in child.stays if is_within_a_year(stay, child.as_of)),
    )


def is_within_a_year(stay: Stay, as_of: datetime) -> bool:
    """Whether a placement lasted into the last year."""
    return stay.ended is None or (as_of.date() - stay.ended).days < YEAR


def stay_band(stay: Stay, as_of: datetime) -> Band:
    """A placement, from and until so many days ago."""
    first = min((as_of.date() - stay.started).days, YEAR)
    last = max((as_of.date() - stay.ended).days, 0) if stay.ended else 0
    return Band(first, last, code_name(stay.placement))
