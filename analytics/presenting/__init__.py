"""How the numbers of each shape are said, set in columns and drawn: one presenter a shape, registered beside it."""

from analytics.presenting import bands, counts, marks, means, rates, shares, splits, tops

__all__ = ("bands", "counts", "marks", "means", "rates", "shares", "splits", "tops")
