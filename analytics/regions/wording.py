"""A region's figure as a sentence, a table, a funnel, bars and small lines over time."""

from collections.abc import Mapping, Sequence
from typing import Final

from analytics.cards.compared import SPREAD, limits_of, standing_of
from analytics.charts.chart import Chart, Kind, Mark, Series
from analytics.charts.funnel import Dot, FunnelChart, Limit
from analytics.model import Period, Unit
from analytics.regions.beside import Cell, Total, funnel_among, ranks, total_of
from analytics.regions.questions import PER, RETURNS, Form, Question
from analytics.statistics.over_dispersion import FEWEST_THAT_TELL, Funnel
from analytics.words.columns import Columns
from analytics.words.numbers import mean_text, number
from analytics.words.periods import period_name, short_period_name

HIGHER: Final = "Higher is not worse: it may be better recording."
TOO_FEW: Final = (
    f"Fewer than {FEWEST_THAT_TELL} councils are large enough to tell how much councils differ, so there are no limits."
)
CHILDREN_IN_TWO: Final = "Each council counts its own children, so a child may stand in two of them."
LIKE_OTHERS: Final = "like other authorities"


def sentence(cells: Sequence[Cell], question: Question, period: Period) -> str:
    """ "July to September 2026: from 12% (Coventry) to 34% (Walsall); together 22% (7 of 8 councils)."."""
    total = total_of(cells, question)
    valued = sorted((value, cell.name) for cell in cells if (value := cell.value(question)) is not None)
    if total is None:
        return f"{period_name(period)}: no council shows a number."
    (lowest, first), (highest, last) = valued[0], valued[-1]
    span = f"{question.words(lowest)} ({first})"
    if len(valued) > 1:
        span = f"from {span} to {question.words(highest)} ({last})"
    return f"{period_name(period)}: {span}; {together(total, question)}."


def together(total: Total, question: Question) -> str:
    """ "together 22% (7 of 8 councils)"."""
    return f"together {total.words(question)} ({of_councils(total)})"


def of_councils(total: Total) -> str:
    """ "7 of 8 councils", "all 8 councils"."""
    return f"all {total.of} councils" if total.councils == total.of else f"{total.councils} of {total.of} councils"


def beware(question: Question) -> str:
    """How the figures of several councils are to be read. Of interviews nothing is to beware of: more are better."""
    of_missing = "" if question.of == RETURNS else HIGHER
    of_children = CHILDREN_IN_TWO if question.unit is Unit.CHILD or question.form is Form.EACH else ""
    return f"{of_missing} {of_children}".strip()


def once_sentence(total: Total | None, period: Period) -> str:
    """What the councils' own children say together; empty where no council shows both of its numbers."""
    if total is None:
        return ""
    return (
        f"{period_name(period)}: {number(total.numerator)} missing episodes of these councils’ own children, "
        f"wherever they live ({of_councils(total)}). Each is counted once, by the council responsible."
    )


# --- table -----------------------------------------------------------------------------------------------------------


def columns(cells: Sequence[Cell], question: Question) -> Columns:
    """One line a council, the highest first and those without a number last; then what they say together."""
    normal, placed, total = funnel_among(cells, question), ranks(cells, question), total_of(cells, question)
    ordered = sorted(cells, key=lambda cell: (placed.get(cell.code, len(cells) + 1), cell.name))
    lines = [line_of(cell, question, placed, normal) for cell in ordered]
    if total is not None:
        of = number(total.denominator) if total.denominator is not None else ""
        lines.append((f"Together ({of_councils(total)})", number(total.numerator), of, total.words(question), "", ""))
    heads = ("Council", question.counted, question.of, question.value, "Place", "Among councils of its size")
    return {
        head: [line[place] for line in lines]
        for place, head in enumerate(heads)
        if head and (head != heads[-1] or normal is not None)
    }


def line_of(cell: Cell, question: Question, placed: Mapping[str, int], normal: Funnel | None) -> tuple[str, ...]:
    """A council's line: how many, of how many, the figure, its place, and how it stands among others of its size."""
    value, row = cell.value(question), cell.row
    of = number(row.denominator) if row is not None and row.denominator is not None else ""
    if value is None or row is None or row.numerator is None:
        return (cell.name, cell.words(question), of, "", "", "")
    place = f"{placed[cell.code]} of {len(placed)}"
    return (cell.name, number(row.numerator), of, question.words(value), place, standing(cell, question, normal))


