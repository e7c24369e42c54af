"""What a stranger tries who kept every paper ever published and wants to learn of a child. The list grows.

An attack is a function with a sentence: it takes what the stranger holds and gives what it learnt, in words; nothing
where it learnt nothing. Whoever finds another way adds it here, with a planted leak that it catches
(test_attackers_rules.py). None of them knows how the product hides or audits.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any, Final

import polars as pl

from analytics.disclosure.policy import Threshold, threshold_without_agreement
from analytics.disclosure.small_numbers import all_but_few, places_of_enough
from analytics.releases.read import read
from analytics.views.view import published_to_board
from data.facts import listed_places
from data.releases import Releases
from data.settings import Settings
from data.snapshots import Store
from data.warehouse import warehouse
from tests.attack.reading import CHILD, Figure, figures_of
from tests.attack.second_audit import (
    BOARD,
    PERCENTAGES,
    PUBLIC,
    Reader,
    Said,
    System,
    naming_others,
    said_in,
    second_audit,
)

# Tables of a published file beside its counts.
OTHER_TABLES: Final = (
    "refused",
    "findings",
    "not_recorded",
    "looked_after",
    "hotspots",
    "hotspot_sides",
    "named_places",
)
NAMES_OF_ROW: Final = ["slug", "unit", "period_start", "period_end", "breakdown", "group", "category"]
# How many of how many, by setting.
PERCENTAGES_OF: Final = (
    "interview-offered",
    "interview-completed",
    "interview-completed-of-offered",
    "interview-in-time",
    "interview-declined",
    "missing-more-than-once",
)
# Three values must be left of whatever is not told.
VALUES_LEFT: Final = 3
# What stands in a district of fewer children is worked out by trying every number.
MOST_TRIED: Final = 60


@dataclass(frozen=True)
class Paper:
    """One publication: its rows, the other tables of its file, and how numbers are written in it."""

    rows: pl.DataFrame
    reader: Reader
    tables: Mapping[str, pl.DataFrame] = field(default_factory=dict)

    def table(self, name: str) -> pl.DataFrame:
        """One of the other tables; an empty one where the file has none."""
        return self.tables.get(name, pl.DataFrame())


@dataclass(frozen=True)
class Held:
    """All that the stranger holds, oldest first, and the settings, which are no secret."""

    boards: tuple[Paper, ...]
    releases: tuple[Paper, ...]
    settings: Settings

    @property
    def few(self) -> int:
        """How many children are few to a board."""
        return self.settings.disclosure.hide_up_to

    @property
    def threshold(self) -> Threshold:
        """The same as a threshold."""
        return threshold_without_agreement(self.settings)

    def said(self, papers: Iterable[Paper]) -> list[Said]:
        """What papers say of figures."""
        return [said_in(paper.rows, self.settings, paper.reader) for paper in papers]


Attack = Callable[[Held], list[str]]


def held_of(store: Store, settings: Settings) -> Held:
    """What a store has published to its board and to the public, as far as it still keeps it."""
    boards = tuple(
        Paper(published_to_board(snapshot, settings).rows, BOARD, others_in(snapshot.published))
        for snapshot in store.snapshots()
    )
    releases = tuple(
        Paper(read(release).published.safe.rows_and_ranges, PUBLIC) for release in Releases(store).approved()
    )
    return Held(boards, releases, settings)


def others_in(file: Path) -> dict[str, pl.DataFrame]:
    """The other tables of a published file."""
    opened = warehouse(file)
    there = opened.query("SELECT table_name FROM information_schema.tables")["table_name"].to_list()
    return {name: opened.query(f"SELECT * FROM {name}") for name in OTHER_TABLES if name in there}  # noqa: S608


# --- Of one publication ---


def shares_without_their_numbers(held: Held) -> list[str]:
    """A share, or a mean, is told where a number that it is made of is not: with the other number it tells it."""
    is_told = pl.col("share").is_not_null() & (pl.col("numerator").is_null() | pl.col("denominator").is_null())
    return [named(row) for paper in (*held.boards, *held.releases) for row in paper.rows.filter(is_told).to_dicts()]


def sums_and_parts(held: Held) -> list[str]:
    """Everything of the last board paper is put into one system of whole numbers, and solved."""
    return leaks_in(held, held.boards[-1:], held.few)


def the_public_alone(held: Held) -> list[str]:
    """All releases are put into one system: whoever reads nothing else works out a number below the public's least."""
    return leaks_in(held, held.releases, held.settings.disclosure.scrutiny_hide_up_to)


def releases_beside_boards(held: Held) -> list[str]:
    """Every release beside the last board paper: a rounded number can tell what a board was not told."""
    return leaks_in(held, (*held.boards[-1:], *held.releases), held.few) if held.releases else []


