"""What cards share: text that a phone can hold."""

import pytest

from pages.common.cards import in_few_lines


@pytest.mark.parametrize(
    ("cell", "lines"),
    [
        ("", [""]),
        ("1,234", ["1,234"]),
        ("At home", ["At", "home"]),
        ("Own children’s home, Home 9001", ["Own", "children’s", "home,", "Home", "9001"]),
        (
            "Overdue by 24 days 1 h, accepted, child not there",
            ["Overdue by 24", "days 1 h, accepted,", "child not there"],
        ),
    ],
)
def test_a_cell_is_broken_only_where_a_line_is_long_enough(cell: str, lines: list[str]):
    held = in_few_lines(cell)
    assert held.split(" ") == [line.replace(" ", "\N{NO-BREAK SPACE}") for line in lines]
    assert held.replace("\N{NO-BREAK SPACE}", " ") == cell


@pytest.mark.parametrize("letters", range(1, 12))
def test_a_cell_of_a_hundred_letters_needs_five_lines_at_most_whatever_its_words(letters: int):
    cell = " ".join(["m" * letters] * (100 // (letters + 1)))
    assert len(in_few_lines(cell).split(" ")) <= 5
