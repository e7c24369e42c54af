"""What every test of the pages begins and ends with."""

from collections.abc import Iterator

import pytest

from pages.common import identity, live


@pytest.fixture(autouse=True)
def nothing_read_before() -> Iterator[None]:
    """Settings and secrets are read once a process: each test reads its own, and leaves none behind."""
    live.settings.cache_clear()
    identity.provider_section.cache_clear()
    yield
    live.settings.cache_clear()
    # A test may have put something else in its place.
    getattr(identity.provider_section, "cache_clear", lambda: None)()
