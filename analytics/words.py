"""Every word that a reader meets: names of codes, numbers in sentences, periods, changes.

Numbers come from a published table and from nowhere else, so a sentence can never disagree with the
table under it. A sentence whose number is hidden is not said.
"""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta
from typing import Final

from analytics.breakdowns import BREAKDOWNS
from analytics.coverage import Gap
from analytics.indicator import (
    BesideBands,
    Count,
    Indicator,
    Marks,
    MoreThan,
    Rate,
    Ratio,
    RepeatBands,
    Share,
    ShareOfAll,
    Split,
    TopChildren,
)
from analytics.model import Period, PeriodKind, Unit, add_months
from analytics.published import Row, Shown, Table
from data import codes
from data.bands import STILL_MISSING, TIME_NOT_RECORDED

# A change in per cent is said only on a base that one child cannot swing (DESIGN, words).
HELD: Final = "\N{NO-BREAK SPACE}"
SMALLEST_BASE_FOR_PERCENT: Final = 20

NOT_RECORDED: Final = "Not recorded"

# One name for a code wherever it stands. Codes whose meaning depends on where they stand
# (unknown, numbers, bands) are named by the functions below.
NAMES: Final = {
    "missing": "Missing",
    "absent": "Absent",
    "cancelled": "Cancelled",
    "false_alarm": "False alarm",
    "away": "Away without authorisation",
    "care": "In care",
    "home": "At home",
    "own_residential": "Own children’s home",
    "other_residential": "Other children’s home",
    "foster": "Foster care",
    "supported_accommodation": "Supported accommodation",
    "independent": "Independent or unregulated",
    "with_parents": "With parents",
    "secure": "Secure unit",
    "other": "Other",
    codes.NOT_IN_CARE: "Not in care",
    "in": "In the area",
    "out": "Out of area",
    "F": "Girls",
    "M": "Boys",
    "red": "Red",
    "amber": "Amber",
    "green": "Green",
    "not_triaged": "Not triaged",
    "high": "High",
    "medium": "Medium",
    "low": "Low",
    "no_apparent_risk": "No apparent risk",
    "accepted_completed": "Completed",
    "accepted_not_present": "Accepted, child not there",
    "declined_child": "Declined by the child",
    "declined_parent": "Declined by a parent",
    "declined": "Declined",
    "not_offered_missing_again": "Not offered: missing again",
    "not_offered_no_contact": "Not offered: no contact",
    "not_offered_other": "Not offered: other reason",
    "not_required": "Not required",
    "pending": "Waiting",
    "not_recorded": NOT_RECORDED,
    codes.UNKNOWN: NOT_RECORDED,
    STILL_MISSING: "Still missing",
    TIME_NOT_RECORDED: "Time not recorded",
    "intensive": "Intensive support",
    "contacted": "Contacted",
    "under-10": "Under 10",
    "under-1": "Under 1",
    "white": "White",
    "mixed": "Mixed",
    "asian": "Asian",
    "black": "Black",
    "own_here": "Ours, living here",
    "own_elsewhere": "Ours, living elsewhere",
    "hosted": "Others’, living here",
    "others_elsewhere": "Others’, living elsewhere",
    "exploitation": "Any exploitation",
    "cse": "Sexual exploitation",
    "cce": "Criminal exploitation",
    "county_lines": "County lines",
    "gangs": "Gangs",
    "trafficking": "Trafficking",
    "uasc": "Unaccompanied, seeking asylum",
    "substance": "Substance misuse",
    "other_flag": "Another risk",
    "no_flag": "No risk marked",
    "aged-10-17": "Children aged 10 to 17",
    "looked-after": "Looked-after children",
    "in_time": "Interview in time",
    "not_in_time": "None in time",
    "not-in-90": "Not within 90 days",
    "too-soon": "Too soon to say",
}

# Groups that are called otherwise than their code is elsewhere.
GROUP_NAMES: Final = {("after_support", "not_recorded"): "No support recorded"}

