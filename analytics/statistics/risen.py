"""Which of many shares has risen: each beside its own past, with an allowance for how many were looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from analytics.statistics.drivers import SharePart
from analytics.statistics.tails import drawn, looked_at

# How often anything at all may be named while nothing changes: of quarters, one in five years.
ALLOWED: Final = 0.05


@dataclass(frozen=True)
class Risen:
    """A share that has risen, and how likely so much is by chance, after the allowance."""

    part: SharePart
    chance: float

    @property
    def is_new(self) -> bool:
        """Whether there was none before."""
        return self.part.before == 0


def risen(parts: Sequence[SharePart]) -> list[Risen]:
    """Those that are higher than their past explains, the least likely first.

    Fisher's exact test, one way; Bonferroni, without those that could not be found whatever they did (Tarone 1990).
    """
    asked = [part for part in parts if part.before_of and part.recent_of and part.before + part.recent]
    chances = [drawn(part.recent_of, part.before + part.recent, part.before_of + part.recent_of) for part in asked]
    allowance = looked_at([each.ends().high for each in chances], ALLOWED)
    tested = [
        Risen(part, min(each.at(part.recent).high * allowance, 1.0)) for part, each in zip(asked, chances, strict=True)
    ]
    return sorted((item for item in tested if item.chance <= ALLOWED), key=lambda item: item.chance)
