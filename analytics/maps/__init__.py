"""Where children go missing from and are found. May import `cards` and the rooms below it, and `geo`."""