HOURS_IN_WORDS: Final = {
    "0-8": "Under 8 hours",
    "24-48": "1 to 2 days",
    "48-168": "2 to 7 days",
    "168+": "7 days or more",
}
DAYS_IN_WORDS: Final = {"<1": "Less than a day", ">30": "Over 30 days"}

FIRST_WHOLE_RATE: Final = 99.95  # would be read as 100.0

# What one is called in a sentence.
THINGS: Final = {
    Unit.EPISODE: ("episode", "episodes"),
    Unit.CHILD: ("child", "children"),
    Unit.INTERVIEW: ("interview", "interviews"),
}


def category_name(indicator: Indicator, category: str) -> str:
    """What a category of this indicator is called."""
    if isinstance(indicator, TopChildren):
        return f"Top {category}" if category.endswith("%") else f"Top {category} children"
    if indicator.definition.slug == "reconciliation":
        return only_name(category)
    namer = NAMERS.get(indicator.definition.slug)
    return namer(category) if namer and category not in NAMES else code_name(category)


def only_name(category: str) -> str:
    """Which source alone tells of an episode: "Only the fostering service"."""
    name = source_name(category)
    return "Two sources or more" if category == "several" else f"Only {name[:1].lower()}{name[1:]}"


def group_name(breakdown: str, group: str) -> str:
    """What a group of a breakdown is called; the whole is "All"."""
    if not group:
        return "All"
    if (breakdown, group) in GROUP_NAMES:
        return GROUP_NAMES[breakdown, group]
    if breakdown == "age_band" and "-" in group and group not in NAMES:
        return f"{group.replace('-', ' to ')}"
    return code_name(group)


def breakdown_title(breakdown: str) -> str:
    """What a breakdown is called."""
    return BREAKDOWNS[breakdown].title if breakdown in BREAKDOWNS else "All"


def code_name(code: str) -> str:
    """The name of a code; a code without one (a district, an area, a year of age) is its own name."""
    if code in NAMES:
        return NAMES[code]
    if code in ("1-4", "5-9", "10-15", "16-17"):
        return code.replace("-", " to ")
    return code


def hours_name(band: str) -> str:
    """ "8-16" is "8 to 16 hours"; roll-ups are "24 hours or more"."""
    if band in HOURS_IN_WORDS:
        return HOURS_IN_WORDS[band]
    if band.startswith("over-"):
        return f"{band.removeprefix('over-')} hours or more"
    if band.endswith("+"):
        return f"{band[:-1]} hours or more"
    return f"{band.replace('-', ' to ')} hours"


def times_name(band: str) -> str:
    """ "1-2" is "1 or 2 times", "20+" is "20 times or more"."""
    if band.endswith("+"):
        return f"{band[:-1]} times or more"
    low, _, high = band.partition("-")
    if not high:
        return "Once" if low == "1" else f"{low} times"
    joined = " or " if int(high) == int(low) + 1 else " to "
    return f"{low}{joined}{high} times"


def again_name(band: str) -> str:
    """ "0-7" is "Under 7 days", "7-14" is "7 to 14 days", "within-28" is "Within 28 days"."""
    if band.startswith("within-"):
        return f"Within {band.removeprefix('within-')} days"
    low, _, high = band.partition("-")
    return f"Under {high} days" if low == "0" else f"{low} to {high} days"


def distance_name(band: str) -> str:
    """ "0-5" is "Under 5 miles", "80+" is "80 miles or more"."""
    if band.endswith("+"):
        return f"{band[:-1]} miles or more"
    low, _, high = band.partition("-")
    return f"Under {high} miles" if low == "0" else f"{low} to {high} miles"


def days_name(band: str) -> str:
    """ "1-2" is "1 to 2 days"."""
    return DAYS_IN_WORDS.get(band, f"{band.replace('-', ' to ')} days")


def absent_name(band: str) -> str:
    """ "none" is "Never absent", "1-2" is "Absent 1 or 2 times"."""
    return "Never absent" if band == "none" else f"Absent {in_a_sentence(times_name(band))}"


