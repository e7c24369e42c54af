"""Children placed across a border, and the carers and places that there are, as the base of how many go missing.

How many children other authorities have placed here no file of ours tells: the council, which is notified of them,
counts them and writes them into its settings. How many of ours are placed elsewhere the looked-after return tells.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from analytics.casework.homes import MISSING, Homes
from analytics.words.columns import Columns
from analytics.words.names import NOT_RECORDED, code_name, in_a_sentence
from analytics.words.numbers import mean_text, number
from data import codes
from data.settings import Settings

HOSTED, ELSEWHERE = "hosted", "own_elsewhere"
PER: Final = 100
NOT_SUPPLIED: Final = "Not supplied"


@dataclass(frozen=True)
class Placed:
    """Children in one kind of placement: how many there are, and how many of them went missing in the twelve months.

    `stock` is null where nobody supplied it, `missing` where no file says whose children they are.
    """

    placement: str
    stock: int | None
    missing: int | None

    @property
    def rate(self) -> float | None:
        """Children missing for each 100 placed; null where one of the two is not known, or nobody is placed."""
        return PER * self.missing / self.stock if self.stock and self.missing is not None else None


@dataclass(frozen=True)
class Stock:
    """One side of the border, by placement. `no_district`: children of whose placement no district is recorded."""

    parts: tuple[Placed, ...]
    no_district: int = 0

    @property
    def is_supplied(self) -> bool:
        """Whether anybody told how many children are placed."""
        return any(part.stock is not None for part in self.parts)

    @property
    def is_whole(self) -> bool:
        """Whether it is told of every placement from which children went missing how many are placed."""
        return all(part.stock is not None for part in self.parts)

    @property
    def whole(self) -> Placed:
        """All placements together; how many are placed is null where nobody told of any."""
        stock = [part.stock for part in self.parts if part.stock is not None]
        missing = [part.missing for part in self.parts if part.missing is not None]
        return Placed("", sum(stock) if stock else None, sum(missing) if missing or not self.parts else None)


def placed_here(homes: Homes, settings: Settings) -> Stock:
    """Children whom other authorities have placed here, as the settings count them."""
    return Stock(beside(settings.homes.placed_here, missing_by_placement(homes, HOSTED)))


def placed_elsewhere(homes: Homes, settings: Settings) -> Stock:
    """Ours who live elsewhere: as the settings count them, else those of the looked-after return on the last day."""
    missing = missing_by_placement(homes, ELSEWHERE)
    counted = settings.homes.placed_elsewhere
    if counted or not settings.areas:
        return Stock(beside(counted, missing))
    today = homes.cases.as_of.date()
    districts = [district for area in settings.areas.values() for district in area]
    now = homes.care.filter(pl.col("ended_on").is_null() | (pl.col("ended_on") > today)).unique("child_id", keep="last")
    known = now.filter(pl.col("placement_district").is_not_null())
    if known.is_empty():
        return Stock(beside({}, missing))
    away = known.filter(~pl.col("placement_district").is_in(districts))
    stock = dict.fromkeys(codes.PLACEMENTS, 0) | dict(away.group_by("placement").len().iter_rows())
    return Stock(beside(stock, missing), now.height - known.height)


def missing_by_placement(homes: Homes, whose: str) -> dict[str, int] | None:
    """Children in care who went missing in the twelve months, by placement; null where no file says whose they are.

    A child stands once: by the latest of its episodes of which the placement is recorded.
    """
    period, answers = homes.period, homes.cases.answers
    if not answers.has("own_or_hosted", period.start, homes.cases.as_of.date()):
        return None
    gone = homes.of_year.filter(MISSING & (pl.col("own_or_hosted") == whose) & (pl.col("setting") != "home"))
    placement = pl.col("placement").cast(pl.String).replace(codes.NOT_IN_CARE, codes.UNKNOWN)
    latest = (
        gone.with_columns(placement=placement)
        .sort(pl.col("placement") != codes.UNKNOWN, "started_at", "episode_id")
        .unique("child_id", keep="last")
    )
    return dict(latest.group_by("placement").len().iter_rows())


def beside(stock: Mapping[str, int], missing: Mapping[str, int] | None) -> tuple[Placed, ...]:
    """Every placement of which anything is known. What the stock leaves out was not supplied."""
    gone = missing or {}
    shown = [name for name in codes.PLACEMENTS if stock.get(name) or gone.get(name)]
    return tuple(Placed(name, stock.get(name), None if missing is None else gone.get(name, 0)) for name in shown)


def placed_sentence(stock: Stock, begin: str, of_whom: str) -> str:
    """ "Other authorities have placed 330 children here, 295 of them in foster care. 12 went missing ..."."""
    whole = stock.whole
    if whole.stock is None:
        return ""
    most = max(stock.parts, key=lambda part: part.stock or 0)
    kind = in_a_sentence(code_name(most.placement))
    named = f", {number(most.stock or 0)} of them in {kind}" if most.stock and most.placement != codes.UNKNOWN else ""
    text = f"{begin.format(number(whole.stock))}{named}."
    if whole.missing is None:
        return f"{text} Whose the children are who go missing is not recorded."
    is_rate = whole.rate is not None and stock.is_whole
    rate = f" ({mean_text(whole.rate or 0)} for each {PER})" if is_rate else ""
    return f"{text} {number(whole.missing)} {of_whom}{rate}."


def placed_columns(stock: Stock) -> Columns:
    """One line a placement, and all of them."""
    lines = (*stock.parts, *([stock.whole] if len(stock.parts) > 1 else []))
    # Children of a placement that nobody counted have no part in a rate of those that somebody did.
    rates = [line.rate if line.placement or stock.is_whole else None for line in lines]
    return {
        "Placement": [code_name(line.placement) if line.placement else "All" for line in lines],
        "Children placed": [NOT_SUPPLIED if line.stock is None else number(line.stock) for line in lines],
        "Of them missing": [NOT_RECORDED if line.missing is None else number(line.missing) for line in lines],
        f"For each {PER}": ["" if rate is None else mean_text(rate) for rate in rates],
    }


def capacity_columns(homes: Homes, settings: Settings) -> Columns:
    """Carers and places by placement, and missing episodes from such placements for each: children of ours and others.

    Empty where the settings give neither.
    """
    carers, places = settings.homes.carers, settings.homes.places
    kinds = [name for name in codes.PLACEMENTS if name in carers or name in places]
    gone = homes.of_year.filter(MISSING)
    episodes = [gone.filter(pl.col("placement") == name).height for name in kinds]
    of = [carers.get(name, 0) or places.get(name, 0) for name in kinds]
    return {
        "Placement": [code_name(name) for name in kinds],
        "Carers": [number(carers[name]) if name in carers else NOT_SUPPLIED for name in kinds],
        "Places": [number(places[name]) if name in places else NOT_SUPPLIED for name in kinds],
        "Missing episodes": [number(many) for many in episodes],
        "For each": [mean_text(many / base) if base else "" for many, base in zip(episodes, of, strict=True)],
    }
