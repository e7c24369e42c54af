"""Names, numbers, periods and columns in words. May import `views` and the rooms below it."""
