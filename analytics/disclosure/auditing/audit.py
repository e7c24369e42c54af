"""The exact audit: how closely can a reader of everything published work out each number that is not shown?

What is **said** of a figure is the least and the most that it can be by the tables alone: a number says
itself, a rounded one that the truth is near, "fewer than 8" says 0 to 7, hidden says that it is not nought.
With the rules that all figures obey (knowledge.py) that is a system of whole numbers. A figure that is not
shown is safe when at least three values still fit, and not only those of a few children; what no table holds,
yet two give by taking away, is safe while it need not be a few. Nothing here knows how the tables were protected.
"""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import chain, product
from typing import Any, Final, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analytics.disclosure.auditing.knowledge import Figure, Rule, figures_of, left_over, read, rules
from analytics.disclosure.policy import Policy
from analytics.disclosure.published import BANDS, UNSAID, Published, Shown
from data.settings import Settings

VALUES_LEFT: Final = 3
WHOLE_PERCENT: Final = 100
FAR: Final = 1_000_000
# How many figures may change, by how much: answers near the truth are found sooner, and mostly are enough.
TOGETHER: Final = (FAR, 8)
TERMS_TOGETHER: Final = 3000
TIMES_TOGETHER: Final = 8
LOOKS: Final = ((60, 8), (FAR, FAR))
# An answer that is not found in so many steps counts as none; in steps, so that all machines hide the same.
MOST_NODES: Final = 20_000
# Steps are terms of rules times branches. A term of a large system takes longer: in one of 36,000 about eight times.
TERMS_TWICE_AS_HARD: Final = 5000
# Where steps are counted, no more figures change in one look: of more, even the first step may take a minute.
MOST_AROUND: Final = 2000
# How often what is left of the steps is shared out again.
TIMES_SHARED: Final = 3
# The linear problem that says what gives a figure away is quicker than a look at the same rules.
STEPS_OF_PINS: Final = 0.5
# Bounds follow from one another; after so many rounds what is left is for the integer programme.
ROUNDS: Final = 40
# What is nought, and a whole number, after division or a linear solver.
SLIGHTLY: Final = 1e-6

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]


class Interval(NamedTuple):
    """The least and the most that a figure can be; `is_band` where a word says in which band it lies, and no number."""

    least: float
    most: float
    is_band: bool = False

    def and_also(self, other: "Interval") -> "Interval":
        """What two tables say together. A number beside a band is a number; "hidden" beside it, a band."""
        numbers = [item for item in (self, other) if not item.is_band and np.isfinite(item.most)]
        is_band = (self.is_band or other.is_band) and not numbers
        return Interval(max(self.least, other.least), min(self.most, other.most), is_band)


NOTHING_SAID: Final = Interval(0, np.inf)
# Nought is never hidden, and a reader may have noticed that.
NOT_NOUGHT: Final = Interval(1, np.inf)
Said = Mapping[Figure, Interval]


class GivenAway(NamedTuple):
    """How far a figure can go, as far as was looked, and the shown figures that pin it down there."""

    interval: Interval
    pinned_by: tuple[Figure, ...]


@dataclass(frozen=True)
class Audit:
    """How wide each figure is that tables hold without its number; which figures are given away, and which are safe.

    `steps` is how long it took: terms of rules times branches, the same on all machines. If it is not `complete`,
    figures may count as given away because there was no time to look at them.
    """

    hidden: Mapping[Figure, Interval]
    given_away: Mapping[Figure, GivenAway]
    safe: frozenset[Figure] = frozenset()
    steps: float = 0
    is_complete: bool = True

    @property
    def passed(self) -> bool:
        """Whether nothing is given away."""
        return not self.given_away


