"""Which sheet of ours a file is, if it is one: each is known by the heading of its reference."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from data.formats.guessing.sketch import has_heading
from data.formats.headings import Sought
from data.formats.reading import File, Reading
from data.formats.return_xml import is_xml
from data.handover import differences, interviews
from data.handover.records import Records

ReadSheet = Callable[[File, datetime, Records], Reading]
READERS: Final[tuple[tuple[Sought, ReadSheet], ...]] = (
    (interviews.SOUGHT, interviews.read_sheet),
    (differences.SOUGHT, differences.read_differences),
)
ANY: Final = Sought(tuple(wanted for sought, _ in READERS for wanted in sought.sets), "")


def is_sheet(name: str, content: bytes) -> bool:
    """Whether the file is a sheet of ours that came back."""
    return not is_xml(content) and has_heading(name, content, ANY)


def reader_of(name: str, content: bytes) -> ReadSheet | None:
    """What reads the file as a sheet of ours; none where it is something else."""
    if not is_sheet(name, content):
        return None
    return next(read for sought, read in READERS if has_heading(name, content, sought))