# Indicators whose categories are bands of numbers, and how these are called.
NAMERS: Final[dict[str, Callable[[str], str]]] = {
    "duration-hours": hours_name,
    "duration-days": days_name,
    "repeat-bands": times_name,
    "repeat-bands-absent": times_name,
    "repeat-bands-both": times_name,
    "distance": distance_name,
    "time-to-next-episode": again_name,
    "missing-and-absent": absent_name,
}


# Of times in which something was recorded, so many are named.
MOST_TIMES_NAMED = 3


def fewer_than(most_hidden: int) -> str:
    """What stands for a count that is too small to be said: "fewer than 6", where 1 to 5 are hidden."""
    return f"fewer than {most_hidden + 1}"


def few_rows(most_hidden: int) -> str:
    """What stands for a number of rows that is hidden: they are few, or many of a few children."""
    return f"{fewer_than(most_hidden)} rows or children"


def number(value: int) -> str:
    """With a comma at thousands."""
    return f"{value:,}"


def percent(share: float) -> str:
    """A whole percentage, halves up; something is never 0%, and not all is never 100%."""
    if 0 < share < 0.005:
        return "under 1%"
    if 0.995 <= share < 1:
        return "over 99%"
    return f"{whole_percent(share)}%"


def mean_text(value: float) -> str:
    """A mean, with one decimal."""
    return f"{value:,.1f}"


def whole_percent(share: float) -> int:
    """The nearest whole percentage, halves up."""
    # Rounded first, because 57 of 200 is 28.499999999999996 in binary.
    return int(round(share * 100, 6) + 0.5)


def counted(value: int, unit: Unit) -> str:
    """ "1 child", "2,412 episodes"."""
    one, many = THINGS[unit]
    return f"{number(value)} {one if value == 1 else many}"


def value_text(row: Row, few: str = "few") -> str:
    """The number of a row, or the word that stands for it."""
    if row.shown is Shown.FEW:
        return few
    if row.shown in (Shown.HIDDEN, Shown.NOT_SUPPLIED, Shown.NOT_RECORDED, Shown.NONE_DUE):
        return row.shown.value
    return number(row.numerator) if row.numerator is not None else Shown.HIDDEN.value


def n_of_n(row: Row, things: str = "") -> str:
    """ "141 of 329 (43%)", with `things` "141 of 329 returns (43%)"; empty when any of it may not be shown."""
    if row.numerator is None or row.denominator is None or row.share is None:
        return ""
    of = f"{number(row.denominator)} {things}".rstrip()
    return f"{number(row.numerator)} of {of} ({percent(row.share)})"


def day_text(day: date | datetime) -> str:
    """ "5 October 2026"."""
    return f"{day.day} {day:%B %Y}"


def near_day(day: date, today: date) -> str:
    """ "18 Nov"; of another year "18 Nov 2025". In one piece, however narrow the column."""
    return HELD.join([str(day.day), f"{day:%b}", *([] if day.year == today.year else [str(day.year)])])


def moment_text(moment: datetime) -> str:
    """ "5 October 2026, 07:30"."""
    return f"{day_text(moment)}, {moment:%H:%M}"


def period_name(period: Period) -> str:
    """ "July to September 2026", "2026-27 (April to March)", "3 May 2026 to 9 May 2026"."""
    last = period.end - timedelta(days=1)
    if period.kind is PeriodKind.CALENDAR_YEAR:
        return f"{period.start.year} (January to December)"
    if period.kind is PeriodKind.FINANCIAL_YEAR:
        return f"{period.start.year}-{period.end.year % 100:02d} (April to March)"
    if period.start.day != 1 or period.end.day != 1:
        return f"{day_text(period.start)} to {day_text(last)}"
    if add_months(period.start, 1) == period.end:
        return f"{period.start:%B %Y}"
    if period.start.year == last.year:
        return f"{period.start:%B} to {last:%B %Y}"
    return f"{period.start:%B %Y} to {last:%B %Y}"


