"""Annex A, List 8, written out: the looked-after children, and how often each went missing from a placement.

Filled is what the files tell and the store keeps; everything else stays blank, and the cover says why.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import groupby
from typing import Any, Final

import polars as pl

from analytics.casework.case_words import day_and_year
from analytics.casework.rows import reference
from analytics.measuring.recorded import ABSENT, AWAY
from analytics.reports.inspection import (
    OWN_ID,
    Asked,
    Cell,
    Field,
    InspectionList,
    Sheet,
    Total,
    period_words,
    refused_words,
    without_id,
)
from analytics.words.names import code_name
from analytics.words.numbers import joined, number
from data.annex_a import (
    LIST_8,
    MONTHS_AFTER_CARE,
    NO_WORD,
    YES_WORD,
    care_periods,
    counts_from_care,
    first_of_year,
)
from data.warehouse import warehouse

TITLE: Final = "Annex A, List 8: looked-after children"
SOURCE: Final = (
    "Columns and their order: Ofsted, Inspecting local authority children’s services, Annex A, “Child-level data: "
    "additional guidance and template”. On the list: all children looked after at the end of the data, and those who "
    f"ceased to be within the {MONTHS_AFTER_CARE} months before it. Children in a series of short breaks (V3, V4) are "
    "left out. Check it against the template that came with your notice: the inspectorate changes it."
)
GENDERS: Final = {"M": "a) Male", "F": "b) Female"}
# The list's own letters before the official codes.
ETHNIC_CODES: Final = (
    "WBRI WIRI WIRT WOTH WROM MWBC MWBA MWAS MOTH AIND APKN ABAN AOTH BCRB BAFR BOTH CHNE OOTH REFU NOBT"
)
ETHNICITIES: Final = {code: f"{chr(ord('a') + place)}) {code}" for place, code in enumerate(ETHNIC_CODES.split())}
# Reasons for a new period (RNE) with which being looked after, a legal status or a placement begins.
BEGINS_CARE: Final = frozenset({"S"})
BEGINS_STATUS: Final = frozenset({"S", "L", "B", "U"})
BEGINS_PLACEMENT: Final = frozenset({"S", "P", "B", "T", "U"})
ABSENT_OR_AWAY: Final = (ABSENT, AWAY)
ANSWER: Final = {True: YES_WORD, False: NO_WORD, None: None}
NEVER_KEPT: Final = "Not kept by this product: fill it in from the case system."
OF_THE_RETURN: Final = "From the newest file of placements that has the child."
TOLD: Final[Mapping[str, str]] = {
    "child": OWN_ID,
    "gender": "As the most believed source says; blank where none does.",
    "ethnicity": "The official code, as the most believed source says; blank where none gives one.",
    "date_of_birth": "The month of birth alone is kept: fill the day in from the case system.",
    "age": "At the end of the data, from the month of birth; blank in that month, and where it is not known.",
    "uasc": "That a child was marked as unaccompanied is kept, and not when: fill it in from the case system.",
    "looked_after_since": f"{OF_THE_RETURN} Blank where it does not go back to a start (RNE S).",
    "legal_status_since": f"{OF_THE_RETURN} Blank where it does not go back to the change.",
    "legal_status": f"{OF_THE_RETURN} The code alone.",
    "placements": "Files of placements may begin within the year: count them in the case system.",
    "is_second_period": "Files of placements may begin within the year: look it up in the case system.",
    "ceased": f"{OF_THE_RETURN} Blank while a child is looked after.",
    "why_ceased": f"{OF_THE_RETURN} The code (REC) alone.",
    "placed_since": f"{OF_THE_RETURN} Blank where it does not go back to the move.",
    "placement": f"{OF_THE_RETURN} The code alone.",
    "placement_provider": f"{OF_THE_RETURN} The code alone.",
    "placement_postcode": "Postcodes are never kept: fill it in from the case system.",
    "urn": f"{OF_THE_RETURN} Blank where the return names no home.",
    "missing": "Missing episodes that began in care in the period. 0 where no file tells of one.",
    "absent": "Episodes absent, or away without authorisation, that began in care in the period.",
    "offered": (
        "After the last missing episode from care that is over: Yes or No where a file says so. Blank where the child "
        "had none, where no file says, and where none was required."
    ),
    "accepted": (
        "Of the same interview. Yes also where the child accepted and was not there; No where it was declined; blank "
        "where none was offered and where no file says."
    ),
}
UNLISTED_FIELDS: Final = (
    Field("Child Unique ID", TOLD["child"]),
    Field("Reference", "Finds the child’s record in this product."),
    Field("Missing episodes from care", TOLD["missing"]),
    Field("Absent or away from care", TOLD["absent"]),
    Field("Why the child is not on the list"),
)


@dataclass(frozen=True)
class Stay:
    """One period of care, with the rest of its row."""

    started_on: date
    ended_on: date | None
    reason_started: str | None
    row: Mapping[str, Any]

    def is_over(self, day: date) -> bool:
        """Whether the child was no longer looked after on a day."""
        return self.ended_on is not None and self.ended_on <= day


@dataclass(frozen=True)
class Known:
    """What the list is made of: periods of care and counts by child, the council's own ids, what files speak of."""

    asked: Asked
    care: Mapping[str, Sequence[Stay]]
    counts: Mapping[str, Mapping[str, Any]]
    ids: Mapping[str, str]

    @property
    def day(self) -> date:
        """The day that the list is of."""
        return self.asked.as_of.date()

    @cached_property
    def listed(self) -> list[str]:
        """Who stands on the list, by own id; those without one last."""
        since: date = pl.Series([self.day]).dt.offset_by(f"-{MONTHS_AFTER_CARE}mo").item()
        result = [child for child, stays in self.care.items() if (stays[-1].ended_on or self.day) >= since]
        return sorted(result, key=lambda child: (child not in self.ids, self.ids.get(child, ""), child))

    @cached_property
    def unlisted(self) -> list[str]:
        """Who went from care and does not stand on the list."""
        return sorted(set(self.counts) - set(self.listed))

    @cached_property
    def kinds(self) -> frozenset[str]:
        """Of absent and away, those that any file of the period speaks of."""
        opens, as_of = first_of_year(self.asked.as_of), self.asked.as_of
        return frozenset(ABSENT_OR_AWAY) - self.asked.cases.answers.lacking(ABSENT_OR_AWAY, opens, as_of)

    def many(self, children: Sequence[str], *names: str) -> int:
        """The sum of these counts over some children."""
        return sum(int(self.counts[child][name]) for child in children if child in self.counts for name in names)


