"""What the co-ordinator's pages are made of."""
