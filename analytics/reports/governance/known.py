"""What the service knows of itself: its settings, which files it holds, where it stands, who signs readers in.

No child is in it, and no word that a file may have about one: no file's name, and no label of a source's own.
"""

import os
import tomllib
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from data.codes import FLAGS
from data.errors import BadSetting
from data.formats.guessing.field_words import FLAG, KIND_NAMES, SYSTEM_NAMES, target_words
from data.formats.kinds import flag_field
from data.settings import Settings
from data.snapshots import Store

# Where Streamlit looks for the provider of sign-in: the variable, else this file.
SECRETS_VARIABLE: Final = "STREAMLIT_SECRETS_FILES"
SECRETS: Final = Path(".streamlit", "secrets.toml")
FLAG_FIELD: Final = flag_field("")
ANOTHER_SENDER: Final = "another service"
OTHER_SENDERS: Final = {"ssda903": "the council's looked-after return", "official": "official statistics"}
OTHER_KINDS: Final = {
    "ssda903": "children looked after, and their placements",
    "official": "numbers of other authorities; no child",
}
# Fields of the looked-after return that no person is asked about.
RETURN_WORDS: Final = {
    "reason_started": "why a placement began",
    "reason_ended": "why a placement ended",
    "placement_code": "kind of placement, as a code",
    "care_period": "the number of the placement",
    "until": "until when the child was unaccompanied and seeking asylum",
}


@dataclass(frozen=True)
class Source:
    """Files of one sender and kind: by words of ours, the fields that they hold, and the days that they cover."""

    sender: str
    kind: str
    fields: tuple[str, ...]
    covers_from: date | None
    covers_to: date | None


@dataclass(frozen=True)
class Known:
    """Everything that the papers are filled in from. `provider` is the host that signs readers in; empty without."""

    settings: Settings
    store: Path
    is_shared: bool
    sources: tuple[Source, ...]
    provider: str
    made_on: date
    version: str

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field that any loaded file holds, each once."""
        return tuple(dict.fromkeys(field for source in self.sources for field in source.fields))


def what_is_known(store: Store, settings: Settings, made_on: date) -> Known:
    """The service as it stands: an empty store has no sources. Raises BadSetting, and whatever a damaged store does."""
    snapshot, _ = store.to_read()
    loads = snapshot.contents["sources"] if snapshot else []
    return Known(
        settings,
        store.folder.absolute(),
        store.folder.is_dir() and store.is_shared,
        sources_of(loads),
        provider_host(),
        made_on,
        version("missing-children"),
    )


def sources_of(loads: list[dict[str, Any]]) -> tuple[Source, ...]:
    """One line for each sender and kind, in the order in which they were first loaded."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for load in loads:
        groups.setdefault((sender_words(load["system"]), kind_words(load["kind"])), []).append(load)
    return tuple(
        Source(
            sender,
            kind,
            tuple(dict.fromkeys(field for load in group for field in load["fields"])),
            min(days_of(group, "covers_from"), default=None),
            max(days_of(group, "covers_to"), default=None),
        )
        for (sender, kind), group in groups.items()
    )


def days_of(loads: list[dict[str, Any]], name: str) -> list[date]:
    """The days of that name that the loads give."""
    return [date.fromisoformat(load[name][:10]) for load in loads if load[name]]


def sender_words(system: str) -> str:
    """Who sent it. A name that a council gave may be a person's or a small home's, and is not repeated."""
    return SYSTEM_NAMES.get(system) or OTHER_SENDERS.get(system, ANOTHER_SENDER)


def kind_words(kind: str) -> str:
    """What a row of such a file is."""
    return KIND_NAMES.get(kind) or OTHER_KINDS.get(kind, "a sheet that was handed over, and came back")


def field_words(field: str) -> str:
    """A field of a file in plain words. A risk that a council's mapping names by itself is another risk."""
    if is_flag(field):
        flag = field.removeprefix(FLAG_FIELD)
        return target_words(f"{FLAG}{flag}") if flag in FLAGS else "another risk mark"
    return RETURN_WORDS.get(field) or target_words(field)


def is_flag(field: str) -> bool:
    """Whether the field is a risk that a source marks."""
    return field.startswith(FLAG_FIELD)


def provider_host() -> str:
    """The host of the identity provider in the secrets; empty where there is none. Nothing else of them is looked at.

    Raises BadSetting for secrets that this account cannot read.
    """
    named = os.environ.get(SECRETS_VARIABLE)
    path = Path(named) if named else SECRETS
    if not path.is_file():
        return ""
    try:
        section = tomllib.loads(path.read_text(encoding="utf-8")).get("auth")
    except (OSError, ValueError):
        # The error of a parser quotes a line, and a line is a secret.
        raise BadSetting(f"The secrets in {path} cannot be read. Run this as the account that serves.") from None
    address = section.get("server_metadata_url", "") if isinstance(section, dict) else ""
    return urlsplit(str(address)).hostname or ""
