"""What co-ordinators mark by hand between two files: a child came back, or is newly missing."""
