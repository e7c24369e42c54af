"""Normal variation in words: whether a figure is normal; never why, and never whether that is good."""

from collections.abc import Sequence
from datetime import timedelta
from math import ceil, floor

from analytics.disclosure.published import Row, Shown
from analytics.model import Period, PeriodKind
from analytics.statistics.latest import Latest
from analytics.statistics.ranges import FEWEST_A_PERIOD, FEWEST_OF_A_KIND, reach_of
from analytics.statistics.rounding import halves_up
from analytics.statistics.xmr import FEWEST_FOR_LIMITS, Direction, Kind, Limits, Signal
from analytics.views.variation import Form, Phase, Variation
from analytics.words.numbers import joined, n_of_n, number, value_text, whole
from analytics.words.periods import length_name, period_name

# Down, up.
SHORT = {
    Kind.OUTSIDE: ("below", "above"),
    Kind.TOGETHER: ("together below", "together above"),
    Kind.SHIFT: ("run below", "run above"),
    Kind.TREND: ("falling", "rising"),
}
MOST_DECIMALS = 2
MOST_NAMED = 3


def span(variation: Variation, *, several: bool = False) -> str:
    """What one row is: a month, or a quarter."""
    kind = variation.rows[0].period.kind
    return f"{'period' if kind is PeriodKind.ANY else length_name(kind)}{'s' if several else ''}"


def range_words(variation: Variation, phase: Phase) -> str:
    """ "127 to 265", "51% to 64%": what is normal, no value of the series on the wrong side of its rounding."""
    if phase.limits is None:
        return ""
    values = [value for place in phase.known if (value := variation.value(place)) is not None]
    return limits_words(phase.limits, values, variation.form)


def limits_words(limits: Limits, values: Sequence[float], form: Form) -> str:
    """ "127 to 265", "51% to 64%": limits as they are read, beside values that have to stay on their side of them."""
    if form is Form.COUNT:
        # The whole numbers that lie within.
        return f"{number(ceil(limits.lower - 1e-9))} to {number(floor(limits.upper + 1e-9))}"
    low, high, decimals = ends_that_tell(values, limits, form)
    sign = "%" if form is Form.SHARE else ""
    return f"{low:,.{decimals}f}{sign} to {high:,.{decimals}f}{sign}"


def ends_that_tell(values: Sequence[float], normal: Limits, form: Form) -> tuple[float, float, int]:
    """The limits as they are read, with the fewest decimals that leave each value, as it is read, on its own side.

    Two values that are read alike and lie on different sides cannot be told apart: then with as few as a value has.
    """
    least = 0 if form is Form.SHARE else 1
    within = [shown(value, least, form) for value in values if normal.lower <= value <= normal.upper]
    below = [shown(value, least, form) for value in values if value < normal.lower]
    above = [shown(value, least, form) for value in values if value > normal.upper]
    # A value of 32.49% within a limit of 32.5% is read as 32%, and one of 32.5% as 33%: the end moves out to it.
    ends = [
        (
            min([shown(normal.lower, decimals, form), *within]),
            max([shown(normal.upper, decimals, form), *within]),
            decimals,
        )
        for decimals in range(least, MOST_DECIMALS + 1)
    ]
    told = (
        pair for pair in ends if all(value < pair[0] for value in below) and all(value > pair[1] for value in above)
    )
    return next(told, ends[0])


def shown(value: float, decimals: int, form: Form) -> float:
    """The value as it is read: a percentage or a mean, rounded."""
    return halves_up(value * 100 if form is Form.SHARE else value, decimals)


def rounded(value: float, decimals: int, form: Form) -> str:
    """ "51%", "51.4%", "3.8"."""
    return f"{shown(value, decimals, form):,.{decimals}f}{'%' if form is Form.SHARE else ''}"


def middle_words(variation: Variation, phase: Phase) -> str:
    """ "mean 196", "median 57%"; empty where there are too few values for either."""
    middle = phase.limits.mean if phase.limits else phase.median
    if middle is None:
        return ""
    decimals = 0 if variation.form is not Form.MEAN else 1
    return f"{'mean' if phase.limits else 'median'} {rounded(middle, decimals, variation.form)}"


def few_since_change(variation: Variation, place: int) -> str:
    """That recording changed too short a time ago to know what is usual; empty where it did not change."""
    few = f"too few {span(variation, several=True)} since recording changed to know what is usual"
    return few if variation.phase_at(place).changes else ""


def usual_words(latest: Latest, variation: Variation, place: int) -> str:
    """ "438 to 894", "50% to 65%": what was to be expected of a period, its own value on its own side of the ends."""
    value = variation.value(place)
    return limits_words(latest.expected, [] if value is None else [value], variation.form)


def usual_standing(latest: Latest, variation: Variation, place: int) -> str:
    """How a period stands: "usual range 438 to 894", "below its usual range, 50% to 65%"."""
    usual = usual_words(latest, variation, place)
    if latest.run:
        return f"{run_words(latest, variation)}; usual range {usual}"
    return f"{beyond(latest)} its usual range, {usual}" if latest.is_unusual else f"usual range {usual}"


