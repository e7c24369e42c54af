"""The store of the invented city, made once in a run of the tests."""

from pathlib import Path

from analytics.refresh import make_demonstration
from data.settings import demonstration_settings
from tests.shared import copied


def a_copy_of_the_demonstration(folder: Path) -> Path:
    """A copy of the store in this folder, since a reader adds to its log and casebook."""
    return copied("demonstration", demonstrated, folder) / "store"


def demonstrated(folder: Path) -> None:
    """The store, made anew in this folder."""
    make_demonstration(folder / "store", demonstration_settings())
