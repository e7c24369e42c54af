"""The numbers of each shape as a sentence, columns and a chart. May import `charts` and the rooms below it."""

from analytics.presenting import counts, rates, repeats, shares, splits

__all__ = ("counts", "rates", "repeats", "shares", "splits")
