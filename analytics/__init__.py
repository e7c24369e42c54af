"""What the records say: rooms in layers, each importing only rooms below it (`pyproject.toml`, import contracts)."""
