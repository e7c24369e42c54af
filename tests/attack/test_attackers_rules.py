"""Each attack catches a leak that is planted for it, and finds none where there is none."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from analytics.disclosure.published import PUBLISHED_SCHEMA
from data.settings import Settings, demonstration_settings
from tests.attack import attackers_rules
from tests.attack.attackers_rules import ATTACKS, Attack, Held, Paper
from tests.attack.second_audit import BOARD, PUBLIC

SETTINGS = demonstration_settings()
YEAR = (date(2025, 4, 1), date(2026, 4, 1))
QUARTER = (date(2026, 4, 1), date(2026, 7, 1))
Numbers = dict[str, int | None]


def rows(
    slug: str,
    numbers: Numbers,
    whole: int | None = None,
    *,
    unit: str = "child",
    period: tuple[date, date] = QUARTER,
    word: str = "hidden",
) -> pl.DataFrame:
    """A table of one period; a number that is none has the word in its place."""
    kind = "financial_year" if period == YEAR else "quarter"
    table = [
        (slug, unit, kind, *period, "", "", category, number, whole, None, word if number is None else "shown")
        for category, number in numbers.items()
    ]
    return pl.DataFrame(table, schema=PUBLISHED_SCHEMA, orient="row")


def board(*tables: pl.DataFrame, **others: pl.DataFrame) -> Paper:
    return Paper(pl.concat([pl.DataFrame(schema=PUBLISHED_SCHEMA), *tables]), BOARD, others)


def public(*tables: pl.DataFrame) -> Paper:
    return Paper(pl.concat(tables), PUBLIC)


def held(boards: Sequence[Paper], releases: Sequence[Paper] = ()) -> Held:
    return Held(tuple(boards), tuple(releases), SETTINGS)


def places(district_children: int, *names: str) -> Paper:
    """A paper that names places of one district, the one of the demonstration's bus station, beside its children."""
    return board(
        rows("postcode-district-found", {"B18": district_children}, 90, period=YEAR),
        hotspot_sides=pl.DataFrame({"side": ["found"], "period_start": [YEAR[0]]}),
        named_places=pl.DataFrame({"place": names, "side": ["found"] * len(names)}, schema={"place": str, "side": str}),
    )


def share_of_all(missing: int | None) -> pl.DataFrame:
    return rows("looked-after-missing", {"": missing}, None if missing is None else 90)


def refused(many: int) -> Paper:
    table = pl.DataFrame({"system": ["police"], "rule": ["567"], "rows": [many]})
    return board(refused=table)


def care_and_home(care: str, of_care: int, home: str, of_home: int) -> Paper:
    """The percentage of each in words; the one in care is a number where that is the word."""
    sides = (("care", care, of_care), ("home", home, of_home))
    table = [
        rows("interview-in-time", {"": 114 if word == "shown" else None}, of, unit="episode", word=word).with_columns(
            breakdown=pl.lit("setting"), group=pl.lit(name)
        )
        for name, word, of in sides
    ]
    return board(*table)


