"""Whose figures this process serves: the council's settings, and its store. All that a start must know."""

from functools import lru_cache

from data.keys import DEMONSTRATION_KEY
from data.settings import Settings, load_settings
from data.snapshots import Store, store_folder


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The council's settings, read once: a change is taken at the next start."""
    return load_settings()


def store() -> Store:
    """The store that MISSING_STORE names."""
    return Store(store_folder())


def is_demonstration() -> bool:
    """Whether the store holds invented children only: it has the demonstration's own, published, pseudonym key."""
    return settings().council.demonstration and store().key() == DEMONSTRATION_KEY
