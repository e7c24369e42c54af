"""Board and public say the same of the same change: the sentences of the demonstration, beside one another."""

import re

import pytest

from analytics.cards.card import Scope
from analytics.cards.leading import lead, unusual_notes
from analytics.cards.themes import HEADLINES
from analytics.cards.why import why
from analytics.indicators.registry import indicators
from analytics.measuring.breakdowns import PROVIDER
from analytics.model import Unit
from analytics.releases.read import Released, chosen_release, read
from analytics.releases.summary import release_headline, release_lead, scope_of
from analytics.views.view import Part, board_view
from data.settings import demonstration_settings
from data.snapshots import Store
from tests.demonstration import a_copy_of_the_demonstration

NUMBER = re.compile(r"\d[\d,.]*\d|\d")
RANGE = re.compile(r"the usual range of [\d,.%]+ to [\d,.]*[\d%]")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store(a_copy_of_the_demonstration(tmp_path_factory.mktemp("both")))


@pytest.fixture(scope="module")
def released(store: Store) -> Released:
    return read(chosen_release(store, ""))


@pytest.fixture(scope="module")
def board(store: Store, released: Released) -> Scope:
    settings = demonstration_settings()
    return Scope(board_view(store.live(), settings, released.period, Part()), indicators(settings), settings)


def test_no_row_of_the_release_is_empty(released: Released):
    shown = set(released.published.rows["shown"])
    assert {"shown", "few", "range"} <= shown
    assert "hidden" not in shown


def without_numbers(sentence: str) -> str:
    """The words alone: the public has no ranges, and is told that its numbers are rounded."""
    words = RANGE.sub("what is usual here", sentence).replace("about ", "")
    return NUMBER.sub("#", words)


def numbers(sentence: str) -> list[float]:
    return [float(each.replace(",", "")) for each in NUMBER.findall(RANGE.sub("", sentence))]


def test_the_same_figures_lead_in_the_same_words(board: Scope, released: Released) -> None:
    to_board, to_public = lead(board, HEADLINES).changed, release_lead(released).changed
    assert to_board
    assert list(map(without_numbers, to_public)) == list(map(without_numbers, to_board))


def test_every_number_of_them_is_the_same_but_for_rounding(board: Scope, released: Released) -> None:
    for to_board, to_public in zip(lead(board, HEADLINES).changed, release_lead(released).changed, strict=True):
        for exact, rounded in zip(numbers(to_board), numbers(to_public), strict=True):
            assert abs(exact - rounded) <= 2.5
        # A difference of rounded percentages is not the board's to the point, and says so.
        assert all(words.startswith("about ") for words in re.findall(r"a (?:fall|rise) of (.{6})", to_public))


def test_what_was_noted_is_what_the_board_reads_today(board: Scope, released: Released) -> None:
    noted = [pair for pair in released.notes if pair[0] in ("tested", "unusual", "normal")]
    assert noted == unusual_notes(board, scope_of(released))


def test_both_say_where_the_change_comes_from_and_neither_more_than_it_may(board: Scope, released: Released) -> None:
    reason = why(board, HEADLINES)
    assert reason is not None
    assert reason.sentence.startswith("Compass Youth stands out: 81 of 274 (30%), where its own past would bring 62%")
    # Its numbers are those of the board's own card.
    card = board.view.by("interview-in-time", Unit.EPISODE, PROVIDER).row(group="Compass Youth")
    assert card is not None
    assert (card.numerator, card.denominator) == (81, 274)
    assert list(released.noted("why")) == [reason.in_public(scope_of(released))]
    text = release_headline(released)
    assert "Of all groups looked at, one provider stands out, which is not named in public." in text
    assert "Compass Youth" not in text
    # It stands behind what it explains.
    assert text.index("one provider") > text.index("within 72 hours")
    assert text.index("one provider") < text.index("missing episodes by")