SEXES: Numbers = {"F": 30, "M": 8, "unknown": 12}
TWO_HIDDEN: Numbers = {"F": None, "M": None, "unknown": 12}
# Attack -> what leaks, and the same with nothing to learn.
PLANTED: dict[str, tuple[Held, Held]] = {
    "shares_without_their_numbers": (
        held([board(rows("sex", {"F": 30}).with_columns(share=pl.lit(0.6)))]),
        held([board(rows("sex", {"F": 30}, 50).with_columns(share=pl.lit(0.6)))]),
    ),
    "sums_and_parts": (
        held([board(rows("sex", SEXES | {"M": None}, 50))]),
        held([board(rows("sex", TWO_HIDDEN, 50))]),
    ),
    "the_public_alone": (
        held([], [public(rows("sex", {"F": 30, "M": None, "unknown": 0}, 40, word="few"))]),
        held([], [public(rows("sex", {"F": 30, "M": None, "unknown": 15}, 50, word="few"))]),
    ),
    "releases_beside_boards": (
        # Twelve of both, and eight at the least of one: so four of the other at the most.
        held([board(rows("sex", TWO_HIDDEN, 24))], [public(rows("sex", {"M": 10}, 25))]),
        held([board(rows("sex", TWO_HIDDEN, 50))], [public(rows("sex", {"M": 10}, 50))]),
    ),
    "the_public_is_shown_more": (
        held([board(rows("sex", TWO_HIDDEN, 50))], [public(rows("sex", {"M": 10}, 50))]),
        held([board(rows("sex", SEXES, 50))], [public(rows("sex", {"M": 10}, 50))]),
    ),
    "a_percentage_in_words_of_few": (
        held([care_and_home("about half (40% to 60%)", 300, "95% or more", 100)]),
        held([care_and_home("about half (40% to 60%)", 300, "95% or more", 335)]),
    ),
    "half_of_a_comparison": (
        held([care_and_home("shown", 357, "hidden", 335)]),
        held([care_and_home("shown", 357, "95% or more", 335), care_and_home("not said alone", 357, "hidden", 335)]),
    ),
    "two_papers_subtracted": (
        held([board(rows("sex", SEXES, 50)), board(rows("sex", SEXES | {"M": 9}, 51))]),
        held([board(rows("sex", SEXES, 50)), board(rows("sex", SEXES | {"M": 14}, 56))]),
    ),
    "all_papers_together": (
        held([board(rows("sex", TWO_HIDDEN, 50)), board(rows("sex", {"M": 8}, 50))]),
        held([board(rows("sex", TWO_HIDDEN, 50)), board(rows("sex", {"unknown": 12}, 50))]),
    ),
    "names_that_come_and_go": (
        held([places(30, "Central bus station"), places(30)]),
        held([places(30, "Central bus station"), places(31, "Central bus station")]),
    ),
    "rows_refused_since": (held([refused(40), refused(41)]), held([refused(40), refused(50)])),
}


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_an_attack_catches_what_is_planted_and_nothing_else(attack: Attack, monkeypatch: pytest.MonkeyPatch):
    if attack.__name__ in RULES_OF_OLD:
        leaks, is_clean = RULES_OF_OLD[attack.__name__](monkeypatch)
        assert leaks
        assert is_clean
        return
    leaking, clean = PLANTED[attack.__name__]
    assert attack(leaking)
    assert not attack(clean)


def looked_after_by_the_rule_of_old(monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], bool]:
    """Hidden only where a few did not go missing, the share said that there were a few: today's rule tells no more
    than that there were few or none."""
    paper = held([board(rows("home-or-care", {"care": 40}, 90), share_of_all(None))])
    attack = attackers_rules.a_share_hidden_beside_its_parts
    is_clean = not attack(paper)
    monkeypatch.setattr(attackers_rules, "is_share_hidden", lambda _number, rest, _threshold: 1 <= rest <= 5)
    return attack(paper), is_clean


def places_by_the_rule_of_old(monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], bool]:
    """Six or more, and nobody or six left: of twelve that is six or twelve. Today's names twelve in no way."""
    attack = attackers_rules.names_that_fix_a_count
    is_clean = not attack(held([places(13, "Central bus station")]))
    monkeypatch.setattr(
        attackers_rules,
        "is_named",
        lambda number, total, _: number >= 6 and (total - number == 0 or total - number >= 6),
    )
    return attack(held([places(12, "Central bus station")])), is_clean


RULES_OF_OLD: dict[str, Callable[[pytest.MonkeyPatch], tuple[list[str], bool]]] = {
    "a_share_hidden_beside_its_parts": looked_after_by_the_rule_of_old,
    "names_that_fix_a_count": places_by_the_rule_of_old,
}


def test_every_attack_says_what_it_tries():
    assert all(attack.__doc__ for attack in ATTACKS)
    assert {attack.__name__ for attack in ATTACKS} == PLANTED.keys() | RULES_OF_OLD.keys()


def test_a_place_in_a_district_of_twelve_is_not_named_by_the_product():
    """The stranger asks the product's own rule which numbers it would name: of twelve only six, or all."""
    fits = [number for number in range(1, 13) if attackers_rules.is_named(number, 12, held([]).threshold)]
    assert fits == []


def settings_with(**disclosure: Any) -> Settings:
    return SETTINGS.model_copy(update={"disclosure": SETTINGS.disclosure.model_copy(update=disclosure)})


def test_the_stranger_counts_as_few_what_the_council_says():
    paper = held([board(rows("sex", SEXES, 50)), board(rows("sex", SEXES | {"M": 14}, 56))])
    attack = attackers_rules.two_papers_subtracted
    assert not attack(paper)
    assert attack(replace(paper, settings=settings_with(hide_up_to=9)))
