"""What a page or a paper leads with: one rule for pages, the quarterly report, releases and the public's paper.

First that recording changed in the period, since nothing before it is comparable. Then every figure that is not what
the periods before lead to expect, the strongest first: each is tested, with an allowance for how many are looked at
(`analytics/statistics/latest.py`). Where there is none, that there is none, and the fact that matters most as it
stands. A difference that is not tested, or that may be chance, leads nothing and is called no rise or fall.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from analytics.cards.card import Scope
from analytics.cards.headlines import (
    BEFORE_CHANGE,
    CHILDREN,
    MOST_OFTEN,
    PAST_CHANCE,
    VOLUME,
    Reading,
    Tile,
    and_chance,
    reading_of,
)
from analytics.cards.themes import HEADLINES, IN_TIME, INTERVIEWS, MOST_FREQUENT, REPEAT, Theme
from analytics.disclosure.published import Row
from analytics.model import Unit
from analytics.presenting.shares import share_in_words, wording_of
from analytics.views.variation import Form, concerns
from analytics.words.names import in_a_sentence, times_name
from analytics.words.numbers import THINGS, change, change_of_share, counted, joined, n_of_n, number
from analytics.words.periods import length_name, period_name, window_counted
from analytics.words.unsaid import unsaid
from data.settings import Change

THEIR_EPISODES: Final = Tile("repeat-bands", "", Unit.EPISODE, MOST_OFTEN)
# So many changes are said on a page; its figures and series say the others.
MOST_SAID: Final = 3
# What stands between the parts of a figure's name in a note: no slug and no code has it.
BETWEEN: Final = "|"
DUTY: Final = "Guidance asks it of every return."


@dataclass(frozen=True)
class Lead:
    """What leads: how recording changed, what is unusual (strongest first), and the fact that stands in any case.

    `why`: what the strongest comes from (`analytics/cards/why.py`), where it is said in one breath with it. `since`:
    the one period that the reader compares with; empty for all before.
    """

    when: str
    changes: tuple[str, ...]
    unusual: tuple[str, ...]
    is_tested: bool
    fact: str
    why: str = ""
    since: str = ""

    @property
    def text(self) -> str:
        """All of it, as a page says it."""
        return " ".join(filter(None, (self.brief if self.changed else self.nothing, self.standing)))

    @property
    def brief(self) -> str:
        """What changed, else the fact: for a section of a paper, whose first page says whether anything is unusual."""
        strongest, others = self.unusual[:1], self.unusual[1:]
        return " ".join(filter(None, (*self.changes, *strongest, self.why, *others))) if self.changed else self.fact

    @property
    def changed(self) -> tuple[str, ...]:
        """What changed, a sentence each; none where nothing did."""
        return (*self.changes, *self.unusual)

    @property
    def nothing(self) -> str:
        """That nothing is unusual in the period, where anything was tested."""
        if self.since and self.is_tested:
            return f"No change from {self.since} is more than chance explains."
        return f"Nothing unusual in {self.when}." if self.is_tested else ""

    @property
    def standing(self) -> str:
        """The fact as it stands, which no change has taken the place of."""
        return "" if self.unusual else self.fact


def lead(scope: Scope, tiles: Sequence[Tile], fact: str = "") -> Lead:
    """What these figures of a page lead with; `fact` where nothing is unusual."""
    reads = [reading_of(scope, tile) for tile in tiles]
    return Lead(
        period_name(scope.view.period),
        recording_changes(scope, tiles),
        said_in_order([(read, "") for read in strongest_first(reads)[:MOST_SAID]]),
        are_tested(reads),
        fact,
        since=period_name(scope.view.compared) if scope.view.compared else "",
    )


def are_tested(reads: Sequence[Reading]) -> bool:
    """Whether most of the figures that there are were tested: else nobody can say that nothing is unusual."""
    known = [read for read in reads if read.row is not None and read.row.numerator is not None]
    return 2 * sum(read.signal is not None for read in known) > len(known)


def page_lead(scope: Scope, theme: Theme, why: str = "") -> Lead:
    """What the page of a theme leads with; in a paper with what it comes from."""
    return replace(lead(scope, theme.figures, fact_of(scope, theme)), why=why)


def fact_of(scope: Scope, theme: Theme) -> str:
    """The fact that a page leads with where nothing is unusual: of its figures the first that has a number."""
    by_itself = {REPEAT.title: concentration_fact, INTERVIEWS.title: duty_fact}.get(theme.title)
    facts = (page_sentence(scope, tile) for tile in theme.figures)
    return (by_itself(scope) if by_itself else "") or next(filter(None, facts), "")


def strongest_first(reads: Sequence[Reading]) -> list[Reading]:
    """Those that are unusual, the one that chance explains least before all others."""
    unusual = [(read.signal.chance, read) for read in reads if read.signal is not None and read.is_unusual]
    return [read for _, read in sorted(unusual, key=lambda each: each[0])]


def said_in_order(unusual: Sequence[tuple[Reading, str]]) -> tuple[str, ...]:
    """Figures, each with the words that it is unusual ("" for its range): the first and the episodes in full."""
    return tuple(
        said(read, words) if place == 0 or read.tile == VOLUME else said_briefly(read, words)
        for place, (read, words) in enumerate(unusual)
    )


def recording_changes(scope: Scope, tiles: Sequence[Tile]) -> tuple[str, ...]:
    """The changes of practice since the period began, or the one that it is compared with, that concern its figures."""
    period, compared = scope.view.period, scope.view.compared
    first = compared.start if compared else period.start
    inside = [each for each in scope.settings.changes if first <= each.at < period.end]
    return tuple(change_words(each) for each in inside if any(concerns(each, tile.slug) for tile in tiles))


def change_words(recording: Change) -> str:
    """ "Recording changed in July 2026: a new system. Figures before and after are not compared."."""
    return f"Recording changed in {recording.at:%B %Y}: {recording.what}. Figures before and after are not compared."


def said(read: Reading, unusual: str = "") -> str:
    """A figure in one sentence: how it stands to what is usual, and what it was; empty where it is hidden.

    `unusual`: that it is so, in words that stand in the place of its range, where the reader may not see that.
    """
    row = read.row
    if row is None or row.numerator is None:
        return ""
    when = window_counted(read.indicator, read.view.period, read.scope.settings.counting.look_back_months)
    words = f"{figure_said(read, row)} in {when}{read.so_far}{unusual or read.and_standing}"
    return f"{words}. {changes_since(read, row, is_unusual=bool(unusual) or read.is_unusual)}".strip()


def said_briefly(read: Reading, unusual: str = "") -> str:
    """The same beside another figure of the period: without its time, and without what it was."""
    row = read.row
    if row is None or row.numerator is None:
        return ""
    return f"{figure_said(read, row)}{unusual or read.and_standing}."


def figure_said(read: Reading, row: Row) -> str:
    """A figure without its time: "226 of 544 returns (42%) had an interview within 72 hours"."""
    tile, about = read.tile, about_of(read)
    if tile == VOLUME:
        return f"{about.capitalize()}{volume_said(read, row)}"
    if n_of_n(row) and read.normal.form is not Form.MEAN:
        wording = read.says or wording_of(read.indicator, tile.unit)
        times = in_a_sentence(times_name(row.category)) if "{times}" in wording else ""
        if wording:
            return share_in_words(row, wording.replace("{times}", times)).removesuffix(".")
        return f"{read.title}: {n_of_n(row)}"
    if tile == CHILDREN:
        return f"{about.capitalize()}{counted(row.numerator or 0, Unit.CHILD)} went missing"
    of = read.presenter.of_how_many(row, tile.unit)
    return f"{read.title}: {read.presenter.figure(row, read.scope.few)}{f' ({of})' if of else ''}"


def volume_said(read: Reading, row: Row) -> str:
    """ "412 missing episodes by 168 children"."""
    children, about = read.view.table(CHILDREN.slug, CHILDREN.unit).row(), about_of(read)
    by = f" by {about}{counted(children.numerator, Unit.CHILD)}" if children is not None and children.numerator else ""
    return f"{number(row.numerator or 0)} missing {THINGS[Unit.EPISODE][row.numerator != 1]}{by}"


def about_of(read: Reading) -> str:
    """ "about " before numbers that are rounded."""
    return "about " if read.view.published.protection.is_rounded else ""


def volume_sentence(scope: Scope) -> str:
    """ "412 missing episodes by 168 children in July to September 2026, within ... That is similar to ..."."""
    read = Reading(scope, VOLUME)
    if read.row is not None and read.row.is_unsaid:
        return unsaid([read.row])
    return said(read) or "The number of missing episodes is hidden: it is small, or would give a small one away."


def with_volume(leading: Lead, volume: str) -> str:
    """What leads, and then how many there were, where that is not what leads."""
    if not leading.changed and not leading.fact:
        return replace(leading, fact=volume).text
    return " ".join(filter(None, (leading.text, volume if volume not in leading.unusual else "")))


def headline(scope: Scope, why: str = "") -> str:
    """What a chair would read out: what changed or what matters most, and how many, by how many children.

    In a paper with what it comes from.
    """
    return with_volume(replace(lead(scope, HEADLINES, material_fact(scope)), why=why), volume_sentence(scope))


def usual_sentence(scope: Scope) -> str:
    """Whether the number of missing episodes is usual, without the range; empty where that cannot be said.

    "The number is usual here for a quarter."
    """
    read = Reading(scope, VOLUME)
    if read.latest is None:
        return ""
    length = length_name(scope.view.period.kind)
    where = {"up": "above", "down": "below"}[read.latest.direction] if read.latest.direction else "within"
    if read.latest.run:
        in_a_row = f"one of {read.latest.run} in a row that are {where} the mean"
        return f"The number is within what is usual here for a {length}, but {in_a_row}."
    if not read.is_unusual:
        return f"The number is usual here for a {length}."
    return f"The number is {where} what is usual here for a {length}."


def page_sentence(scope: Scope, tile: Tile) -> str:
    """The fact of a page: a share, how it stands to what is usual, and what it was; empty where it is hidden.

    "226 of 543 returns (42%) had an interview within 72 hours in July to September 2026, below the usual range of 50%
    to 65%. That is down from 310 of 520 (60%) the quarter before (a fall of 18 percentage points)."
    """
    read = Reading(scope, tile)
    return said(read) if read.row is not None and n_of_n(read.row) else ""


def unusual_notes(scope: Scope, shown: Scope) -> list[tuple[str, str]]:
    """What is unusual, strongest first, of the figures that another reader is shown, who has neither series nor range.

    Nothing is said of a number that is not shown, since it would say something of it. Pairs: "tested", that most were
    looked at; "unusual", the name of a figure; "normal", how the number of episodes stands.
    """
    rows = {read.tile: read.row for read in (reading_of(shown, tile) for tile in HEADLINES)}
    tiles = [tile for tile, row in rows.items() if row is not None and row.numerator is not None]
    reads = [Reading(scope, tile) for tile in tiles]
    usual = usual_sentence(scope) if VOLUME in tiles else ""
    return [
        *([("tested", "by the board’s series")] if are_tested(reads) else []),
        *(("unusual", note_of(read)) for read in strongest_first(reads)),
        *([("normal", usual)] if usual else []),
    ]


def note_of(unusual: Reading) -> str:
    """The name of a figure that is unusual, and which way: "interview-in-time|episode||down"."""
    way = unusual.latest.direction if unusual.latest else None
    return f"{name_of_figure(unusual.tile)}{BETWEEN}{way.value if way else ''}"


def name_of_figure(tile: Tile) -> str:
    """ "interview-in-time|episode|"."""
    return BETWEEN.join((tile.slug, tile.unit.value, tile.category))


def material_fact(scope: Scope) -> str:
    """The fact that concerns the most episodes: a duty that was not met, or those of the children who go most often."""
    in_time, theirs = Reading(scope, IN_TIME).row, Reading(scope, THEIR_EPISODES).row
    late = 1 - in_time.share if in_time is not None and in_time.share is not None else 0.0
    share = theirs.share if theirs is not None and theirs.share is not None else 0.0
    duty, few_children = duty_fact(scope), concentration_fact(scope)
    return (duty or few_children) if late >= share else (few_children or duty)


def duty_fact(scope: Scope) -> str:
    """How far interviews in time were; empty where all were, or where it is hidden."""
    read = Reading(scope, IN_TIME)
    is_met = read.row is None or read.row.share is None or read.row.share >= 1
    return "" if is_met else f"{page_sentence(scope, IN_TIME)} {DUTY}"


def concentration_fact(scope: Scope) -> str:
    """How many of the episodes the most frequent children had; empty where there are none, or either is hidden.

    "37 of 376 children (10%) went missing 20 times or more in October 2025 to September 2026. They had 972 of 2,394
    episodes (41%)."
    """
    theirs = Reading(scope, THEIR_EPISODES).row
    children = page_sentence(scope, MOST_FREQUENT)
    if theirs is None or not theirs.numerator or not n_of_n(theirs) or not children:
        return ""
    return f"{children} They had {n_of_n(theirs, 'episodes')}."


def changes_since(read: Reading, now: Row, *, is_unusual: bool) -> str:
    """What the figure was, in sentences: similar; where it is unusual up or down, and by how much; else what it was."""
    similar: list[str] = []
    moved: list[str] = []
    was: list[str] = []
    is_share = read.normal.form is Form.SHARE
    for name, row in read.before:
        if is_share and not n_of_n(row):
            continue
        if read.view.compared:
            is_told = read.normal.form in (Form.SHARE, Form.COUNT)
            is_change = read.is_unusual and is_told and not read.is_before_change(row)
            (moved if is_change else was).append(change_since(read, now, row))
            continue
        if read.is_similar(row):
            similar.append(f"{earlier_said(read, row)} {than(name)}")
        elif read.is_before_change(row):
            was.append(f"{earlier_said(read, row)} {than(name)} ({BEFORE_CHANGE})")
        elif is_unusual and is_share:
            moved.append(change_of_share(now, row, than(name), about=about_of(read)))
        elif is_unusual and read.normal.form is Form.COUNT:
            moved.append(change(now.numerator or 0, row.numerator or 0, than(name), about=about_of(read)))
        else:
            was.append(f"{earlier_said(read, row)} {than(name)}")
    # A sentence each: two changes in one are more than anybody reads out.
    changes = [text for text in ([f"similar to {joined(similar)}"] if similar else []) + moved if text]
    said_now = [f"{'It' if place else 'That'} is {text}." for place, text in enumerate(changes)]
    verb = "There were" if read.normal.form is Form.COUNT else "It was"
    return " ".join([*said_now, *([f"{verb} {joined(was)}."] if was else [])])


def change_since(read: Reading, now: Row, then: Row) -> str:
    """What the figure was in the one period that it is compared with, and whether chance may explain the change."""
    words = f"{earlier_said(read, then)} {read.name_compared}"
    if read.is_before_change(then):
        return f"{words}, {BEFORE_CHANGE}"
    if not read.is_unusual:
        return f"{words}{and_chance(read)}"
    form, about = read.normal.form, about_of(read)
    if form is Form.SHARE:
        words = change_of_share(now, then, read.name_compared, about=about) or words
    elif form is Form.COUNT:
        words = change(now.numerator or 0, then.numerator or 0, read.name_compared, about=about)
    return f"{words}, {PAST_CHANCE}"


def earlier_said(read: Reading, row: Row) -> str:
    """An earlier figure inside a sentence: "190 of 327 (58%)", "about 710"."""
    return f"{about_of(read) if read.normal.form is Form.COUNT else ''}{read.brief(row)}"


def than(name: str) -> str:
    """What a comparison is with, inside a sentence: "last quarter" is then "the quarter before"."""
    return "the year before" if name == "a year before" else f"the {name.removeprefix('last ')} before"
