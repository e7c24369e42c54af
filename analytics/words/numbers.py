"""Numbers in words: counts, shares, changes, and things in a row."""

from collections.abc import Sequence
from typing import Final

from analytics.disclosure.policy import Threshold
from analytics.disclosure.published import Row, Shown
from analytics.disclosure.small_numbers import ROWS_TOLD_IN, is_steady
from analytics.measuring.shapes import Rate
from analytics.model import Unit
from analytics.statistics.rounding import decimal_text, halves_up, whole_percent

HELD: Final = "\N{NO-BREAK SPACE}"

FIRST_WHOLE_RATE: Final = 99.95  # would be read as 100.0

# What they are called in a sentence, one of them and several.
THINGS: Final = {
    Unit.EPISODE: ("episode", "episodes"),
    Unit.CHILD: ("child", "children"),
    Unit.INTERVIEW: ("interview", "interviews"),
}


def fewer_than(threshold: Threshold) -> str:
    """What stands for a count that is too small to be said: "fewer than 6", where 1 to 5 are hidden."""
    return f"fewer than {threshold.fewest_shown}"


def few_rows(threshold: Threshold) -> str:
    """What stands for a number of rows that is hidden: they are few, or many of a few children."""
    return f"fewer than {ROWS_TOLD_IN} rows, or {threshold.fewest_shown} children"


def number(value: int) -> str:
    """With a comma at thousands."""
    return f"{value:,}"


def percent(share: float) -> str:
    """A whole percentage, halves up; something is never 0%, and not all is never 100%."""
    if 0 < share < 0.005:
        return "under 1%"
    if 0.995 <= share < 1:
        return "over 99%"
    return f"{whole_percent(share)}%"


def whole(value: float) -> str:
    """The nearest whole number, halves up, with a comma at thousands."""
    return number(int(halves_up(value)))


def mean_text(value: float) -> str:
    """A mean, or another number that is no count, with one decimal, halves up."""
    return decimal_text(value, 1)


def counted(value: int, unit: Unit) -> str:
    """ "1 child", "2,412 episodes"."""
    return f"{number(value)} {THINGS[unit][value != 1]}"


def value_text(row: Row, few: str = "few") -> str:
    """The number of a row, or the word that stands for it."""
    if row.shown is Shown.FEW:
        return few
    if row.least is not None and row.most is not None:
        return range_text(row.least, row.most)
    if row.shown in (Shown.HIDDEN, Shown.ALONE, Shown.NOT_SUPPLIED, Shown.NOT_RECORDED, Shown.NONE_DUE) or row.band:
        return row.shown.value
    return number(row.numerator) if row.numerator is not None else Shown.HIDDEN.value


def range_text(least: int, most: int) -> str:
    """ "180 to 200", "up to 15"."""
    return f"{number(least)} to {number(most)}" if least else f"up to {number(most)}"


def n_of_n(row: Row, things: str = "") -> str:
    """ "141 of 329 (43%)", with `things` "141 of 329 returns (43%)"; empty when any of it may not be shown."""
    if row.numerator is None or row.denominator is None or row.share is None:
        return ""
    of = f"{number(row.denominator)} {things}".rstrip()
    return f"{number(row.numerator)} of {of} ({percent(row.share)})"


def band_of_n(row: Row) -> str:
    """ "about a third (30% to 40%) of 357"; empty where no band is said."""
    return f"{row.shown.value} of {number(row.denominator or 0)}" if row.band else ""


def said_of_n(row: Row) -> str:
    """Its number and share, or its band, each with what it is of; empty where neither may be said."""
    return n_of_n(row) or band_of_n(row)


def count_and_share(row: Row, few: str) -> str:
    """ "128 (32%)", or the word that stands for it."""
    text = value_text(row, few)
    return f"{text} ({percent(row.share)})" if row.share is not None and row.numerator is not None else text


def change(now: int, before: int, than: str, *, about: str = "") -> str:
    """ "down from 425 the year before (a fall of 20%)"; a percentage only on a base of 20 or more."""
    if now == before:
        return f"{about}the same as {than}"
    direction, noun = ("up", "rise") if now > before else ("down", "fall")
    text = f"{direction} from {about}{number(before)} {than}"
    if not is_steady(before):
        return text
    return f"{text} (a {noun} of {about}{percent(abs(now - before) / before)})"


def change_of_share(now: Row, before: Row, than: str, *, about: str = "") -> str:
    """ "down from 190 of 327 (58%) the quarter before (a fall of 15 percentage points)".

    Points are the difference of the percentages as they are read, on bases of 20 or more; empty where one is hidden.
    """
    if not (n_of_n(now) and n_of_n(before)):
        return ""
    points = whole_percent(now.share or 0) - whole_percent(before.share or 0)
    if not points:
        return f"the same percentage as {than}, {n_of_n(before)}"
    direction, noun = ("up", "rise") if points > 0 else ("down", "fall")
    text = f"{direction} from {n_of_n(before)} {than}"
    if not is_steady(min(now.denominator or 0, before.denominator or 0)):
        return text
    return f"{text} (a {noun} of {about}{abs(points)} percentage {'point' if abs(points) == 1 else 'points'})"


def rate_text(share: float, indicator: Rate) -> str:
    """One decimal; from a hundred on none, which would say more than is known."""
    rate = share * indicator.per
    return mean_text(rate) if rate < FIRST_WHOLE_RATE else whole(rate)


def sentence_case(text: str) -> str:
    """The text with a capital at its start."""
    return text[:1].upper() + text[1:]


def ordinal(value: int) -> str:
    """ "1st", "2nd", "11th"."""
    last = {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{'th' if value % 100 in (11, 12, 13) else last}"


def joined(names: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def listed(names: list[str]) -> str:
    """ "a", "a or b", "a, b or c"."""
    return f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]