def short_period_name(period: Period) -> str:
    """The shortest name of a fixed period that is not another's: "Sep 2026", "Jul-Sep 2026", "2026-27"."""
    last = period.end - timedelta(days=1)
    match period.kind:
        case PeriodKind.CALENDAR_YEAR:
            return f"{period.start:%Y}"
        case PeriodKind.FINANCIAL_YEAR:
            return f"{period.start:%Y}-{last:%y}"
        case PeriodKind.QUARTER:
            return f"{period.start:%b}-{last:%b %Y}"
        case _:
            return f"{last:%b %Y}"


def window_name(indicator: Indicator, period: Period) -> str:
    """The period of a column or a series; of a look-back, where it ends: "To Sep 2026"."""
    if not indicator.definition.looks_back:
        return short_period_name(period)
    return f"To {period.end - timedelta(days=1):%b %Y}"


def window_counted(indicator: Indicator, period: Period, look_back_months: int) -> str:
    """The time that an indicator counts: the period, or the months up to its end: "October 2025 to September 2026"."""
    return period_name(period.look_back(look_back_months) if indicator.definition.looks_back else period)


def change(now: int, before: int, than: str, *, about: str = "") -> str:
    """ "down from 425 the year before (a fall of 20%)"; a percentage only on a base of 20 or more."""
    if now == before:
        return f"{about}the same as {than}"
    direction, noun = ("up", "rise") if now > before else ("down", "fall")
    text = f"{direction} from {about}{number(before)} {than}"
    if before < SMALLEST_BASE_FOR_PERCENT:
        return text
    return f"{text} (a {noun} of {percent(abs(now - before) / before)})"


def change_of_share(now: Row, before: Row, than: str) -> str:
    """ "down from 190 of 327 (58%) the quarter before (a fall of 15 percentage points)".

    Points are the difference of the percentages as they are read, on bases of 20 or more; empty where one is hidden.
    """
    if not (n_of_n(now) and n_of_n(before)):
        return ""
    points = whole_percent(now.share or 0) - whole_percent(before.share or 0)
    if not points:
        return f"the same percentage as {than}, {n_of_n(before)}"
    direction, noun = ("up", "rise") if points > 0 else ("down", "fall")
    text = f"{direction} from {n_of_n(before)} {than}"
    if min(now.denominator or 0, before.denominator or 0) < SMALLEST_BASE_FOR_PERCENT:
        return text
    return f"{text} (a {noun} of {abs(points)} percentage {'point' if abs(points) == 1 else 'points'})"


def sentence(table: Table, indicator: Indicator, group: str = "") -> str:
    """The one plain sentence of a card, from the rows of one period; else why nothing may be said."""
    rows = [row for row in table.rows if row.group == group]
    if not any(row.shown in (Shown.EXACT, Shown.SHOWN) for row in rows):
        return unsaid(rows, recorded=table.recorded)
    match indicator:
        case Share() | MoreThan() | ShareOfAll():
            said = sentence_of_share(rows[0], table.unit, indicator)
        case Ratio():
            said = sentence_of_ratio(rows[0])
        case Count():
            said = sentence_of_count(rows[0], table.unit, indicator)
        case _:
            said = sentence_of_parts(rows, table.unit, indicator)
            # Sums of rounded numbers say nothing of children.
            more = overlap(rows, table.unit, indicator) if said and not table.protection.is_rounded else ""
            said = f"{said} {more}".strip()
    return said or unsaid(rows, table.unit)


def sentence_of_parts(rows: list[Row], unit: Unit, indicator: Indicator) -> str:
    """The sentence of an indicator that has categories."""
    match indicator:
        case Split():
            return sentence_of_split(rows, unit, indicator)
        case Marks():
            return sentence_of_marks(rows, indicator)
        case BesideBands():
            return sentence_of_beside(rows, indicator)
        case Rate():
            return sentence_of_rate(rows, unit, indicator)
        case RepeatBands():
            return sentence_of_repeat(rows, unit, indicator)
        case TopChildren():
            return sentence_of_top(rows)
        case _:
            raise TypeError(f"{indicator.definition.slug} has no categories")


