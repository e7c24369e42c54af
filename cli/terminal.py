"""What commands print: progress, JSON and lines under a title."""

import json
import sys
from typing import Any

import typer


def tell(step: str, done: int, of: int) -> None:
    """Shows a person at a terminal which step is under way; a program that reads the output sees nothing of it."""
    if sys.stderr.isatty():
        typer.echo(f"\r\033[K{'' if done == of else f'{step} ({done + 1} of {of})'}", err=True, nl=False)


def json_text(document: Any) -> str:
    """A JSON document that a person can read too."""
    return json.dumps(document, indent=1, ensure_ascii=False)


def titled(title: str, lines: list[str]) -> list[str]:
    """Indented lines under a title; nothing where there are none."""
    return [f"  {title}:", *(f"    {line}" for line in lines)] if lines else []
