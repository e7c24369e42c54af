"""The recipes of CONTRIBUTING.md, read as their readers copy them."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def recipe(title: str) -> str:
    """The text of a recipe, without its title."""
    return re.split(r"^### ", TEXT.split(f"\n### {title}\n")[1], flags=re.MULTILINE)[0]


def code(title: str, language: str, place: int = 0) -> str:
    """One of the blocks of code in a recipe."""
    return re.findall(rf"^```{language}\n(.*?)^```", recipe(title), flags=re.MULTILINE | re.DOTALL)[place]


def files(title: str) -> list[str]:
    """The files that a recipe lists."""
    return [
        name
        for line in recipe(title).splitlines()
        if line.startswith("- ")
        for name in re.findall(r"`([\w/]+\.(?:py|sql))`", line)
    ]