def unsaid(rows: Sequence[Row], unit: Unit | None = None, recorded: Sequence[Period] = ()) -> str:
    """Why there is no number, or of one number no percentage. `recorded`: when all of it was recorded."""
    if unit and len(rows) == 1 and rows[0].numerator:
        return f"{counted(rows[0].numerator, unit)}, of a number that is hidden or too small for a percentage."
    if any(row.numerator for row in rows):
        return "There is no percentage to give: part of this is hidden, or too small."
    words = {row.shown for row in rows}
    if Shown.NOT_RECORDED in words and Shown.NOT_SUPPLIED not in words:
        return not_recorded(recorded)
    why = next((why for word, why in WHY_UNSAID.items() if word in words), "")
    return why or ("There was none to count in this period." if rows else "There is no figure for this period.")


WHY_UNSAID: Final = {
    Shown.NOT_SUPPLIED: "This period was not supplied whole, so there is no number. It is not zero.",
    Shown.FEW: "Too few to give a number.",
    Shown.HIDDEN: "The number is hidden, because it is small or would give a small one away.",
}


def not_recorded(recorded: Sequence[Period]) -> str:
    """That no file has what a figure is made of, and of when there is some: never a zero."""
    if not recorded:
        return "Not recorded: no file has a column of this with anything in it. It is not zero."
    return f"Not recorded for the whole of this period: it was for {periods_listed(recorded)}. It is not zero."


def periods_listed(periods: Sequence[Period]) -> str:
    """Times joined, of many the last ones: "April 2024 to March 2025", "3 times before, and ..."."""
    named = joined([period_name(period) for period in periods[-MOST_TIMES_NAMED:]])
    before = len(periods) - MOST_TIMES_NAMED
    return f"{named}, and {before} {'time' if before == 1 else 'times'} before" if before > 0 else named


def sentence_of_share(row: Row, unit: Unit, indicator: Share | MoreThan | ShareOfAll) -> str:
    """ "442 of 692 returns (64%) had an interview within 72 hours."."""
    if row.numerator is None or row.denominator is None or row.share is None:
        return ""
    definition = indicator.definition
    says = definition.says_of_children or definition.says if unit is Unit.CHILD else definition.says
    return says.format(n=number(row.numerator), of=number(row.denominator), percent=percent(row.share))


def sentence_of_count(row: Row, unit: Unit, indicator: Count) -> str:
    """ "692 missing episodes started in April to June 2016."."""
    if row.numerator is None:
        return ""
    one = row.numerator == 1
    if indicator.definition.slug == "missing-now":
        return sentence_of_now(row.numerator, unit, row.period.start)
    if indicator.definition.says:
        returns = THINGS[unit][0 if one else 1] if unit is Unit.CHILD else "return" if one else "returns"
        return indicator.definition.says.format(n=number(row.numerator), returns=returns)
    if unit is Unit.CHILD:
        return f"{counted(row.numerator, unit)} went missing in {period_name(row.period)}."
    return f"{number(row.numerator)} missing {'episode' if one else 'episodes'} started in {period_name(row.period)}."


def sentence_of_now(value: int, unit: Unit, day: date) -> str:
    """ "3 children were still missing on 5 October 2026."."""
    if unit is Unit.CHILD:
        return f"{counted(value, unit)} {'was' if value == 1 else 'were'} still missing on {day_text(day)}."
    return f"{counted(value, unit)} had no return recorded by {day_text(day)}."


def sentence_of_ratio(row: Row) -> str:
    """ "Each child went missing 2.4 times on average (692 episodes, 290 children)."."""
    if row.share is None or row.numerator is None or row.denominator is None:
        return ""
    return (
        f"Each child went missing {row.share:.1f} times on average "
        f"({counted(row.numerator, Unit.EPISODE)}, {counted(row.denominator, Unit.CHILD)})."
    )


