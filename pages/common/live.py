"""The store that this process serves: its settings once, its live snapshot at every look."""

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

import streamlit as st

from analytics.indicator import Indicator
from analytics.refresh import make_demonstration
from analytics.registry import indicators
from data.errors import NoSuchSnapshot
from data.settings import Settings, load_settings
from data.snapshots import Snapshot, Store

STORE_VARIABLE = "MISSING_STORE"

only_one_makes_the_demonstration = Lock()


@dataclass(frozen=True)
class Live:
    """What there is to read now."""

    snapshot: Snapshot
    settings: Settings

    @property
    def indicators(self) -> dict[str, Indicator]:
        """Every indicator, with this council's numbers in it."""
        return indicators(self.settings)

    @property
    def is_demonstration(self) -> bool:
        """Whether the snapshot holds invented children only."""
        return bool(self.snapshot.manifest.get("demonstration"))


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The council's settings, read once: a change is taken at the next start."""
    return load_settings()


def store() -> Store:
    """The store that MISSING_STORE names."""
    return Store(Path(os.environ.get(STORE_VARIABLE, "store")))


def live() -> Live:
    """The live snapshot. Raises NoSuchSnapshot where nothing was loaded yet."""
    snapshot = store().current()
    if snapshot is None:
        raise NoSuchSnapshot("Nothing has been loaded yet. Load a file: missing load FILE --mapping MAPPING.")
    return Live(snapshot, settings())


def prepare_store() -> None:
    """At the first start of the demonstration, make its store in front of the reader, once for all browsers."""
    if not settings().council.demonstration or store().current() is not None:
        return
    with st.status("Making the demonstration: five years of an invented city", expanded=True) as status:
        progress = st.progress(0.0, "Starting")
        with only_one_makes_the_demonstration:
            if store().current() is None:
                make_demonstration(
                    store().folder, lambda step, done, of: progress.progress(min(done / of, 1.0), step) and None
                )
        status.update(label="The demonstration is ready", state="complete")
    st.rerun()