def leaks_in(held: Held, papers: Iterable[Paper], few: int) -> list[str]:
    """What the second audit finds given away or could not decide."""
    findings = second_audit(*held.said(papers), settings=held.settings, few=few)
    undecided = [f"{figure}: not decided" for figure in findings.undecided]
    contradicted = [f"{figure}: papers contradict each other" for figure in findings.contradicted]
    return [*map(str, findings.leaks), *undecided, *contradicted]


def a_percentage_in_words_of_few(held: Held) -> list[str]:
    """A percentage in words leaves too few numbers, or none of which the number and the rest are more than a few.

    What a number that is not said was hidden for is a few: a band that is no wider says so.
    """
    result = []
    for paper, few in [
        *((paper, held.few) for paper in held.boards),
        *((paper, held.settings.disclosure.scrutiny_hide_up_to) for paper in held.releases),
    ]:
        for row in paper.rows.filter(pl.col("shown").is_in(list(PERCENTAGES))).to_dicts():
            told, base = paper.reader.reads(None, row["shown"], row["denominator"]), row["denominator"] or 0
            most = min(told.most, base)
            if most - told.least < few or most < few + VALUES_LEFT or base - told.least < few + VALUES_LEFT:
                result.append(f"{named(row)}: {row['shown']} of {base}")
    return result


def half_of_a_comparison(held: Held) -> list[str]:
    """Of care and home, the percentage of one is said and that of the other is not."""
    return [
        named(row)
        for paper in (*held.boards, *held.releases)
        for names, rows in paper.rows.filter(
            pl.col("group").is_in(["care", "home", "not_in_care"]),
            pl.col("slug").is_in(PERCENTAGES_OF),
            breakdown="setting",
        ).group_by("slug", "unit", "period_start", "period_end", maintain_order=True)
        if names and set(rows["shown"]) > {"hidden"} and not set(rows["shown"]) & {"not said alone", "none due"}
        for row in rows.filter(shown="hidden").to_dicts()
    ]


def the_public_is_shown_more(held: Held) -> list[str]:
    """A number in a release that the board is not shown, and cannot add up from what it is shown."""
    if not held.boards or not held.releases:
        return []
    (said,) = held.said(held.boards[-1:])
    numbers = [paper.rows.filter(pl.col("numerator").is_not_null()) for paper in held.releases]
    told = [(row, figures_of(row, held.settings)[0]) for rows in numbers for row in naming_others(rows)]
    system = System.of(said, {figure for _, figure in told if figure}, held.settings)
    return [named(row) for row, figure in told if figure and not system.is_told(figure)]


def a_share_hidden_beside_its_parts(held: Held) -> list[str]:
    """The share of looked-after children is hidden, and its number stands in another table: why is it hidden?

    The stranger tries every size for which the rule would hide it: all but a few of them went missing.
    """
    result = []
    for paper in held.boards:
        care = paper.rows.filter(slug="home-or-care", unit=CHILD, breakdown="", category="care")
        number_of = {(row["period_start"], row["period_end"]): row["numerator"] for row in care.to_dicts()}
        for row in paper.rows.filter(slug="looked-after-missing", shown="hidden").to_dicts():
            number = number_of.get((row["period_start"], row["period_end"]))
            if number is not None:
                left = [rest for rest in range(number + MOST_TRIED) if is_share_hidden(number, rest, held.threshold)]
                if all(1 <= rest <= held.few for rest in left):
                    result.append(f"{named(row)}: all but {min(left)} to {max(left)} went missing")
    return result


def is_share_hidden(number: int, rest: int, threshold: Threshold) -> bool:
    """Whether the product would hide the share of so many of so many and the rest."""
    row = pl.DataFrame({"numerator": [number], "children": [number + rest], "shown": ["shown"]})
    return all_but_few(row, threshold).rows["numerator"].null_count() == 1


def names_that_fix_a_count(held: Held) -> list[str]:
    """A place or a hotspot is named in a district whose number is shown: how many of these can have been there?

    The stranger tries every number for which the rule would name it.
    """
    result = []
    district_of = {place.name: place.district for place in listed_places(held.settings).places.values()}
    for paper in held.boards:
        children = children_of_districts(paper)
        for name, side, districts in named_in(paper, district_of):
            for district in districts:
                total = children.get((side, district))
                if total is not None and total <= MOST_TRIED:
                    fits = [number for number in range(1, total + 1) if is_named(number, total, held.threshold)]
                    if 0 < len(fits) < VALUES_LEFT:
                        result.append(f"{name} ({side}, {district}): {fits} of {total} children")
    return result


def is_named(number: int, total: int, threshold: Threshold) -> bool:
    """Whether the product would name a place where so many of the children of its district were."""
    rows = pl.DataFrame(
        {
            "place": ["here" if child < number else None for child in range(total)],
            "district": "B1",
            "child": range(total),
        }
    )
    return bool(places_of_enough(rows, "place", threshold).rows)


