"""Small councils that nobody chose, over a quarter: late rows, corrections, an erasure, releases. A stranger keeps all.

Each council is loaded three times. Between two loads some rows come late, some are corrected, and one child is erased;
after the second and the third whatever can be released is released.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from random import Random

import pytest

from analytics.refresh import erase_child, refresh
from analytics.releases.release import Approval, approve, names_to_prepare, prepare
from analytics.views.view import forget_snapshots
from data.audit_log import Actor
from data.errors import CannotRelease
from data.releases import Releases
from data.settings import demonstration_settings
from data.snapshots import Store
from tests.attack.attackers_rules import ATTACKS, held_of
from tests.attack.random_stores import AS_OF, KEY, Council, Row, council, deliveries, episodes_of
from tests.sizes import few_or_many

# Every snapshot is kept: a stranger keeps what was published in each.
SETTINGS = demonstration_settings()
LOADS = (datetime(2026, 5, 11, 7, 30), datetime(2026, 8, 10, 7, 30), AS_OF)
MOST_RELEASES = 2
FIRST_SEED = 3000


def known_by(made: Council, as_of: datetime, rows: list[Row]) -> list[Row]:
    """What the sender knew by then: a few rows come weeks late, others say something else at first."""
    random, known = Random(made.seed), []
    for row in rows:
        late, other = random.random() < 0.03, random.random() < 0.02
        came = datetime.fromisoformat(row["start"])
        days = (as_of - came).days
        if came < as_of and (not late or days > 70):
            known.append(row | ({"sex": "M", "risk": "high"} if other and days < 100 else {}))
    return [row | back_by(row, as_of) for row in known]


def back_by(row: Row, as_of: datetime) -> Row:
    """Nothing that lies in the future is in a file."""
    if row["end"] and datetime.fromisoformat(row["end"]) >= as_of:
        return dict.fromkeys(("end", "completed", "outcome", "offered", "provider", "checked"), "")
    held = row["completed"]
    return {"completed": ""} if held and datetime.fromisoformat(held) >= as_of else {}


def lived_through(folder: Path, made: Council) -> Store:
    """The store after three loads, an erasure, and whatever of its newest periods could be released."""
    rows, store = episodes_of(made, SETTINGS), Store(folder / "store")
    erased = Random(made.seed).choice(rows)["child"]
    for place, as_of in enumerate(LOADS):
        sent = [row for row in known_by(made, as_of, rows) if place < 2 or row["child"] != erased]
        forget_snapshots()
        refresh(store, deliveries(folder, made, sent, as_of), SETTINGS, as_of=as_of, key=KEY)
        if place == 1:
            # Nobody of that name was loaded where all of its rows are later.
            with suppress(Exception):
                erase_child(store, erased, SETTINGS, namespace="council", reason="A request", requested_by="An officer")
        if place:
            list(released(store))
    forget_snapshots()
    return store


def released(store: Store) -> Iterator[str]:
    """The names of what was released: a small council has nothing to say of most periods."""
    names = names_to_prepare(Releases(store), store.live())
    for name in names[:MOST_RELEASES]:
        with suppress(CannotRelease):
            prepare(store, name, SETTINGS, by=Actor("A. Co-ordinator"))
            approve(
                store, name, Approval(Actor("A. Person"), SETTINGS.releases.approvers[0], "For the meeting"), SETTINGS
            )
            yield name


@pytest.mark.long
@pytest.mark.parametrize("seed", range(FIRST_SEED, FIRST_SEED + few_or_many(1, 60)))
def test_a_stranger_who_keeps_every_paper_learns_of_no_child(seed: int, tmp_path: Path):
    held = held_of(lived_through(tmp_path, council(seed)), SETTINGS)
    assert {attack.__name__: words for attack in ATTACKS if (words := attack(held))} == {}
