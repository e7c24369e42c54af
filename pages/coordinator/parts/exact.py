"""What is printed beside child-level figures: that they are exact, from which snapshot, up to when."""

from analytics.words.periods import moment_text
from pages.common.cards import advise
from pages.common.live import Live


def say_exact(now: Live) -> None:
    """One line for the sidebar."""
    advise(f"Exact, for co-ordinators alone. Data to {moment_text(now.as_of)}, snapshot {now.snapshot.name}.")
