"""Why a figure changed: which groups drive it, by the exact tests of Monday's report (`statistics/drivers.py`).

Only an unusual figure is asked about, and beside the periods that made it unusual (`Reading.known_before`). A period
counts for a dimension where its groups are whole: every one shown, and together the figure itself. So nothing is
worked out across a hidden number; where too few periods are whole, the published figures do not tell.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from analytics.cards.card import Scope
from analytics.cards.headlines import Reading, Tile, reading_of
from analytics.cards.leading import strongest_first
from analytics.charts.chart import Chart, Format, Kind, Mark, Series
from analytics.disclosure.published import Published, Row
from analytics.measuring.breakdowns import AGE_BAND, AREA, HOME, PLACEMENT, PROVIDER, SETTING, Breakdown
from analytics.measuring.ladders import OTHERS
from analytics.measuring.shapes import Count, Divided, Indicator, Ratio, Split
from analytics.model import Clock, Period, Unit
from analytics.presenting.presenter import presenter_of
from analytics.statistics.drivers import (
    CountPart,
    Decomposition,
    Driver,
    SharePart,
    dispersion_of,
    drivers_of_counts,
    drivers_of_shares,
)
from analytics.statistics.latest import FEWEST_WINDOWS, is_seasonal
from analytics.views.view import ByGroups
from analytics.words.driver_words import ITS_PAST, by_chance, group_in_words, nothing_stands_out, stands_out
from analytics.words.names import group_name
from analytics.words.numbers import THINGS, listed, number, percent, sentence_case, whole
from analytics.words.periods import length_name, period_name, short_period_name
from data import codes

# So many of so many; of a count the second is nought.
Pair = tuple[int, int]
# Group -> its numbers in one period. Under no name: the rest, which is never said to drive anything.
Groups = Mapping[str, Pair]
REST: Final = ""
OUTSIDE: Final = "outside"
NEVER_NAMED: Final = (OTHERS, codes.NOT_IN_CARE)
LEAST_EXPLAINED: Final = 0.5  # of the change: less than that explains no change
NONE: Final[Pair] = (0, 0)

# Of groups that fit alike the first is named, so the narrower come first.
DIMENSIONS: Final = (HOME, PROVIDER, PLACEMENT, AREA, AGE_BAND, SETTING)
# What one of them is called in a sentence.
KINDS: Final = dict(zip(DIMENSIONS, ("home", "provider", "placement", "area", "age", "setting"), strict=True))
# Where the board reads how counts divide, quarter by quarter: not as a breakdown, but as parts of a whole.
SPLITS: Final = {PLACEMENT: "placement-group", AREA: "police-area", AGE_BAND: "age", SETTING: "home-or-care"}
COUNTS: Final = {Unit.EPISODE: "missing-episodes", Unit.CHILD: "children-missing"}
MOST_STEPS: Final = 6
ALL_OTHERS: Final = "All others"
LEAST_POINT: Final = 0.005
MIX: Final = "More or fewer of some groups"
NOT_TOLD: Final = "The published figures do not tell which groups it comes from."


@dataclass(frozen=True)
class Subject:
    """What is divided to explain a figure: counts, or a share, of one category by some dimensions.

    `inside`: where the figure is a part of what is counted, how many it is in each period; what is outside is only
    compared with. `is_either_way`: what rises explains a fall as well, since the figure is a part of all.
    """

    slug: str
    unit: Unit
    category: str
    is_share: bool
    dimensions: tuple[Breakdown, ...]
    inside: Mapping[Period, int] = field(default_factory=dict)
    is_either_way: bool = False


@dataclass(frozen=True)
class Tables:
    """Where the groups are read. `is_measured`: exactly, so that every group there is has its row."""

    published: Published
    indicators: Mapping[str, Indicator]
    is_measured: bool


@dataclass(frozen=True)
class Beside:
    """The groups of a dimension in the periods before and in the recent ones, each period whole.

    `series`: the periods that tell how far two lie apart, where those before are only the one that is compared with.
    """

    dimension: Breakdown
    before: tuple[Groups, ...]
    recent: tuple[Groups, ...]
    series: tuple[Groups, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Every group that there is in any of the periods; those of now first."""
        return tuple(dict.fromkeys(name for groups in (*self.recent, *self.before) for name in groups))

    @property
    def met(self) -> list[str]:
        """The groups that had anything at all in any of the periods."""
        return [name for name in self.names if any((*self.total_before(name), *self.total_recent(name)))]

    @property
    def recent_share(self) -> float:
        """Which part of the whole time the recent periods are."""
        return len(self.recent) / (len(self.recent) + len(self.before))

    def total_before(self, name: str) -> Pair:
        """A group in all of the periods before."""
        return added_up([groups.get(name, NONE) for groups in self.before])

    def total_recent(self, name: str) -> Pair:
        """A group in the recent periods."""
        return added_up([groups.get(name, NONE) for groups in self.recent])


