"""The demonstration's board and public papers, attacked."""

from pathlib import Path

import pytest

from data.settings import demonstration_settings
from data.snapshots import Store
from tests.attack.attackers_rules import OF_ONE_PAPER, Attack, held_of, releases_beside_boards, sums_and_parts
from tests.demonstration import a_copy_of_the_demonstration
from tests.sizes import few_or_many

# Ten seconds of a quiet machine each, so in the long run alone.
SLOW = (sums_and_parts, releases_beside_boards)


@pytest.mark.long
@pytest.mark.parametrize(
    "attack",
    [
        *(attack for attack in OF_ONE_PAPER if attack not in SLOW),
        *(attack for attack in SLOW if few_or_many(0, 1)),
    ],
    ids=lambda attack: attack.__name__,
)
def test_a_stranger_learns_nothing_of_the_demonstration(attack: Attack, tmp_path: Path):
    assert not attack(held_of(Store(a_copy_of_the_demonstration(tmp_path)), demonstration_settings()))
