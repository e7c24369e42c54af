"""What is normal for a series, and what in it is not; from the rows that may be shown, and nothing else.

Months that are hidden or were not supplied are no part of it. A change of practice begins a new phase, since
more reports can be better recording: each phase has its own normal range.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from statistics import median

from analytics.disclosure.published import Row, Table
from analytics.measuring.shapes import Indicator, Ratio
from analytics.model import Period
from analytics.statistics import xmr
from analytics.statistics.latest import Latest, Pair, latest_count, latest_mean, latest_share, latest_window
from analytics.statistics.ranges import count_range, mean_range, reach_of, share_range
from analytics.statistics.xmr import FEWEST_FOR_LIMITS, FEWEST_FOR_RUNS, Kind, Limits, Signal
from data.settings import Change


class Form(StrEnum):
    """What the values of a series are."""

    COUNT = "count"
    SHARE = "share"
    MEAN = "mean"


@dataclass(frozen=True)
class Phase:
    """Periods between two changes of practice. Places are those of the series' rows, `first` to `last`.

    `known` have a value. `limits` are null where these are too few; `median` then, where they are not too few
    for that. `is_small`: there are enough values, and each is too small to tell what is normal. `changes` are what
    began the phase, none for the first.
    """

    first: int
    last: int
    known: tuple[int, ...]
    limits: Limits | None
    median: float | None
    signals: tuple[Signal, ...]
    changes: tuple[Change, ...] = ()
    is_small: bool = False


@dataclass(frozen=True)
class Variation:
    """A series, its phases, and what is unusual in them.

    `expected`: what the rows before lead to expect of the last, where it is judged so and not by its phase's limits.
    """

    rows: tuple[Row, ...]
    form: Form
    phases: tuple[Phase, ...]
    expected: Limits | None = None

    def value(self, place: int) -> float | None:
        """The value of a row; null where there is none to show."""
        return value_of(self.rows[place], self.form)

    def place_of(self, period: Period) -> int | None:
        """Where a period stands, if it has a value."""
        places = [place for place, row in enumerate(self.rows) if row.period == period]
        return places[0] if places and self.value(places[0]) is not None else None

    def phase_at(self, place: int) -> Phase:
        """The phase that a row belongs to."""
        return next(phase for phase in self.phases if phase.first <= place <= phase.last)

    def signals_at(self, place: int) -> tuple[Signal, ...]:
        """What is unusual about a row, what matters most first."""
        return tuple(signal for signal in self.phase_at(place).signals if place in signal.places)

    def is_judged_alone(self, place: int) -> bool:
        """Whether a row is judged by those before it."""
        return self.expected is not None and place == len(self.rows) - 1

    def is_before_change(self, place: int | None, other: int | None) -> bool:
        """Whether recording changed between two rows, so that they are not to be compared."""
        return place is not None and other is not None and self.phase_at(place) is not self.phase_at(other)


def normal_variation(table: Table, indicator: Indicator, changes: Sequence[Change]) -> Variation:
    """The series of a table's whole, period after period, with what is normal in each of its phases."""
    form = form_of(table, indicator)
    began = beginnings(table.rows, [change for change in changes if concerns(change, table.slug)])
    ends = [first - 1 for first, _ in began[1:]] + [len(table.rows) - 1]
    phases = (
        phase_of(table.rows, form, first, last, began_by) for (first, began_by), last in zip(began, ends, strict=True)
    )
    return Variation(table.rows, form, tuple(phases))


def known_before(series: Variation, place: int, step: int = 0) -> list[Row]:
    """The rows before one that tell what is usual for it: those of one recording.

    `step`: so many rows back is the next look-back that does not overlap, and such are taken latest first; 0 where
    nothing looks back.
    """
    phase = series.phase_at(place)
    before = range(place - step, phase.first + step - 2, -step) if step else range(place)
    return [series.rows[earlier] for earlier in before if earlier in phase.known]


def latest_at(series: Variation, place: int, step: int = 0) -> Latest | None:
    """What the rows before a row lead to expect of it, and whether it is so; null for too few."""
    known, now = known_before(series, place, step), series.rows[place]
    if step:
        return latest_window([pair(row) for row in known], pair(now))
    match series.form:
        case Form.COUNT:
            seasons = [row.period.start.month for row in [*known, now]]
            return latest_count([row.numerator or 0 for row in known], now.numerator or 0, seasons)
        case Form.SHARE:
            return latest_share([pair(row) for row in known], pair(now))
        case Form.MEAN:
            return latest_mean([row.share or 0.0 for row in known], now.share or 0.0)


