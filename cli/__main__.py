"""`python -m cli`, where `missing` is not installed."""

from cli import main

main()
