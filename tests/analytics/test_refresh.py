"""Loading with publishing."""

from pathlib import Path

import pytest

from analytics.refresh import refresh
from data.errors import DashboardError
from data.keys import DEMONSTRATION_KEY
from data.load import Delivery
from data.settings import Settings
from data.snapshots import Store


def test_real_records_never_join_the_demonstration_whose_key_is_public(tmp_path: Path):
    store = Store(tmp_path / "store")
    with store.locked():
        store.settled_key(DEMONSTRATION_KEY)
    with pytest.raises(DashboardError, match="is the demonstration"):
        refresh(store, [Delivery((tmp_path / "police.csv",))], Settings())