def with_last_as(series: Variation, latest: Latest) -> Variation:
    """The series with its last row judged as what leads a page judges it, by the rows before alone.

    So nothing that page or paper says of the period is unsaid by its line. A pattern that reaches the last row is
    judged with it.
    """
    *before, phase = series.phases
    last = len(series.rows) - 1
    own: tuple[Signal, ...] = ()
    if latest.direction and latest.run:
        own = (Signal(phase.known[-latest.run :], Kind.SHIFT, latest.direction),)
    elif latest.direction:
        own = (Signal((last,), Kind.OUTSIDE, latest.direction),)
    kept = [signal for signal in phase.signals if last not in signal.places]
    return replace(series, phases=(*before, replace(phase, signals=in_order([*kept, *own]))), expected=latest.expected)


def pair(row: Row) -> Pair:
    """So many of so many; of a row that has both."""
    return row.numerator or 0, row.denominator or 0


def form_of(table: Table, indicator: Indicator) -> Form:
    """Means and shares have a denominator; a count has none."""
    if isinstance(indicator, Ratio):
        return Form.MEAN
    return Form.SHARE if any(row.denominator is not None for row in table.rows) else Form.COUNT


def value_of(row: Row, form: Form) -> float | None:
    """The value of a row in a series."""
    return row.numerator if form is Form.COUNT else row.share


def concerns(change: Change, slug: str) -> bool:
    """Whether a change of practice concerns an indicator."""
    return not change.indicators or slug in change.indicators


def beginnings(rows: Sequence[Row], changes: Iterable[Change]) -> list[tuple[int, tuple[Change, ...]]]:
    """The first row of each phase and what began it. A change in the middle of a month begins with that month."""
    result: dict[int, list[Change]] = {0: []}
    for change in sorted(changes, key=lambda item: item.at):
        after = (place for place, row in enumerate(rows) if row.period.end > change.at)
        # A change before the series began is behind all of it.
        if (place := next(after, 0)) > 0:
            result.setdefault(place, []).append(change)
    return [(place, tuple(those)) for place, those in result.items()]


def phase_of(rows: Sequence[Row], form: Form, first: int, last: int, began_by: tuple[Change, ...]) -> Phase:
    """What is normal between two rows: limits, of values too few or too small their median, of fewer nothing."""
    pairs = [(place, value) for place in range(first, last + 1) if (value := value_of(rows[place], form)) is not None]
    known, values = tuple(place for place, _ in pairs), [value for _, value in pairs]
    are_many = len(values) >= FEWEST_FOR_LIMITS
    if are_many and (normal := normal_range([rows[place] for place in known], values, form)):
        return Phase(first, last, known, normal, None, moved(xmr.signals(values, normal), known), began_by)
    if len(values) >= FEWEST_FOR_RUNS:
        signals = moved(xmr.run_chart_signals(values), known)
        return Phase(first, last, known, None, median(values), signals, began_by, is_small=are_many)
    return Phase(first, last, known, None, None, (), began_by)


def normal_range(rows: Sequence[Row], values: Sequence[float], form: Form) -> Limits | None:
    """What is normal for the values of some rows, such as a value can reach; null where they are too small to tell."""
    reach = reach_of(len(values))
    if form is Form.COUNT:
        return count_range(values, reach)
    wholes = [row.denominator or 0 for row in rows]
    if form is Form.MEAN:
        return mean_range(values, wholes, reach)
    return share_range([row.numerator or 0 for row in rows], wholes, reach)


def moved(signals: Iterable[Signal], known: Sequence[int]) -> tuple[Signal, ...]:
    """Signals among known values, at the places of their rows; what matters most first."""
    return in_order(replace(signal, places=tuple(known[place] for place in signal.places)) for signal in signals)


def in_order(signals: Iterable[Signal]) -> tuple[Signal, ...]:
    """Signals, what matters most first."""
    return tuple(sorted(signals, key=lambda item: (MOST_TELLING.index(item.kind), item.places)))


MOST_TELLING = (Kind.OUTSIDE, Kind.SHIFT, Kind.TREND)