@dataclass(frozen=True)
class Why:
    """What an unusual figure comes from, as far as one group stands out."""

    read: Reading
    subject: Subject
    beside: tuple[Beside, ...]

    @cached_property
    def decomposition(self) -> Decomposition:
        """The group that drives it, or none."""
        signal = self.read.signal
        direction = signal.direction if signal and not self.subject.is_either_way else None
        if self.subject.is_share:
            shares = [
                SharePart(each.dimension.title, name, *each.total_before(name), *each.total_recent(name))
                for each in self.beside
                for name in each.names
            ]
            return drivers_of_shares(shares, direction, LEAST_EXPLAINED)
        counts = [
            CountPart(
                each.dimension.title,
                REST if name == OUTSIDE else name,
                each.total_before(name)[0],
                each.total_recent(name)[0],
                is_outside=name == OUTSIDE,
            )
            for each in self.beside
            for name in each.names
        ]
        parts = {each.dimension.title: each.recent_share for each in self.beside}
        dispersions = (
            dispersion_of([groups.get(name, NONE)[0] for groups in each.series] for name in each.names)
            for each in self.beside
        )
        return drivers_of_counts(counts, parts, direction, max(dispersions, default=1.0), LEAST_EXPLAINED)

    @property
    def driver(self) -> Driver | None:
        """The group that stands out and explains half of the change or more."""
        return self.decomposition.driver

    @cached_property
    def drawn(self) -> Beside | None:
        """The dimension of the group that stands out."""
        title = self.driver.dimension if self.driver else ""
        return next((each for each in self.beside if each.dimension.title == title), None)

    @property
    def sentence(self) -> str:
        """What drives it, that no single group does, or that the published figures do not tell."""
        if self.driver and self.drawn:
            things = "" if self.subject.is_share else f" {THINGS[self.subject.unit][self.driver.seen != 1]}"
            many = len(self.drawn.recent)
            when = f" in {last_of(self.read, many)}" if many > 1 else ""
            name = group_in_words(self.driver.dimension, self.driver.name)
            compared = self.read.view.compared
            return stands_out(self.driver, name, f"{things}{when}", period_name(compared) if compared else ITS_PAST)
        if self.decomposition.looked_at:
            kinds = [KINDS[each.dimension] for each in self.beside if len(each.met) > 1]
            return nothing_stands_out(self.decomposition, listed(kinds))
        return "" if self.read.scope.measure else NOT_TOLD

    @property
    def title(self) -> str:
        """What is divided."""
        is_its_own = self.subject.is_share or self.subject.inside
        return self.read.title if is_its_own else self.read.scope.indicators[self.subject.slug].definition.title

    @property
    def chance(self) -> str:
        """How likely that is by chance; empty where nothing stands out."""
        return by_chance(self.decomposition, self.driver) if self.driver else ""

    def in_public(self, shown: Scope) -> str:
        """The same without a number, and without a name that the public's own tables do not show."""
        if not self.driver or not self.drawn:
            return self.sentence
        dimension, name = self.drawn.dimension, self.driver.name
        if is_told(shown, self.subject, dimension, name):
            return f"Of all groups looked at, {group_in_words(dimension.title, name)} stands out."
        return f"Of all groups looked at, one {KINDS[dimension]} stands out, which is not named in public."

    @cached_property
    def chart(self) -> Chart | None:
        """From what was usual to what is, by the groups of that dimension; none where no group stands out."""
        if self.drawn is None:
            return None
        compared = self.read.view.compared
        periods = f"the {number(len(self.drawn.before))} {length_name(self.read.view.period.kind)}s before"
        since = period_name(compared) if compared else periods
        subtitle = f"{self.title}, by {self.drawn.dimension.title.lower()}: from {since}."
        marks = share_marks(self.read, self.drawn) if self.subject.is_share else count_marks(self.read, self.drawn)
        form = Format.SHARE if self.subject.is_share else Format.COUNT
        return Chart(Kind.WATERFALL, self.sentence, subtitle, "", (Series("", tuple(marks)),), form)


