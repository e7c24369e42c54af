"""Survival curves in words, as a table and as a chart: exact, for co-ordinators."""

from collections.abc import Sequence

from analytics.charts.chart import Chart, Format, Kind, Mark, Series
from analytics.disclosure.small_numbers import is_steady
from analytics.measuring.next_episode import DAYS, IN_TIME, NOT_IN_TIME, Curve
from analytics.words.columns import Columns
from analytics.words.names import code_name
from analytics.words.numbers import number, percent


def gone_by(curve: Curve, day: int) -> float | None:
    """The share who had gone again by a day; null where too few were still followed."""
    if not is_steady(curve.survival.at_risk_at(day)):
        return None
    return 1 - curve.survival.share_at(day)


def curve_sentence(curves: Sequence[Curve], day: int = 28) -> str:
    """ "By day 28, 60% had gone again after an interview in time (763 returns), and 62% after none in time (590)."."""
    shares = {
        curve.group: f"{percent(share)} had gone again" + f" ({number(curve.survival.of)} returns)"
        for curve in curves
        if (share := gone_by(curve, day)) is not None
    }
    if set(shares) != {IN_TIME, NOT_IN_TIME}:
        return "Too few returns were followed for long enough to compare."
    return f"By day {day}, after an interview in time {shares[IN_TIME]}; after none in time {shares[NOT_IN_TIME]}."


def curve_chart(curves: Sequence[Curve]) -> Chart:
    """The share gone again by each of some days, the two groups side by side."""
    series = tuple(Series(code_name(curve.group), tuple(mark_at(curve, day) for day in DAYS)) for curve in curves)
    subtitle = "Share missing again by days after the return, of those not missing again in the first three."
    return Chart(Kind.BARS, curve_sentence(curves), subtitle, "Share of returns", series, Format.SHARE)


def mark_at(curve: Curve, day: int) -> Mark:
    """One share, with how many it rests on."""
    share = gone_by(curve, day)
    at_risk = number(curve.survival.at_risk_at(day))
    text = f"{percent(share)} ({at_risk} at risk)" if share is not None else f"too few ({at_risk} at risk)"
    return Mark(f"By day {day}", share, text)


def curve_columns(curves: Sequence[Curve]) -> Columns:
    """One line a day: the share gone again, and the number at risk, of each group."""
    columns = {"Days after the return": [str(day) for day in DAYS]}
    for curve in curves:
        shares = [gone_by(curve, day) for day in DAYS]
        name = code_name(curve.group)
        columns[name] = [percent(share) if share is not None else "too few" for share in shares]
        columns[f"{name}: at risk"] = [number(curve.survival.at_risk_at(day)) for day in DAYS]
    return columns