def sentence_of_marks(rows: list[Row], indicator: Marks) -> str:
    """The first mark, which sums up others, then the one borne most often."""
    first, *others = (row for row in rows if row.category != "no_flag")
    most = max(others, key=lambda row: row.numerator or 0)
    said = [f"{category_name(indicator, first.category)}: {n_of_n(first)}."] if n_of_n(first) else []
    if most.numerator and n_of_n(most):
        said.append(f"Most often {in_a_sentence(category_name(indicator, most.category))}: {n_of_n(most)}.")
    return " ".join(said)


def sentence_of_beside(rows: list[Row], indicator: BesideBands) -> str:
    """ "212 of 290 children who went missing in 12 months (73%) were never reported absent."."""
    none = rows[0]
    if none.numerator is None or none.denominator is None or none.share is None:
        return ""
    return (
        f"{number(none.numerator)} of {number(none.denominator)} children who went missing "
        f"in {indicator.months} months ({percent(none.share)}) were never reported absent."
    )


def sentence_of_rate(rows: list[Row], unit: Unit, indicator: Rate) -> str:
    """ "38.4 children for each 10,000 children aged 10 to 17."."""
    said = [
        f"{rate_text(row.share, indicator)} {THINGS[unit][1]} for each {number(indicator.per)} "
        f"{category_name(indicator, row.category).lower()}."
        for row in rows
        if row.share is not None and row.numerator is not None
    ]
    return " ".join(said)


def rate_text(share: float, indicator: Rate) -> str:
    """One decimal; from a hundred on none, which would say more than is known."""
    rate = share * indicator.per
    return f"{rate:,.1f}" if rate < FIRST_WHOLE_RATE else number(round(rate))


UNRECORDED: Final = {
    "too-soon": "Too soon to say",
    codes.UNKNOWN: NOT_RECORDED,
    "not_recorded": NOT_RECORDED,
    TIME_NOT_RECORDED: "Time not recorded",
    "not_triaged": "Not triaged",
}


def is_known(category: str) -> bool:
    """Whether a category says something, rather than that nothing was recorded."""
    return category not in UNRECORDED and category not in ("declined", STILL_MISSING)


def sentence_of_split(rows: list[Row], unit: Unit, indicator: Split) -> str:
    """The roll-ups if the indicator has them, else the largest part; then how much is not recorded."""
    rollups = dict(indicator.rollups)
    summed = [row for row in rows if row.category in rollups and row.numerator and row.share is not None]
    parts = [row for row in rows if row.category not in rollups]
    said = "; ".join(part_in_words(row, unit, indicator) for row in summed) or largest_part(parts, unit, indicator)
    if not said:
        return ""
    return f"{said[0].upper()}{said[1:]}. {unrecorded(parts, unit)}".strip()


def overlap(rows: list[Row], unit: Unit, indicator: Indicator) -> str:
    """By how much groups of children add up to more than all of them; empty where that is not known, or nothing."""
    if not isinstance(indicator, Split):
        return ""
    parts = [row for row in rows if row.category not in dict(indicator.rollups)]
    shown = [row.numerator for row in parts if row.numerator is not None]
    whole = parts[0].denominator if parts else None
    if unit is not Unit.CHILD or whole is None or len(shown) < len(parts) or sum(shown) <= whole:
        return ""
    return f"Groups add up to {number(sum(shown) - whole)} more than all: some children were in several."


def category_in_a_sentence(indicator: Split, category: str) -> str:
    """ "24 hours or more"; of ages "aged 10 to 15"."""
    name = category_name(indicator, category)
    return f"aged {name}" if name[0].isdigit() and indicator.definition.slug == "age" else in_a_sentence(name)


def part_in_words(row: Row, unit: Unit, indicator: Split) -> str:
    """ "over 24 hours: 218 of 692 (32%)"; where the whole is hidden, "218 episodes"."""
    return f"{category_in_a_sentence(indicator, row.category)}: {n_of_n(row) or counted(row.numerator or 0, unit)}"


def largest_part(parts: list[Row], unit: Unit, indicator: Split) -> str:
    """ "in care: 357 of 692 (52%), the largest group"; whether it is the largest is said only when it must be."""
    known = [row for row in parts if is_known(row.category) and row.numerator]
    if not known:
        return ""
    most = max(known, key=lambda row: row.numerator or 0)
    said = part_in_words(most, unit, indicator)
    return f"{said}, the largest group" if is_surely_largest(most, parts, unit) else said