def list_8(request: Asked) -> InspectionList:
    """List 8 at the end of the data, with whoever went missing from care and is not on it on a sheet of their own."""
    episodes, as_of = warehouse(request.snapshot.episodes), request.as_of
    counts = counts_from_care(episodes, as_of, request.settings.counting.adult_age).iter_rows(named=True)
    known = Known(
        request,
        stays_by_child(care_periods(episodes, as_of)),
        {str(row["child_id"]): row for row in counts},
        request.ids(),
    )
    fields = tuple(Field(column.heading, TOLD.get(column.name, NEVER_KEPT)) for column in LIST_8)
    return request.listed(
        title=TITLE,
        period=period_words(first_of_year(as_of), as_of),
        source=SOURCE,
        totals=totals(known),
        notes=tuple(notes(known)),
        main=Sheet("List 8", fields, lambda: (line_of(child, known) for child in known.listed)),
        others=tuple(sheets_to_check(known)),
        children=(*known.listed, *known.unlisted),
    )


def stays_by_child(periods: pl.DataFrame) -> dict[str, list[Stay]]:
    """Each child's periods of care, oldest first."""
    rows = periods.iter_rows(named=True)
    return {
        child: [Stay(row["started_on"], row["ended_on"], row["reason_started"], row) for row in own]
        for child, own in groupby(rows, key=lambda row: str(row["child_id"]))
    }


def begun(stays: Sequence[Stay], reasons: frozenset[str]) -> date | None:
    """When what goes on in the last period began: the newest start for one of these reasons without a gap after it.

    Null where the periods do not go back so far.
    """
    later: Stay | None = None
    for stay in reversed(stays):
        if later and stay.ended_on is not None and stay.ended_on < later.started_on:
            return None
        if stay.reason_started in reasons:
            return stay.started_on
        later = stay
    return None


def age_on(day: date, birth_month: date | None) -> int | None:
    """Whole years on a day; null in the month of the birthday, and where the month of birth is not known."""
    if birth_month is None or birth_month.month == day.month:
        return None
    return day.year - birth_month.year - (day.month < birth_month.month)


def line_of(child: str, known: Known) -> tuple[Cell, ...]:
    """One child's line, in the official order; null where nothing is told or kept."""
    stays = known.care[child]
    row, is_over = stays[-1].row, stays[-1].is_over(known.day)
    told: dict[str, Cell] = {
        "child": known.ids.get(child),
        "gender": GENDERS.get(row["sex"]),
        "ethnicity": ETHNICITIES.get(row["ethnic_code"]),
        "age": age_on(known.day, row["birth_month"]),
        "looked_after_since": begun(stays, BEGINS_CARE),
        "legal_status_since": begun(stays, BEGINS_STATUS),
        "legal_status": row["legal_status"],
        "ceased": row["ended_on"] if is_over else None,
        "why_ceased": row["reason_ended"] if is_over else None,
        "placed_since": begun(stays, BEGINS_PLACEMENT),
        "placement": row["placement_code"],
        "placement_provider": row["placement_provider"],
        "urn": row["urn"],
        **of_going_missing(child, known),
    }
    return tuple(told.get(column.name) for column in LIST_8)


