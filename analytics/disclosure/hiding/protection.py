"""Hide, audit, hide more: until nothing that is published gives a hidden number away.

Suppression (suppression.py) reasons about facts and sums, quickly; the audit (auditing/audit.py) about everything a
reader knows, exactly. They share nothing but the cells, so that one can find what the other missed.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain

import polars as pl

from analytics.disclosure.auditing.audit import Auditor, Interval, Rounds, Said, said_by
from analytics.disclosure.auditing.knowledge import Figure, figures_of
from analytics.disclosure.hiding.quantities import lines, sums_across, unpublished, with_facts
from analytics.disclosure.hiding.suppression import hidden_facts, least_needed, nested_to_hide, tops_to_hide
from analytics.disclosure.policy import Policy
from analytics.disclosure.published import Published
from analytics.disclosure.small_numbers import HIDDEN_BEFORE, MOST_FREQUENT, NESTED_GROUPS, SUMS, Rule
from analytics.measuring.measure import Measured
from analytics.measuring.shapes import COUNTED, WHOLE, Count, is_for_protection
from analytics.model import Clock
from data.errors import DashboardError
from data.settings import Settings


class CannotPublish(DashboardError):
    """Whatever is hidden, something of a few children could be worked out."""


@dataclass(frozen=True)
class Before:
    """What was published once, and the true numbers behind it."""

    said: Said
    truth: Mapping[Figure, int]

    def same(self, truth: Mapping[Figure, int]) -> Iterable[tuple[Figure, Interval]]:
        """What it says of figures whose number is still what it was."""
        return (
            (figure, interval)
            for figure, interval in self.said.items()
            if self.truth.get(figure) == truth.get(figure, -1)
        )


@dataclass(frozen=True)
class Earlier:
    """What was published before, of which a reader may have kept a copy.

    `boards` are the tables of snapshots that the board read; `released` is what each release says in public.
    """

    boards: tuple[Before, ...] = ()
    released: tuple[Said, ...] = ()

    def known(self, truth: Mapping[Figure, int]) -> dict[Figure, Interval]:
        """What was shown, and is still so."""
        return {figure: interval for figure, interval in self._same(truth) if interval.least == interval.most}

    def secret(self, truth: Mapping[Figure, int]) -> set[Figure]:
        """What was hidden, and is still so: shown now, it would tell what was hidden beside it then."""
        return {figure for figure, interval in self._same(truth) if interval.least < interval.most}

    def _same(self, truth: Mapping[Figure, int]) -> Iterable[tuple[Figure, Interval]]:
        return chain.from_iterable(board.same(truth) for board in self.boards)


AsPublished = Callable[[pl.DataFrame], Published]


def hidden_until_safe(
    measured: Measured, as_published: AsPublished, policy: Policy, settings: Settings, earlier: Earlier
) -> pl.DataFrame:
    """The measured cells and `is_hidden`, audited by the rows that `as_published` makes of them.

    The audit looks at withheld cells too: no row has them, and none may give them away. Raises CannotPublish.
    """
    named = NamedCells(measured, policy, settings)
    every_cell = pl.concat([measured.cells, measured.withheld.with_columns(is_hidden=False, is_few=False)])
    auditor = Auditor(as_published(every_cell.with_columns(is_hidden=False)), policy.hide_up_to, settings)
    known = earlier.known(auditor.truth)
    known_facts = named.facts_of(known)
    hidden = named.hidden(also=named.facts_of(earlier.secret(auditor.truth)), known=known_facts)
    audit = Rounds(auditor)
    while True:
        cells = named.cells(hidden)
        audited = audit(said_by(as_published(cells), policy, settings), known, *earlier.released)
        if audited.passed:
            return cells
        more = {
            fact
            for figure, given in audited.given_away.items()
            if (fact := named.least_needed({*given.pinned_by, figure}, besides={*hidden, *known_facts})) is not None
        }
        if not more:
            # What others gave away before, nothing that is hidden now takes back.
            if audited.given_away.keys() <= auditor(known, *earlier.released).given_away.keys():
                return cells
            raise CannotPublish(
                "The tables for the board cannot be made safe, so nothing was changed. Ask for advice, and say: "
                + ", ".join(sorted({figure.what for figure in audited.given_away}))
            )
        hidden = named.hidden(also=hidden | more, known=known_facts)


class NamedCells:
    """The cells, the facts that they state, the sums that these take part in, and the figures that readers see."""

    def __init__(self, measured: Measured, policy: Policy, settings: Settings) -> None:
        self._measured, self._policy = measured, policy
        self._cells = with_facts(measured, settings)
        across = sums_across(self._cells, settings)
        self._facts = pl.concat(
            [self._cells.select("fact", "count", "children", "weight"), unpublished(self._cells, across)]
        )
        self._lines = lines(self._cells, measured, across)
        self._needed = dict(self._facts.group_by("fact").agg(pl.col("weight").sum()).iter_rows())
        self._counts = dict(self._facts.select("fact", "count").iter_rows())
        self._facts_of = self._by_figure(settings)

    def hidden(self, *, also: Set[str], known: Set[str]) -> frozenset[str]:
        """The facts to hide: those of few children, those in `also`, and their company."""
        return frozenset(chain.from_iterable(self.hidden_by_rule(also=also, known=known).values()))

    def hidden_by_rule(self, *, also: Set[str], known: Set[str]) -> dict[Rule, Iterable[str]]:
        """Rule -> names of the facts that it hides."""
        threshold = self._policy.threshold
        by_sums = hidden_facts(self._facts, self._lines, threshold, also=also, known=known)
        return {
            HIDDEN_BEFORE: also,
            SUMS: by_sums,
            NESTED_GROUPS: nested_to_hide(self._cells, self._measured, threshold),
            MOST_FREQUENT: tops_to_hide(self._cells, self._measured, frozenset(by_sums)),
        }

    def cells(self, hidden: Set[str]) -> pl.DataFrame:
        """The cells with `is_hidden`."""
        is_hidden = pl.col("fact").is_in(list(hidden))
        return self._cells.with_columns(is_hidden=is_hidden).drop("fact", "weight")

    def facts_of(self, figures: Iterable[Figure]) -> set[str]:
        """The facts that figures are stated by."""
        return {fact for figure in figures for fact in self._facts_of.get(figure, ())}

    def least_needed(self, figures: Iterable[Figure], *, besides: Set[str]) -> str | None:
        """The fact that readers need least among those of the figures; none where all are nought."""
        return least_needed(self.facts_of(figures) - besides, self._needed, self._counts)

    def _by_figure(self, settings: Settings) -> dict[Figure, set[str]]:
        """Figure -> the facts of the cells that it is read from."""
        indicators = {question.indicator.definition.slug: question.indicator for question in self._measured.questions}
        today = self._measured.as_of.date()
        facts: dict[Figure, set[str]] = defaultdict(set)
        for cell in self._cells.iter_rows(named=True):
            if is_for_protection(cell["category"]):
                continue
            indicator, period = indicators[cell["slug"]], self._measured.periods[cell["period"]]
            is_now = indicator.definition.clock is Clock.NOW
            row = {
                **cell,
                "period_start": today if is_now else period.start,
                "period_end": today + timedelta(days=1) if is_now else period.end,
                "category": "" if cell["category"] == COUNTED else cell["category"],
            }
            numerator, denominator = figures_of(row, settings)
            is_base = cell["category"] == WHOLE and not isinstance(indicator, Count)
            figure = denominator if is_base else numerator
            if figure is not None:
                facts[figure].add(cell["fact"])
        return facts
