"""Hide, audit, hide more: until nothing that is published gives a hidden number away.

Suppression (suppression.py) reasons about facts and sums, quickly; the audit (auditing/audit.py) about everything a
reader knows, exactly. They share nothing but the cells, so that one can find what the other missed.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, count
from typing import Final, NamedTuple

import polars as pl

from analytics.disclosure.auditing.audit import Audit, Auditor, Interval, Rounds, Said, said_by
from analytics.disclosure.auditing.knowledge import Figure, figures_of
from analytics.disclosure.auditing.not_recorded import no_secrets
from analytics.disclosure.hiding.greedy import least_needed, sums_of
from analytics.disclosure.hiding.leaving_out import TableName, tables_of_facts, tied_to_most, without_tables
from analytics.disclosure.hiding.optimal import LeastLoss
from analytics.disclosure.hiding.quantities import lines, sums_across, unpublished, with_facts
from analytics.disclosure.hiding.suppression import facts_of_few, nested_to_hide, one_row_a_fact, tops_to_hide
from analytics.disclosure.policy import Policy
from analytics.disclosure.published import Published
from analytics.disclosure.small_numbers import (
    HIDDEN_BEFORE,
    MOST_FREQUENT,
    NESTED_GROUPS,
    SUMS,
    Rule,
    not_recorded_is_no_secret,
)
from analytics.measuring.measure import Measured
from analytics.measuring.shapes import COUNTED, WHOLE, Count, is_for_protection
from data.settings import Settings

# What all audits of one publication may take together (auditing/audit.py). A city of 400 children a year takes half a
# million; a million takes about four seconds.
STEPS_OF_AUDITS: Final = 6_000_000
# Rounds in which single numbers are hidden; then whole tables go, in each round twice as many as in the last.
ROUNDS_OF_HIDING: Final = 12
# More tables are not named in one sentence.
MOST_NAMED: Final = 5


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

    def banded(self, truth: Mapping[Figure, int]) -> dict[Figure, Interval]:
        """What was said as a band, and is still so: readers know it, though it is said no more."""
        return {figure: interval for figure, interval in self._same(truth) if interval.is_band}

    def secret(self, truth: Mapping[Figure, int]) -> set[Figure]:
        """What was hidden, and is still so: shown now, it would tell what was hidden beside it then."""
        return {figure for figure, interval in self._same(truth) if interval.least < interval.most}

    def _same(self, truth: Mapping[Figure, int]) -> Iterable[tuple[Figure, Interval]]:
        return chain.from_iterable(board.same(truth) for board in self.boards)


AsPublished = Callable[[pl.DataFrame], Published]


class Hidden(NamedTuple):
    """Measured cells with `is_hidden`, without the tables left out; and what whoever loads should hear of it."""

    cells: pl.DataFrame
    left_out: tuple[TableName, ...] = ()
    too_hard: int = 0
    # Whether tables that say more than these cells give nothing more away.
    is_safe: Callable[[Published], bool] = lambda _: False

    @property
    def in_words(self) -> tuple[str, ...]:
        """A sentence for each thing that did not go as usual."""
        many, more = len(self.left_out), len(self.left_out) - MOST_NAMED
        names = ", ".join(map(str, self.left_out[:MOST_NAMED])) + (f" and {more} more" if more > 0 else "")
        tables = "1 table" if many == 1 else f"{many} tables"
        left_out = f"Board tables: {tables} left out, as hiding numbers did not make them safe in time: {names}."
        too_hard = (
            "Board tables: more numbers than need be may be hidden, as the least was too hard to find "
            f"({self.too_hard} times)."
        )
        return (*((left_out,) if many else ()), *((too_hard,) if self.too_hard else ()))


def hidden_until_safe(
    measured: Measured, as_published: AsPublished, policy: Policy, settings: Settings, earlier: Earlier
) -> Hidden:
    """The measured cells and `is_hidden`, audited by the rows that `as_published` makes of them.

    The audit looks at withheld cells too: no row has them, and none may give them away. It ends after so many rounds
    whatever there is to hide: a table that cannot be made safe is left out, and in the end all of them are.
    """
    every_cell = pl.concat([measured.cells, measured.withheld.with_columns(is_hidden=False, is_few=False)])
    exact = as_published(every_cell.with_columns(is_hidden=False))
    auditor = Auditor(exact, policy.hide_up_to, settings, no_secrets=no_secrets(exact, policy, settings))
    known, banded = earlier.known(auditor.truth), earlier.banded(auditor.truth)
    named = NamedCells(measured, policy, settings, known=known)
    hidden = named.hidden(also=named.facts_of(earlier.secret(auditor.truth)))
    audit = Rounds(auditor, STEPS_OF_AUDITS)
    left_out: list[TableName] = []
    for left in count(ROUNDS_OF_HIDING, -1):
        cells = named.cells(hidden)
        audited = audit(said_by(as_published(cells), policy, settings), known, banded, *earlier.released)
        if audited.passed:
            break
        if left > 0 and audited.is_complete and (more := named.to_hide(audited, besides=hidden)):
            hidden = named.hidden(also=hidden | more)
            continue
        # What others gave away before, nothing that is hidden now takes back.
        if audited.given_away.keys() <= given_before(auditor, {**banded, **known}, earlier):
            break
        tables = named.tied_to_most(audited, 2 ** max(0, -left))
        left_out += tables
        cells = without_tables(cells, measured, tables)
        if cells.is_empty():
            break
        named = named.without(tables)
        hidden = named.hidden(also=hidden)

    def is_safe(published: Published) -> bool:
        said = said_by(published, policy, settings)
        news = {figure for figure, interval in said.items() if interval.is_band}
        more = auditor(said, known, banded, *earlier.released, news=news, most_steps=STEPS_OF_AUDITS)
        return more.is_complete and more.given_away.keys() <= audited.given_away.keys()

    return Hidden(cells, tuple(sorted(left_out)), named.too_hard, is_safe)


def given_before(auditor: Auditor, known: Said, earlier: Earlier) -> Set[Figure]:
    """What was given away by what was published before, as far as there was time to be sure of it."""
    if not known and not earlier.released:
        return frozenset()
    audited = auditor(known, *earlier.released, most_steps=STEPS_OF_AUDITS)
    return audited.given_away.keys() if audited.is_complete else frozenset()


class NamedCells:
    """The cells, the facts that they state, the sums that these take part in, and the figures that readers see.

    `known` figures were shown before, so that hiding them protects nothing.
    """

    def __init__(
        self, measured: Measured, policy: Policy, settings: Settings, known: Iterable[Figure] = frozenset()
    ) -> None:
        self._measured, self._policy, self._settings, self._known = measured, policy, settings, known
        named = with_facts(measured, settings)
        self._cells = not_recorded_is_no_secret(named, policy.not_recorded, policy.threshold).rows
        across = sums_across(self._cells, settings)
        stated = self._cells.select("fact", "count", "children", "weight", "is_no_secret")
        self._facts = one_row_a_fact(pl.concat([stated, unpublished(self._cells, across)]))
        self._sums = sums_of(self._facts, lines(self._cells, measured, across), policy.threshold, self.facts_of(known))
        self._least_loss = LeastLoss(self._sums)

    @property
    def too_hard(self) -> int:
        """How many systems of sums were too hard to hide at the least loss."""
        return self._least_loss.too_hard

    def without(self, tables: Iterable[TableName]) -> "NamedCells":
        """The same with some tables less."""
        measured = replace(self._measured, cells=without_tables(self._measured.cells, self._measured, tables))
        return NamedCells(measured, self._policy, self._settings, self._known)

    def hidden(self, *, also: Set[str] = frozenset()) -> frozenset[str]:
        """The facts to hide: those of few children, those in `also`, and their company."""
        return frozenset(chain.from_iterable(self.hidden_by_rule(also=also).values()))

    def hidden_by_rule(self, *, also: Set[str] = frozenset()) -> dict[Rule, Iterable[str]]:
        """Rule -> names of the facts that it hides."""
        threshold = self._policy.threshold
        by_sums = self._least_loss.hidden(also | facts_of_few(self._facts, threshold))
        return {
            HIDDEN_BEFORE: also,
            SUMS: by_sums,
            NESTED_GROUPS: nested_to_hide(self._cells, self._measured, threshold),
            MOST_FREQUENT: tops_to_hide(self._cells, self._measured, by_sums),
        }

    def cells(self, hidden: Set[str]) -> pl.DataFrame:
        """The cells with `is_hidden`."""
        is_hidden = pl.col("fact").is_in(list(hidden))
        return self._cells.with_columns(is_hidden=is_hidden).drop("fact", "weight", "is_no_secret")

    def facts_of(self, figures: Iterable[Figure]) -> set[str]:
        """The facts that figures are stated by."""
        return {fact for figure in figures for fact in self._facts_of.get(figure, ())}

    def to_hide(self, audited: Audit, *, besides: Set[str]) -> set[str]:
        """Of each figure given away, the fact that readers need least of those that tell it, where there is one."""
        chosen = (least_needed(facts - besides, self._sums) for facts in self._telling(audited))
        return {fact for fact in chosen if fact is not None}

    def tied_to_most(self, audited: Audit, many: int) -> list[TableName]:
        """So many tables: those that tell most of what is given away; half of all, where there was no time to look."""
        tables = tables_of_facts(self._cells, self._measured)
        half = (len(set().union(*tables.values())) + 1) // 2
        return tied_to_most(self._telling(audited), tables, many if audited.is_complete else max(many, half))

    def _telling(self, audited: Audit) -> Iterator[set[str]]:
        """Of each figure given away, the facts that tell it, and itself."""
        return (self.facts_of({*given.pinned_by, figure}) for figure, given in audited.given_away.items())

    @cached_property
    def _facts_of(self) -> dict[Figure, set[str]]:
        """Figure -> the facts of the cells that it is read from."""
        indicators = {question.indicator.definition.slug: question.indicator for question in self._measured.questions}
        facts: dict[Figure, set[str]] = defaultdict(set)
        for cell in self._cells.iter_rows(named=True):
            if is_for_protection(cell["category"]):
                continue
            indicator, period = indicators[cell["slug"]], self._measured.periods[cell["period"]]
            row = {
                **cell,
                "period_start": period.start,
                "period_end": period.end,
                "category": "" if cell["category"] == COUNTED else cell["category"],
            }
            numerator, denominator = figures_of(row, self._settings)
            is_base = cell["category"] == WHOLE and not isinstance(indicator, Count)
            figure = denominator if is_base else numerator
            if figure is not None:
                facts[figure].add(cell["fact"])
        return facts