def said_by(published: Published, policy: Policy, settings: Settings) -> dict[Figure, Interval]:
    """What the tables say of each figure in them."""
    intervals: dict[Figure, Interval] = {}
    supplied = published.safe.rows_and_ranges.filter(~pl.col("shown").is_in(UNSAID))
    # In a release, where few are said to be few, what is hidden beside them may be nought.
    hidden = NOT_NOUGHT if policy.round_to == 1 else NOTHING_SAID
    for row in supplied.iter_rows(named=True):
        of_numerator = said_by_word(Shown(row["shown"]), row["denominator"], policy.hide_up_to, hidden)
        if row["most"] is not None:
            of_numerator = Interval(row["least"], row["most"])
        numbers = ((row["numerator"], of_numerator), (row["denominator"], hidden))
        for figure, (value, otherwise) in zip(figures_of(row, settings), numbers, strict=True):
            # What is not said alone is no secret: another number is hidden, and this one would mislead.
            if figure is not None and not (row["shown"] == Shown.ALONE and value is None):
                interval = otherwise if value is None else said_by_number(value, policy)
                intervals[figure] = interval.and_also(intervals.get(figure, NOTHING_SAID))
    return intervals


def said_by_word(word: Shown, base: int | None, few: int, hidden: Interval) -> Interval:
    """What the word in the place of a number says: few, in a band of the base as it is shown, or hidden."""
    if word is Shown.FEW:
        return Interval(0, few)
    if (band := BANDS.get(word)) and base is not None:
        # In whole numbers: 30% of 357 is not quite 107.1. A rounded base may hold more than it says.
        most = np.inf if band.high == WHOLE_PERCENT else (band.high * base - 1) // WHOLE_PERCENT
        return Interval(max(hidden.least, -(-band.low * base // WHOLE_PERCENT)), most, is_band=True)
    return hidden


def said_by_number(value: int, policy: Policy) -> Interval:
    """What a number says: itself, or if it is rounded, that the truth is near, and more than few."""
    if policy.round_to == 1:
        return Interval(value, value)
    below = policy.round_to // 2
    return Interval(max(value - below, policy.hide_up_to + 1), value - below + policy.round_to - 1)


class Auditor:
    """Audits tables of which the true numbers are `exact`, as often as they are made to say less.

    The truth tells which assumptions hold, and is one answer that fits.
    """

    def __init__(
        self, exact: Published, few: int, settings: Settings, *, no_secrets: Set[Figure] = frozenset()
    ) -> None:
        """`no_secrets` are figures that anybody may know, however small: see not_recorded.py."""
        truth = dict(read(exact, settings).shown)
        free = set(no_secrets)
        for left, terms in list(left_over(truth)):
            truth.setdefault(left, sum(truth[figure] * factor for figure, factor in terms.items()))
            # What two numbers leave over that anybody may know, anybody may know.
            if no_secrets >= terms.keys():
                free.add(left)
        self.truth: Mapping[Figure, int] = truth
        self._few, self._as_of, self._settings, self._groupings = few, exact.as_of, settings, exact.groupings
        self._told = frozenset(free)

    def __call__(
        self,
        *tables: Said,
        closely: bool = False,
        safe: Set[Figure] = frozenset(),
        news: Set[Figure] | None = None,
        most_steps: float = np.inf,
    ) -> Audit:
        """What a reader of all of them can work out; `closely`, the whole interval of each figure that is hidden.

        Else no further than it takes to see that it is wide enough. What is said of a figure that has another
        number now says no more than that the records have changed. Figures that were `safe` when more was said
        are so still, and are not looked at; nor are those that nothing ties to the `news`, if these are named. What
        was not found to be safe in `most_steps` counts as given away.
        """
        true: dict[Figure, Interval] = {}
        for figure, interval in chain.from_iterable(table.items() for table in tables):
            if interval.least <= self.truth.get(figure, -1) <= interval.most:
                true[figure] = interval.and_also(true.get(figure, NOTHING_SAID))
        intervals: dict[Figure, Interval] = {}
        given_away: dict[Figure, GivenAway] = {}
        parts = list(parts_apart(self._system, true, self._few, {*safe, *self._no_secrets}, news))
        for part, unsafe in worked_out(parts, most_steps, closely=closely):
            intervals |= part.intervals()
            given_away |= {
                figure: GivenAway(intervals[figure], pins)
                for figure, pins in unsafe.items()
                if figure not in self._no_secrets
            }
        hidden = {
            figure: intervals.get(figure, interval)
            for figure, interval in true.items()
            if not is_shown(interval, self._few)
        }
        looked_at = {*hidden, *(figure for figure in intervals if figure not in true)}
        safe_now = frozenset(looked_at - given_away.keys())
        steps, is_complete = sum(part.steps for part in parts), not any(part.is_stopped for part in parts)
        return Audit(hidden, given_away, safe_now, steps, is_complete)

    @cached_property
    def _no_secrets(self) -> frozenset[Figure]:
        """What anybody may know, and what is the same by a rule."""
        same = (rule.terms for rule in self._system.rules if rule.is_same)
        return self._told | {
            figure for terms in same if any(other in self._told for other, _ in terms) for figure, _ in terms
        }

    @cached_property
    def _system(self) -> "System":
        held = (
            rule
            for rule in rules(self.truth, self._as_of, self._settings, self._groupings)
            if all(figure in self.truth for figure, _ in rule.terms) and rule.holds(self.truth)
        )
        return System(self.truth, list(held))


class Rounds:
    """Audits tables again and again while they are made to say less: what was safe is not looked at again."""

    def __init__(self, auditor: Auditor, most_steps: float = np.inf) -> None:
        """`most_steps` is what all rounds may take together; none takes more than half of what is left."""
        self._auditor, self._steps_left = auditor, most_steps
        self._said: tuple[Said, ...] = ()
        self._hidden: Mapping[Figure, Interval] = {}
        self._safe: frozenset[Figure] = frozenset()

    def __call__(self, *tables: Said, news: Set[Figure] | None = None) -> Audit:
        """As the auditor, and the tables may say more than before too: then nothing is taken to be safe."""
        if len(tables) != len(self._said) or not all(map(says_less, tables, self._said)):
            self._safe = frozenset()
        result = self._auditor(*tables, safe=self._safe, news=news, most_steps=self._steps_left / 2)
        self._steps_left -= result.steps
        # What fitted when more was said fits still.
        hidden = {
            figure: self._hidden[figure] if figure in self._safe else interval
            for figure, interval in result.hidden.items()
        }
        self._said, self._hidden, self._safe = tables, hidden, self._safe | result.safe
        return replace(result, hidden=hidden, safe=self._safe)


def says_less(now: Said, before: Said) -> bool:
    """Whether nothing is said now that was not said before: what was safe then is safe."""
    pairs = ((now.get(figure, NOTHING_SAID), interval) for figure, interval in before.items())
    return now.keys() <= before.keys() and all(new.least <= old.least and old.most <= new.most for new, old in pairs)


def is_shown(interval: Interval, few: int) -> bool:
    """Whether a table shows the number, though it may be rounded."""
    return interval.least == interval.most or (interval.least > few and not interval.is_band)


class System:
    """Figures by their place, what they truly are, and every rule by its terms: `rule`, `figure` and `factors`.

    `down` and `up`: how far a rule lets its sum fall below what it truly is, and rise above it.
    """

    def __init__(self, truth: Mapping[Figure, int], held: Sequence[Rule]) -> None:
        self.figures, self.rules = list(truth), held
        self.place = {figure: place for place, figure in enumerate(self.figures)}
        self.truth = np.array(list(truth.values()), dtype=float)
        terms = [(row, self.place[figure], factor) for row, rule in enumerate(held) for figure, factor in rule.terms]
        self.rule, self.figure, factors = np.array(terms, dtype=int).reshape(-1, 3).T
        self.factors = factors.astype(float)
        now = np.bincount(self.rule, self.factors * self.truth[self.figure], len(held))
        self.down = np.array([rule.least for rule in held]) - now
        self.up = np.array([rule.most for rule in held]) - now

    def is_among(self, figures: Iterable[Figure]) -> NDArray[np.bool_]:
        """By place, whether a figure is one of these."""
        result = np.zeros(len(self.figures), dtype=bool)
        result[[self.place[figure] for figure in figures if figure in self.place]] = True
        return result


def parts_apart(
    system: System, intervals: Said, few: int, safe: Set[Figure], news: Set[Figure] | None
) -> Iterator["Part"]:
    """The rules, with exact numbers put in, as systems that nothing ties together.

    Those alone in which a figure is not shown and not known to be safe; and of these, those with news, if any is named.
    """
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415  half a second

    many = len(system.figures)
    least, most = np.zeros(many), np.full(many, np.inf)
    at = [system.place[figure] for figure in intervals]
    is_band = np.zeros(many, dtype=bool)
    least[at], most[at], is_band[at] = np.array(list(intervals.values()), dtype=float).reshape(-1, 3).T
    is_asked, is_said = ~system.is_among(safe), system.is_among(intervals)
    is_hidden = is_said & (least < most) & ((least <= few) | is_band) & is_asked
    is_unsaid = ~is_said & is_asked
    left = np.flatnonzero(least[system.figure] < most[system.figure])
    size = many + len(system.rules)
    ties = sparse(np.ones(len(left)), system.figure[left], many + system.rule[left], (size, size))
    _, label_of = connected_components(ties, directed=False)
    wanted = np.unique(label_of[:many][is_hidden | is_unsaid])
    if news is not None:
        wanted = np.intersect1d(wanted, label_of[:many][system.is_among(news)])
    terms_of = grouped(left, label_of[system.figure[left]])
    for terms in enough_together([terms_of[label] for label in wanted.tolist() if label in terms_of]):
        yield Part(system, terms, (least, most), (is_said, is_hidden, is_unsaid), few)


def enough_together(terms: Sequence[Places]) -> Iterator[Places]:
    """Small systems put together, though nothing ties them: to ask of many at once takes hardly longer than of one."""
    waiting: list[Places] = []
    for term in terms:
        waiting.append(term)
        if sum(map(len, waiting)) >= TERMS_TOGETHER:
            yield np.concatenate(waiting)
            waiting = []
    if waiting:
        yield np.concatenate(waiting)


def grouped(values: Places, labels: Places) -> dict[int, Places]:
    """The values of each label."""
    order = np.argsort(labels, kind="stable")
    names, starts = np.unique(labels[order], return_index=True)
    ends = [*starts[1:], len(order)]
    return {name: values[order[start:end]] for name, start, end in zip(names.tolist(), starts, ends, strict=False)}


def worked_out(
    parts: Sequence["Part"], most_steps: float, *, closely: bool
) -> list[tuple["Part", dict[Figure, tuple[Figure, ...]]]]:
    """The parts, looked at, and what is given away in each by which shown figures.

    What some parts do not take of their share of the steps, those get that need more.
    """
    left, waiting = most_steps, parts
    # Parts share nothing, and most of the time is HiGHS's, which other threads need not wait for.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for _ in range(TIMES_SHARED):
            share_out(left, waiting)
            list(pool.map(partial(Part.look_at_all, closely=closely), waiting))
            left, waiting = (
                most_steps - sum(part.steps for part in parts),
                [part for part in waiting if part.is_stopped],
            )
            if not waiting or left <= 0:
                break
        share_out(left, [part for part in parts if part.unsafe()])
        return list(zip(parts, pool.map(Part.given_away, parts), strict=True))


def share_out(steps: float, parts: Sequence["Part"]) -> None:
    """More steps for each part, by its size: not by who comes first, so that all machines find the same."""
    together = sum(part.size for part in parts)
    for part in parts:
        part.most_steps = part.steps + max(0, steps) * part.size / together


class Part:
    """Figures that rules tie together, what they truly are, and the values that they were met with.

    An answer that fits is the truth and a change to it that no rule forbids; changes are what is looked for.
    """

    def __init__(
        self,
        system: System,
        terms: Places,
        ends: tuple[Numbers, Numbers],
        marks: tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]],
        few: int,
    ) -> None:
        """`terms` are places in the system's; `ends` and `marks` (said, hidden, unsaid) are by place of a figure."""
        places, self._figure = np.unique(system.figure[terms], return_inverse=True)
        numbers, self._rule = np.unique(system.rule[terms], return_inverse=True)
        self._factors = system.factors[terms]
        self._down, self._up = system.down[numbers], system.up[numbers]
        self._rules = [system.rules[number] for number in numbers.tolist()]
        self._figures = [system.figures[place] for place in places.tolist()]
        self._place = {figure: place for place, figure in enumerate(self._figures)}
        self._truth, self._few = system.truth[places], few
        (least, most), (is_said, is_hidden, is_unsaid) = ends, marks
        self._from, self._to = least[places], most[places]
        self._is_said, self._is_hidden, self._is_unsaid = is_said[places], is_hidden[places], is_unsaid[places]
        self._least, self._most = self._truth.copy(), self._truth.copy()
        # How many steps it may take, and has taken, and whether it would have needed more.
        self.most_steps, self.steps, self.is_stopped = np.inf, 0.0, False

    @property
    def size(self) -> int:
        """How many terms its rules have."""
        return len(self._factors)

    def intervals(self) -> dict[Figure, Interval]:
        """The least and the most that each figure was met with in an answer that fits."""
        ends = zip(self._least.tolist(), self._most.tolist(), strict=True)
        return {figure: Interval(*end) for figure, end in zip(self._figures, ends, strict=True)}

    def given_away(self) -> dict[Figure, tuple[Figure, ...]]:
        """Figures that were not found to be safe, each with the shown figures that pin it down."""
        return {figure: self.pins(figure) for figure in self.unsafe()} | self.few_together()

    def unsafe(self) -> list[Figure]:
        """Figures that are not shown, of which too few values were met, or only those of a few children."""
        return [self._figures[place] for place in self._unsafe(self._least, self._most).nonzero()[0].tolist()]

    def _unsafe(self, least: Numbers, most: Numbers) -> NDArray[np.bool_]:
        """By place, whether intervals are too narrow, or of a few children only."""
        is_few = (least >= 1) & (most <= self._few)
        is_narrow = most - least + 1 < VALUES_LEFT
        result: NDArray[np.bool_] = (self._is_hidden & (is_narrow | is_few)) | (self._is_unsaid & is_few)
        return result

    def few_together(self) -> dict[Figure, tuple[Figure, ...]]:
        """Figures whose sum is known to be a few: each may be none, but together they are not."""
        together = np.bincount(self._rule, self._truth[self._figure], len(self._rules))
        is_few_sum = (together >= 1) & (together <= self._few) & (self._down == 0) & (self._up == 0)
        result: dict[Figure, tuple[Figure, ...]] = {}
        for number in np.flatnonzero(is_few_sum).tolist():
            terms = self._rules[number].terms
            mine = [(figure, factor) for figure, factor in terms if figure in self._place]
            if len({factor for _, factor in mine}) == 1:
                others = tuple(figure for figure, _ in terms if figure not in self._place)
                result |= {figure: others for figure, _ in mine}
        return result

    def look_at_all(self, *, closely: bool) -> None:
        """Look for answers far from the truth, for many figures at once and then for each, until all are safe."""
        self.is_stopped = False
        if len(self._figures) == 1:
            self._least, self._most = self._limits
            return
        if closely:
            for figure, sense in product((self._figures[place] for place in np.flatnonzero(self._is_said)), (-1, 1)):
                self.look([figure], [sense], FAR, FAR)
        # What must add up goes up here and down there, so that one answer serves many figures.
        up_or_down = np.random.default_rng(0)
        for _ in range(TIMES_TOGETHER):
            unsafe = self.unsafe()
            self.look(unsafe, up_or_down.choice((-1, 1), len(unsafe)).tolist(), *TOGETHER)
        # Bounds are quicker to find than that no whole numbers fit.
        is_lost = self._unsafe(*self._limits) if self.unsafe() else self._is_unsaid & False
        for (around, reach), sense in product(LOOKS, (-1, 1)):
            for figure in self.unsafe():
                place = self._place[figure]
                if not is_lost[place] and self._unsafe(self._least, self._most)[place]:
                    self.look([figure], [sense], around, reach)

    @cached_property
    def _limits(self) -> tuple[Numbers, Numbers]:
        """The least and the most of every figure as they follow from one rule after another: never too narrow."""
        least, most = self._from.copy(), np.minimum(self._to, FAR)
        figure, rule, factors = self._figure, self._rule, self._factors
        now = np.bincount(rule, factors * self._truth[figure], len(self._down))
        lows, highs = self._down + now, self._up + now
        for _ in range(ROUNDS):
            smallest = np.where(factors > 0, factors * least[figure], factors * most[figure])
            largest = np.where(factors > 0, factors * most[figure], factors * least[figure])
            room_above = highs[rule] - np.bincount(rule, smallest, len(lows))[rule] + smallest
            room_below = lows[rule] - np.bincount(rule, largest, len(lows))[rule] + largest
            before = least.copy(), most.copy()
            np.minimum.at(most, figure, np.floor(np.where(factors > 0, room_above, room_below) / factors + SLIGHTLY))
            np.maximum.at(least, figure, np.ceil(np.where(factors > 0, room_below, room_above) / factors - SLIGHTLY))
            if (before[0] == least).all() and (before[1] == most).all():
                break
        return least, most

    def look(self, wanted: Sequence[Figure], senses: Sequence[int], around: int, reach: int) -> None:
        """Find the answer in which figures are least (-1) or most (1), where only those around them change."""
        from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415  half a second

        if not wanted or self._has_to_stop():
            return
        around = around if np.isinf(self.most_steps) else min(around, MOST_AROUND)
        wanted, senses = wanted[:around], senses[:around]
        places = np.array([self._place[figure] for figure in wanted])
        near = self._around(places, around)
        at = np.full(len(self._truth), -1)
        at[near] = np.arange(len(near))
        inside = at[self._figure] >= 0
        numbers, row = np.unique(self._rule[inside], return_inverse=True)
        weights = np.zeros(len(near))
        weights[at[places]] = -np.asarray(senses)
        terms = int(inside.sum())
        branches = min(MOST_NODES, 1 + (self.most_steps - self.steps) // max(1, terms))
        answer = milp(
            weights,
            integrality=np.ones(len(near)),
            options={"node_limit": int(branches)},
            bounds=Bounds(
                np.maximum(self._from - self._truth, -reach)[near], np.minimum(self._to - self._truth, reach)[near]
            ),
            constraints=LinearConstraint(
                sparse(self._factors[inside], row, at[self._figure[inside]], (len(numbers), len(near))),
                self._down[numbers],
                self._up[numbers],
            ),
        )
        self.steps += terms * (1 + terms / TERMS_TWICE_AS_HARD) * max(1, answer.mip_node_count or 0)
        if answer.x is not None:
            values = self._truth[near] + np.round(answer.x)
            self._least[near] = np.minimum(self._least[near], values)
            self._most[near] = np.maximum(self._most[near], values)

    def _has_to_stop(self) -> bool:
        has_to = self.steps >= self.most_steps
        self.is_stopped = self.is_stopped or has_to
        return has_to

    def _around(self, places: Places, many: int) -> Places:
        """Places of the figures nearest to some by common rules, at most so many."""
        nearest = [places]
        reached = np.zeros(len(self._truth), dtype=bool)
        reached[places] = True
        while sum(map(len, nearest)) < many and len(nearest[-1]):
            touched = np.zeros(len(self._down), dtype=bool)
            touched[self._rule[reached[self._figure]]] = True
            new = np.zeros(len(self._truth), dtype=bool)
            new[self._figure[touched[self._rule]]] = True
            nearest.append(np.flatnonzero(new & ~reached))
            reached |= new
        return np.concatenate(nearest)[:many]

    def pins(self, figure: Figure) -> tuple[Figure, ...]:
        """The other figures without whose numbers, or few, this one could be larger, or smaller."""
        result = dict.fromkeys(pin for sense in (1, -1) for pin in self._pins_towards(figure, sense))
        return tuple(pin for pin in result if pin != figure)

    def _pins_towards(self, figure: Figure, sense: int) -> Iterator[Figure]:
        """Shown figures with a price: by the linear problem in which fractions are allowed."""
        from scipy.optimize import linprog  # noqa: PLC0415

        if self._has_to_stop():
            return
        self.steps += STEPS_OF_PINS * self.size * (1 + self.size / TERMS_TWICE_AS_HARD)
        weights = np.zeros(len(self._truth))
        weights[self._place[figure]] = -sense
        matrix = sparse(self._factors, self._rule, self._figure, (len(self._rules), len(self._truth)))
        is_sum = self._down == self._up
        has_most, has_least = np.isfinite(self._up) & ~is_sum, np.isfinite(self._down) & ~is_sum
        answer = linprog(
            weights,
            A_eq=matrix[is_sum],
            b_eq=self._up[is_sum],
            A_ub=stacked(matrix[has_most], -matrix[has_least]),
            b_ub=np.concatenate([self._up[has_most], -self._down[has_least]]),
            bounds=np.column_stack([self._from - self._truth, self._to - self._truth]),
        )
        if answer.status != 0:
            return
        prices = np.zeros(len(self._rules))
        prices[is_sum] = answer.eqlin.marginals
        inequalities = answer.ineqlin.marginals
        prices[has_most] += inequalities[: has_most.sum()]
        prices[has_least] -= inequalities[has_most.sum() :]
        yield from self._priced(prices, np.abs(answer.lower.marginals) + np.abs(answer.upper.marginals))

    def _priced(self, of_rules: Numbers, of_figures: Numbers) -> Iterator[Figure]:
        """Figures shown exactly that stand in a rule with a price; rounded ones, and few, with one of their own."""
        price: dict[Figure, float] = defaultdict(float)
        for number in np.flatnonzero(np.abs(of_rules) > SLIGHTLY).tolist():
            for figure, factor in self._rules[number].terms:
                if figure not in self._place:
                    price[figure] += factor * of_rules[number]
        yield from (figure for figure, item in price.items() if abs(item) > SLIGHTLY)
        yield from (
            self._figures[place]
            for place in np.flatnonzero(of_figures > SLIGHTLY).tolist()
            if self._from[place] > NOT_NOUGHT.least or np.isfinite(self._to[place])
        )


def sparse(factors: Numbers, rows: Places, columns: Places, shape: tuple[int, int]) -> Any:
    """A matrix of mostly nothing."""
    from scipy.sparse import csr_array  # noqa: PLC0415

    return csr_array((factors, (rows, columns)), shape=shape)


def stacked(*matrices: Any) -> Any:
    """Matrices below one another."""
    from scipy.sparse import vstack  # noqa: PLC0415

    return vstack(matrices)


def by_table(published: Published, audit: Audit, settings: Settings) -> pl.DataFrame:
    """One row a table: slug, unit, breakdown, cells, hidden, and narrowest (values left; null where none is hidden)."""
    supplied = published.rows.filter(~pl.col("shown").is_in(UNSAID))
    values = [values_left(audit, figures_of(row, settings)) for row in supplied.iter_rows(named=True)]
    return (
        supplied.select("slug", "unit", "breakdown", pl.Series("values", values, dtype=pl.Int64))
        .group_by("slug", "unit", "breakdown", maintain_order=True)
        .agg(
            pl.len().alias("cells"), pl.col("values").count().alias("hidden"), pl.col("values").min().alias("narrowest")
        )
    )


def values_left(audit: Audit, figures: tuple[Figure, Figure | None]) -> int | None:
    """How many values still fit, of the less safe of a row's two figures; null where both are shown."""
    intervals = [audit.hidden[figure] for figure in figures if figure is not None and figure in audit.hidden]
    return min((int(min(interval.most, FAR) - interval.least) + 1 for interval in intervals), default=None)
