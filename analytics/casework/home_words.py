"""Homes in words and columns: one beside all others, and one by itself. What no file tells is never a nought."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from analytics.casework.case_words import day_and_year
from analytics.casework.homes import HomeYear, MonthOfHome
from analytics.casework.interviews import Return, Standing
from analytics.casework.worklist import Item, Stage
from analytics.charts.chart import Chart, Kind, Mark, Series
from analytics.model import Unit
from analytics.words.columns import Columns
from analytics.words.names import NOT_RECORDED
from analytics.words.numbers import counted, joined, mean_text, number, percent
from analytics.words.periods import period_name, short_period_name
from data.homes import Home, ListOfHomes

NOT_IN_LIST: Final = "Not in the list of homes"


def headline_homes(years: Sequence[HomeYear]) -> str:
    """ "3 of 18 homes had 41 of 62 missing episodes ..."; how many there were where they are few."""
    every = sum(year.missing for year in years)
    if not every:
        return "No missing episode began in a home in these twelve months."
    homes = sum(1 for year in years if year.missing)
    top = years[0]
    return (
        f"{number(every)} missing episodes began in {number(homes)} homes. "
        f"Most in {top.home.title}: {number(top.missing)}, by {counted(len(top.children), Unit.CHILD)}."
    )


def homes_columns(years: Sequence[HomeYear], today: date) -> Columns:
    """One line a home."""
    return {
        "Home": [year.home.title for year in years],
        "Places": [places_words(year.home) for year in years],
        "Missing episodes": [number(year.missing) for year in years],
        "For each place": [mean_of(year.for_each_place(year.missing)) for year in years],
        "Children": [number(len(year.children)) for year in years],
        "Absences": [number_or_not(year.absent) for year in years],
        "Interviews owed": [number_or_not(None if year.owed is None else len(year.owed)) for year in years],
        "Triggers": [number(len(year.items)) for year in years],
        "Letter": [letter_words(year.letters, today) or "None due" for year in years],
    }


def places_words(home: Home) -> str:
    """How many places, or that nobody wrote it down."""
    return number(home.places) if home.places else NOT_RECORDED


def number_or_not(many: int | None) -> str:
    """A number, or that no file tells of it."""
    return NOT_RECORDED if many is None else number(many)


def mean_of(value: float | None) -> str:
    """So many for each place; "Not recorded" where either is not."""
    return NOT_RECORDED if value is None else mean_text(value)


def letter_words(items: Sequence[Item], today: date) -> str:
    """ "Overdue since 5 Oct 2026", "Due by 9 Oct 2026": the first of those to be written; empty where none is."""
    days = [item.by for item in items if item.by]
    if not days:
        return ""
    first = min(days)
    is_overdue = first < today and any(item.stage is Stage.OVERDUE for item in items)
    return f"Overdue since {day_and_year(first)}" if is_overdue else f"Due by {day_and_year(first)}"


def headline_home(year: HomeYear) -> str:
    """ "14 missing episodes of 3 children in twelve months, 3.5 for each place"."""
    many = "1 missing episode" if year.missing == 1 else f"{number(year.missing)} missing episodes"
    of = f" of {counted(len(year.children), Unit.CHILD)}" if year.missing else ""
    each = year.for_each_place(year.missing)
    for_each = f", {mean_text(each)} for each place" if each is not None and year.missing else ""
    return f"{many}{of} in twelve months{for_each}"


def said_of_home(year: HomeYear, listed: ListOfHomes, today: date) -> dict[str, str]:
    """What is known of a home, each under its name."""
    home = year.home
    return {
        "Kind": home.kind or not_said(home, listed, "kind"),
        "Provider": home.provider or not_said(home, listed, "provider"),
        "Places": number(home.places) if home.places else not_said(home, listed, "places"),
        "Reporting strategy": strategy_words(home, listed, today),
        "Our children living there": f"{number_or_not(year.living)} now, {number_or_not(year.lived)} in the year",
        "Missing from there now": number_or_not(None if year.missing_now is None else len(year.missing_now)),
        "Children missing": for_each_words(year, len(year.children)),
        "Missing episodes": for_each_words(year, year.missing),
        "Classed absent": absent_words(year),
        "Away without authorisation": for_each_words(year, year.away),
        "Letter to the provider": letter_words(year.letters, today) or "None due",
    }


def for_each_words(year: HomeYear, many: int | None) -> str:
    """ "14, 3.5 for each place"."""
    each = year.for_each_place(many)
    return number_or_not(many) + (f", {mean_text(each)} for each place" if each is not None else "")


def absent_words(year: HomeYear) -> str:
    """ "6 episodes of 2 children, 1.5 for each place"."""
    if year.absent is None or year.absent_children is None:
        return NOT_RECORDED
    each = year.for_each_place(year.absent)
    for_each = f", {mean_text(each)} for each place" if each is not None else ""
    children = f" of {counted(year.absent_children, Unit.CHILD)}" if year.absent else ""
    return f"{counted(year.absent, Unit.EPISODE)}{children}{for_each}"


def not_said(home: Home, listed: ListOfHomes, column: str) -> str:
    """Why nothing is known: no list, no such column, not in the list, or an empty cell."""
    if not listed.is_named:
        return f"{NOT_RECORDED}: the settings name no list of homes"
    if not home.is_listed:
        return f"{NOT_RECORDED}: the home is not in the list"
    return f"{NOT_RECORDED}: the list has no such column" if listed.lacks(column) else NOT_RECORDED


def strategy_words(home: Home, listed: ListOfHomes, today: date) -> str:
    """ "Agreed 12 Jan 2026, review due 12 Jan 2027", "Not agreed"."""
    if home.is_agreed is None:
        return not_said(home, listed, "strategy")
    if not home.is_agreed:
        return "Not agreed"
    agreed = f"Agreed {day_and_year(home.agreed_on)}" if home.agreed_on else "Agreed, day not recorded"
    if home.review_on is None:
        return agreed
    return f"{agreed}, review {'overdue since' if home.review_on < today else 'due'} {day_and_year(home.review_on)}"


def interviews_sentence(year: HomeYear) -> str:
    """Of the returns of the year: offered, held, in time; and what is owed now."""
    steps = year.steps
    if not steps.required:
        return f"No return in {period_name(year.period)} needed an interview. {owed_words(year.owed)}"
    returns = "1 return" if steps.required == 1 else f"{number(steps.required)} returns"
    done = joined([
        step_words("offered", steps.offered), step_words("held", steps.held), step_words("in time", steps.in_time)
    ])  # fmt: skip
    return f"{returns} in {period_name(year.period)} needed an interview: {done}. {owed_words(year.owed)}"


def step_words(name: str, step: tuple[int, int]) -> str:
    """ "offered 9 of 10 (90%)"; of none that files tell of, that."""
    many, of = step
    return f"{name} {number(many)} of {number(of)} ({percent(many / of)})" if of else f"{name} not recorded"


def owed_words(owed: Sequence[Return] | None) -> str:
    """ "2 are owed now, 1 of them overdue."."""
    if owed is None:
        return "What is owed now is not recorded."
    overdue = sum(item.standing is Standing.OVERDUE for item in owed)
    if not owed:
        return "None is owed now."
    are = "is" if len(owed) == 1 else "are"
    return f"{number(len(owed))} {are} owed now, {number(overdue)} of them overdue."


def months_columns(months: Sequence[MonthOfHome]) -> Columns:
    """One line a month, oldest first."""
    return {
        "Month": [month_name(month) for month in months],
        "Missing episodes": [number(month.missing) for month in months],
        "Children missing": [number(month.children) for month in months],
        "Absent": [number_or_not(month.absent) for month in months],
        "Away": [number_or_not(month.away) for month in months],
    }


def month_name(month: MonthOfHome) -> str:
    """ "Sep 2026", "Oct 2026 so far"."""
    return short_period_name(month.month) if month.is_over else f"{month.month.start:%b %Y} so far"


def months_chart(year: HomeYear) -> Chart:
    """Missing episodes by month; absences beside them where files tell of any."""
    whole = [month for month in year.months if month.is_over]
    missing = tuple(Mark(month_name(month), month.missing, number(month.missing)) for month in whole)
    absent = tuple(Mark(month_name(month), month.absent, number_or_not(month.absent)) for month in whole)
    beside = () if year.absent is None else (Series("Absent", absent),)
    title = f"{year.home.title}: {headline_home(year)}."
    subtitle = f"Episodes that began in each month, {period_name(year.period)}."
    return Chart(Kind.BARS, title, subtitle, "Episodes", (Series("Missing", missing), *beside))
