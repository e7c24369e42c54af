"""One file an indicator: its words, how it counts, what is published of it. May import `measuring` and below."""
