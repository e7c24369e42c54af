"""Facts and the lines they take part in; and what to hide of them, one fact after another.

Quick, and always done: it takes the place of the least loss (optimal.py) where that is too hard to find. It hides
about a quarter more.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from analytics.disclosure.policy import Threshold


@dataclass(frozen=True)
class Sums:
    """Facts by name with their counts and how much readers need them, and the lines (sums) that they take part in.

    `members` are all facts of a line but those of nought, which are never hidden; `totals` is what the others add up
    to. `known` facts were shown before, so hiding them protects nothing.
    """

    counts: Mapping[str, int]
    needed: Mapping[str, int]
    members: Mapping[int, Sequence[str]]
    totals: Mapping[int, str]
    threshold: Threshold
    known: Set[str] = frozenset()

    @cached_property
    def lines_of(self) -> Mapping[str, Sequence[int]]:
        """The lines that a fact takes part in."""
        result: dict[str, list[int]] = defaultdict(list)
        for line, facts in self.members.items():
            for fact in facts:
                result[fact].append(line)
        return result

    def gives_away(self, line: int, hidden: Set[str]) -> bool:
        """Whether this sum alone tells a hidden fact: it is the only one, or none of them can be more than a few.

        Each is at least one, since nought is never hidden.
        """
        inside = [fact for fact in self.members[line] if fact in hidden]
        if len(inside) < 2 or self.totals[line] in inside:
            return len(inside) == 1
        largest = sum(self.counts[fact] for fact in inside) - len(inside) + 1
        return not self.threshold.allows(largest)

    def cheapest(self, line: int, hidden: Set[str]) -> str | None:
        """The shown fact of a line that readers need least; none where nothing is left that they do not know."""
        return least_needed((fact for fact in self.members[line] if fact not in hidden), self)


def least_needed(facts: Iterable[str], sums: Sums) -> str | None:
    """The fact that readers need least: of equals, the smallest. Nought is never hidden, nor what is known."""
    may_be_hidden = (fact for fact in facts if sums.counts[fact] and fact not in sums.known)
    return min(may_be_hidden, key=lambda fact: (sums.needed[fact], sums.counts[fact], fact), default=None)


def sums_of(facts: pl.DataFrame, lines: pl.DataFrame, threshold: Threshold, known: Set[str] = frozenset()) -> Sums:
    """From columns fact, count and needed, one row a fact; and line, fact and is_total.

    In a fixed order: two publications of one store must hide the same, or each shows what the other hides.
    """
    counts = dict(facts.select("fact", "count").iter_rows())
    above_nought = lines.filter(pl.col("fact").is_in(facts.filter(pl.col("count") > 0)["fact"].implode()))
    members = above_nought.sort("line", "fact").group_by("line", maintain_order=True).agg("fact")
    return Sums(
        counts=counts,
        needed=dict(facts.select("fact", "needed").iter_rows()),
        members=dict(members.iter_rows()),
        totals=dict(lines.filter("is_total").select("line", "fact").iter_rows()),
        threshold=threshold,
        known=known,
    )


def hidden_one_by_one(sums: Sums, first: Set[str], lines: Iterable[int]) -> set[str]:
    """What must be hidden first, and company for it, until none of the lines gives a hidden fact away."""
    inside = set(lines)
    hidden = set(first)
    hide_company(sums, hidden, inside)
    show_again_what_can_be(sums, hidden, first, inside)
    return hidden


def hide_company(sums: Sums, hidden: set[str], inside: Set[int]) -> None:
    """Hide facts until none of the lines gives a hidden fact away, as far as there is company."""
    waiting = sorted(inside)
    while waiting:
        line = waiting.pop()
        while sums.gives_away(line, hidden):
            company = sums.cheapest(line, hidden)
            if company is None:
                break
            hidden.add(company)
            waiting.extend(other for other in sums.lines_of[company] if other != line and other in inside)


def show_again_what_can_be(sums: Sums, hidden: set[str], first: Set[str], inside: Set[int]) -> None:
    """Show again, most needed first, each fact hidden as company without which every sum still gives nothing away."""
    for fact in sorted(hidden - first, key=lambda fact: (-sums.needed[fact], fact)):
        hidden.discard(fact)
        if any(sums.gives_away(line, hidden) for line in sums.lines_of[fact] if line in inside):
            hidden.add(fact)
