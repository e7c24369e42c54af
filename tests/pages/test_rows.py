"""Cards stand two in a row where they are alike in height, and alone where half of the row would be empty."""

from dataclasses import dataclass
from types import SimpleNamespace

import pytest

from pages.common import rows
from pages.common.rows import rows_of


@dataclass(frozen=True)
class OfHeight:
    """A card of so many pixels, and of so many letters in small print."""

    name: str
    pixels: int
    together: str = ""
    partly: str = ""


@pytest.fixture(autouse=True)
def heights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "height", lambda card: card.pixels)


def names(*pixels: int) -> list[str]:
    """Rows of cards of these heights, named a, b, c in their order."""
    cards = [OfHeight(chr(ord("a") + place), high) for place, high in enumerate(pixels)]
    return ["".join(card.name for card in row) for row in rows_of(cards)]


@pytest.mark.parametrize(
    ("pixels", "expected"),
    [
        ((), []),
        ((300,), ["a"]),
        ((300, 300), ["ab"]),
        ((300, 600), ["ab"]),
        ((299, 600), ["a", "b"]),
        ((300, 900, 320), ["ac", "b"]),
        ((300, 300, 300), ["ab", "c"]),
        ((900, 200, 880, 210), ["ac", "bd"]),
    ],
)
def test_a_card_stands_beside_the_one_that_is_most_like_it_and_beside_none_of_twice_its_height(
    pixels: tuple[int, ...], expected: list[str]
):
    assert names(*pixels) == expected


def test_a_chart_has_the_pixels_to_spare_that_its_card_is_lower_than_the_other_of_its_row():
    low, high = OfHeight("a", 300), OfHeight("b", 480)
    assert [rows.spare(card, (low, high)) for card in (low, high)] == [180, 0]
    said = OfHeight("c", 300, partly="x" * 59)
    assert rows.spare(said, (said, high)) == 180 - 16 - 2 * 22


def test_words_stand_above_the_figures_of_a_tall_card():
    assert [rows.is_tall(SimpleNamespace(pixels=pixels)) for pixels in (500, 501)] == [False, True]
