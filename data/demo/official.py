"""Invented official statistics, laid out as the published ones are: our council, its neighbours, a nation of others."""

from pathlib import Path
from random import Random
from typing import Final

from data.demo import city
from data.demo.sheets import write_csv
from data.settings import demonstration_settings

NATION: Final = ("E92999999", "The invented nation")
BEGINNINGS: Final = ("Figment", "Mock", "Model", "Pattern", "Proto", "Sample", "Specimen", "Trial")
ENDINGS: Final = ("borough", "bury", "ford", "ham", "ley", "shire", "ton", "wick")
YEARS: Final = (2024, 2025, 2026)
HEADINGS: Final = (
    "time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code", "region_name",
    "old_la_code", "la_name", "new_la_code", "CLA_group", "number",
)  # fmt: skip
LOOKED_AFTER: Final = "Children looked after during the year"
MISSING: Final = "Children who had a missing incident during the year"
INCIDENTS: Final = "Number of missing incidents during the year"
AWAY: Final = "Children who were away from placement without authorisation during the year"
MEASURES: Final = (LOOKED_AFTER, MISSING, INCIDENTS, AWAY)
# Of a hundred looked-after children, how many were missing; and how authorities differ in it and in size.
USUAL_SHARE, SHARES_DIFFER = 0.13, 0.03
OUR_SHARE: Final = 0.188
USUAL_SIZE: Final = 520
OUR_SIZE: Final = 498
FEWEST_SAID: Final = 5


def write_official(folder: Path) -> Path:
    """The file, the same bytes each time. Small numbers are hidden in it as they are in the published ones."""
    chance = city.chance_of("official statistics")
    sizes = {code: round(USUAL_SIZE * chance.lognormvariate(0, 0.65)) for code in names_by_code()}
    rows = [row for year in YEARS for row in rows_of(chance, year, sizes)]
    file = folder / "looked-after-missing.csv"
    write_csv(file, [HEADINGS, *rows])
    return file


def names_by_code() -> dict[str, str]:
    """Sixty-four councils that are nowhere, by code; the first of them are our neighbours."""
    names = [f"{beginning}{ending}" for beginning in BEGINNINGS for ending in ENDINGS]
    return {f"E99{number:06}": name for number, name in enumerate(names, start=1)}


def rows_of(chance: Random, year: int, sizes: dict[str, int]) -> list[tuple[str, ...]]:
    """Every figure of one year: ours, the others, and the nation as their sum."""
    council = demonstration_settings().council
    figures = {code: figures_of(chance, size, chance.gauss(USUAL_SHARE, SHARES_DIFFER)) for code, size in sizes.items()}
    figures[council.authority] = figures_of(chance, OUR_SIZE, OUR_SHARE)
    names = {**names_by_code(), council.authority: council.name}
    nation = {measure: sum(figure[measure] for figure in figures.values()) for measure in MEASURES}
    areas = [("National", "", "", nation), *(("Local authority", names[code], code, figures[code]) for code in figures)]
    return [
        (str(year), "Reporting year", level, *NATION, "", "", "", name, code, measure, said(values[measure]))
        for level, name, code, values in areas
        for measure in MEASURES
    ]


def figures_of(chance: Random, looked_after: int, share: float) -> dict[str, int]:
    """One authority's figures, by measure."""
    missing = round(looked_after * max(share, 0.03))
    return {
        LOOKED_AFTER: looked_after,
        MISSING: missing,
        INCIDENTS: round(missing * max(chance.gauss(6.3, 1.4), 2.0)),
        AWAY: round(looked_after * max(chance.gauss(0.035, 0.015), 0.0)),
    }


def said(value: int) -> str:
    """A figure as it is published."""
    return "c" if 0 < value <= FEWEST_SAID else str(value)
