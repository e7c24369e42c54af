"""A second audit, written apart: what can a reader of published rows work out of the numbers that are not there?

It reads published rows and the words of the definitions, and nothing of what hides or audits in the product. Each row
is a number of a **figure**: so many episodes or children, of what, of which groups, of which days. What readers know of
figures are **rules** (tests/attack/reading.py). HiGHS looks for the least and the most that a figure can be.

A hidden figure is **given away** when fewer than three values fit, or none above the few: the criterion of the product.
A figure that no table holds (how many went twice, who is in care and at home) is given away when only few fit. Stricter
readers may ask for more; nobody asks for less.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from data.settings import Settings
from tests.attack.reading import (
    BY_SIZE,
    EVERY_OTHER,
    NO_UNIT,
    NOT_WRITTEN_DOWN,
    OTHERS_THAN,
    TOGETHER,
    Figure,
    Rule,
    complete,
    figures_of,
    others_than,
    rules_of,
    unsaid_figures,
    with_members,
)

VALUES_LEFT: Final = 3
INFINITE: Final = np.inf
# Words in the place of a number. What was not supplied or recorded says nothing.
NOT_ALONE: Final = "not said alone"
# Percentages in words, as a reader takes them: from so many of a hundred to less than so many.
PERCENTAGES: Final[Mapping[str, tuple[int, int]]] = {
    "under 5%": (0, 5),
    "about a tenth (5% to 15%)": (5, 15),
    "about a quarter (15% to 30%)": (15, 30),
    "about a third (30% to 40%)": (30, 40),
    "about half (40% to 60%)": (40, 60),
    "about two thirds (60% to 70%)": (60, 70),
    "about three quarters (70% to 85%)": (70, 85),
    "about nine tenths (85% to 95%)": (85, 95),
    "95% or more": (95, 101),
}
HIDDEN, FEW, SAYS_NOTHING = "hidden", "few", ("not supplied", "not recorded")
# Answers far from the first one are not needed: so far a figure may be moved while others are looked for.
STEP: Final = 12
# How many figures around one are looked at first, and then.
AROUND: Final = (40, 400)
SECONDS_A_LOOK: Final = 10.0
TIMES_TOGETHER: Final = 4
NEARLY: Final = 1e-6

Numbers = NDArray[np.float64]


class Range(NamedTuple):
    """The least and the most that a figure can be; `is_word` where no paper has a number of it."""

    least: float
    most: float
    is_word: bool = False

    def both(self, other: "Range") -> "Range":
        """What two rows say of one figure. The least is above the most where they contradict each other."""
        return Range(max(self.least, other.least), min(self.most, other.most), self.is_word and other.is_word)


ANYTHING: Final = Range(0, INFINITE, is_word=True)
Said = dict[Figure, Range]


@dataclass(frozen=True)
class Reader:
    """How the rows that somebody reads are protected: counts up to `few` hidden, others rounded to `step`."""

    few: int = 5
    step: int = 1

    def reads(self, number: int | None, word: str, base: int | None = None) -> Range:
        """What a number, or the word in its place, says; a percentage in words is of the base as it is written."""
        if number is not None:
            below = self.step // 2
            return Range(max(0, number - below), number - below + self.step - 1)
        if word == FEW:
            return Range(0, self.few, is_word=True)
        # Nought is not hidden from a board, and it may know that.
        nobody = 1 if self.step == 1 else 0
        if word not in PERCENTAGES or base is None:
            return Range(nobody, INFINITE, is_word=True)
        from_percent, to_percent = PERCENTAGES[word]
        fits = [many for many in range(nobody, base + 1) if from_percent * base <= 100 * many < to_percent * base]
        # Written to the nearest five, all of a base may be more than it.
        return Range(fits[0], INFINITE if to_percent > 100 else fits[-1], is_word=True)


BOARD: Final = Reader()
PUBLIC: Final = Reader(few=7, step=5)


class Leak(NamedTuple):
    """A figure that is given away, and how far it can go."""

    figure: Figure
    range: Range

    def __str__(self) -> str:
        least, most = (f"{end:.0f}" for end in (self.range.least, self.range.most))
        return f"{self.figure}: {least if least == most else f'{least} to {most}'}"


@dataclass(frozen=True)
class Findings:
    """What the audit found. `undecided` were not proved either way in the time; `looked_at`, how many figures.

    Where what is said contradicts itself, no figure is looked at: `contradicted` names where that was met.
    """

    leaks: tuple[Leak, ...]
    undecided: tuple[Figure, ...]
    contradicted: tuple[Figure, ...]
    broken: tuple[Rule, ...]
    looked_at: int

    @property
    def is_clean(self) -> bool:
        """Whether everything was looked at, and nothing is given away."""
        return not (self.leaks or self.undecided or self.contradicted)


def said_in(rows: pl.DataFrame, settings: Settings, reader: Reader = BOARD) -> Said:
    """What published rows say of each figure in them."""
    said: Said = {}
    rows = rows.filter(~pl.col("shown").is_in(SAYS_NOTHING))
    if reader.step > 1:
        # A release leaves out single rows, so whom its "others" are is not told by the rows beside them.
        rows = rows.filter(pl.col("category") != EVERY_OTHER, pl.col("group") != EVERY_OTHER)
    for row in naming_others(rows):
        over, under = figures_of(row, settings)
        for figure, number in ((over, row["numerator"]), (under, row["denominator"])):
            if figure is not None and not (number is None and row["shown"] == NOT_ALONE):
                told = reader.reads(number, row["shown"] if figure is over else HIDDEN, row["denominator"])
                if figure is over and row.get("most") is not None:
                    told = Range(row["least"], row["most"])
                said[figure] = told.both(said.get(figure, ANYTHING))
    return said | (nobody_else(said) if reader.step == 1 else {})


TABLE_OF: Final = ("slug", "unit", "breakdown", "period_start", "period_end")


def naming_others(rows: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """The rows; one of "others" says than whom: those whom its table names."""
    rows = rows.with_columns(
        groups=pl.col("group").unique().over(*TABLE_OF, "category", mapping_strategy="join"),
        categories=pl.col("category").unique().over(*TABLE_OF, "group", mapping_strategy="join"),
    )
    for row in rows.iter_rows(named=True):
        for name, names in (("group", "groups"), ("category", "categories")):
            if row[name] == EVERY_OTHER:
                row[name] = others_than(row[names])
        yield row


def nobody_else(said: Said) -> Said:
    """A table that names no others has none: its rows are the whole."""
    families: dict[tuple[Figure, str], set[str]] = defaultdict(set)
    for figure in said:
        for column, group in figure.groups:
            if column in BY_SIZE:
                # One table may count together what another names.
                families[figure.without(column), column].update(TOGETHER.get(column, {}).get(group, (group,)))
    return {
        whole.within(column, others_than(groups)): Range(0, 0)
        for (whole, column), groups in families.items()
        if not any(group.startswith(OTHERS_THAN) for group in groups)
    }


def is_no_secret(figure: Figure, told: Range, said: Said, settings: Settings) -> bool:
    """Whether a council lets anybody know how many of these are not recorded, where enough of the others are."""
    how = settings.disclosure.not_recorded
    gaps = [column for column, group in figure.groups if group in NOT_WRITTEN_DOWN]
    if how == "always_hidden" or not gaps or (how == "one_way" and len(figure.groups) > 1):
        return False
    if figure.unit == NO_UNIT:
        return True
    few, everybody = settings.disclosure.hide_up_to, figure.without(gaps[0])
    whole = said.get(complete(everybody, gaps[0], frozenset({figure}))[1], ANYTHING)
    # Where the whole is hidden, another group that is shown says that enough are recorded.
    others = (other for other in said if gaps[0] in dict(other.groups) and other.without(gaps[0]) == everybody)
    return whole.least - told.most > few or any(said[other].least > few for other in others if other != figure)


def laid_together(*papers: Said) -> tuple[Said, tuple[Figure, ...]]:
    """What several publications say together, and the figures of which they say what cannot be true at once."""
    together: Said = {}
    for paper in papers:
        for figure, told in paper.items():
            together[figure] = told.both(together.get(figure, ANYTHING))
    contradicted = tuple(figure for figure, told in together.items() if told.least > told.most)
    return {figure: told for figure, told in together.items() if figure not in set(contradicted)}, contradicted


def second_audit(
    *papers: Said, settings: Settings, few: int, truth: Mapping[Figure, int] | None = None, seconds: float = 300
) -> Findings:
    """What a reader who holds all these papers can work out.

    `truth` are the exact numbers: with them, rules that do not hold are left out (and named), and what tables leave out
    whole is looked for too. Without them all rules are believed, and only what is in the papers is looked for.
    """
    said, contradicted = laid_together(*papers)
    if not said:
        return Findings((), (), contradicted, (), 0)
    rules, broken = split_by(rules_of(said.keys() | (truth or {}).keys(), settings), lambda rule: rule.holds(truth))
    system = System(said, rules, few, truth)
    contradicted += tuple(system.figures[place] for place in np.flatnonzero(system.least > system.most))
    if contradicted:
        return Findings((), (), contradicted, tuple(broken), 0)
    leaks, undecided, looked_at = [], [], 0
    for part in system.parts():
        part.look(seconds)
        leaks += [leak for leak in part.leaks() if not is_no_secret(leak.figure, leak.range, said, settings)]
        undecided += part.undecided()
        looked_at += len(part.wanted)
    return Findings(tuple(leaks), tuple(undecided), contradicted, tuple(broken), looked_at)


def split_by(items: Iterable[Rule], test: Callable[[Rule], bool]) -> tuple[list[Rule], list[Rule]]:
    """Those that pass, and the others."""
    passed, failed = [], []
    for item in items:
        (passed if test(item) else failed).append(item)
    return passed, failed


class System:
    """All figures, what is said of each, and the rules between them."""

    def __init__(self, said: Said, rules: Sequence[Rule], few: int, truth: Mapping[Figure, int] | None) -> None:
        unsaid = list(unsaid_figures(with_members(said.keys() | (truth or {}).keys())))
        self.rules = [*rules, *(rule for _, rule in unsaid)]
        named = (figure for rule in self.rules for figure in rule.terms)
        self.figures = list(dict.fromkeys((*said, *(truth or {}), *named)))
        self.place = {figure: place for place, figure in enumerate(self.figures)}
        self.said, self.few, self.truth = said, few, truth
        self.least = np.array([said.get(figure, ANYTHING).least for figure in self.figures], dtype=float)
        self.most = np.array([said.get(figure, ANYTHING).most for figure in self.figures], dtype=float)
        self.true = self.all_true(rule for _, rule in unsaid)
        self.is_said = np.array([figure in said for figure in self.figures])
        terms = [
            (row, self.place[figure], factor)
            for row, rule in enumerate(self.rules)
            for figure, factor in rule.terms.items()
        ]
        rows, columns, factors = (np.array(part) for part in zip(*terms, strict=True)) if terms else ([], [], [])
        self.matrix = coo_array((factors, (rows, columns)), shape=(len(self.rules), len(self.figures))).tocsr()
        self.row_least = np.array([rule.least for rule in self.rules], dtype=float)
        self.row_most = np.array([rule.most for rule in self.rules], dtype=float)
        self.least, self.most = narrowed(self.matrix, self.row_least, self.row_most, self.least, self.most)

    @classmethod
    def of(cls, said: Said, others: Set[Figure], settings: Settings) -> "System":
        """What is said, with other figures of which nothing is."""
        anything = dict.fromkeys(others - said.keys(), ANYTHING)
        rules = list(rules_of(said.keys() | others, settings))
        return cls({**said, **anything}, rules, settings.disclosure.hide_up_to, None)

    def is_told(self, figure: Figure) -> bool:
        """Whether nothing but one number fits a figure."""
        place = self.place[figure]
        if self.least[place] >= self.most[place]:
            return True
        return self.end_of(place, 1) == self.end_of(place, -1)

    def end_of(self, place: int, sign: int) -> float:
        """The least of a figure (sign 1), or the most (-1)."""
        goal = np.zeros(len(self.figures))
        goal[place] = sign
        rules = LinearConstraint(self.matrix, self.row_least, self.row_most)
        end = milp(goal, bounds=Bounds(self.least, self.most), constraints=[rules])
        return sign * round(end.fun, 3) if end.fun is not None else sign * -INFINITE

    def all_true(self, definitions: Iterable[Rule]) -> Numbers:
        """The true numbers by place, as far as they are known; of differences they follow from their definitions."""
        truth = dict(self.truth or {})
        for rule in definitions:
            unknown = [figure for figure in rule.terms if figure not in truth]
            if len(unknown) == 1:
                rest = sum(factor * truth[figure] for figure, factor in rule.terms.items() if figure in truth)
                truth[unknown[0]] = round((rule.least - rest) / rule.terms[unknown[0]])
        return np.array([truth.get(figure, np.nan) for figure in self.figures], dtype=float)

    def is_wanted(self) -> NDArray[np.bool_]:
        """Figures that must not be known: hidden ones, and those that no table holds."""
        return ~self.is_said | self.is_hidden()

    def is_hidden(self) -> NDArray[np.bool_]:
        """Figures in the place of whose number stands a word."""
        told = [self.said.get(figure, ANYTHING) for figure in self.figures]
        is_word = [item.is_word and item.least < item.most for item in told]
        return self.is_said & np.array(is_word, dtype=bool)

    def parts(self) -> Iterator["Part"]:
        """The systems that nothing ties together, of those figures that are not fixed."""
        free = np.flatnonzero(self.least < self.most)
        wanted = self.is_wanted()
        settled = np.flatnonzero(wanted & (self.least >= self.most))
        if len(settled):
            yield Part(self, settled, wanted)
        if not len(free):
            return
        ties = abs(self.matrix[:, free])
        _, labels = connected_components(ties.T @ ties, directed=False)
        # Where nothing is said, everything can be.
        is_tied = self.is_said | (abs(self.matrix).T @ (abs(self.matrix) @ self.is_said.astype(float)) > 0)
        for label in np.intersect1d(labels[wanted[free]], labels[is_tied[free]]):
            yield Part(self, free[labels == label], wanted)


def narrowed(
    matrix: csr_array, row_least: Numbers, row_most: Numbers, least: Numbers, most: Numbers, rounds: int = 30
) -> tuple[Numbers, Numbers]:
    """Bounds that follow from one another, rule by rule: most of what is told is told so."""
    least, most = least.copy(), most.copy()
    entries = matrix.tocoo()
    row, column, factor = entries.coords[0], entries.coords[1], entries.data
    for _ in range(rounds):
        low = factor * np.where(factor > 0, least[column], most[column])
        high = factor * np.where(factor > 0, most[column], least[column])
        sum_low, sum_high = (
            sums_without_own(row, low, -np.inf, len(row_least)),
            sums_without_own(row, high, np.inf, len(row_least)),
        )
        upper, lower = (row_most[row] - sum_low) / factor, (row_least[row] - sum_high) / factor
        upper, lower = np.where(factor > 0, upper, lower), np.where(factor > 0, lower, upper)
        new_least, new_most = least.copy(), most.copy()
        np.maximum.at(new_least, column, np.ceil(lower - NEARLY))
        np.minimum.at(new_most, column, np.floor(upper + NEARLY))
        if np.array_equal(new_least, least) and np.array_equal(new_most, most):
            break
        least, most = new_least, new_most
        if (least > most).any():
            break
    return least, most


def sums_without_own(row: NDArray[np.int64], values: Numbers, infinite: float, many: int) -> Numbers:
    """The sum of a row's other entries; `infinite` where any of them is."""
    is_infinite = ~np.isfinite(values)
    finite = np.where(is_infinite, 0, values)
    others = np.bincount(row, is_infinite, many)[row] - is_infinite
    return np.where(others > 0, infinite, np.bincount(row, finite, many)[row] - finite)


