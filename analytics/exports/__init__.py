"""Answers as files for other programs. May import `releases`, `cards` and the rooms below them, no `reports`."""
