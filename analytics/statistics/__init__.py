"""Ranges, intervals, funnels: numbers in, numbers out. May import `files` and `model` alone."""