def usual_standing_in_sentence(latest: Latest, variation: Variation, place: int) -> str:
    """ "within the usual range of 438 to 894", "below the usual range of 50% to 65%"."""
    where = beyond(latest) if latest.is_unusual and not latest.run else "within"
    words = f"{where} the usual range of {usual_words(latest, variation, place)}"
    return f"{words}, but {run_words(latest, variation)}" if latest.run else words


def run_words(latest: Latest, variation: Variation) -> str:
    """ "one of 8 quarters in a row above the mean"."""
    return f"one of {latest.run} {span(variation, several=True)} in a row {beyond(latest)} the mean"


def standing_in_table(variation: Variation, place: int) -> str:
    """How one row stands, in a word or two: "within", "below", "run above"; empty where unknown."""
    signals = variation.signals_at(place)
    if signals:
        return SHORT[signals[0].kind][signals[0].direction is Direction.UP]
    is_judged = variation.phase_at(place).limits or variation.is_judged_alone(place)
    return "within" if is_judged and variation.value(place) is not None else ""


def unusual_words(variation: Variation, place: int) -> str:
    """What is unusual about one row: "below the normal range"; empty for nothing."""
    signals = variation.signals_at(place)
    if not signals:
        return ""
    if signals[0].kind is not Kind.OUTSIDE:
        return pattern(signals[0], variation)
    return f"{beyond(signals[0])} the {'usual' if variation.is_judged_alone(place) else 'normal'} range"


def beyond(signal: Signal | Latest) -> str:
    """Beyond which limit."""
    return "above" if signal.direction is Direction.UP else "below"


def pattern(signal: Signal, variation: Variation) -> str:
    """What several rows do together: "one of 8 months in a row above the mean"."""
    rows = f"{len(signal.places)} {span(variation, several=True)} in a row"
    is_up = signal.direction is Direction.UP
    match signal.kind:
        case Kind.SHIFT:
            middle = "mean" if variation.phase_at(signal.places[0]).limits else "median"
            return f"one of {rows} {beyond(signal)} the {middle}"
        case _:
            return f"one of {rows} that {'rise' if is_up else 'fall'}"


def series_sentence(variation: Variation, focus: Period) -> str:
    """How the rows inside a period stand to what is normal; then what was left out, and what changed.

    "Within its normal range of 38 to 65 a month." Empty where the series has nothing in the period.
    """
    inside = places_inside(variation, focus)
    if not inside:
        return ""
    phase, is_alone = variation.phase_at(inside[-1]), variation.is_judged_alone(inside[0])
    sentences = [] if phase.limits or is_alone else [too_few(variation, phase)]
    sentences += unusual_sentences(variation, phase, inside) or (
        [within_words(variation, phase, inside)] * bool(phase.limits or is_alone)
    )
    return " ".join([*sentences, *left_out(variation), *since_change(phase)])


def places_inside(variation: Variation, focus: Period) -> list[int]:
    """Where the rows stand that lie in a period and have a value."""
    return [
        place
        for place, row in enumerate(variation.rows)
        if focus.start <= row.period.start and row.period.end <= focus.end and variation.value(place) is not None
    ]


def unusual_inside(variation: Variation, focus: Period) -> str:
    """What is unusual about the rows inside a period; empty for nothing."""
    inside = places_inside(variation, focus)
    return " ".join(unusual_sentences(variation, variation.phase_at(inside[-1]), inside)) if inside else ""


def full_range(variation: Variation, phase: Phase) -> str:
    """ "127 to 265 a month", "51% to 64%"."""
    a_span = f" a {span(variation)}" if variation.form is Form.COUNT else ""
    return f"{range_words(variation, phase)}{a_span}"


def within_words(variation: Variation, phase: Phase, inside: Sequence[int]) -> str:
    """That nothing is unusual."""
    each = "Within" if len(inside) == 1 else f"Each {span(variation)} was within"
    return f"{each} its {named_range(variation, phase, inside[-1])}."


def named_range(variation: Variation, phase: Phase, place: int) -> str:
    """ "normal range of 127 to 265 a month"; of a row that is judged by those before, "usual range of ..."."""
    if not variation.is_judged_alone(place):
        return f"normal range of {full_range(variation, phase)}"
    a_span = f" a {span(variation)}" if variation.form is Form.COUNT else ""
    return f"usual range of {expected_words(variation)}{a_span}"


def expected_words(variation: Variation) -> str:
    """ "438 to 894": what was to be expected of the last row, where it is judged by those before; else empty."""
    value = variation.value(len(variation.rows) - 1)
    values = [] if value is None else [value]
    return limits_words(variation.expected, values, variation.form) if variation.expected else ""


def unusual_sentences(variation: Variation, phase: Phase, inside: Sequence[int]) -> list[str]:
    """One sentence for each kind and direction of what is unusual in these rows, what matters most first."""
    signals = [signal for signal in phase.signals if set(signal.places) & set(inside)]
    sentences: list[str] = []
    for direction in Direction:
        beyond_limit = [
            signal.places[0] for signal in signals if (signal.kind, signal.direction) == (Kind.OUTSIDE, direction)
        ]
        if beyond_limit:
            side = "Above" if direction is Direction.UP else "Below"
            its_range = named_range(variation, phase, beyond_limit[-1])
            sentences.append(f"{side} its {its_range}: {named(variation, beyond_limit)}.")
    return sentences + [pattern_sentence(signal, variation) for signal in signals if signal.kind is not Kind.OUTSIDE]


