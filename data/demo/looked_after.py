"""The looked-after return (SSDA903): Header, Episodes and UASC files, with the return's own headings and codes."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from random import Random

from data.demo import city
from data.demo.city import pick
from data.demo.people import Child, Stay
from data.demo.sheets import write_csv

HEADER = ("CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB")
EPISODES = (
    "CHILD",
    "DECOM",
    "RNE",
    "LS",
    "CIN",
    "PLACE",
    "PLACE_PROVIDER",
    "DEC",
    "REC",
    "REASON_PLACE_CHANGE",
    "HOME_POST",
    "PL_POST",
    "URN",
)
UASC = ("CHILD", "SEX", "DOB", "DUC")

PLACEMENT_CODES = {
    "own_residential": "K2",
    "other_residential": "K2",
    "foster": "U6",
    "supported_accommodation": "H5",
    "independent": "P2",
    "with_parents": "P1",
    "secure": "K1",
}
# Supported accommodation has had a code of its own since April 2024.
NEW_CODE_FROM = date(2024, 4, 1)
# Reasons of the return: why the placement changed, why care ended.
CHANGE_REASONS = {"PLAN": 40, "CARER": 20, "CHILD": 15, "STAND": 5, "OTHER": 20}
ENDED_AT_HOME, ENDED_AT_EIGHTEEN = "E4A", "E5"
NEEDS = {"N1": 62, "N3": 6, "N4": 9, "N5": 16, "N6": 7}
ABSENT_PARENTS = "N8"
# The return's word for a pupil number that is not available: none is invented.
NO_PUPIL_NUMBER = "UN4"


def write_looked_after(folder: Path, children: Sequence[Child]) -> tuple[Path, ...]:
    """The three files, for the children whom this council looks or looked after. There is no Missing file."""
    looked_after = [child for child in children if child.stays and child.is_ours]
    chance = city.chance_of("looked after")
    write_csv(folder / "header.csv", [HEADER, *(header_row(child) for child in looked_after)])
    write_csv(folder / "episodes.csv", [EPISODES, *(row for child in looked_after for row in stay_rows(chance, child))])
    write_csv(folder / "uasc.csv", [UASC, *(uasc_row(child) for child in looked_after if child.is_uasc)])
    return folder / "header.csv", folder / "episodes.csv", folder / "uasc.csv"


def day_first(day: date | None) -> str:
    """dd/mm/yyyy; blank for none."""
    return f"{day:%d/%m/%Y}" if day else ""


def header_row(child: Child) -> tuple[str, ...]:
    """Who the child is."""
    return child.council_id, child.sex, day_first(child.born), child.ethnicity, NO_PUPIL_NUMBER, "", ""


def uasc_row(child: Child) -> tuple[str, ...]:
    """An unaccompanied asylum-seeking child, until eighteen."""
    return child.council_id, child.sex, day_first(child.born), day_first(child.birthday(18))


def stay_rows(chance: Random, child: Child) -> Iterator[tuple[str, ...]]:
    """The child's stays in order: S starts care, P changes the placement alone."""
    need = ABSENT_PARENTS if child.is_uasc else pick(chance, NEEDS)
    for stay, following in pairwise([*child.stays, None]):
        if stay is not None:
            yield stay_row(chance, child, stay, need, moves_on=following is not None)


def stay_row(chance: Random, child: Child, stay: Stay, need: str, *, moves_on: bool) -> tuple[str, ...]:
    """One stay, with postcodes no finer than their districts."""
    ended_reason = "X1" if moves_on else reason_ended(child, stay)
    return (
        child.council_id,
        day_first(stay.started),
        "S" if stay.is_first else "P",
        stay.legal_status,
        need,
        placement_code(stay),
        stay.provider,
        day_first(stay.ended),
        ended_reason,
        pick(chance, CHANGE_REASONS) if moves_on else "",
        child.home_district,
        stay.district,
        stay.urn,
    )


def reason_ended(child: Child, stay: Stay) -> str:
    """Why care ended; blank while it lasts."""
    if stay.ended is None:
        return ""
    return ENDED_AT_EIGHTEEN if stay.ended >= child.birthday(18) else ENDED_AT_HOME


def placement_code(stay: Stay) -> str:
    """The code in force when the stay began."""
    if stay.group == "supported_accommodation" and stay.started >= NEW_CODE_FROM:
        return "K3"
    return PLACEMENT_CODES[stay.group]
