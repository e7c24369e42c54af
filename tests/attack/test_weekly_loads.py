"""Half a year of weekly loads, as a council sends them: a stranger keeps every paper and lays them side by side.

Rows come late, are corrected, three children are erased, releases are approved, and one wrong file is withdrawn. What
was published before the withdrawal is read together, and so is what was published after it. Between the two a
difference is the price that somebody paid, and was told before.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from analytics.refresh import erase_child, refresh, withdraw_publication
from analytics.releases.read import read
from analytics.releases.withdrawal import Cost, Withdrawal
from analytics.views.view import forget_snapshots, published_to_board
from data.releases import Releases
from data.settings import demonstration_settings
from data.snapshots import Store
from tests.attack.attackers_rules import ATTACKS, OF_SEVERAL, Held, Paper, others_in, two_papers_subtracted
from tests.attack.random_stores import AS_OF, KEY, Council, Row, council, deliveries, episodes_of
from tests.attack.second_audit import BOARD, PUBLIC
from tests.attack.test_three_loads import known_by, released
from tests.sizes import few_or_many

WEEKS = few_or_many(7, 26)
# The wrong file is loaded when a month has just closed, and withdrawn a week later.
WRONG_AT = WEEKS // 2
ERASED_AT = (WEEKS // 4, WRONG_AT + 1, WEEKS - 2)
SETTINGS = demonstration_settings()
FIRST_SEED = 4000


@dataclass
class HalfAYear:
    """All papers up to the withdrawal and since, with the releases of their time, and what the withdrawal cost."""

    before: Held
    since: Held
    cost: Cost


def lived_through(folder: Path, made: Council) -> HalfAYear:
    """Every weekly load up to AS_OF, with whatever came to pass between them."""
    rows, store = episodes_of(made, SETTINGS), Store(folder / "store")
    random, gone = Random(made.seed), set[str]()
    children = sorted({row["child"] for row in rows})
    sides, costs = [Held((), (), SETTINGS)], list[Cost]()
    for week in range(WEEKS):
        as_of = AS_OF - timedelta(weeks=WEEKS - 1 - week)
        sent = [row for row in known_by(made, as_of, rows) if row["child"] not in gone]
        if week == WRONG_AT:
            sent += another_councils(sent)
        forget_snapshots()
        refresh(store, deliveries(folder, made, sent, as_of), SETTINGS, as_of=as_of, key=KEY)
        if week == WRONG_AT + 1:
            costs.append(withdrawn(store))
            sides.append(Held((), (), SETTINGS))
        if week in ERASED_AT:
            gone.add(child := random.choice(children))
            # Nobody of that name was loaded where all of its rows are later.
            with suppress(Exception):
                erase_child(store, child, SETTINGS, namespace="council", reason="A request", requested_by="An officer")
        if week in (WRONG_AT - 1, WEEKS - 1):
            names = list(released(store))
            sides[-1] = replace(sides[-1], releases=papers_of_releases(store, names))
        sides[-1] = replace(sides[-1], boards=(*sides[-1].boards, newest_paper(store)))
    return HalfAYear(*sides, *costs)


def newest_paper(store: Store) -> Paper:
    """What a board reads now. The stranger keeps it, whatever the store does."""
    live = store.live()
    return Paper(published_to_board(live, SETTINGS).rows, BOARD, others_in(live.published))


def papers_of_releases(store: Store, names: Sequence[str]) -> tuple[Paper, ...]:
    """The releases of these names, as the public reads them."""
    approved = [release for release in Releases(store).approved() if release.name in names]
    return tuple(Paper(read(release).published.safe.rows_and_ranges, PUBLIC) for release in approved)


def another_councils(rows: Sequence[Row]) -> list[Row]:
    """As many rows again, of children of whom this council knows nothing."""
    return [row | {"id": f"X{row['id']}", "child": f"x-{row['child']}"} for row in rows]


def withdrawn(store: Store) -> Cost:
    """What was published of the wrong file is published anew, without it."""
    why = Withdrawal(SETTINGS.releases.approvers[0], "A. Person", "The file of another council")
    return withdraw_publication(store, SETTINGS, why, agree=lambda _cost: None)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(FIRST_SEED, FIRST_SEED + few_or_many(1, 4)))
def test_half_a_year_of_papers_tells_of_no_child(seed: int, tmp_path: Path):
    lived = lived_through(tmp_path, replace(council(seed), children=60, times_each=4.0))
    for held in (lived.before, lived.since):
        attacks = ATTACKS if held.releases else OF_SEVERAL
        assert {attack.__name__: words for attack in attacks if (words := attack(held))} == {}
    # What the withdrawal told was said beforehand.
    across = Held((lived.before.boards[-1], lived.since.boards[0]), (), SETTINGS)
    assert len(two_papers_subtracted(across)) <= lived.cost.by_few