class Part:
    """Figures that rules tie together, and the least and the most at which each of the wanted ones was met."""

    def __init__(self, system: System, places: NDArray[np.int64], wanted: NDArray[np.bool_]) -> None:
        self.system, self.places = system, places
        self.wanted = np.flatnonzero(wanted[places])
        self.least, self.most = system.least[places], system.most[places]
        matrix = system.matrix[:, places].tocsr()
        rows = np.flatnonzero(np.diff(matrix.indptr))
        others = np.where(np.isfinite(system.least) & (system.least == system.most), system.least, 0.0)
        others[places] = 0.0
        fixed = system.matrix[rows] @ others
        self.matrix = matrix[rows]
        self.row_least, self.row_most = system.row_least[rows] - fixed, system.row_most[rows] - fixed
        self.is_hidden = system.is_hidden()[places]
        self.met_least = np.full(len(places), np.inf)
        self.met_most = np.full(len(places), -np.inf)
        # How far each can go at all, as far as was proved.
        self.proved_least, self.proved_most = self.least.copy(), self.most.copy()
        self.is_proved = np.zeros(len(places), dtype=bool)

    def look(self, seconds: float) -> None:
        """Looks for answers in which the wanted figures are few, and many, until each is safe or proved not to be."""
        base = self.first_answer(seconds)
        if base is None:
            return
        self.meet(base)
        for _ in range(TIMES_TOGETHER):
            for sign in (1, -1):
                self.look_together(base, sign, seconds)
        for place in self.unsafe():
            self.look_for(place, base, seconds)

    def first_answer(self, seconds: float) -> Numbers | None:
        """The truth, or else any answer that fits; none where nothing fits."""
        if not len(self.row_least) or (self.least >= self.most).all():
            return self.least
        true = self.system.true[self.places]
        if self.fits(true):
            return true
        return self.solved(np.zeros(len(self.places)), np.arange(len(self.places)), None, seconds)

    def fits(self, answer: Numbers) -> bool:
        """Whether an answer breaks no rule."""
        if np.isnan(answer).any() or (answer < self.least).any() or (answer > self.most).any():
            return False
        sums = self.matrix @ answer
        return bool((sums >= self.row_least - NEARLY).all() and (sums <= self.row_most + NEARLY).all())

    def meet(self, answer: Numbers) -> None:
        """Remembers at what each figure was met."""
        self.met_least, self.met_most = np.minimum(self.met_least, answer), np.maximum(self.met_most, answer)

    def unsafe(self) -> list[int]:
        """Wanted figures that were not met at enough values yet."""
        few = self.system.few
        is_narrow = self.is_hidden & (self.met_most - self.met_least < VALUES_LEFT - 1)
        is_few = (self.met_most <= few) & ((self.met_least >= 1) | (self.met_most <= 0) & self.is_hidden)
        # What no table holds may be known, so long as it is not known to be a few.
        is_open = ~self.is_hidden & ((self.met_least < 1) | (self.met_most > few))
        is_unsafe = (is_narrow | is_few) & ~is_open & ~self.is_proved
        return [place for place in self.wanted.tolist() if is_unsafe[place]]

    def look_together(self, base: Numbers, sign: int, seconds: float) -> None:
        """One answer in which as many of the unsafe figures as possible move up, or down."""
        unsafe = self.unsafe()
        if len(unsafe) > 1:
            goal = np.zeros(len(self.places))
            goal[unsafe] = -sign
            answer = self.solved(goal, np.arange(len(self.places)), base, seconds, gap=0.2)
            if answer is not None:
                self.meet(answer)

    def look_for(self, place: int, base: Numbers, seconds: float) -> None:
        """The most and the least of one figure: among its neighbours first, and at last among all."""
        for sign in (1, -1):
            for many in (*AROUND, len(self.places)):
                if place not in self.unsafe():
                    return
                around = self.around(place, many)
                goal = np.zeros(len(self.places))
                goal[place] = -sign
                whole = len(around) == len(self.places)
                answer = self.solved(goal, around, None if whole else base, min(seconds, SECONDS_A_LOOK))
                if answer is not None:
                    self.meet(answer)
                if whole:
                    break
        self.is_proved[place] = self.is_surely_unsafe(place)

    def is_surely_unsafe(self, place: int) -> bool:
        """Whether both ends of a figure were proved, and are too near."""
        return bool(
            self.proved_least[place] >= self.met_least[place] and self.proved_most[place] <= self.met_most[place]
        )

    def around(self, place: int, many: int) -> NDArray[np.int64]:
        """About so many figures, those that the fewest rules lie between."""
        if many >= len(self.places):
            return np.arange(len(self.places))
        is_near = np.zeros(len(self.places), dtype=bool)
        is_near[place] = True
        matrix = abs(self.matrix)
        while is_near.sum() < many:
            wider = is_near | ((matrix.T @ (matrix @ is_near.astype(float))) > 0)
            if wider.sum() == is_near.sum():
                break
            is_near = wider
        return np.flatnonzero(is_near)

    def solved(
        self, goal: Numbers, around: NDArray[np.int64], base: Numbers | None, seconds: float, gap: float = 0.0
    ) -> Numbers | None:
        """An answer with the least goal in which only figures `around` differ from `base`, by a step at most.

        Without a base all may. Proved ends are kept where one figure is the goal and all may differ.
        """
        least, most = self.least[around], self.most[around]
        fixed = np.zeros(len(self.row_least))
        if base is not None:
            least, most = np.maximum(least, base[around] - STEP), np.minimum(most, base[around] + STEP)
            still = base.copy()
            still[around] = 0
            fixed = self.matrix @ still
        matrix = self.matrix[:, around]
        rows = np.flatnonzero(np.diff(matrix.tocsr().indptr))
        constraint = LinearConstraint(
            matrix.tocsr()[rows], (self.row_least - fixed)[rows], (self.row_most - fixed)[rows]
        )
        found = milp(
            goal[around],
            integrality=np.ones(len(around)),
            bounds=Bounds(least, np.where(np.isfinite(most), most, 1e6)),
            constraints=[constraint] if len(rows) else [],
            options={"time_limit": seconds, "mip_rel_gap": gap},
        )
        self.keep_proof(goal, base, found)
        if found.x is None:
            return None
        answer = np.zeros(len(self.places)) if base is None else base.copy()
        answer[around] = np.round(found.x)
        return answer

    def keep_proof(self, goal: Numbers, base: Numbers | None, found: Any) -> None:
        """How far a figure can go, where it alone was the goal and nothing was held still."""
        asked = np.flatnonzero(goal)
        if base is not None or len(asked) != 1 or found.mip_dual_bound is None:
            return
        place = int(asked[0])
        if goal[place] < 0:
            self.proved_most[place] = min(self.proved_most[place], np.floor(-found.mip_dual_bound + NEARLY))
        else:
            self.proved_least[place] = max(self.proved_least[place], np.ceil(found.mip_dual_bound - NEARLY))

    def leaks(self) -> Iterator[Leak]:
        """Wanted figures whose ends were proved to lie too near to each other, or among the few."""
        for place in self.wanted.tolist():
            told = Range(self.proved_least[place], self.proved_most[place])
            if is_given_away(told, self.system.few, is_hidden=bool(self.is_hidden[place])):
                yield Leak(self.system.figures[self.places[place]], told)

    def undecided(self) -> Iterator[Figure]:
        """Wanted figures that were neither met at enough values nor proved to be given away."""
        given = {leak.figure for leak in self.leaks()}
        for place in self.unsafe():
            figure = self.system.figures[self.places[place]]
            if figure not in given:
                yield figure


def is_given_away(told: Range, few: int, *, is_hidden: bool) -> bool:
    """Whether so little is left of a figure that it is known, or known to be a few."""
    is_few = told.least >= 1 and told.most <= few
    return is_few or (is_hidden and told.most - told.least < VALUES_LEFT - 1)


def by_name(leaks: Iterable[Leak]) -> dict[str, int]:
    """How many figures of each kind are given away: for a report."""
    many: dict[str, int] = defaultdict(int)
    for leak in leaks:
        many[f"{leak.figure.unit} {leak.figure.name} by {', '.join(sorted(dict(leak.figure.groups)))}"] += 1
    return dict(many)
