"""Workbooks that a co-ordinator hands over, and that come back filled in (docs/handover.md)."""