def why(scope: Scope, tiles: Sequence[Tile]) -> Why | None:
    """What the strongest of these figures comes from, where any is unusual and its groups can be asked about."""
    return next(map(why_of, strongest_first([reading_of(scope, tile) for tile in tiles])), None)


def why_in_words(scope: Scope, tiles: Sequence[Tile]) -> str:
    """The same as one sentence; empty for nothing."""
    reason = why(scope, tiles)
    return reason.sentence if reason else ""


def why_notes(scope: Scope, shown: Scope, tiles: Sequence[Tile]) -> list[tuple[str, str]]:
    """A note, "why", of what the strongest of the figures comes from that another reader is shown; none for nothing."""
    rows = {read.tile: read.row for read in (reading_of(shown, tile) for tile in tiles)}
    reason = why(scope, [tile for tile, row in rows.items() if row is not None and row.numerator is not None])
    words = reason.in_public(shown) if reason else ""
    return [("why", words)] if words else []


def why_of(read: Reading) -> Why | None:
    """What an unusual figure comes from; null where it is of a part of the children, which is divided nowhere."""
    reasons = [] if read.view.part.breakdown else [divided(read, subject) for subject in subjects_of(read)]
    return next((reason for reason in reasons if reason.driver), reasons[0] if reasons else None)


def divided(read: Reading, subject: Subject) -> Why:
    """A figure beside the periods before, by each of the dimensions that are whole."""
    before, recent = periods_of(read)
    tables = tables_of(read, subject, (*before, *recent))
    named = read.row_compared.period if read.row_compared else None
    every = (beside(subject, dimension, tables, before, recent, named=named) for dimension in subject.dimensions)
    return Why(read, subject, tuple(each for each in every if each is not None))


def subjects_of(read: Reading) -> list[Subject]:
    """What to divide: a mean by its episodes, all else by itself; where nothing stands out, what comes next.

    A share from care is one of numbers in care, by placement and home, and then of all numbers: it falls where those
    who are not in care are more.
    """
    tile, indicator = read.tile, read.indicator
    if isinstance(indicator, Ratio):
        return [all_counts(Unit.EPISODE)]
    if isinstance(indicator, Divided):
        return []
    if isinstance(indicator, Split) and (indicator.by, read.category) == (SETTING.column, "care"):
        everybody = all_counts(tile.unit)
        rows = (*read.normal.rows, *([read.row_compared] if read.row_compared else []))
        inside = {row.period: row.numerator or 0 for row in rows}
        in_care = replace(everybody, dimensions=(HOME, PLACEMENT), inside=inside)
        return [in_care, replace(everybody, is_either_way=True)]
    is_share, clock = not isinstance(indicator, Count), indicator.definition.clock
    return [Subject(tile.slug, tile.unit, read.category, is_share=is_share, dimensions=dimensions_of(clock))]


def all_counts(unit: Unit) -> Subject:
    """How many episodes there were, or children."""
    return Subject(COUNTS[unit], unit, "", is_share=False, dimensions=dimensions_of(Clock.STARTED))


def dimensions_of(clock: Clock) -> tuple[Breakdown, ...]:
    """Which groups are asked about: providers of what follows a return alone."""
    return tuple(each for each in DIMENSIONS if each is not PROVIDER or clock is Clock.RETURNED)


def periods_of(read: Reading) -> tuple[list[Period], list[Period]]:
    """The periods before, and the recent ones: its own, or those of the run that it ends."""
    rows, place = read.normal.rows, read.place or 0
    known = [known_place for known_place in read.normal.phase_at(place).known if known_place <= place]
    run = read.signal.run if read.signal else 0
    recent = [rows[each].period for each in known[-max(run, 1) :]]
    named = [read.row_compared.period] if read.row_compared else []
    before = dict.fromkeys([*named, *(row.period for row in read.known_before)])
    return [period for period in before if period not in recent], recent


