"""How large a simulation is: small in every run of the tests, and at its full size in `uv run pytest -m long`.

Whoever asks for a size marks the test `long`.
"""

import os
from collections.abc import Callable, Sequence
from itertools import permutations
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings

LONG_VARIABLE = "TESTS_LONG"

Test = Callable[..., None]
T = TypeVar("T")


def few_or_many(few: int, many: int) -> int:
    """`many` in the long run, `few` otherwise."""
    return many if os.environ.get(LONG_VARIABLE) else few


def orders(rows: Sequence[T], few: int) -> list[tuple[T, ...]]:
    """`few` of the orders in which these may come, spread over all of them; in the long run every one."""
    every = list(permutations(rows))
    return every[:: len(every) // few_or_many(few, len(every))]


def examples(few: int, many: int) -> Callable[[Test], Test]:
    """Decorates a test that Hypothesis tries with so many examples, and marks it `long`."""
    # Frames and stores are slow to begin with, and slower on a busy machine.
    tried = settings(max_examples=few_or_many(few, many), deadline=None, suppress_health_check=[HealthCheck.too_slow])
    return lambda test: pytest.mark.long(tried(test))
