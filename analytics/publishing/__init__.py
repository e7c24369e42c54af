"""What leaves the product for good: the public's site, and the board's bundle."""
