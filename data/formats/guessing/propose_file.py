"""A file on the disk -> a proposal for its mapping."""

from pathlib import Path

from data.errors import UnusableFile
from data.formats.guessing.guess import propose
from data.formats.guessing.proposal import Proposal
from data.formats.guessing.sketch import sketch
from data.formats.mapping import plain_name
from data.settings import Settings


def propose_file(path: Path, settings: Settings, system: str = "") -> Proposal:
    """What the file most likely is. Raises UnusableFile where it cannot be read, or has no heading."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnusableFile(f"{path} cannot be read: {error.strerror}.") from error
    return propose(sketch(path.name, content), settings, str(plain_name(system)))
