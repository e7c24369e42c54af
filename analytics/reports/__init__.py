"""Reports: what they say, and how it is set as PDF and as Word."""
