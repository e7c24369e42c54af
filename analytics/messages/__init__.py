"""What messages say: counts, dates and a link, no word of a record. May import `reports` and the rooms below it."""
