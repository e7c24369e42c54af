"""How the numbers of each shape are said, set in columns and drawn: one presenter a shape, registered beside it."""

from analytics.presenting import counts, rates, repeats, shares, splits

__all__ = ("counts", "rates", "repeats", "shares", "splits")
