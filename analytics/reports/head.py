"""What every report begins with, whoever reads it and whatever it is of."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Head:
    """Its title, whose it is and for whom, when it was made and of what, and what is most to be said."""

    title: str
    council: str
    is_demonstration: bool
    marking: str
    circulation: str
    produced: str
    data_to: str
    snapshot: str
    headline: str