def standing(cell: Cell, question: Question, normal: Funnel | None) -> str:
    """How a council stands among others of its size; empty where that cannot be told."""
    value, row = cell.value(question), cell.row
    if normal is None or value is None or row is None or not row.denominator:
        return ""
    return standing_of(value, row.denominator, normal)


# --- charts ----------------------------------------------------------------------------------------------------------


def funnel_chart(cells: Sequence[Cell], question: Question, period: Period, ours: str = "") -> FunnelChart | None:
    """Every council by its size; named are ours and whoever differs, or all where there are few. Null for counts."""
    dots = {cell.code: dot for cell in cells if (dot := dot_of(cell, question))}
    total = total_of(cells, question)
    if question.form is Form.COUNT or not dots or total is None or total.share is None:
        return None
    normal = funnel_among(cells, question)
    apart = [cell.code for cell in cells if standing(cell, question, normal) not in ("", LIKE_OTHERS)]
    named = [code for code in dots if code != ours and (code in apart or len(dots) < FEWEST_THAT_TELL)]
    spread = SPREAD.format(times=mean_text(normal.dispersion)) if normal else TOO_FEW
    return FunnelChart(
        title=sentence(cells, question, period),
        subtitle=spread.replace("authorities", "councils"),
        across=question.of,
        upright=question.value if question.form is not Form.EACH else question.counted,
        ours=dots.get(ours),
        neighbours=tuple(dots[code] for code in named),
        others=tuple(dot for code, dot in dots.items() if code not in (ours, *named)),
        limits=tuple(scaled(limit, question) for limit in limits_of(normal, [dot.size for dot in dots.values()]))
        if normal
        else (),
        middle=total.share * question.scale,
        nation=f"Together {question.words(total.share)}",
        format=question.format,
        named="Beyond the usual" if normal else "Councils",
    )


def dot_of(cell: Cell, question: Question) -> Dot | None:
    """A council as a point; null where no number is shown."""
    value, row = cell.value(question), cell.row
    if value is None or row is None or not row.denominator or row.numerator is None:
        return None
    words = f"{question.words(value)} ({number(row.numerator)} of {number(row.denominator)})"
    return Dot(cell.name, float(row.denominator), value * question.scale, words)


def scaled(limit: Limit, question: Question) -> Limit:
    """The limits in the units that are drawn."""
    times = question.scale
    ends = (limit.low, limit.near_low, limit.near_high, limit.high)
    return Limit(limit.size, *(end * times for end in ends)) if times == PER else limit


def bars(cells: Sequence[Cell], question: Question, period: Period) -> Chart:
    """One bar a council, the highest first; no bar but its word where there is no number."""
    placed = ranks(cells, question)
    ordered = sorted(cells, key=lambda cell: (placed.get(cell.code, len(cells) + 1), cell.name))
    marks = tuple(Mark(cell.name, drawn(cell, question), cell.words(question)) for cell in ordered)
    return Chart(
        Kind.SHARES if question.form is Form.SHARE else Kind.BARS,
        sentence(cells, question, period),
        beware(question),
        question.value or question.counted,
        (Series("", marks),),
        question.format,
    )


def line(cells: Sequence[Cell], question: Question) -> Chart:
    """One council's figure over time; a gap, never a nought, where nothing is shown."""
    marks = tuple(Mark(short_period_name(cell.period), drawn(cell, question), cell.words(question)) for cell in cells)
    shown = [mark for mark in marks if mark.value is not None]
    last = f"{shown[-1].text} in {shown[-1].label}" if shown else "no number is shown"
    title = f"{cells[0].name}: {last}"
    return Chart(
        Kind.LINE, title, question.title, question.value or question.counted, (Series("", marks),), question.format
    )


def drawn(cell: Cell, question: Question) -> float | None:
    """The value in the units that are drawn."""
    value = cell.value(question)
    return value * question.scale if value is not None else None
