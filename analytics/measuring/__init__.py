"""Counting rows: shapes, breakdowns, which months were supplied. May import `statistics`, `files`, `model`."""
