"""What to hide so that no sum tells a small number. May import `auditing`, `small_numbers` and below."""
