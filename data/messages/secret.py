"""Secrets that messages are sent with: read when they are needed, from where the settings say that they lie."""

import os
from pathlib import Path
from typing import Final

from data.errors import CannotSend
from data.machine import is_open_to_everybody

VARIABLE: Final = "env:"
FILE: Final = "file:"


def secret_from(whence: str) -> str:
    """The secret at `env:NAME` or `file:/a/path`, without the line's end. Raises CannotSend, and says none of it."""
    if whence.startswith(VARIABLE):
        kept, where = os.environ.get(whence.removeprefix(VARIABLE), ""), f"The variable {whence.removeprefix(VARIABLE)}"
    else:
        path = Path(whence.removeprefix(FILE))
        kept, where = content_of(path), f"The file {path}"
    if not (secret := kept.strip()):
        raise CannotSend(f"{where} is empty or not set. Put the secret there, and nothing else.")
    if len(secret.splitlines()) > 1:
        raise CannotSend(f"{where} holds more than one line. Put the secret there, and nothing else.")
    return secret


def content_of(path: Path) -> str:
    """What stands in a file that is not everybody's."""
    try:
        if is_open_to_everybody(path):
            raise CannotSend(f"The file {path} may be read by every user of the machine. Type: chmod o= {path}")
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise CannotSend(f"The file {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise CannotSend(f"The file {path} is not text in UTF-8.") from None
