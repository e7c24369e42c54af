"""Child rows, for co-ordinators' pages and papers alone. May import `cards` and the rooms below it."""
