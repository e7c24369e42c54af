"""The mappings that a store keeps, by sender and kind of file: what a person confirmed once is used the next time.

A mapping holds headings and labels of files, never a cell of a child. It is the owner's alone, as the store is; what
belongs to one file (the days it covers, when it was made) is not kept.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from data.errors import BadMapping
from data.formats.headings import heading_key
from data.formats.mapping import Mapping, parse_mapping
from data.formats.mapping_text import sections
from data.machine import write_durably
from data.settings import Settings
from data.snapshots import Store

FOLDER: Final = "mappings"
# What is true of one file, and not of the next.
OF_ONE_FILE: Final = ("covers", "as_of")


@dataclass(frozen=True)
class Saved:
    """A mapping of the store: its text, the mapping, when it was saved, and the headings that its file had."""

    path: Path
    text: str
    mapping: Mapping
    on: date
    headings: frozenset[str]

    def fits(self, headings: Sequence[str]) -> bool:
        """Whether a file with these headings has all that the mapping names, each once."""
        keys = [heading_key(heading) for heading in headings]
        return all(keys.count(heading_key(wanted)) == 1 for wanted in self.mapping.headings)

    def new_among(self, headings: Sequence[str]) -> list[str]:
        """The headings of a file that were not there when the mapping was saved."""
        return [heading for heading in headings if heading.strip() and heading_key(heading) not in self.headings]


def folder_of(store: Store) -> Path:
    """Where the store keeps its mappings."""
    return store.folder / FOLDER


def saved_mappings(store: Store, settings: Settings) -> list[Saved]:
    """Every mapping of the store that can still be used, newest first; one that a new version refuses is left out."""
    every = [read_saved(path, settings) for path in sorted(folder_of(store).glob("*.toml"))]
    return sorted((saved for saved in every if saved), key=lambda saved: saved.on, reverse=True)


def read_saved(path: Path, settings: Settings) -> Saved | None:
    """The mapping in a file of the store; none where it is no longer a mapping that can be used."""
    content = path.read_bytes()
    try:
        mapping = parse_mapping(content, path.name, settings)
    except BadMapping:
        return None
    if mapping.saved is None:
        return None
    headings = frozenset(map(heading_key, mapping.saved.headings))
    return Saved(path, content.decode(), mapping, mapping.saved.on, headings)


def saved_for(store: Store, headings: Sequence[str], settings: Settings) -> Saved | None:
    """The mapping to read a file with these headings by: of those that fit, the one that names most of them."""
    fit = [saved for saved in saved_mappings(store, settings) if saved.fits(headings)]
    return max(
        fit, key=lambda saved: (-len(saved.new_among(headings)), len(saved.mapping.headings), saved.on), default=None
    )


def save_mapping(store: Store, text: str, headings: Sequence[str], on: date, settings: Settings) -> Path:
    """Keeps a mapping for the sender's next file; one of the same sender, kind and headings is replaced."""
    document = tomllib.loads(text)
    for name in OF_ONE_FILE:
        document["source"].pop(name, None)
    document["saved"] = {"on": on, "headings": [heading for heading in headings if heading.strip()]}
    content = "\n".join(sections(document)) + "\n"
    folder = folder_of(store)
    store.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    path = place_for(folder, document, settings)
    write_durably(path, content.encode())
    return path


def place_for(folder: Path, document: dict[str, Any], settings: Settings) -> Path:
    """The file of this sender and kind: that with the same headings, or else the first free name."""
    source = document["source"]
    name = re.sub(r"[^a-z0-9_]+", "-", f"{source.get('system') or 'several'}-{source['kind']}".lower())
    keys = frozenset(map(heading_key, document["saved"]["headings"]))
    nth = 1
    while True:
        path = folder / (f"{name}.toml" if nth == 1 else f"{name}-{nth}.toml")
        if not path.exists() or (held := read_saved(path, settings)) is None or held.headings == keys:
            return path
        nth += 1
