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
    text = "1 mark by hand is" if marks == 1 else f"{number(marks)} marks by hand are"
    return f"Numbers of a week’s episodes and interviews are of files alone: {text} in the lists and not in them."


def mark_words(mark: Mark) -> str:
    """ "Back Sat 28 Nov, 10:00", "Missing since Sun 29 Nov, 20:00, from the bus station"."""
    at = day_and_year(mark.at) if mark.is_date_only else when(mark.at)
    if mark.is_return:
        return f"Back {at}"
    place = f", from {mark.told.place}" if mark.told.place else ""
    return f"{code_name(mark.told.category)} since {at}{place}"


def judged_words(judged_mark: Judged) -> str:
    """What the files say of a mark, and what to do."""
    known = moment_text(judged_mark.file_at) if judged_mark.file_at else "later"
    unsaid = (
        "No file confirms it, although files know more. It still counts. Ask the sender, or take it back."
        if judged_mark.is_doubtful
        else "No file tells of it yet. It counts."
    )
    return {
        Verdict.STANDS: unsaid,
        Verdict.AGREES: f"Settled: the files have it{apart_words(judged_mark)}.",
        Verdict.OTHER_TIME: f"The files say otherwise{apart_words(judged_mark)}. They count.",
        Verdict.OTHER_CATEGORY: "The files have the episode in a less serious category. They count.",
        Verdict.STILL_OPEN: f"The files say still missing, as known {known}. They count. Ask the sender; mark it again "
        "if the child is back.",
        Verdict.MARKED_ALREADY: "Marked already, and counted once. Take one of the two back.",
        Verdict.NO_EPISODE: "The files hold no such episode any more.",
    }[judged_mark.verdict]


def apart_words(judged_mark: Judged) -> str:
    """ ": 10:20, 20 min later"; of a day alone, the day; empty where the files know no time."""
    if judged_mark.file_at is None:
        return ""
    apart = judged_mark.file_at - judged_mark.mark.at
    seconds = abs(apart.total_seconds())
    text = f": {when(judged_mark.file_at)}"
    if judged_mark.mark.is_date_only or seconds < 60:
        return text
    return f"{text}, {lasted(seconds)} {'later' if apart.total_seconds() > 0 else 'earlier'}"


def mark_columns(judged_marks: Sequence[Judged]) -> Columns:
    """One line a mark."""
    return {
        "Child": [reference(mark.mark.child_id) for mark in judged_marks],
        "Marked": [mark_words(mark.mark) for mark in judged_marks],
        "Told by": [mark.mark.entry.text for mark in judged_marks],
        "Written": [f"{when(mark.mark.written_at)}, by {mark.mark.entry.who}" for mark in judged_marks],
        "Files": [judged_words(mark) for mark in judged_marks],
    }


def listed(week: Week, since: datetime) -> list[Judged]:
    """The marks that a co-ordinator sees: what is to be looked at, what stands, and what files agreed with lately."""
    result = week.by_hand
    standing = [item for item in result.judged if item.stands and not item.is_doubtful]
    return [*result.to_look_at, *standing, *result.agreed(since)]
