"""Figures that somebody approves for the public. May import `cards` and the rooms below it."""
