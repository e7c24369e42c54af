"""The company that costs readers least, by integer programme.

A fact is hidden or shown. Of every line (sum) that has a hidden fact, another is hidden too, and those hidden can
together be more than a few. Among all answers the one is taken whose hidden facts readers need least. Facts that
nothing ties to what is hidden are not asked about: lines are added only once an answer would give something of them
away, so that the many small systems that are left are solved within a second or two.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any, Final

import numpy as np

from analytics.disclosure.hiding.greedy import Sums, hidden_one_by_one

# So many branches, and a system counts as too hard. In branches, so that all machines hide the same.
MOST_NODES: Final = 500
# Systems solved together, though nothing ties them: to ask of many at once takes hardly longer than of one.
LINES_TOGETHER: Final = 300
# How much the order of equals weighs, all facts together: less than the smallest need, which is 1.
OF_EQUALS: Final = 0.5

# What the solver answers when nothing better is left to look for.
SOLVED: Final = 0

Lines = tuple[int, ...]


class LeastLoss:
    """What to hide with what must be hidden. Remembers systems that it has solved."""

    def __init__(self, sums: Sums, most_nodes: int = MOST_NODES) -> None:
        self._sums, self._most_nodes = sums, most_nodes
        self._solved: dict[tuple[Lines, frozenset[str]], frozenset[str]] = {}
        order = sorted(sums.counts, key=lambda fact: (sums.counts[fact], fact))
        # Of equals the smallest is hidden, and of these the first by name: never whatever a machine meets first.
        self._loss = {
            fact: sums.needed[fact] + OF_EQUALS * (1 + place / len(order)) / len(order)
            for place, fact in enumerate(order)
        }
        self.too_hard = 0

    def hidden(self, first: Set[str]) -> frozenset[str]:
        """The facts to hide: those that must be `first`, and company for them.

        No line gives one of them away, as far as it has company; `too_hard` counts the systems that were not solved.
        """
        asked: set[int] = set()
        hidden = frozenset(first)
        while more := self._telling(hidden) - asked:
            asked |= more
            hidden = self._with_company(asked, first)
        return hidden

    def _telling(self, hidden: Set[str]) -> set[int]:
        """The lines that give a hidden fact away."""
        lines = {line for fact in hidden for line in self._sums.lines_of.get(fact, ())}
        return {line for line in lines if self._sums.gives_away(line, hidden)}

    def _with_company(self, lines: Set[int], first: Set[str]) -> frozenset[str]:
        """The least loss by which none of these lines gives anything away."""
        apart = [(part, frozenset(self._facts(part) & first)) for part in parts_apart(self._sums, lines, first)]
        waiting = [item for item in apart if item not in self._solved]
        for batch in batches(waiting):
            self._solve(batch)
        return frozenset(first).union(*(self._solved[item] for item in apart))

    def _facts(self, lines: Iterable[int]) -> set[str]:
        return {fact for line in lines for fact in self._sums.members[line]}

    def _solve(self, batch: Sequence[tuple[Lines, frozenset[str]]]) -> None:
        """Remember the answer of each system: of all at once, else of each alone, else of one fact after another."""
        lines = tuple(line for part, _ in batch for line in part)
        first = frozenset().union(*(fixed for _, fixed in batch))
        answer = solved(self._sums, lines, first, self._loss, self._most_nodes)
        if answer is None and len(batch) > 1:
            for item in batch:
                self._solve([item])
            return
        if answer is None:
            self.too_hard += 1
            answer = hidden_one_by_one(self._sums, first, lines)
        for item in batch:
            self._solved[item] = frozenset(answer & self._facts(item[0]))


def parts_apart(sums: Sums, lines: Set[int], first: Set[str]) -> Iterator[Lines]:
    """The lines, as systems that nothing ties together: what is hidden whatever happens ties nothing."""
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415  half a second

    ordered = sorted(lines)
    free = sorted({fact for line in ordered for fact in sums.members[line]} - first)
    at = {fact: place for place, fact in enumerate(free, start=len(ordered))}
    pairs = [(row, at[fact]) for row, line in enumerate(ordered) for fact in sums.members[line] if fact in at]
    size = len(ordered) + len(free)
    _, label_of = connected_components(matrix([(row, fact, 1.0) for row, fact in pairs], (size, size)), directed=False)
    systems: dict[int, list[int]] = {}
    for line, label in zip(ordered, label_of.tolist(), strict=False):
        systems.setdefault(label, []).append(line)
    yield from map(tuple, systems.values())


def batches(items: Sequence[tuple[Lines, frozenset[str]]]) -> Iterator[list[tuple[Lines, frozenset[str]]]]:
    """Some after one another, until they have enough lines."""
    batch: list[tuple[Lines, frozenset[str]]] = []
    for item in items:
        batch.append(item)
        if sum(len(lines) for lines, _ in batch) >= LINES_TOGETHER:
            yield batch
            batch = []
    if batch:
        yield batch


def solved(sums: Sums, lines: Lines, first: Set[str], loss: Mapping[str, float], most_nodes: int) -> set[str] | None:
    """The facts of these lines to hide at the least loss; none where it is not found within so many branches."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415  half a second

    free = sorted({fact for line in lines for fact in sums.members[line]} - first - sums.known)
    at = {fact: place for place, fact in enumerate(free)}
    rules = [rule for line in lines for rule in rules_of_line(sums, line, first)]
    if not rules:
        return set(first)
    terms = [(row, at[fact], factor) for row, (_, factors) in enumerate(rules) for fact, factor in factors.items()]
    answer = milp(
        [loss[fact] for fact in free],
        integrality=np.ones(len(free)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix(terms, (len(rules), len(free))), lb=[least for least, _ in rules]),
        options={"node_limit": most_nodes, "mip_rel_gap": 0},
    )
    if answer.status != SOLVED:
        return None
    return {*first, *(fact for fact, value in zip(free, answer.x, strict=True) if value > 1 / 2)}


