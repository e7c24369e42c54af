"""What readers of the demonstration get: page by page, paper by paper. Made anew by `python -m tests.golden.make`."""
