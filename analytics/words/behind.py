"""That the board reads tables of an earlier load than co-ordinators, and why."""

from datetime import datetime

from analytics.words.periods import moment_text
from data.snapshots import Manifest, Snapshot

PUBLISH_AGAIN = "Try again: missing publication publish"


def board_behind(snapshot: Snapshot) -> str:
    """Of which data the board's tables still are, and why; empty where they are those of this snapshot."""
    read = snapshot.publication
    if read and read.name == snapshot.name:
        return ""
    why = snapshot.why_not_published
    became = f"could not be published: {why}" if why else "are not published yet."
    still = f"are still those of {source_of(read.manifest)}" if read else "do not exist yet"
    return f"The board’s tables {still}. Those of {source_of(snapshot.manifest)}, {became}"


def source_of(manifest: Manifest) -> str:
    """ "snapshot 000006, data to 24 November 2026, 08:00"."""
    as_of = moment_text(datetime.fromisoformat(manifest["as_of"]))
    return f"snapshot {manifest['snapshot']}, data to {as_of}"
