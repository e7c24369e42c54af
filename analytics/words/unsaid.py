"""Why there is no number, and which months nobody supplied or recorded. What is missing is never a zero."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta
from functools import reduce
from typing import Final

from analytics.disclosure.published import Row, Shown
from analytics.measuring.coverage import Gap
from analytics.measuring.groupings import Grouping
from analytics.model import Period, PeriodKind, Unit
from analytics.words.names import FIELD_NAMES, SUPPLIED_NAMES, field_name, source_name
from analytics.words.numbers import counted, joined, listed
from analytics.words.periods import moment_text, period_name, periods_listed
from data.themes import FIELDS as QUESTIONS

TOLD: Final = "what children told in interviews"


def of_several(reason: str, many: int) -> str:
    """A sentence about one table that is not published, as it is said of so many."""
    if many == 1:
        return reason
    words = {"This table is": "These tables are", " its ": " their ", " see it.": " see them."}
    return reduce(lambda said, word: said.replace(word, words[word]), words, reason)


def withheld(grouping: Grouping | None) -> str:
    """Why a table is not published, or for years alone; empty where it is published for all that it is listed for."""
    if grouping is None:
        return ""
    if not grouping.kinds:
        return "This table is not published: too many of its numbers would be of a few children."
    if PeriodKind.QUARTER not in grouping.kinds:
        return (
            "This table is published for years alone: in shorter periods too many numbers would be of a few children."
        )
    return ""


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
    Shown.RANGE: "Only a range is given: the number itself would give a small one away.",
    Shown.ALONE: "The percentage is not said alone: what it is compared with can be said neither exactly nor roughly.",
    Shown.HIDDEN: "The number is hidden, because it is small or would give a small one away.",
}


def not_recorded(recorded: Sequence[Period]) -> str:
    """That no file has what a figure is made of, and of when there is some: never a zero."""
    if not recorded:
        return "Not recorded: no file has a column of this with anything in it. It is not zero."
    return f"Not recorded for the whole of this period: it was for {periods_listed(recorded)}. It is not zero."


def not_recorded_sentences(recorded: Mapping[str, AbstractSet[date]], months: Sequence[date]) -> list[str]:
    """What no file has a column of in any of the months, and what only some of the months have; two sentences at most.

    A mark of one risk is not named where no risk is recorded at all.
    """
    wanted = set(months)
    lacking = {field: wanted - those for field, those in recorded.items() if wanted - those}
    whole = [field for field, those in lacking.items() if those == wanted]
    if "flags" in whole:
        whole = [field for field in whole if field == "flags" or (field in FIELD_NAMES and field != "exploitation")]
    if set(QUESTIONS) <= set(whole):
        whole = [TOLD, *(field for field in whole if field not in QUESTIONS)]
    partly = [field for field, those in lacking.items() if those != wanted and field in FIELD_NAMES]
    sentences = []
    if whole:
        sentences.append(
            f"Not recorded in any file: {joined([field if field == TOLD else field_name(field) for field in whole])}."
        )
    if partly:
        sentences.append(f"Recorded in some months only: {joined([field_name(field) for field in partly])}.")
    return sentences


def of_other_months(kind: str, gaps: Sequence[Period]) -> str:
    """Of which months a kind of episode was not supplied: "No source supplied absences for July 2015 ..."."""
    if not gaps:
        return ""
    name = SUPPLIED_NAMES[kind]
    lacking = f"No source supplied {name} for {periods_listed(gaps)}."
    return f"{lacking} That is not zero: the {name} counted here are those of the other months."


def not_whole(period: Period, begin: date | None, as_of: datetime) -> list[str]:
    """That a period is not over, or began before the records of `begin`: what there is of it, and what follows."""
    name, last = period_name(period), as_of.date() + timedelta(days=1)
    sentences = []
    if period.end > last or (period.kind is not PeriodKind.ANY and period.end > as_of.date()):
        sentences.append(f"{name} is not over: figures are of its days to {moment_text(as_of)}.")
    if begin and period.start < begin:
        sentences.append(f"The records begin in {begin:%B %Y}: of {name}, figures are of what came after.")
    if sentences and period.kind is not PeriodKind.ANY:
        sentences[-1] += " They are compared with no other period."
    return sentences


def gap_sentences(gaps: Sequence[Gap]) -> list[str]:
    """One sentence for each source and time: "Social care supplied no absences or interviews for February 2025."."""
    by_place: dict[tuple[str, Period], list[str]] = {}
    for gap in gaps:
        by_place.setdefault((gap.system, gap.period), []).append(SUPPLIED_NAMES.get(gap.category, gap.category))
    return [
        f"{source_name(system)} supplied no {listed(names)} for {period_name(period)}."
        for (system, period), names in by_place.items()
    ]