def named(variation: Variation, places: Sequence[int]) -> str:
    """Rows with their figures, the latest few: "301 in May 2026 and 283 in June 2026"."""
    kept = list(places)[-MOST_NAMED:]
    figures = joined(
        [f"{figure_words(variation.rows[place])} in {period_name(variation.rows[place].period)}" for place in kept]
    )
    return figures if len(kept) == len(places) else f"{figures}, and {number(len(places) - len(kept))} before"


def figure_words(row: Row) -> str:
    """ "60 of 159 (38%)", "301"."""
    return n_of_n(row) or value_text(row)


def pattern_sentence(signal: Signal, variation: Variation) -> str:
    """ "8 months in a row were above the mean of 190, to September 2026."."""
    rows = f"{len(signal.places)} {span(variation, several=True)}"
    phase, until = variation.phase_at(signal.places[0]), f"to {period_name(variation.rows[signal.places[-1]].period)}"
    is_up = signal.direction is Direction.UP
    match signal.kind:
        case Kind.SHIFT:
            middle = middle_words(variation, phase).replace(" ", " of ", 1) or "mean"
            return f"{rows} in a row were {beyond(signal)} the {middle}, {until}."
        case _:
            return f"{rows} in a row each {'rose' if is_up else 'fell'}, {until}."


def too_few(variation: Variation, phase: Phase) -> str:
    """Why there is no normal range."""
    if phase.is_small:
        return f"{too_small(variation, phase)} Their {middle_words(variation, phase).replace(' ', ' is ', 1)}."
    count = len(phase.known)
    things = f"{span(variation)} is" if count == 1 else f"{span(variation, several=True)} are"
    middle = middle_words(variation, phase)
    words = f"{count} {things} too few for a normal range: {FEWEST_FOR_LIMITS} are needed."
    return f"{words} Their {middle.replace(' ', ' is ', 1)}." if middle else words


def too_small(variation: Variation, phase: Phase) -> str:
    """That the values are too small for a normal range."""
    needed = whole(FEWEST_A_PERIOD if variation.form is Form.COUNT else FEWEST_OF_A_KIND)
    each = f"a {span(variation)}" if variation.form is Form.COUNT else f"of either kind a {span(variation)}"
    spans = f"{len(phase.known)} {span(variation, several=True)}"
    return f"The numbers of these {spans} are too small to tell a normal range: {needed} {each} or more are needed."


def left_out(variation: Variation) -> list[str]:
    """Which rows of the series are no part of it, and why."""
    parts = []
    hidden = [row for row in variation.rows if row.shown in (Shown.HIDDEN, Shown.FEW)]
    if hidden:
        parts.append(f"{number(len(hidden))} hidden")
    for word in (Shown.NOT_SUPPLIED, Shown.NOT_RECORDED):
        if lacking := [row for row in variation.rows if row.shown is word]:
            names = joined([period_name(row.period) for row in lacking[-MOST_NAMED:]])
            more = f" and {len(lacking) - MOST_NAMED} before" if len(lacking) > MOST_NAMED else ""
            parts.append(f"{names}{more}, {word.value}")
    return [f"Left out of the range: {'; '.join(parts)}."] if parts else []


def since_change(phase: Phase) -> list[str]:
    """What changed at the start of the phase."""
    sentences = [f"Recording changed in {change.at:%B %Y}: {change.what}." for change in phase.changes]
    return [*sentences, "Figures before and after are not compared."] if sentences else []


def range_definition(variation: Variation) -> str:
    """How the latest normal range was found; empty where there is none."""
    phase = variation.phases[-1]
    if phase.limits is None:
        return f"{too_few(variation, phase)} {of_the_last(variation)}".strip()
    first, last = (variation.rows[place].period for place in (phase.known[0], phase.known[-1]))
    until = last.end - timedelta(days=1)
    a_span, times = span(variation), reach_of(len(phase.known))
    spans = f"{len(phase.known)} {span(variation, several=True)}"
    return (
        f"{full_range(variation, phase)}, {middle_words(variation, phase)}: as far from the mean as a {a_span} lies "
        f"while nothing changes, about {times} times the mean change from one {a_span} to the next "
        f"(an XmR chart) and no less than chance brings; from {spans}, {first.start:%B %Y} to {until:%B %Y}. "
        "Of a hundred series that do not change, at most five have anything unusual. "
        f"{of_the_last(variation)}It says what is usual here, not what is good."
    )


def of_the_last(variation: Variation) -> str:
    """How the last row is judged, where it is by those before it; else empty."""
    if variation.expected is None:
        return ""
    return (
        f"The last {span(variation)} is judged by those before it alone: {expected_words(variation)} is usual for it. "
    )
