"""A question on a page or in a paper, and its one answer. May import `presenting` and the rooms below it."""
