"""What is said of marks by hand: how many there are, what each says, and what the files say of it."""

from collections.abc import Sequence
from datetime import datetime

from analytics.casework.by_hand.marks import Mark
from analytics.casework.by_hand.settling import Judged, Verdict
from analytics.casework.case_words import NARROW, as_at, day_and_year, lasted, when
from analytics.casework.rows import reference
from analytics.casework.week import Week
from analytics.words.columns import Columns
from analytics.words.names import code_name
from analytics.words.numbers import joined, number
from analytics.words.periods import moment_text


def moment_words(week: Week) -> str:
    """How far the files go, which marks there are since, and as at when a page looks; empty without marks."""
    if not week.marks:
        return later_words(len(week.by_hand.standing))
    backs = sum(mark.is_return for mark in week.marks)
    news = len(week.marks) - backs
    kinds = joined(
        [*([f"{number(backs)} back"] if backs else []), *([f"{number(news)} newly missing"] if news else [])]
    )
    marks = "mark" if len(week.marks) == 1 else "marks"
    later = "" if week.as_of <= week.by_hand.ends else f" As at {as_at(week.as_of)}: hours run to that moment."
    return (
        f"Files to {moment_text(week.by_hand.ends)}; {number(len(week.marks))} {marks} by{NARROW}hand that no file "
        f"tells of yet ({kinds}).{later}"
    )


def later_words(many: int) -> str:
    """That marks were written after the moment that is looked at; empty for none."""
    if not many:
        return ""
    marks = "1 mark by hand was" if many == 1 else f"{number(many)} marks by hand were"
    return f"{marks} written after this moment and {'is' if many == 1 else 'are'} not in it. Choose Now to see."


def counts_words(week: Week) -> str:
    """That numbers of episodes are of files alone; empty where there is no mark."""
    marks = len(week.marks)
    if not marks:
        return ""
    said = "1 mark by hand is" if marks == 1 else f"{number(marks)} marks by hand are"
    return f"Numbers of a week’s episodes and interviews are of files alone: {said} in the lists and not in them."


def mark_words(mark: Mark) -> str:
    """ "Back Sat 28 Nov, 10:00", "Missing since Sun 29 Nov, 20:00, from the bus station"."""
    at = day_and_year(mark.at) if mark.is_date_only else when(mark.at)
    if mark.is_return:
        return f"Back {at}"
    place = f", from {mark.told.place}" if mark.told.place else ""
    return f"{code_name(mark.told.category)} since {at}{place}"


def judged_words(one: Judged) -> str:
    """What the files say of a mark, and what to do."""
    known = moment_text(one.file_at) if one.file_at else "later"
    unsaid = (
        "No file confirms it, although files know more. It still counts. Ask the sender, or take it back."
        if one.is_doubtful
        else "No file tells of it yet. It counts."
    )
    return {
        Verdict.STANDS: unsaid,
        Verdict.AGREES: f"Settled: the files have it{apart_words(one)}.",
        Verdict.OTHER_TIME: f"The files say otherwise{apart_words(one)}. They count.",
        Verdict.OTHER_CATEGORY: "The files have the episode in a less serious category. They count.",
        Verdict.STILL_OPEN: f"The files say still missing, as known {known}. They count. Ask the sender; mark it again "
        "if the child is back.",
        Verdict.MARKED_ALREADY: "Marked already, and counted once. Take one of the two back.",
        Verdict.NO_EPISODE: "The files hold no such episode any more.",
    }[one.verdict]


def apart_words(one: Judged) -> str:
    """ ": 10:20, 20 min later"; of a day alone, the day; empty where the files know no time."""
    if one.file_at is None:
        return ""
    apart = one.file_at - one.mark.at
    seconds = abs(apart.total_seconds())
    said = f": {when(one.file_at)}"
    if one.mark.is_date_only or seconds < 60:
        return said
    return f"{said}, {lasted(seconds)} {'later' if apart.total_seconds() > 0 else 'earlier'}"


def mark_columns(found: Sequence[Judged]) -> Columns:
    """One line a mark."""
    return {
        "Child": [reference(one.mark.child_id) for one in found],
        "Marked": [mark_words(one.mark) for one in found],
        "Told by": [one.mark.entry.text for one in found],
        "Written": [f"{when(one.mark.written_at)}, by {one.mark.entry.who}" for one in found],
        "Files": [judged_words(one) for one in found],
    }


def listed(week: Week, since: datetime) -> list[Judged]:
    """The marks that a co-ordinator sees: what is to be looked at, what stands, and what files agreed with lately."""
    found = week.by_hand
    standing = [one for one in found.judged if one.stands and not one.is_doubtful]
    return [*found.to_look_at, *standing, *found.agreed(since)]
