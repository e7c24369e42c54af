"""Whether files have caught up with a mark by hand: they agree, they say otherwise, or they do not know yet.

The files rule. A mark that they agree with is theirs from then on; one that they contradict counts no longer, and is
listed until somebody has looked at it. Starts and returns agree within the minutes by which two systems are linked
(`linking.tolerance_minutes`), or on one date where a date is all that is known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

import polars as pl

from analytics.casework.by_hand.marks import Mark, Who, is_own, marks_of
from analytics.casework.by_hand.overlay import of_episode
from analytics.casework.rows import EVER, as_known, care_of, data_to, rows_of
from data import codes
from data.casebook import Entry
from data.casework import read_told, read_who
from data.settings import Settings
from data.snapshots import Snapshot
from data.warehouse import warehouse

Row = Mapping[str, Any]


class Verdict(StrEnum):
    """What the files say of a mark."""

    STANDS = "stands"  # nothing yet
    AGREES = "agrees"
    OTHER_TIME = "other time"
    OTHER_CATEGORY = "other category"
    STILL_OPEN = "still open"  # by a file that knows more than whoever marked the child as back
    NO_EPISODE = "no episode"  # that a return could end
    MARKED_ALREADY = "marked already"  # another mark, which counts, has the child missing at the time


@dataclass(frozen=True)
class Judged:
    """A mark, and what the files say of it: of the episode by their name for it, at what time."""

    mark: Mark
    verdict: Verdict
    episode_id: str = ""
    file_at: datetime | None = None
    is_doubtful: bool = False  # no file confirms it, although files know some days more

    @property
    def stands(self) -> bool:
        """Whether the mark still counts."""
        return self.verdict is Verdict.STANDS

    @property
    def is_to_look_at(self) -> bool:
        """Whether somebody has to look: the files say otherwise, or for too long nothing."""
        return self.is_doubtful or self.verdict not in (Verdict.STANDS, Verdict.AGREES)


@dataclass(frozen=True)
class ByHand:
    """Every mark that was not taken back, and how it stands to the files of the live snapshot, which end at `ends`."""

    ends: datetime
    judged: tuple[Judged, ...] = field(default=())

    @property
    def standing(self) -> tuple[Mark, ...]:
        """The marks that count: no file has told of them yet."""
        return tuple(
            of_episode(item.mark, item.episode_id or item.mark.episode_id) for item in self.judged if item.stands
        )

    @property
    def to_look_at(self) -> tuple[Judged, ...]:
        """What somebody has to look at, oldest first."""
        return tuple(item for item in self.judged if item.is_to_look_at)

    def agreed(self, since: datetime) -> tuple[Judged, ...]:
        """The marks written since then that a file has agreed with."""
        return tuple(item for item in self.judged if item.verdict is Verdict.AGREES and item.mark.written_at >= since)


def by_hand(snapshot: Snapshot, entries: Sequence[Entry], settings: Settings) -> ByHand:
    """How the marks of a casebook stand to a snapshot."""
    marks = marks_of(entries)
    ends = data_to(snapshot)
    if not marks:
        return ByHand(ends)
    children = {mark.child_id for mark in marks}
    rows = rows_of(snapshot.episodes, EVER).filter(pl.col("child_id").is_in(list(children)))
    known = as_known(rows, ends, snapshot.name).rows.to_dicts()
    told = read_told(warehouse(snapshot.episodes), children)
    judged = judged_of(with_who(marks, snapshot), known, told, settings.linking.tolerance_minutes)
    return ByHand(ends, tuple(with_doubt(item, ends, settings.by_hand.confirm_days) for item in judged))


def with_who(marks: Sequence[Mark], snapshot: Snapshot) -> list[Mark]:
    """The marks, each with what files know of the child."""
    children = {mark.child_id for mark in marks}
    people = read_who(warehouse(snapshot.episodes), children)
    care = care_of(snapshot.episodes).filter(pl.col("child_id").is_in(list(children))).to_dicts()
    return [replace(mark, who=who_of(mark, people.get(mark.child_id), care)) for mark in marks]


def who_of(mark: Mark, person: tuple[str | None, date | None] | None, care: Sequence[Row]) -> Who:
    """Who the child is; and of the periods of care that cover the day, the one that began last."""
    sex, born = person or (None, None)
    day = mark.at.date()
    covering = [
        stay
        for stay in care
        if stay["child_id"] == mark.child_id
        and stay["legal_status"] not in codes.SHORT_BREAK_LEGAL_STATUSES
        and stay["started_on"] <= day
        and (stay["ended_on"] is None or stay["ended_on"] > day)
    ]
    return Who(sex, born, covering[-1]["placement"], covering[-1]["urn"]) if covering else Who(sex, born)


def judged_of(
    marks: Sequence[Mark], rows: Sequence[Row], told: Mapping[str, datetime], tolerance_minutes: int
) -> list[Judged]:
    """Each mark in its turn: a return may end an episode that an earlier mark began, or come before a new start.

    A return is held against the files alone; a start against what the files and the marks before it make of the child.
    """
    judged_marks: dict[str, Judged] = {}
    known = list(rows)
    for mark in marks:
        by_files, by_both = ([row for row in every if row["child_id"] == mark.child_id] for every in (rows, known))
        if mark.is_return:
            judged = judged_return(mark, by_files, told, judged_marks.get(mark.entry.about), tolerance_minutes)
        else:
            judged = judged_start(mark, by_both, told, tolerance_minutes)
        judged_marks[f"return {mark.entry.number}" if mark.is_return else mark.episode_id] = judged
        known = with_mark(known, judged) if judged.stands else known
    return list(judged_marks.values())


def with_mark(rows: Sequence[Row], judged: Judged) -> list[Row]:
    """What is known of episodes, with a mark that counts."""
    mark = judged.mark
    if mark.is_return:
        over = {"is_open": False, "ended_at": mark.at, "ended_precision": mark.told.precision}
        return [{**row, **over} if row["episode_id"] == judged.episode_id else row for row in rows]
    began = {
        "child_id": mark.child_id,
        "episode_id": mark.episode_id,
        "category": mark.told.category,
        "started_at": mark.at,
        "started_precision": mark.told.precision,
        "is_open": True,
        "ended_at": None,
    }
    return [*rows, began]


def judged_start(mark: Mark, own: Sequence[Row], told: Mapping[str, datetime], tolerance_minutes: int) -> Judged:
    """Whether a file, or a mark before it, has the episode that a mark began; `own` are the child's rows.

    A less serious word, such as absent, speaks against a mark of missing only by a file that knows later than it.
    """
    rank = seriousness(mark.told.category)
    serious = [row for row in own if seriousness(row["category"]) <= rank]
    lesser = [row for row in own if seriousness(row["category"]) > rank and is_later(told, row, mark)]
    near = [
        row
        for row in (*serious, *lesser)
        if is_near(mark, row["started_at"], row["started_precision"], tolerance_minutes)
    ]
    if near:
        best = min(near, key=lambda row: (seriousness(row["category"]), abs(row["started_at"] - mark.at)))
        return held_against(mark, best, Verdict.OTHER_CATEGORY if best in lesser else Verdict.AGREES)
    around = next((row for row in serious if is_around(row, mark.at)), None)
    other = around or next((row for row in serious if row["started_at"] > mark.at), None)
    return held_against(mark, other, Verdict.OTHER_TIME) if other else Judged(mark, Verdict.STANDS)


def is_later(told: Mapping[str, datetime], row: Row, mark: Mark) -> bool:
    """Whether a file that knows later than the mark was written told of the episode."""
    known_to = told.get(row["episode_id"])
    return known_to is not None and known_to > mark.known_from


def held_against(mark: Mark, row: Row, verdict: Verdict) -> Judged:
    """What an episode says of a mark; one that is known by a mark itself says that it was marked already."""
    episode = str(row["episode_id"])
    return Judged(mark, Verdict.MARKED_ALREADY if is_own(episode) else verdict, episode, row["started_at"])


def judged_return(
    mark: Mark, own: Sequence[Row], told: Mapping[str, datetime], began: Judged | None, tolerance_minutes: int
) -> Judged:
    """Whether a file has the return; `began` is the judgement of the mark that began the episode, where one did."""
    if began and began.stands:
        return Judged(mark, Verdict.STANDS, mark.episode_id)
    row = episode_of(mark, own, began, tolerance_minutes)
    if row is None:
        return Judged(mark, Verdict.NO_EPISODE)
    return judged_end(mark, row, told.get(row["episode_id"]), tolerance_minutes)


def judged_end(mark: Mark, row: Row, known_to: datetime | None, tolerance_minutes: int) -> Judged:
    """What the files say of the end of an episode; `known_to` is how far the newest file knew that told of it."""
    episode = str(row["episode_id"])
    if row["ended_at"]:
        is_same = is_near(mark, row["ended_at"], row["ended_precision"], tolerance_minutes)
        return Judged(mark, Verdict.AGREES if is_same else Verdict.OTHER_TIME, episode, row["ended_at"])
    if row["end_status"] == codes.RETURNED:
        return Judged(mark, Verdict.AGREES, episode)
    if row["end_status"] == codes.SUPERSEDED and row["superseded_at"] < mark.at - timedelta(minutes=tolerance_minutes):
        return Judged(mark, Verdict.OTHER_TIME, episode, row["superseded_at"])
    if row["is_open"] and known_to and known_to > mark.known_from:
        return Judged(mark, Verdict.STILL_OPEN, episode, known_to)
    return Judged(mark, Verdict.STANDS, episode)


def episode_of(mark: Mark, own: Sequence[Row], began: Judged | None, tolerance_minutes: int) -> Row | None:
    """The files' episode that a return ends: by its name, else by its start, since its name may change with a load."""
    name = began.episode_id if began else mark.entry.about
    if named := next((row for row in own if row["episode_id"] == name), None):
        return named
    since = mark.told.since
    if since is None or (is_own(mark.entry.about) and began is None):
        return None
    apart = timedelta(minutes=tolerance_minutes)
    return next((row for row in own if is_same_start(row, since, apart)), None)