def tables_of(read: Reading, subject: Subject, periods: Sequence[Period]) -> Tables:
    """The tables that tell of the groups: measured for a co-ordinator, else what is published."""
    scope = read.scope
    if scope.measure is None:
        return Tables(scope.view.published, scope.indicators, is_measured=False)
    wanted = ByGroups(subject.slug, subject.unit, subject.dimensions, tuple(periods))
    return Tables(scope.measure(wanted), scope.indicators, is_measured=True)


def beside(
    subject: Subject,
    dimension: Breakdown,
    tables: Tables,
    before: Sequence[Period],
    recent: Sequence[Period],
    *,
    named: Period | None = None,
) -> Beside | None:
    """The groups of a dimension before and now; null where now, or too much of what was before, is not whole.

    Of counts with a season, before means the same season where years enough are whole. `named`: the one period that
    the recent one is compared with, in the place of all before.
    """
    now = [groups for period in recent if (groups := groups_in(subject, dimension, tables, period))]
    if len(now) < len(recent):
        return None
    known = {name for groups in now for name in groups}
    # Groups that were counted together otherwise are other groups; exact ones are all as recorded.
    usable = {
        period: groups
        for period in before
        if (groups := groups_in(subject, dimension, tables, period))
        and (tables.is_measured or known.issuperset(groups))
    }
    if named:
        enough = named in usable and len(usable) >= FEWEST_WINDOWS
        return Beside(dimension, (usable[named],), tuple(now), tuple(usable.values())) if enough else None
    seasons = [period.start.month for period in (*before, recent[-1])]
    if not subject.is_share and len(recent) == 1 and is_seasonal(seasons):
        same = {period: groups for period, groups in usable.items() if period.start.month == seasons[-1]}
        usable = same if len(same) >= FEWEST_WINDOWS else usable
    whole_ones = tuple(usable.values())
    return Beside(dimension, whole_ones, tuple(now), whole_ones) if len(usable) >= FEWEST_WINDOWS else None


def groups_in(subject: Subject, dimension: Breakdown, tables: Tables, period: Period) -> Groups | None:
    """The groups of a period where all are shown and make up the whole; null else, and where there is no table."""
    rows, may_lack_some = rows_of(subject, dimension, tables, period)
    total = pair_of(tables.published.table(subject.slug, subject.unit, period).row(subject.category), subject)
    groups: dict[str, Pair] = {}
    for name, row in rows:
        numbers = pair_of(row, subject)
        if numbers is None:
            return None
        own = REST if name in NEVER_NAMED else name
        groups[own] = added_up([groups.get(own, NONE), numbers])
    if total is None or not groups:
        return None
    if subject.inside:
        groups.pop(REST, None)
        groups[OUTSIDE] = (total[0] - subject.inside[period], 0)
    part, of = added_up(list(groups.values()))
    lacking = total[0] - part, total[1] - of
    if min(lacking) < 0 or (any(lacking) and not may_lack_some):
        return None
    return groups | ({REST: added_up([groups.get(REST, NONE), lacking])} if any(lacking) else {})


def rows_of(
    subject: Subject, dimension: Breakdown, tables: Tables, period: Period
) -> tuple[list[tuple[str, Row]], bool]:
    """The rows of a dimension's groups, and whether some may be in none of them: who lives in no home, say."""
    by = tables.published.table(subject.slug, subject.unit, period, dimension.slug)
    if by.rows:
        return [(row.group, row) for row in by.rows if row.category == subject.category], tables.is_measured
    slug = SPLITS.get(dimension)
    if subject.is_share or slug is None:
        return [], False
    indicator, split = tables.indicators[slug], tables.published.table(slug, subject.unit, period)
    rows = [(row.category, row) for row in presenter_of(indicator).parts(split.rows) if row.category]
    return rows, isinstance(indicator, Split) and bool(indicator.within)


def pair_of(row: Row | None, subject: Subject) -> Pair | None:
    """The numbers of a row; null where they are not shown. Of a share with none due there are none of none."""
    if row is None or row.is_unsaid:
        return None
    if not subject.is_share:
        return None if row.numerator is None else (row.numerator, 0)
    if row.denominator == 0:
        return 0, 0
    return None if row.numerator is None or row.denominator is None else (row.numerator, row.denominator)


