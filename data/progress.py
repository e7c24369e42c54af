"""Which step of a long command is under way, for whoever shows it."""

from collections.abc import Callable
from dataclasses import dataclass

Progress = Callable[[str, int, int], None]


def no_progress(_step: str, _done: int, _of: int) -> None:
    """Says nothing."""


@dataclass
class Steps:
    """Tells the caller which step begins, of how many."""

    progress: Progress
    of: int
    done: int = 0

    def start(self, step: str) -> None:
        """Says that a step begins."""
        self.progress(step, self.done, self.of)
        self.done += 1
