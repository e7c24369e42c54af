"""What messages say: counts, dates and a link, made of the co-ordinator's week. No word of a record goes into one."""