def is_told(shown: Scope, subject: Subject, dimension: Breakdown, name: str) -> bool:
    """Whether a reader's own tables have a number for a group in the period."""
    tables = Tables(shown.view.published, shown.indicators, is_measured=False)
    rows, _ = rows_of(subject, dimension, tables, shown.view.period)
    return any(group == name and row.numerator is not None for group, row in rows)


def added_up(pairs: Sequence[Pair]) -> Pair:
    """All of them together."""
    return sum(part for part, _ in pairs), sum(of for _, of in pairs)


# The waterfall


def count_marks(read: Reading, drawn: Beside) -> list[Mark]:
    """From the number that was usual to the number that is, by what each group adds or takes."""
    names = [name for name in drawn.met if name != OUTSIDE]
    usual = {name: drawn.total_before(name)[0] * len(drawn.recent) / len(drawn.before) for name in names}
    now = {name: drawn.total_recent(name)[0] for name in names}
    steps = {name: now[name] - usual[name] for name in names}
    first = Mark(usual_name(read), sum(usual.values()), whole(sum(usual.values())))
    last = Mark(now_name(read, drawn), sum(now.values()), number(sum(now.values())))
    return [first, *(Mark(label(drawn, name), step, signed(step, "")) for name, step in largest(steps)), last]


def share_marks(read: Reading, drawn: Beside) -> list[Mark]:
    """From the share that was usual to the share that is, by what each group's own share adds or takes.

    What is left comes of groups with other shares having more or fewer of all than before.
    """
    before = added_up([drawn.total_before(name) for name in drawn.met])
    recent = added_up([drawn.total_recent(name) for name in drawn.met])
    usual, now = before[0] / before[1], recent[0] / recent[1]
    steps = {}
    for name in drawn.met:
        (then, then_of), (part, of) = drawn.total_before(name), drawn.total_recent(name)
        steps[name] = (part - of * (then / then_of if then_of else usual)) / recent[1]
    left = now - usual - sum(steps.values())
    mix = [Mark(MIX, left, signed(left * 100, " points"))] if abs(left) >= LEAST_POINT else []
    points = [Mark(label(drawn, name), step, signed(step * 100, " points")) for name, step in largest(steps)]
    return [
        Mark(usual_name(read), usual, percent(usual)),
        *points,
        *mix,
        Mark(now_name(read, drawn), now, percent(now)),
    ]


def usual_name(read: Reading) -> str:
    """What the first bar is called."""
    return short_period_name(read.view.compared) if read.view.compared else "Usual"


def largest(steps: Mapping[str, float]) -> list[tuple[str, float]]:
    """The largest steps, those that fall first; all others together."""
    ranked = sorted(steps, key=lambda name: (not name, -abs(steps[name])))
    kept, others = ranked[:MOST_STEPS], ranked[MOST_STEPS:]
    in_order = sorted(((name, steps[name]) for name in kept if name), key=lambda pair: -abs(pair[1]))
    rest = sum(steps[name] for name in others) + (steps[REST] if REST in kept else 0)
    return [*in_order, *([(REST, rest)] if others or REST in kept else [])]


def signed(value: float, unit: str) -> str:
    """ "+12", "−3 points", "0"; whole, halves up."""
    text = whole(abs(value))
    sign = "" if text == "0" else "+" if value > 0 else "\N{MINUS SIGN}"
    return f"{sign}{text}{unit.removesuffix('s') if text == '1' else unit}"


def label(drawn: Beside, name: str) -> str:
    """What a step is called."""
    if not name:
        return ALL_OTHERS
    if drawn.dimension in (HOME, AGE_BAND):
        return sentence_case(group_in_words(drawn.dimension.title, name))
    return group_name(drawn.dimension.slug, name)


def now_name(read: Reading, drawn: Beside) -> str:
    """What the last bar is called: the period, or how many of them the run has."""
    many = len(drawn.recent)
    return short_period_name(read.view.period) if many == 1 else sentence_case(last_of(read, many))


def last_of(read: Reading, many: int) -> str:
    """ "the last 6 quarters"."""
    return f"the last {number(many)} {length_name(read.view.period.kind)}s"