def is_same_start(row: Row, since: datetime, apart: timedelta) -> bool:
    """Whether an episode began at that time; of a date alone, on that day."""
    if row["started_precision"] == "date":
        return bool(row["started_at"].date() == since.date())
    return bool(abs(row["started_at"] - since) <= apart)


def is_near(mark: Mark, at: datetime, precision: str, tolerance_minutes: int) -> bool:
    """Whether a time of the files is that of the mark."""
    if mark.is_date_only or precision == "date":
        return at.date() == mark.at.date()
    return abs(at - mark.at) <= timedelta(minutes=tolerance_minutes)


def is_around(row: Row, moment: datetime) -> bool:
    """Whether an episode had begun by then and was not over."""
    return bool(row["started_at"] <= moment and (row["is_open"] or (row["ended_at"] and row["ended_at"] > moment)))


def seriousness(category: str) -> int:
    """The most serious first."""
    return codes.MOST_SERIOUS_FIRST.index(category)


def with_doubt(judged: Judged, ends: datetime, days: int) -> Judged:
    """The judgement; a mark that stands is doubtful once the files know so many days more."""
    if not judged.stands or ends < judged.mark.known_from + timedelta(days=days):
        return judged
    return Judged(judged.mark, judged.verdict, judged.episode_id, judged.file_at, is_doubtful=True)
