"""The live snapshot of the store that this process serves, looked up at every look."""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from threading import Lock
from typing import Final

import streamlit as st

from analytics.disclosure.gate import published_in
from analytics.disclosure.policy import policy_for
from analytics.disclosure.published import Published
from analytics.indicators.registry import indicators
from analytics.measuring.shapes import Indicator
from analytics.model import Audience
from analytics.views.view import forget_snapshots
from analytics.words.numbers import fewer_than
from data.errors import DamagedStore, EmptyStore
from data.keys import DEMONSTRATION_KEY
from data.settings import SETTINGS_VARIABLE, Settings
from data.snapshots import STORE_VARIABLE, Snapshot
from pages.common.council import settings, store

only_one_makes_the_demonstration: Final = Lock()


@dataclass(frozen=True)
class Live:
    """What there is to read now."""

    snapshot: Snapshot
    settings: Settings

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        """Every indicator, with this council's numbers in it."""
        return indicators(self.settings)

    @property
    def as_of(self) -> datetime:
        """How far the records go."""
        return datetime.fromisoformat(self.snapshot.manifest["as_of"])

    @property
    def published(self) -> Published:
        """Everything that the board reads now. Raises NotPublished."""
        return published_in(self.snapshot.published)

    @property
    def settings_changed(self) -> bool:
        """Whether the snapshot was made with other settings: its bands, areas and deadlines are still those."""
        written = self.snapshot.manifest["settings"]
        # Read again, so that what an earlier version wrote otherwise is not taken for another setting.
        now, then = self.settings.of_figures(), Settings.model_validate(written).of_figures()
        return any(then[name] != value for name, value in now.items() if name in written)

    @property
    def few(self) -> str:
        """What stands for a count that is too small to be said in public."""
        return fewer_than(policy_for(Audience.SCRUTINY, self.settings).threshold)


def live() -> Live:
    """The live snapshot, or where that is damaged the newest before it that is whole: `say_damage` tells of it.

    Raises EmptyStore where nothing was loaded yet, DamagedStore where nothing is whole.
    """
    snapshot, _ = store().to_read()
    if snapshot is None:
        raise EmptyStore("No file is loaded yet.")
    forget_earlier(snapshot)
    return Live(snapshot, settings())


@lru_cache(maxsize=1)
def forget_earlier(_live: Snapshot) -> None:
    """When another snapshot or publication is live: let go of the one before, so that nothing erased is kept open."""
    forget_snapshots()


def prepare_store() -> None:
    """At the first start of the demonstration, make its store in front of the reader, once for all browsers.

    Raises OtherFormat before anything is written to a store of another version, be it a line of its log.
    """
    # `say_damage` tells of that, once it is known who reads.
    with suppress(DamagedStore):
        store().current()
    if not may_demonstrate():
        return
    with st.status("Making the demonstration: five years of an invented city", expanded=True) as status:
        bar = st.progress(0.0, "Starting")

        def show(step: str, done: int, of: int) -> None:
            bar.progress(min(done / of, 1.0), step)

        make_demonstration_once(show)
        status.update(label="The demonstration is ready", state="complete")
    st.rerun()


def may_demonstrate() -> bool:
    """Whether this is a start to see the product: no store, no settings of anybody's own, and nothing there yet."""
    folder = store().folder
    is_somebodys = any(os.environ.get(name) for name in (STORE_VARIABLE, SETTINGS_VARIABLE))
    # A first start that was ended early has left the demonstration's own key.
    is_empty = not folder.exists() or not any(folder.iterdir()) or store().key() == DEMONSTRATION_KEY
    is_new = not store().pointer.exists()
    return is_new and settings().council.demonstration and not is_somebodys and is_empty


def make_demonstration_once(progress: Callable[[str, int, int], None]) -> None:
    """The demonstration's store, made by whoever comes first; others wait for it."""
    # Only the first start needs what makes a demonstration.
    from analytics.refresh import make_demonstration  # noqa: PLC0415

    with only_one_makes_the_demonstration:
        if store().current() is None:
            make_demonstration(store().folder, settings(), progress)