def is_surely_largest(most: Row, parts: list[Row], unit: Unit) -> bool:
    """Whether no other part, hidden or not recorded, can be as large."""
    value = most.numerator or 0
    others = [row for row in parts if row is not most]
    if any((row.numerator or 0) >= value for row in others):
        return False
    if all(row.numerator is not None for row in others):
        return True
    # Children may be in several parts, so what is left over bounds nothing.
    if unit is Unit.CHILD or most.denominator is None:
        return False
    return most.denominator - sum(row.numerator or 0 for row in parts) < value


def in_a_sentence(name: str) -> str:
    """A name as it stands inside a sentence: districts, areas and peoples keep their capitals."""
    return name[0].lower() + name[1:] if name in COMMON_NAMES or name.startswith(("Under ", "Over ")) else name


COMMON_NAMES: Final = {*NAMES.values(), *DAYS_IN_WORDS.values(), "Once"} - {"White", "Asian", "Black"}


def unrecorded(rows: list[Row], unit: Unit) -> str:
    """How many are not recorded; empty when none or hidden."""
    found = [row for row in rows if row.category in UNRECORDED and row.numerator]
    return " ".join(f"{UNRECORDED[row.category]} for {counted(row.numerator or 0, unit)}." for row in found).replace(
        "Not triaged for", "Not triaged:"
    )


def sentence_of_repeat(rows: list[Row], unit: Unit, indicator: RepeatBands) -> str:
    """The most frequent band that has anyone, and its share; if a more frequent one is hidden, that it is."""
    most_first = sorted(rows, key=lambda row: indicator.names.index(row.category), reverse=True)
    said = next((row for row in most_first if row.numerator), None)
    if said is None or not n_of_n(said):
        return ""
    times = f"{in_a_sentence(times_name(said.category))} in {indicator.months} months"
    more = most_first[: most_first.index(said)]
    hidden = "; how many went missing more often is hidden" if any(row.numerator is None for row in more) else ""
    if unit is Unit.EPISODE:
        return f"{n_of_n(said, 'episodes')} were by children who went missing {times}{hidden}."
    return f"{n_of_n(said, 'children')} went missing {times}{hidden}."


def sentence_of_top(rows: list[Row]) -> str:
    """Five children's share of the episodes, else that of the smallest group that may be shown."""
    tops = [row for row in rows if not row.category.endswith("%") and n_of_n(row)]
    if not tops:
        return ""
    wanted = next((row for row in tops if row.category == "5"), tops[0])
    if wanted.numerator == wanted.denominator:
        return f"{wanted.category} children or fewer had all {number(wanted.numerator or 0)} episodes."
    return f"{wanted.category} children had {n_of_n(wanted, 'episodes')}."


SOURCE_NAMES: Final = {
    "police": "Police",
    "social_care": "Social care",
    "ssda903": "The looked-after return",
    "provider": "The interview provider",
    "fostering": "The fostering service",
    "official": "Official statistics",
}
SUPPLIED_NAMES: Final = {
    "missing": "missing episodes",
    "absent": "absences",
    "away": "episodes away",
    "interview": "interviews",
    "support": "records of support",
}


CATEGORY_THINGS: Final = {
    "missing": ("missing episode", "missing episodes"),
    "absent": ("absence", "absences"),
    "away": ("episode away without authorisation", "episodes away without authorisation"),
}


def sentence_of_category(row: Row | None, category: str) -> str:
    """ "31 absences started in July to September 2026."; else why there is no number."""
    if row is None or row.numerator is None:
        return unsaid([] if row is None else [row])
    things = CATEGORY_THINGS[category][row.numerator != 1]
    return f"{number(row.numerator)} {things} started in {period_name(row.period)}."


KIND_VERBS: Final = {"missing": "went missing", "absent": "were absent", "away": "were away without authorisation"}


