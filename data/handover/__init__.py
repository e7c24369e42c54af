"""What goes to providers, homes and services and comes back filled in: references, headings, and how it is read."""
