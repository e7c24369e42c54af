"""Which facts must be hidden so that no count of a few children is shown, or can be worked out by a sum.

Primary: facts of a few distinct children. Secondary: wherever a sum would give a hidden
fact away, the fact of that sum that readers need least is hidden with it, until no sum gives one away.
What this cannot see (bounds from several sums together) is the work of the exact audit (audit.py), which
names facts to hide from the start.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field

import polars as pl

from analytics.disclosure.policy import Threshold
from analytics.disclosure.small_numbers import numbers_of_few
from analytics.measuring.measure import Measured
from analytics.measuring.shapes import MoreThan, RepeatBands, TopChildren


@dataclass
class Sums:
    """Facts, and the lines (sums) that they take part in. `hidden` grows and shrinks; nothing else changes."""

    counts: dict[str, int]
    needed: dict[str, int]
    members: dict[int, list[str]]
    totals: dict[int, str]
    hidden: set[str]
    known: Set[str]
    of_fact: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for line, facts in self.members.items():
            for fact in facts:
                self.of_fact[fact].append(line)

    def gives_away(self, line: int, threshold: Threshold) -> bool:
        """Whether this sum alone tells a hidden fact: it is the only one, or none of them can be more than a few.

        Each is at least one, since nought is never hidden.
        """
        hidden = [fact for fact in self.members[line] if fact in self.hidden]
        if len(hidden) < 2 or self.totals[line] in hidden:
            return len(hidden) == 1
        largest = sum(self.counts[fact] for fact in hidden) - len(hidden) + 1
        return not threshold.allows(largest)

    def cheapest(self, line: int) -> str | None:
        """The shown fact of a line that readers need least.

        Hiding what readers know already would hide nothing.
        """
        shown = [fact for fact in self.members[line] if fact not in self.hidden and fact not in self.known]
        return least_needed(shown, self.needed, self.counts)


def least_needed(facts: Iterable[str], needed: Mapping[str, int], counts: Mapping[str, int]) -> str | None:
    """The fact that readers need least: of equals, the smallest. Nought is never hidden."""
    not_nought = (fact for fact in facts if counts[fact])
    return min(not_nought, key=lambda fact: (needed[fact], counts[fact], fact), default=None)


def hidden_facts(
    cells: pl.DataFrame,
    lines: pl.DataFrame,
    threshold: Threshold,
    *,
    also: Set[str] = frozenset(),
    known: Set[str] = frozenset(),
) -> pl.Series:
    """Names of the facts to hide, sorted: of few children, those in `also`, and what would give them away.

    The same for the same data, always: two publications that hide differently give both away.
    `cells` have fact, count, children and weight (how much readers need the cell); `lines` have
    line, fact, is_total. `known` facts were shown before, so hiding them protects nothing.
    """
    facts = cells.group_by("fact", maintain_order=True).agg(
        pl.col("count").first(), pl.col("children").max(), pl.col("weight").sum().alias("needed")
    )
    first = {*also, *numbers_of_few(facts, threshold).rows.filter("is_hidden")["fact"]}
    # In a fixed order: two publications of one store must hide the same, or each shows what the other hides.
    members = lines.sort("line", "fact").group_by("line", maintain_order=True).agg("fact")
    sums = Sums(
        counts=dict(zip(facts["fact"], facts["count"], strict=True)),
        needed=dict(zip(facts["fact"], facts["needed"], strict=True)),
        members=dict(members.iter_rows()),
        totals=dict(lines.filter("is_total").select("line", "fact").iter_rows()),
        hidden=set(first),
        known=known,
    )
    hide_company(sums, threshold, sums.members)
    show_again_what_can_be(sums, first, threshold)
    return pl.Series("fact", sorted(sums.hidden), dtype=pl.String)


def hide_company(sums: Sums, threshold: Threshold, lines: Iterable[int]) -> None:
    """Hide facts until none of the lines, nor any line that hiding touches, gives a hidden fact away."""
    waiting = sorted(lines)
    while waiting:
        line = waiting.pop()
        while sums.gives_away(line, threshold):
            company = sums.cheapest(line)
            if company is None:
                break
            sums.hidden.add(company)
            waiting.extend(other for other in sums.of_fact[company] if other != line)


def show_again_what_can_be(sums: Sums, first: Set[str], threshold: Threshold) -> None:
    """Show again, most needed first, each fact hidden as company without which every sum still gives nothing away."""
    for fact in sorted(sums.hidden - first, key=lambda fact: (-sums.needed[fact], fact)):
        sums.hidden.discard(fact)
        if any(sums.gives_away(line, threshold) for line in sums.of_fact[fact]):
            sums.hidden.add(fact)


def nested_to_hide(cells: pl.DataFrame, measured: Measured, threshold: Threshold) -> pl.Series:
    """Facts of top-so-many children that lie within a few children of another one that is shown.

    The difference of two nested groups is a group too: the top 20 and the top tenth of 210 children
    are one child apart. Going down from the whole, a group is shown when it is far enough below
    the last one shown.
    """
    nested = [q.indicator.definition.slug for q in measured.questions if isinstance(q.indicator, TopChildren)]
    hidden: list[str] = []
    keys = ["slug", "unit", "period", "breakdown", "group"]
    for _, group in cells.filter(pl.col("slug").is_in(nested)).group_by(keys, maintain_order=True):
        last_shown: int | None = None
        for fact, children in group.sort("children", descending=True).select("fact", "children").iter_rows():
            if last_shown is not None and threshold.hides(last_shown - children):
                hidden.append(fact)
            elif not threshold.hides(children):
                last_shown = children
    return pl.Series("fact", hidden, dtype=pl.String)


def tops_to_hide(cells: pl.DataFrame, measured: Measured, hidden: Set[str]) -> pl.Series:
    """Facts of the most frequent children, of days of which it is hidden how many children went so often.

    The top 20 less the top 10 are ten children, none of whom went more often than those before: that tells how many
    went five times. It is no sum, so none of them is shown beside a hidden number of such children.
    """
    of_kind = {
        kind: [q.indicator.definition.slug for q in measured.questions if isinstance(q.indicator, kind)]
        for kind in (TopChildren, RepeatBands, MoreThan)
    }
    whole = cells.filter(pl.col("breakdown") == "").with_columns(days=pl.col("fact").str.split(" @ ").list.last())
    how_often = whole.filter(pl.col("slug").is_in([*of_kind[RepeatBands], *of_kind[MoreThan]]))
    days = how_often.filter(pl.col("fact").is_in(list(hidden)))["days"]
    tops = whole.filter(pl.col("slug").is_in(of_kind[TopChildren]) & pl.col("fact").str.contains("top-children="))
    return tops.filter(pl.col("days").is_in(days.implode()))["fact"]