# At least so much is the sum of factors over those facts that are hidden.
AtLeast = tuple[float, dict[str, float]]


def rules_of_line(sums: Sums, line: int, first: Set[str]) -> Iterator[AtLeast]:
    """What must hold so that a line gives nothing away, as far as it has company; the audit sees to the rest.

    As `Sums.gives_away`: whatever is hidden has company, and the largest of all that is hidden may be more than a few,
    the others being one at least. Where the total is hidden too, it may be anything.
    """
    few, total = float(sums.threshold.most_hidden), sums.totals[line]
    room = {fact: few if fact == total else sums.counts[fact] - 1.0 for fact in sums.members[line]}
    fixed = [fact for fact in room if fact in first]
    free = [fact for fact in room if fact not in first and fact not in sums.known]
    has_company, has_room = len(fixed) + len(free) > 1, sum(room[fact] for fact in (*fixed, *free)) >= few
    if fixed and free:
        if len(fixed) == 1:
            yield 1.0, dict.fromkeys(free, 1.0)
        if has_room and (lacking := few - sum(room[fact] for fact in fixed)) > 0:
            yield lacking, {fact: room[fact] for fact in free}
    elif has_company:
        for fact in free:
            others = [other for other in free if other != fact]
            yield 0.0, {fact: -1.0, **dict.fromkeys(others, 1.0)}
            if has_room and room[fact] < few:
                yield 0.0, {fact: room[fact] - few, **{other: room[other] for other in others}}


def matrix(terms: Sequence[tuple[int, int, float]], shape: tuple[int, int]) -> Any:
    """A matrix of mostly nothing, from row, column and factor."""
    from scipy.sparse import csr_array  # noqa: PLC0415

    rows, columns, factors = np.array(terms, dtype=float).reshape(-1, 3).T
    return csr_array((factors, (rows.astype(int), columns.astype(int))), shape=shape)
