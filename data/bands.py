"""Half-open bands `[low, high)` made from the settings' edges, with names that exports keep."""

from collections.abc import Sequence
from dataclasses import dataclass

from data import codes
from data.settings import Settings

STILL_MISSING = "still-missing"
TIME_NOT_RECORDED = "time-not-recorded"


@dataclass(frozen=True)
class Band:
    """`low` belongs to the band, `high` does not; `high` is infinite in the last band."""

    name: str
    low: float
    high: float


def bands_from_zero(edges: Sequence[int]) -> list[Band]:
    """Bands of a measured quantity: "0-8", "8-16" ... "168+"."""
    lows, highs = [0, *edges], [*edges, float("inf")]
    return [
        Band(f"{low}+" if high == float("inf") else f"{low}-{high}", low, high)
        for low, high in zip(lows, highs, strict=True)
    ]


def bands_of_counts(edges: Sequence[int]) -> list[Band]:
    """Bands of whole numbers from the first edge: "1-2", "3-5" ... "20+"; a band of one number is that number."""
    highs = [*edges[1:], float("inf")]
    return [Band(count_band_name(low, high), low, high) for low, high in zip(edges, highs, strict=True)]


def count_band_name(low: int, high: float) -> str:
    """The name of the whole numbers from `low` up to but not including `high`."""
    if high == float("inf"):
        return f"{low}+"
    return str(low) if high == low + 1 else f"{low}-{int(high) - 1}"


def hour_bands(settings: Settings) -> list[Band]:
    """How long an episode lasted, in hours."""
    return bands_from_zero(settings.bands.hours)


def distance_bands(settings: Settings) -> list[Band]:
    """How far from home a child was found, in miles."""
    return bands_from_zero(settings.bands.distance_miles)


def repeat_bands(settings: Settings) -> list[Band]:
    """How many episodes a child had in the look-back."""
    return bands_of_counts(settings.bands.repeat)


def day_bands() -> list[Band]:
    """The official bands of days missing, from dates alone."""
    return [Band(name, fewest, float("inf") if most is None else most + 1) for name, fewest, most in codes.DAY_BANDS]