def of_going_missing(child: str, known: Known) -> dict[str, Cell]:
    """The four columns about going missing; no nought of what no file tells."""
    counts = known.counts.get(child, {})
    return {
        "missing": known.many([child], "missing"),
        "absent": known.many([child], *known.kinds) if known.kinds else None,
        "offered": ANSWER[counts.get("was_offered")],
        "accepted": ANSWER[counts.get("was_accepted")],
    }


def totals(known: Known) -> tuple[Total, ...]:
    """The numbers of the cover, with what each counts."""
    listed, unlisted = known.listed, known.unlisted
    ceased = sum(known.care[child][-1].is_over(known.day) for child in listed)
    went = sum(known.many([child], "missing") > 0 for child in listed)
    absent = Total("Absent or away, of children on the list", known.many(listed, *known.kinds), TOLD["absent"])
    return (
        Total("Children on the list", len(listed), "Looked after now, or ceased in the six months before."),
        Total("Of them no longer looked after", ceased, "A date stands in “Date Ceased to be Looked After”."),
        Total("Children on the list with a missing episode", went, "“Missing” is more than 0."),
        Total("Missing episodes of children on the list", known.many(listed, "missing"), TOLD["missing"]),
        *([absent] if known.kinds else []),
        Total("Interviews offered after the last episode", answers(known, "was_offered"), TOLD["offered"]),
        Total("Interviews accepted after the last episode", answers(known, "was_accepted"), TOLD["accepted"]),
        Total("Children who went from care and are not on the list", len(unlisted), "See the sheet “To check”."),
        Total("Missing episodes of those children", known.many(unlisted, "missing"), TOLD["missing"]),
    )


def answers(known: Known, name: str) -> int:
    """How many answers on the list are yes."""
    return sum(known.counts.get(child, {}).get(name) is True for child in known.listed)


def notes(known: Known) -> Iterator[str]:
    """What a reader must know before the list is handed out."""
    newest = max((stays[-1].row["told_at"] for stays in known.care.values()), default=None)
    if text := placements_words(newest, known.asked.as_of):
        yield text
    if text := without_id([*known.listed, *known.unlisted], known.ids):
        yield text
    if unsaid := [code_name(kind).lower() for kind in ABSENT_OR_AWAY if kind not in known.kinds]:
        yield f"No file of the period tells who was {joined(unsaid)}, so that is in no number."
    if many := sum(known.care[child][-1].row["is_uasc"] for child in known.listed):
        yield f"{number(many)} of the children listed are marked as unaccompanied in some file; since when is not kept."
    yield from refused_words(known.asked, first_of_year(known.asked.as_of))


def placements_words(newest: datetime | None, as_of: datetime) -> str:
    """How new the placements are; or that no file tells who is looked after."""
    if newest is None:
        return (
            "No file tells of placements, so who is looked after is not known and the list is empty: load the "
            "looked-after return or the Standard Safeguarding Dataset."
        )
    if newest.date() < as_of.date():
        return (
            f"The newest file of placements knows until {day_and_year(newest)}, the data until {day_and_year(as_of)}: "
            "who came into care or left it in between is not known."
        )
    return ""


def sheets_to_check(known: Known) -> Iterator[Sheet]:
    """Whoever went from care and is not on the list; and whose line has no id, with the reference that finds them."""
    if known.unlisted:
        yield Sheet("To check", UNLISTED_FIELDS, lambda: (unlisted_line(child, known) for child in known.unlisted))
    lines = enumerate(known.listed, start=2)
    nameless = tuple((place, reference(child)) for place, child in lines if child not in known.ids)
    if nameless:
        yield Sheet("Without an id", (Field("Row of List 8"), UNLISTED_FIELDS[1]), lambda: nameless)


def unlisted_line(child: str, known: Known) -> tuple[Cell, ...]:
    """A child who went from care and is not on the list, and why."""
    return (
        known.ids.get(child),
        reference(child),
        known.many([child], "missing"),
        known.many([child], *known.kinds) if known.kinds else None,
        why_unlisted(known.care.get(child)),
    )


def why_unlisted(stays: Sequence[Stay] | None) -> str:
    """Why a child who went from care does not stand on the list."""
    ended = stays[-1].ended_on if stays else None
    if ended is None:
        return "An episode says that the child was in care; no file of placements has the child (short breaks aside)."
    return f"Ceased to be looked after on {day_and_year(ended)}, more than {MONTHS_AFTER_CARE} months before."