def named_in(paper: Paper, district_of: Mapping[str, str | None]) -> Iterator[tuple[str, str, list[str]]]:
    """Name, side and districts of each place and hotspot of a paper, of those of which the district is known."""
    for name, side, around in all_named_in(paper):
        district = around or district_of.get(name)
        if district and "/" not in district:
            yield name, side, [district]


def all_named_in(paper: Paper) -> Iterator[tuple[str, str, str]]:
    """Name, side and, of hotspots, district of what a paper names; what is no longer named is no news."""
    yield from ((row["place"], row["side"], "") for row in paper.table("named_places").to_dicts())
    for row in paper.table("hotspots").to_dicts():
        if row["standing"] != "no longer":
            yield f"hotspot {row['cell']}", row["side"], row["around"]


def children_of_districts(paper: Paper) -> dict[tuple[str, str], int]:
    """Side and district -> the children that the board is shown, in the last year of hotspots."""
    tables = {"found": "postcode-district-found", "missing from": "postcode-district"}
    return {
        (side["side"], row["category"]): row["numerator"]
        for side in paper.table("hotspot_sides").to_dicts()
        for row in paper.rows.filter(
            slug=tables[side["side"]], unit=CHILD, breakdown="", period_start=side["period_start"]
        ).to_dicts()
        if row["numerator"] is not None
    }


# --- Of several publications ---


def two_papers_subtracted(held: Held) -> list[str]:
    """The same number of the same days in two papers differs by a few: these came late, or were erased."""
    return [
        f"{figure}: {was:.0f}, then {now:.0f}"
        for earlier, later in combinations(held.said(held.boards), 2)
        for figure in earlier.keys() & later.keys()
        if (was := exactly(earlier, figure)) is not None and (now := exactly(later, figure)) is not None
        if figure.name != "missing now" and 1 <= abs(now - was) <= held.few
    ]


def exactly(said: Said, figure: Figure) -> float | None:
    """The number that a paper gives, none where it gives none."""
    return said[figure].least if said[figure].least == said[figure].most else None


def all_papers_together(held: Held) -> list[str]:
    """Every board paper and every release in one system, as if nothing had changed between them."""
    return leaks_in(held, (*held.boards, *held.releases), held.few)


def names_that_come_and_go(held: Held) -> list[str]:
    """A place or a hotspot of one and the same year is named in one paper and not in another.

    It had a child more, or less: so just enough, or just too few.
    """
    result = []
    for earlier, later in combinations(held.boards, 2):
        was, now = names_by_year(earlier), names_by_year(later)
        for key in was.keys() & now.keys():
            side, year = key
            result += [f"{name} ({side}, {year}) came or went" for name in sorted(was[key] ^ now[key])]
    return result


def names_by_year(paper: Paper) -> dict[tuple[str, date], set[str]]:
    """Side and first day of the year -> what is named there."""
    names: dict[str, set[str]] = defaultdict(set)
    for name, side, _ in all_named_in(paper):
        names[side].add(name)
    return {(row["side"], row["period_start"]): names[row["side"]] for row in paper.table("hotspot_sides").to_dicts()}


def rows_refused_since(held: Held) -> list[str]:
    """How many rows a rule refused or doubted differs by a few from one paper to the next: so many rows of one load."""
    result = []
    for earlier, later in combinations(held.boards, 2):
        for name in ("refused", "findings"):
            was, now = rows_by_rule(earlier.table(name)), rows_by_rule(later.table(name))
            result += [
                f"{name} {rule}: {was[rule]} rows, then {now[rule]}"
                for rule in was.keys() & now.keys()
                if 1 <= abs(now[rule] - was[rule]) <= held.few
            ]
    return result


def rows_by_rule(table: pl.DataFrame) -> dict[tuple[str, str], int]:
    """Sender and rule -> rows, where these are told."""
    return {(row["system"], row["rule"]): row["rows"] for row in table.to_dicts() if row["rows"] is not None}


def named(row: Mapping[str, Any]) -> str:
    """The name of a published row."""
    return " ".join(str(row[name]) for name in NAMES_OF_ROW if row[name])


# What can be tried by whoever holds one paper of each kind.
OF_ONE_PAPER: Final[tuple[Attack, ...]] = (
    shares_without_their_numbers,
    sums_and_parts,
    the_public_alone,
    releases_beside_boards,
    the_public_is_shown_more,
    a_percentage_in_words_of_few,
    half_of_a_comparison,
    a_share_hidden_beside_its_parts,
    names_that_fix_a_count,
)
# What needs several papers of one reader, each laid beside each.
OF_SEVERAL: Final[tuple[Attack, ...]] = (
    two_papers_subtracted,
    all_papers_together,
    names_that_come_and_go,
    rows_refused_since,
)
ATTACKS: Final = (*OF_ONE_PAPER, *OF_SEVERAL)
