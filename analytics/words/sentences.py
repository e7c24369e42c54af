"""Every word that a reader meets: names of codes, numbers in sentences, periods, changes.

Numbers come from a published table and from nowhere else, so a sentence can never disagree with the
table under it. A sentence whose number is hidden is not said.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Final

from analytics.disclosure.published import Row, Shown, Table
from analytics.measuring.coverage import Gap
from analytics.measuring.shapes import (
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
from analytics.model import Period, Unit
from analytics.words.names import (
    FIELD_NAMES,
    SUPPLIED_NAMES,
    UNRECORDED,
    category_name,
    field_name,
    in_a_sentence,
    is_known,
    source_name,
    times_name,
)
from analytics.words.numbers import THINGS, counted, joined, listed, n_of_n, number, percent, rate_text
from analytics.words.periods import day_text, period_name, periods_listed


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
