"""The figures that one reader asks for, from a snapshot. May import `disclosure` and the rooms below it."""