def sentence_of_kinds(table: Table) -> str:
    """ "547 missing episodes, 100 absences and 26 episodes away ... started in ..."; hidden kinds are left out."""
    shown = [row for row in table.rows if row.numerator is not None and row.group in CATEGORY_THINGS]
    if not shown:
        return ""
    when = period_name(shown[0].period)
    if table.unit is Unit.CHILD:
        said = [f"{number(row.numerator or 0)} {KIND_VERBS[row.group]}" for row in shown]
        return f"In {when}, of the children reported, {joined(said)}; a child may be in several."
    said = [f"{number(row.numerator or 0)} {CATEGORY_THINGS[row.group][row.numerator != 1]}" for row in shown]
    return f"{joined(said)} started in {when}."


def sentence_case(text: str) -> str:
    """The text with a capital at its start."""
    return text[:1].upper() + text[1:]


def source_name(system: str) -> str:
    """What a source is called; one that we have no name for is called what its mapping calls it."""
    return SOURCE_NAMES.get(system, system.replace("_", " ").capitalize())


def supplied_name(category: str) -> str:
    """What a source supplies: "Missing episodes", "Interviews"."""
    name = SUPPLIED_NAMES.get(category, category)
    return name[:1].upper() + name[1:]


FIELD_NAMES: Final = {
    "ended": "the end of episodes",
    "setting": "home or care",
    "placement": "placement",
    "in_area": "in or out of area",
    "own_or_hosted": "the responsible authority",
    "sex": "sex",
    "ethnicity": "ethnicity",
    "age": "age",
    "area": "police area",
    "district": "postcode district missing from",
    "found_district": "postcode district found in",
    "found_place": "place found at",
    "distance": "distance found",
    "police_risk": "police risk",
    "triage": "triage",
    "interview_offered": "interviews offered",
    "interview_completed": "interviews completed",
    "interview_outcome": "the outcome of interviews",
    "interview_time": "the time of interviews",
    "provider": "interview provider",
    "visit": "visits after a refused interview",
    "safe_and_well": "safe-and-well checks",
    "support": "contact and support",
    "absent": "absences",
    "away": "children away without authorisation",
    "two_senders": "a second source of missing episodes",
    "flags": "risks marked",
    "exploitation": "any mark of exploitation",
}


def field_name(field: str) -> str:
    """What a thing that files record is called inside a sentence; of a mark, the mark."""
    return FIELD_NAMES.get(field) or f"the mark “{in_a_sentence(code_name(field))}”"


def not_recorded_sentences(recorded: Mapping[str, AbstractSet[date]], months: Sequence[date]) -> list[str]:
    """What no file has a column of in any of the months, and what only some of the months have; two sentences at most.

    A mark of one risk is not named where no risk is recorded at all.
    """
    wanted = set(months)
    lacking = {field: wanted - those for field, those in recorded.items() if wanted - those}
    whole = [field for field, those in lacking.items() if those == wanted]
    if "flags" in whole:
        whole = [field for field in whole if field == "flags" or (field in FIELD_NAMES and field != "exploitation")]
    partly = [field for field, those in lacking.items() if those != wanted and field in FIELD_NAMES]
    said = []
    if whole:
        said.append(f"Not recorded in any file: {joined([field_name(field) for field in whole])}.")
    if partly:
        said.append(f"Recorded in some months only: {joined([field_name(field) for field in partly])}.")
    return said


def gap_sentences(found: list[Gap]) -> list[str]:
    """One sentence for each source and time: "Social care supplied no absences or interviews for February 2025."."""
    by_place: dict[tuple[str, Period], list[str]] = {}
    for gap in found:
        by_place.setdefault((gap.system, gap.period), []).append(SUPPLIED_NAMES.get(gap.category, gap.category))
    return [
        f"{source_name(system)} supplied no {listed(names)} for {period_name(period)}."
        for (system, period), names in by_place.items()
    ]


def joined(names: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def listed(names: list[str]) -> str:
    """ "a", "a or b", "a, b or c"."""
    return f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]
