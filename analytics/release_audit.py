"""The exact audit of a release: which numbers still fit everything that it, and every release before it, says.

A rounded number says that the true one is near; "fewer than 8" says that it is 0 to 7; hidden says nothing.
With the rules that all figures obey (disclosure/knowledge.py) that is a system of whole numbers. A figure that is not
shown is safe when three values or more still fit, and not only those of a few children. So is what no table says but
two give by taking away, when it need not be a few. Nothing here knows how the release was made.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analytics.disclosure.knowledge import Figure, Rule, figures_of, read, rests, rules
from analytics.disclosure.policy import Policy
from analytics.published import Published, Shown
from data.settings import Settings

VALUES_LEFT: Final = 3
# Other answers are looked for near the true one first: these are found quickly, and mostly are enough.
NEAR, FAR = 12, 1_000_000
# So many figures are quicker looked for one by one than together.
FEW_AT_ONCE: Final = 6
# Solvers of linear problems are right to about so much; one says of a problem that it solved it by this number.
ALMOST, SOLVED = 1e-6, 0
# A solver that finds no answer in so many seconds has not shown that there is one: the figure counts as given away.
SECONDS: Final = 20

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]
# The least and the most that a figure is said to be.
Said = tuple[float, float]
NOTHING_SAID: Said = (0, np.inf)


@dataclass(frozen=True)
class GivenAway:
    """The least and the most that a figure can be, and the shown figures that pin it down."""

    least: int
    most: int
    pinned_by: tuple[Figure, ...]


@dataclass(frozen=True)
class ReleaseAudit:
    """The figures that are given away; and by table, how many values of each hidden number fit at least."""

    given_away: Mapping[Figure, GivenAway]
    tables: pl.DataFrame

    @property
    def passed(self) -> bool:
        """Whether nothing is given away."""
        return not self.given_away


def said_by(published: Published, policy: Policy, settings: Settings) -> dict[Figure, Said]:
    """What the tables say of each figure."""
    below = policy.round_to // 2
    found: dict[Figure, Said] = {}
    supplied = published.rows.filter(pl.col("shown") != Shown.NOT_SUPPLIED.value)
    for row in supplied.iter_rows(named=True):
        numerator, denominator = figures_of(row, settings)
        of_numerator = (0, policy.hide_up_to) if row["shown"] == Shown.FEW else NOTHING_SAID
        for figure, value, said in (
            (numerator, row["numerator"], of_numerator),
            (denominator, row["denominator"], NOTHING_SAID),
        ):
            if figure is not None:
                # A number that is shown is more than few.
                least = max((value or 0) - below, policy.hide_up_to + 1)
                near = said if value is None else (least, value - below + policy.round_to - 1)
                found[figure] = both(near, found.get(figure, NOTHING_SAID))
    return found


def both(one: Said, other: Said) -> Said:
    """What two tables say together."""
    return max(one[0], other[0]), min(one[1], other[1])


class Auditor:
    """Audits what is about to be released, as often as it is made coarser, beside what was released before.

    `exact` holds the true numbers of all of it. What an earlier release says of a figure that has another number
    now is no more than that the records have changed.
    """

    def __init__(self, exact: Published, before: Iterable[Published], policy: Policy, settings: Settings) -> None:
        self._policy, self._settings = policy, settings
        truth = dict(read(exact, settings).shown)
        left_over = rests(dict.fromkeys(truth))
        truth |= {rest: truth[outer] - truth[inner] for rest, outer, inner in left_over if rest not in truth}
        self._truth = truth
        held = [
            rule
            for rule in rules(truth, exact.as_of, settings)
            if all(figure in truth for figure, _ in rule.terms) and rule.holds(truth)
        ]
        self._rules = System(held, truth)
        self._before = [self._that_fit(said_by(one, policy, settings)) for one in before]
        self._answers: Answers | None = None

    def _that_fit(self, said: Mapping[Figure, Said]) -> dict[Figure, Said]:
        return {figure: one for figure, one in said.items() if one[0] <= self._truth.get(figure, -1) <= one[1]}

    def __call__(self, published: Published) -> ReleaseAudit:
        """What a reader of this release and of those before it can work out."""
        said = said_by(published, self._policy, self._settings)
        for earlier in self._before:
            said = {**earlier, **{figure: both(one, earlier.get(figure, NOTHING_SAID)) for figure, one in said.items()}}
        answers = Answers(self._truth, self._rules, said, self._policy)
        if self._answers:
            answers.take_over(self._answers)
        answers.look_for_all()
        self._answers = answers
        return ReleaseAudit(answers.given_away(), by_table(published, answers, self._settings))


class System:
    """The rules as the solvers take them, one column a figure."""

    def __init__(self, held: Sequence[Rule], truth: Mapping[Figure, int]) -> None:
        from scipy.optimize import LinearConstraint  # noqa: PLC0415  half a second, and only an audit needs it
        from scipy.sparse import csr_array, vstack  # noqa: PLC0415

        place = {figure: number for number, figure in enumerate(truth)}
        entries = [(row, place[figure], factor) for row, rule in enumerate(held) for figure, factor in rule.terms]
        rows, columns, factors = np.array(entries, dtype=float).reshape(-1, 3).T
        matrix = csr_array((factors, (rows.astype(int), columns.astype(int))), shape=(len(held), len(place)))
        least, most = (np.array([getattr(rule, end) for rule in held], dtype=float) for end in ("least", "most"))
        self.whole = LinearConstraint(matrix, least, most)
        is_sum = least == most
        has_least, has_most = np.isfinite(least) & ~is_sum, np.isfinite(most) & ~is_sum
        self.linear = {
            "A_ub": vstack([-matrix[has_least], matrix[has_most]]),
            "b_ub": np.concatenate([-least[has_least], most[has_most]]),
            "A_eq": matrix[is_sum],
            "b_eq": least[is_sum],
        }


class Edge(NamedTuple):
    """How far a figure can go, and the places of the shown figures that keep it there."""

    value: float
    pinned_by: tuple[int, ...]


class Answers:
    """Answers that fit: the least and the most that each figure was met with, of which the truth is the first."""

    def __init__(
        self, truth: Mapping[Figure, int], its_rules: System, said: Mapping[Figure, Said], policy: Policy
    ) -> None:
        self._figures = list(truth)
        self._place = {figure: number for number, figure in enumerate(truth)}
        self._truth = np.array(list(truth.values()), dtype=float)
        self._least, self._most = self._truth.copy(), self._truth.copy()
        self._from, self._to = (
            np.array([said.get(figure, NOTHING_SAID) for figure in truth], dtype=float).reshape(-1, 2).T
        )
        self._rules, self._few = its_rules, policy.hide_up_to
        # A number that is shown says where it is. One that no table holds may be worked out, unless it is a few.
        is_shown = self._from > self._few
        is_said = np.array([figure in said for figure in truth], dtype=bool)
        self._edges: dict[tuple[int, int], Edge] = {}
        self._shown, self._hidden, self._unsaid = is_shown, ~is_shown & is_said, ~is_said

    def take_over(self, others: "Answers") -> None:
        """Answers that fit tables which say more fit these too."""
        if (self._from <= others._from).all() and (self._to >= others._to).all():
            self._least, self._most = others._least.copy(), others._most.copy()

    def unsafe(self) -> Places:
        """Figures of which too few values were met so far, or those of a few children only."""
        is_narrow = self._hidden & (self._most - self._least + 1 < VALUES_LEFT)
        is_few = (self._hidden | self._unsaid) & (self._least >= 1) & (self._most <= self._few)
        return np.flatnonzero(is_narrow | is_few)

    def look_for_all(self) -> None:
        """Look for answers far from the truth, for many figures at once and then for each, until all are safe."""
        for reach, sense in product((NEAR, FAR), (1, -1)):
            if len(unsafe := self.unsafe()) > FEW_AT_ONCE:
                self.look(unsafe, sense, reach)
        for place, sense in product(self.unsafe(), (1, -1)):
            if place in self.unsafe() and not self.is_surely_unsafe(place):
                self.look(np.array([place]), sense, FAR)

    def is_surely_unsafe(self, place: int) -> bool:
        """Whether not even fractions leave a figure room enough: quicker to find than that no whole numbers do."""
        least = np.ceil(self.linear(place, 1).value - ALMOST)
        most = np.floor(self.linear(place, -1).value + ALMOST)
        return bool(most - least + 1 < VALUES_LEFT or (least >= 1 and most <= self._few))

    def linear(self, place: int, sense: int) -> "Edge":
        """The least (sense 1) or the most (-1) of a figure where fractions are allowed, and what keeps it there."""
        from scipy.optimize import linprog  # noqa: PLC0415

        if (place, sense) not in self._edges:
            wanted = np.zeros(len(self._truth))
            wanted[place] = sense
            answer = linprog(wanted, **self._rules.linear, bounds=np.column_stack([self._from, self._to]))
            is_found = answer.status == SOLVED
            prices = np.abs(answer.lower.marginals) + np.abs(answer.upper.marginals) if is_found else self._shown * 0.0
            value = sense * answer.fun if is_found else -sense * np.inf
            pins = tuple(int(one) for one in np.flatnonzero((prices > ALMOST) & self._shown))
            self._edges[place, sense] = Edge(value, pins)
        return self._edges[place, sense]

    def look(self, figures: Places, sense: int, reach: int) -> None:
        """Find the answer in which these figures together are smallest (sense 1) or largest (-1)."""
        from scipy.optimize import Bounds, milp  # noqa: PLC0415

        wanted = np.zeros(len(self._truth))
        wanted[figures] = sense
        answer = milp(
            wanted,
            integrality=np.ones(len(wanted)),
            bounds=Bounds(np.maximum(self._from, self._truth - reach), np.minimum(self._to, self._truth + reach)),
            constraints=self._rules.whole,
            options={"time_limit": SECONDS},
        )
        if answer.x is not None:
            met = np.round(answer.x)
            self._least, self._most = np.minimum(self._least, met), np.maximum(self._most, met)

    def given_away(self) -> dict[Figure, GivenAway]:
        """The figures that no answer keeps secret, in the order of the tables."""
        return {
            self._figures[place]: GivenAway(int(self._least[place]), int(self._most[place]), self.pins(place))
            for place in self.unsafe()
        }

    def pins(self, place: int) -> tuple[Figure, ...]:
        """The shown figures without whose numbers this one could be larger; if there are none, smaller."""
        pins = self.linear(place, -1).pinned_by or self.linear(place, 1).pinned_by
        return tuple(self._figures[pin] for pin in pins)

    def values(self, figure: Figure) -> int | None:
        """How many values of a hidden figure fit at least; null for one that is shown."""
        place = self._place.get(figure)
        if place is None or not self._hidden[place]:
            return None
        return int(self._most[place] - self._least[place]) + 1


def by_table(published: Published, answers: Answers, settings: Settings) -> pl.DataFrame:
    """One row a table. Columns: slug, unit, breakdown, cells, hidden, narrowest (null where none is hidden)."""
    values = [answers.values(figures_of(row, settings)[0]) for row in published.rows.iter_rows(named=True)]
    return (
        published.rows.select("slug", "unit", "breakdown", pl.Series("values", values, dtype=pl.Int64))
        .group_by("slug", "unit", "breakdown", maintain_order=True)
        .agg(
            pl.len().alias("cells"), pl.col("values").count().alias("hidden"), pl.col("values").min().alias("narrowest")
        )
    )
