"""A file on the disk -> a proposal for its mapping."""

from pathlib import Path

from data.errors import UnusableFile
from data.formats.guessing.guess import propose
from data.formats.guessing.proposal import Proposal
from data.formats.guessing.sketch import sketch
from data.formats.mapping import plain_name
from data.formats.unmapped import needs_no_mapping
from data.settings import Settings


def propose_file(path: Path, settings: Settings, system: str = "") -> Proposal:
    """What the file most likely is. Raises UnusableFile where it cannot be read, or needs no mapping."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnusableFile(f"{path} cannot be read: {error.strerror}.") from error
    if needs_no_mapping(path.name, content):
        raise UnusableFile(f"{path.name} is known by its headings, and needs no mapping. Load it as it is.")
    return propose(sketch(path.name, content), settings, str(plain_name(system)))
